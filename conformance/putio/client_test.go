package putio_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	wire "enginespec/codec/putio"
	"enginespec/conformance"
	"enginespec/reference/fault"
	reference "enginespec/reference/putio"
	"enginespec/reference/putio/bundle"
)

// client is a controller under test that runs in the same process: it reads orders,
// or, if it gets none, fetches a link.
type client struct {
	orders, output bytes.Buffer
	begin          chan struct{}
	once           sync.Once
	done           chan struct{}
	cancel         context.CancelFunc
	exit           conformance.Exit
}

// launch starts a client whose life is what play does.
func launch(play func(ctx context.Context, orders io.Reader, out io.Writer) error) *client {
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
		err := play(ctx, &c.orders, &c.output)
		c.exit.Output = c.output.String()
		switch {
		case ctx.Err() != nil:
			c.exit.Code, c.exit.Killed = -1, true
		case err != nil:
			c.exit.Code = 1
			c.exit.Output += err.Error()
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

// controller is a client that starts once for each case.
func (w *world) controller() *conformance.Target {
	shared := fault.NewShared(seed)
	return &conformance.Target{
		Name: "bundled client", Features: conformance.Features{"orders": true}, Slack: 100 * time.Millisecond,
		Launch: func(_ context.Context, l conformance.Launch) (conformance.Process, error) {
			return launch(func(ctx context.Context, orders io.Reader, out io.Writer) error {
				o := w.playOptions(l, shared)
				b, _ := io.ReadAll(orders)
				if len(b) > 0 {
					return reference.Orders(ctx, bytes.NewReader(b), out, o)
				}
				return reference.Play(ctx, o)
			}), nil
		},
	}
}

func (w *world) playOptions(l conformance.Launch, shared *fault.Shared) reference.PlayOptions {
	t := w.transport()
	t.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := w.net.DialContext(ctx, network, addr)
		if err != nil || w.fault == nil || w.fault.Lie == nil {
			return c, err
		}
		return fault.Conn(c, wire.Protocol, w.fault, shared, options()), nil
	}
	return reference.PlayOptions{
		ClientOptions: reference.ClientOptions{Base: "http://" + l.Addr, Key: bundle.Key, Secret: bundle.Secret, HTTP: &http.Client{Transport: t}},
		Links:         []string{l.Vars["media:single"]},
	}
}
