package ipc_test

import (
	"bytes"
	"context"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/ipc"
	"enginespec/conformance/killtest"
	"enginespec/reference/engine"
	"enginespec/reference/engine/store"
	reference "enginespec/reference/ipc"
	"enginespec/reference/ipc/bundle"
)

// options are those of a daemon whose state is in memory: what it costs to keep it safe
// on a disk is not what these tests are about.
func options() bundle.Options {
	o := bundle.Modern()
	o.Server.FS = new(store.Mem)
	return o
}

// daemon is the bundled daemon, started again when a case has made it quit.
type daemon struct {
	t  *testing.T
	mu sync.Mutex
	b  *bundle.Bundle
}

func (d *daemon) dial(ctx context.Context, _ []*conformance.Feature) (net.Conn, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var dialer net.Dialer
	c, err := dialer.DialContext(ctx, "unix", d.b.Addr)
	if err == nil {
		return c, nil
	}
	d.b.Close()
	if d.b, err = bundle.Start(ctx, options()); err != nil {
		return nil, err
	}
	return dialer.DialContext(ctx, "unix", d.b.Addr)
}

// The suite passes against the bundled daemon over a real unix socket, in every
// segmentation.
func TestReferenceEngine(t *testing.T) {
	t.Parallel()
	b, err := bundle.Start(t.Context(), options())
	require.NoError(t, err)
	d := &daemon{t: t, b: b}
	defer func() { d.b.Close() }()
	conformance.Test(t, ipc.Suite(), conformance.Config{
		Role: codec.Engine, Parallel: 16, Strict: true,
		Target: &conformance.Target{
			Name: "bundled", Scale: 100, Features: conformance.Features{"files": true, "restart": true, "socket": true},
			Params: map[string]string{"socket": b.Addr}, Dial: d.dial,
		},
	})
}

// The bundled client passes over real unix sockets too.
func TestReferenceController(t *testing.T) {
	t.Parallel()
	conformance.Test(t, ipc.Suite(), conformance.Config{
		Role: codec.Controller, Parallel: 16, Strict: true,
		Target: &conformance.Target{
			Name: "bundled client", Scale: 100, Features: conformance.Features{conformance.ReadsOrders: true},
			Launch: func(_ context.Context, l conformance.Launch) (conformance.Process, error) {
				return killtest.Launch(func(ctx context.Context, orders []byte) error {
					o := reference.RunOptions{Dial: func(ctx context.Context) (net.Conn, error) {
						var d net.Dialer
						return d.DialContext(ctx, l.Network, l.Addr)
					}}
					o.Clock = engine.NewClock(100)
					o.Timeout = 300 * time.Second // three seconds of real time, on a busy machine
					if len(orders) > 0 {
						return reference.Orders(ctx, bytes.NewReader(orders), o)
					}
					return reference.Run(ctx, o)
				}), nil
			},
		},
	})
}
