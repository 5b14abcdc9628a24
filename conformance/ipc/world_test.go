package ipc_test

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	wire "enginespec/codec/ipc"
	"enginespec/conformance"
	"enginespec/conformance/ipc"
	"enginespec/conformance/killtest"
	"enginespec/conformance/memnet"
	"enginespec/reference/fault"
	reference "enginespec/reference/ipc"
	"enginespec/reference/ipc/bundle"
)

// world is where one fault meets all cases: a bubble of virtual time with a network in
// memory and, on it, the bundled daemon, which starts again when it has quit.
type world struct {
	cases []*conformance.Case // to run; nil: all
	t     *testing.T
	net   *memnet.Network
	fault *fault.Fault // nil: the clean reference
	dir   string       // the daemon's state, and a file that stands for its socket

	mu sync.Mutex
	b  *bundle.Bundle
}

func newWorld(t *testing.T, f *fault.Fault) *world {
	w := &world{t: t, net: new(memnet.Network), fault: f, dir: t.TempDir()}
	mode := os.FileMode(0o600)
	if f != nil && f.Mode != 0 {
		mode = f.Mode
	}
	require.NoError(t, os.WriteFile(w.socket(), nil, mode))
	return w
}

// socket is the address of the daemon.
func (w *world) socket() string { return filepath.Join(w.dir, "socket") }

func (w *world) listen(_, addr string) (net.Listener, error) { return w.net.Listen(addr) }

// seed drives all that is random.
const seed = 1

func (w *world) start(ctx context.Context) error {
	o := bundle.Options{Addr: w.socket(), Dir: w.dir, Listen: w.listen}
	o.Server.FS = quick{}
	if w.fault != nil {
		if err := o.Lie(w.fault, seed); err != nil {
			return err
		}
	}
	b, err := bundle.Start(ctx, o)
	if err == nil {
		w.b = b
	}
	return err
}

// dial connects to the daemon, and starts it if nobody is there.
func (w *world) dial(ctx context.Context, _ []*conformance.Feature) (net.Conn, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.b != nil {
		if c, err := w.net.DialContext(ctx, "unix", w.b.Addr); err == nil {
			return c, nil
		}
		w.b.Close()
	}
	if err := w.start(ctx); err != nil {
		return nil, err
	}
	return w.net.DialContext(ctx, "unix", w.b.Addr)
}

func (w *world) close() {
	if w.b != nil {
		w.b.Close()
	}
}

// daemon is the bundled daemon as a target.
func (w *world) daemon() *conformance.Target {
	return &conformance.Target{
		Name: "bundled", Features: conformance.Features{"files": true, "restart": true, "socket": true}, Slack: 100 * time.Millisecond,
		Params: map[string]string{"socket": w.socket()}, Dial: w.dial,
	}
}

// client is the bundled client as a target: it lists the torrents, or does what its
// orders say.
func (w *world) client() *conformance.Target {
	shared := fault.NewShared(seed)
	return &conformance.Target{
		Name: "bundled client", Features: conformance.Features{conformance.ReadsOrders: true}, Slack: 100 * time.Millisecond,
		Launch: func(_ context.Context, l conformance.Launch) (conformance.Process, error) {
			return killtest.Launch(func(ctx context.Context, orders []byte) error {
				o := reference.RunOptions{Dial: func(ctx context.Context) (net.Conn, error) {
					c, err := w.net.DialContext(ctx, l.Network, l.Addr)
					if err != nil && w.fault != nil && w.fault.Alone {
						c, err = fault.Nobody(), nil
					}
					if err != nil || w.fault == nil {
						return c, err
					}
					return fault.Conn(c, wire.Protocol, w.fault, shared, codec.Options{Accept: codec.Accept(wire.Rules()...)}), nil
				}}
				if len(orders) > 0 {
					return reference.Orders(ctx, bytes.NewReader(orders), o)
				}
				return reference.Run(ctx, o)
			}), nil
		},
	}
}

// meet runs the cases of a role against the reference with the world's fault on it.
func (w *world) meet(role codec.Party) []*conformance.Report {
	if role == codec.Engine {
		return []*conformance.Report{w.run(role, w.daemon())}
	}
	return []*conformance.Report{w.run(role, w.client())}
}

// run runs the cases of a role against a target. The suite's own servers are on the
// world's network too.
func (w *world) run(role codec.Party, target *conformance.Target) *conformance.Report {
	parallel := 1 << 10 // all at once: it is the shortest in virtual time
	if w.fault != nil && w.fault.Crosses {
		parallel = 1
	}
	suite := ipc.Suite()
	if w.fault != nil && role == codec.Engine {
		suite.Probe = nil // it declares what it has
	}
	rep, err := conformance.Run(w.t.Context(), suite, conformance.Config{
		Target: target, Cases: w.cases, Role: role, Strict: true, Seed: seed, Parallel: parallel, Segments: []conformance.Segmentation{conformance.Whole},
		Env: &conformance.Env{Listen: w.listen, Dial: w.net.DialContext},
	})
	require.NoError(w.t, err)
	return rep
}
