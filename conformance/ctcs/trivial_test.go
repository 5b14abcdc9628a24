package ctcs_test

import (
	"context"
	"io"
	"math/rand/v2"
	"net"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/memnet"
)

// Programs that know nothing of the protocol pass nothing: a case that they pass
// would pass anything.

// trivial are what a party can do without having read a line of the protocol. Each
// gets its end of a connection and closes it.
var trivial = map[string]func(c net.Conn){
	"mute":   func(c net.Conn) { io.Copy(io.Discard, c) },
	"echo":   func(c net.Conn) { io.Copy(c, c) },
	"closer": func(net.Conn) {},
	"garbage": func(c net.Conn) {
		noise, b := rand.NewChaCha8([32]byte{seed}), make([]byte, 400)
		for range 50 {
			noise.Read(b)
			if _, err := c.Write(append(b, '\n')); err != nil {
				return
			}
		}
		io.Copy(io.Discard, c)
	},
}

func TestTrivialControllersPassNothing(t *testing.T) {
	for name, live := range trivial {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, nil)
				target := w.controller()
				target.Dial = func(context.Context, []*conformance.Feature) (net.Conn, error) {
					ours, theirs := memnet.Pipe()
					go func() { defer theirs.Close(); live(theirs) }()
					return ours, nil
				}
				passesNothing(t, w.run(codec.Controller, target))
			})
		})
	}
}

// nobody is a process that knows nothing of the protocol.
type nobody struct {
	done chan struct{}
	stop context.CancelFunc
	exit conformance.Exit
}

func (p *nobody) Stdin() io.Writer       { return nil }
func (p *nobody) Done() <-chan struct{}  { return p.done }
func (p *nobody) Exit() conformance.Exit { return p.exit }
func (p *nobody) Stop()                  { p.stop(); <-p.done }

func TestTrivialEnginesPassNothing(t *testing.T) {
	for name, live := range map[string]func(net.Conn){
		"mute": trivial["mute"], "echo": trivial["echo"], "closer": trivial["closer"], "garbage": trivial["garbage"], "exits": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, nil)
				target := w.engine()
				target.Launch = func(_ context.Context, l conformance.Launch) (conformance.Process, error) {
					ctx, stop := context.WithCancel(context.Background())
					p := &nobody{done: make(chan struct{}), stop: stop}
					go func() {
						defer close(p.done)
						c, err := w.net.DialContext(ctx, "tcp", l.Addr)
						if err != nil || live == nil {
							return
						}
						defer c.Close()
						defer context.AfterFunc(ctx, func() { c.Close() })()
						live(c)
					}()
					return p, nil
				}
				passesNothing(t, w.run(codec.Engine, target))
			})
		})
	}
}

func passesNothing(t *testing.T, rep *conformance.Report) {
	assert.NotEmpty(t, rep.Results)
	for _, r := range rep.Results {
		switch r.Verdict {
		case conformance.Pass, conformance.HarnessError:
			t.Errorf("%s %s: %s", r.Verdict, r.Case.ID, r.Reason)
		}
	}
}
