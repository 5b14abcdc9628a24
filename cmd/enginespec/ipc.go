package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"path/filepath"
	"sync"
	"time"

	"enginespec/codec"
	codecipc "enginespec/codec/ipc"
	"enginespec/conformance"
	"enginespec/reference/engine"
	"enginespec/reference/engine/store"
	reference "enginespec/reference/ipc"
	"enginespec/reference/ipc/bundle"
)

// ipcDaemon is the bundled daemon, started again when a case has made it quit.
type ipcDaemon struct {
	o  bundledOptions
	mu sync.Mutex
	b  *bundle.Bundle
}

// ipcBundled makes the bundled daemon, whose state is in memory, and the bundled client.
func ipcBundled(ctx context.Context, o bundledOptions) (*bundled, error) {
	d := &ipcDaemon{o: o}
	if err := d.start(ctx); err != nil {
		return nil, err
	}
	return &bundled{
		Targets: func(role codec.Party) []*conformance.Target {
			if role == codec.Controller {
				return []*conformance.Target{ipcClient(o.Scale)}
			}
			return []*conformance.Target{{
				Name: "bundled daemon at unix:" + d.b.Addr, Scale: o.Scale, Dial: d.dial, Params: map[string]string{"socket": d.b.Addr},
				Features: conformance.Features{"files": true, "restart": true, "socket": true},
			}}
		},
		Close: func() error { d.mu.Lock(); defer d.mu.Unlock(); return d.b.Close() },
	}, nil
}

func (d *ipcDaemon) start(ctx context.Context) (err error) {
	o := bundle.Options{Scale: d.o.Scale}
	o.Sim.Seed = d.o.Seed
	o.Server.FS = new(store.Mem)
	if d.b != nil {
		d.b.Close()
	}
	b, err := bundle.Start(ctx, o)
	if err == nil {
		d.b = b
	}
	return err
}

func (d *ipcDaemon) dial(ctx context.Context, _ []*conformance.Feature) (net.Conn, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var dialer net.Dialer
	if c, err := dialer.DialContext(ctx, "unix", d.b.Addr); err == nil {
		return c, nil
	}
	if err := d.start(ctx); err != nil {
		return nil, err
	}
	return dialer.DialContext(ctx, "unix", d.b.Addr)
}

// ipcClient is the bundled client: it lists the torrents, or does what its orders say.
func ipcClient(scale int) *conformance.Target {
	t := &conformance.Target{Name: "bundled client", Scale: scale, Features: conformance.Features{conformance.ReadsOrders: true}}
	t.Launch = func(_ context.Context, l conformance.Launch) (conformance.Process, error) {
		return inProcess(func(ctx context.Context, orders []byte, _ io.Writer) error {
			o := reference.RunOptions{Dial: func(ctx context.Context) (net.Conn, error) {
				var d net.Dialer
				return d.DialContext(ctx, l.Network, l.Addr)
			}}
			o.Clock = engine.NewClock(max(scale, 1))
			o.Timeout = max(15*time.Second, 1800*time.Millisecond*time.Duration(scale)) // in real time long enough for a busy machine
			if len(orders) > 0 {
				return reference.Orders(ctx, bytes.NewReader(orders), o)
			}
			return reference.Run(ctx, o)
		}), nil
	}
	return t
}

// ipcServe serves the bundled daemon.
func ipcServe(ctx context.Context, o serveOptions) (*served, error) {
	profile, err := reference.ParseProfile(o.Profile)
	if err != nil {
		return nil, err
	}
	bo := bundle.Options{Scale: o.Scale, Addr: o.Listen, Log: o.Log, Engine: o.Core, Profile: profile}
	bo.Sim.Seed = o.Seed
	if o.Dir != "" {
		bo.Dir = filepath.Join(o.Dir, ".enginespec", "ipc")
	}
	if o.Fault != nil {
		if err := bo.Lie(o.Fault, o.Seed); err != nil {
			return nil, err
		}
	}
	b, err := bundle.Start(ctx, bo)
	if err != nil {
		return nil, err
	}
	return &served{Addr: b.Addr, Line: "unix:" + b.Addr, Done: b.Done(), Close: b.Close}, nil
}

// ipcMiddle knows a message of version 2, which is a list; who greets writes a dictionary.
func ipcMiddle(head []byte) int {
	if len(head) > codecipc.HeaderLen && head[codecipc.HeaderLen] == 'l' {
		return 2
	}
	return 0
}
