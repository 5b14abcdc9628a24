package ipc_test

import (
	"context"
	"net"
	"testing"
	"testing/synctest"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/killtest"
)

// Programs that know nothing of the protocol pass nothing: a case that they pass
// would pass anything.

func TestTrivialEnginesPassNothing(t *testing.T) {
	for name, live := range killtest.Trivial() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, nil)
				defer w.close()
				target := w.daemon()
				target.Dial = killtest.Answering(live)
				killtest.PassesNothing(t, w.run(codec.Engine, target))
			})
		})
	}
}

func TestTrivialControllersPassNothing(t *testing.T) {
	for name := range killtest.TrivialPrograms(nil) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, nil)
				defer w.close()
				live := killtest.TrivialPrograms(func(ctx context.Context, addr string) (net.Conn, error) {
					return w.net.DialContext(ctx, "unix", addr)
				})[name]
				target := w.client()
				target.Launch = func(_ context.Context, l conformance.Launch) (conformance.Process, error) {
					return killtest.Launch(func(ctx context.Context, _ []byte) error { return live(ctx, l.Addr) }), nil
				}
				killtest.PassesNothing(t, w.run(codec.Controller, target))
			})
		})
	}
}
