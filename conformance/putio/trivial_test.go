package putio_test

import (
	"context"
	"errors"
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
			if _, err := c.Write(append(b, '\r', '\n')); err != nil {
				return
			}
		}
		io.Copy(io.Discard, c)
	},
}

func TestTrivialEnginesPassNothing(t *testing.T) {
	for name, live := range trivial {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, nil)
				defer w.close()
				target := w.target()
				target.Dial = func(context.Context, []*conformance.Feature) (net.Conn, error) {
					ours, theirs := memnet.Pipe()
					go func() { defer theirs.Close(); live(theirs) }()
					return ours, nil
				}
				passesNothing(t, w.run(codec.Engine, target))
			})
		})
	}
}

func TestTrivialControllersPassNothing(t *testing.T) {
	dialing := map[string]func(ctx context.Context, c net.Conn) error{
		"exits": nil,
	}
	for name, live := range trivial {
		dialing[name] = func(ctx context.Context, c net.Conn) error {
			stop := context.AfterFunc(ctx, func() { c.Close() })
			defer stop()
			live(c)
			return nil
		}
	}
	dialing["fails"] = func(context.Context, net.Conn) error { return errors.New("no idea") }
	dialing["sleeps"] = func(ctx context.Context, _ net.Conn) error { <-ctx.Done(); return nil }
	for name, live := range dialing {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, nil)
				defer w.close()
				target := w.controller()
				target.Launch = func(_ context.Context, l conformance.Launch) (conformance.Process, error) {
					return launch(func(ctx context.Context, _ io.Reader, _ io.Writer) error {
						if live == nil {
							return nil
						}
						c, err := w.net.DialContext(ctx, "tcp", l.Addr)
						if err != nil {
							return err
						}
						defer c.Close()
						return live(ctx, c)
					}), nil
				}
				passesNothing(t, w.run(codec.Controller, target))
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
