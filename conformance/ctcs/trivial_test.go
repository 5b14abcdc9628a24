package ctcs_test

import (
	"context"
	"net"
	"testing"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/killtest"
)

// Programs that know nothing of the protocol pass nothing: a case that they pass
// would pass anything.

func TestTrivialControllersPassNothing(t *testing.T) {
	killtest.Listeners(t, func(t *testing.T, dial func(context.Context, []*conformance.Feature) (net.Conn, error)) *conformance.Report {
		w := newWorld(t, nil)
		defer w.close()
		target := w.controller()
		target.Dial = dial
		return w.run(codec.Controller, target)
	})
}

func TestTrivialEnginesPassNothing(t *testing.T) {
	killtest.Dialers(t, func(t *testing.T, program func(dial func(ctx context.Context, addr string) (net.Conn, error)) killtest.Launcher) *conformance.Report {
		w := newWorld(t, nil)
		defer w.close()
		target := w.engine()
		target.Launch = program(func(ctx context.Context, addr string) (net.Conn, error) { return w.net.DialContext(ctx, "tcp", addr) })
		return w.run(codec.Engine, target)
	})
}
