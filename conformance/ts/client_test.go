package ts_test

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"time"

	"enginespec/codec"
	wire "enginespec/codec/ts"
	"enginespec/conformance"
	"enginespec/conformance/killtest"
	"enginespec/corpus"
	"enginespec/reference/fault"
	reference "enginespec/reference/ts"
)

// controller is a client that starts once for each case: it carries out its orders, or,
// if it gets none, plays the fixture that the suite stands in for. version is the API
// level that it speaks.
func (w *world) controller(version int) *conformance.Target {
	shared := fault.NewShared(seed)
	return &conformance.Target{
		Name: "bundled client", Features: conformance.Features{"orders": true, "client-ads": true}, Slack: 100 * time.Millisecond,
		Launch: func(_ context.Context, l conformance.Launch) (conformance.Process, error) {
			return killtest.Launch(func(ctx context.Context, orders []byte) error {
				o := w.playOptions(l, version, shared)
				if len(orders) > 0 {
					return reference.Orders(ctx, bytes.NewReader(orders), nil, o)
				}
				return reference.Play(ctx, o)
			}), nil
		},
	}
}

func (w *world) playOptions(l conformance.Launch, version int, shared *fault.Shared) reference.PlayOptions {
	fx, _ := corpus.FixtureNamed("single")
	return reference.PlayOptions{
		ClientOptions: reference.ClientOptions{Version: version, ProductKey: reference.SampleProductKey},
		Source:        reference.TorrentURL(l.Vars["torrent:"+fx.Name]),
		HTTP:          &http.Client{Transport: w.transport()},
		Dial: func(ctx context.Context) (net.Conn, error) {
			c, err := w.net.DialContext(ctx, "tcp", l.Addr)
			if err != nil || w.fault == nil {
				return c, err
			}
			return fault.Conn(c, wire.Protocol, w.fault, shared, codec.Options{Accept: wire.Lenient, Limits: codec.Limits{Message: wire.MaxLine}}), nil
		},
	}
}
