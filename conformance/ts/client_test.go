package ts_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"enginespec/codec"
	wire "enginespec/codec/ts"
	"enginespec/conformance"
	"enginespec/corpus"
	"enginespec/reference/fault"
	reference "enginespec/reference/ts"
)

// client is a controller under test that runs in the same process: it reads orders,
// or, if it gets none, plays the fixture that the suite stands in for.
type client struct {
	orders bytes.Buffer
	begin  chan struct{}
	once   sync.Once
	done   chan struct{}
	cancel context.CancelFunc
	exit   conformance.Exit
}

// launch starts a client whose life is what play does.
func launch(play func(ctx context.Context, orders io.Reader) error) *client {
	ctx, cancel := context.WithCancel(context.Background())
	c := &client{begin: make(chan struct{}), done: make(chan struct{}), cancel: cancel}
	go func() {
		defer close(c.done)
		defer cancel()
		select {
		case <-c.begin:
		case <-ctx.Done():
			c.exit = conformance.Exit{Code: -1, Killed: true}
			return
		}
		err := play(ctx, &c.orders)
		switch {
		case ctx.Err() != nil:
			c.exit = conformance.Exit{Code: -1, Killed: true}
		case err != nil:
			c.exit = conformance.Exit{Code: 1, Output: err.Error()}
		}
	}()
	return c
}

// Stdin takes orders until it is closed.
func (c *client) Stdin() io.Writer       { return stdin{c} }
func (c *client) Done() <-chan struct{}  { return c.done }
func (c *client) Exit() conformance.Exit { return c.exit }
func (c *client) Stop()                  { c.cancel(); <-c.done }

type stdin struct{ c *client }

func (s stdin) Write(b []byte) (int, error) { return s.c.orders.Write(b) }
func (s stdin) Close() error                { s.c.once.Do(func() { close(s.c.begin) }); return nil }

// controller is a client that starts once for each case. version is the API level that
// it speaks.
func (w *world) controller(version int) *conformance.Target {
	shared := fault.NewShared(seed)
	return &conformance.Target{
		Name: "bundled client", Features: conformance.Features{"orders": true, "client-ads": true}, Slack: 100 * time.Millisecond,
		Launch: func(_ context.Context, l conformance.Launch) (conformance.Process, error) {
			return launch(func(ctx context.Context, orders io.Reader) error {
				o := w.playOptions(l, version, shared)
				b, _ := io.ReadAll(orders)
				if len(b) > 0 {
					return reference.Orders(ctx, bytes.NewReader(b), nil, o)
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
