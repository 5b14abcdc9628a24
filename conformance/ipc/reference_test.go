package ipc_test

import (
	"context"
	"net"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/ipc"
	"enginespec/reference/ipc/bundle"
)

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
	if d.b, err = bundle.Start(ctx, bundle.Modern()); err != nil {
		return nil, err
	}
	return dialer.DialContext(ctx, "unix", d.b.Addr)
}

// The suite passes against the bundled daemon over a real unix socket, in every
// segmentation.
func TestReferenceEngine(t *testing.T) {
	b, err := bundle.Start(t.Context(), bundle.Modern())
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
