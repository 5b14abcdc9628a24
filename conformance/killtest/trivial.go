package killtest

import (
	"context"
	"io"
	"math/rand/v2"
	"net"
	"testing"
	"testing/synctest"

	"enginespec/conformance"
	"enginespec/conformance/memnet"
)

// Trivial are what a party can do without having read a line of any protocol. Each
// gets its end of a connection, which is closed behind it.
func Trivial() map[string]func(c net.Conn) {
	return map[string]func(c net.Conn){
		"mute":   func(c net.Conn) { io.Copy(io.Discard, c) },
		"echo":   func(c net.Conn) { io.Copy(c, c) },
		"closer": func(net.Conn) {},
		"garbage": func(c net.Conn) {
			noise, b := rand.NewChaCha8([32]byte{1}), make([]byte, 400)
			for range 50 {
				noise.Read(b)
				if _, err := c.Write(append(b, '\r', '\n')); err != nil {
					return
				}
			}
			io.Copy(io.Discard, c)
		},
	}
}

// Answering dials a target that lives like that on each connection.
func Answering(live func(c net.Conn)) func(context.Context, []*conformance.Feature) (net.Conn, error) {
	return func(context.Context, []*conformance.Feature) (net.Conn, error) {
		ours, theirs := memnet.Pipe()
		go func() { defer theirs.Close(); live(theirs) }()
		return ours, nil
	}
}

// TrivialPrograms are what a program can do that was launched to dial us, by dial:
// the Trivial ones, and those that do not even dial.
func TrivialPrograms(dial func(ctx context.Context, addr string) (net.Conn, error)) map[string]func(ctx context.Context, addr string) error {
	all := map[string]func(ctx context.Context, addr string) error{
		"exits":  func(context.Context, string) error { return nil },
		"fails":  func(context.Context, string) error { return io.ErrUnexpectedEOF },
		"sleeps": func(ctx context.Context, _ string) error { <-ctx.Done(); return nil },
	}
	for name, live := range Trivial() {
		all[name] = func(ctx context.Context, addr string) error {
			c, err := dial(ctx, addr)
			if err != nil {
				return err
			}
			defer c.Close()
			stop := context.AfterFunc(ctx, func() { c.Close() })
			defer stop()
			live(c)
			return nil
		}
	}
	return all
}

// Listeners tests that what listens and knows nothing of the protocol passes nothing. run
// runs all cases, in a bubble of virtual time, against what dial reaches.
func Listeners(t *testing.T, run func(t *testing.T, dial func(context.Context, []*conformance.Feature) (net.Conn, error)) *conformance.Report) {
	for name, live := range Trivial() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { PassesNothing(t, run(t, Answering(live))) })
		})
	}
}

// Dialers tests that what dials and knows nothing of the protocol passes nothing. run
// runs all cases, in a bubble of virtual time, against what launch starts; program makes
// that of the way to dial in the bubble.
func Dialers(t *testing.T, run func(t *testing.T, program func(dial func(ctx context.Context, addr string) (net.Conn, error)) Launcher) *conformance.Report) {
	for name := range TrivialPrograms(nil) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				PassesNothing(t, run(t, func(dial func(ctx context.Context, addr string) (net.Conn, error)) Launcher {
					live := TrivialPrograms(dial)[name]
					return func(_ context.Context, l conformance.Launch) (conformance.Process, error) {
						return Launch(func(ctx context.Context, _ []byte) error { return live(ctx, l.Addr) }), nil
					}
				}))
			})
		})
	}
}

// Launcher is what a target launches programs by.
type Launcher = func(ctx context.Context, l conformance.Launch) (conformance.Process, error)
