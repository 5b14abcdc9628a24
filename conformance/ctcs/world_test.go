package ctcs_test

import (
	"context"
	"io"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/ctcs"
	"enginespec/conformance/memnet"
	"enginespec/reference/ctcs/bundle"
	"enginespec/reference/engine/sim"
	"enginespec/reference/fault"
)

// world is where one fault meets all cases: a bubble of virtual time with a network in
// memory. Engines are launched on it, one a case; the control servers of the reference
// listen on it.
type world struct {
	cases []*conformance.Case // to run; nil: all
	t     *testing.T
	net   *memnet.Network
	fault *fault.Fault // nil: the clean reference

	mu      sync.Mutex
	servers map[bool]*bundle.Server // by whether it has a password
}

// seed drives all that is random.
const seed = 1

func newWorld(t *testing.T, f *fault.Fault) *world {
	return &world{t: t, net: new(memnet.Network), fault: f, servers: map[bool]*bundle.Server{}}
}

func (w *world) listen(_, addr string) (net.Listener, error) { return w.net.Listen(addr) }

func (w *world) close() {
	for _, b := range w.servers {
		b.Close()
	}
}

// process is an engine of the reference in the place of a program.
type process struct {
	b    *bundle.Bundle
	done chan struct{}
	exit conformance.Exit
}

func (p *process) Stdin() io.Writer       { return nil }
func (p *process) Done() <-chan struct{}  { return p.done }
func (p *process) Exit() conformance.Exit { return p.exit }
func (p *process) Stop()                  { p.b.Close(); <-p.done }

// launch starts an engine as the variables of a launch say.
func (w *world) launch(ctx context.Context, l conformance.Launch) (conformance.Process, error) {
	o := bundle.Options{Server: l.Addr, Dial: w.net.DialContext, Complete: l.Vars["content"] == "complete"}
	o.Sim.Swarm = sim.Swarm{Down: 64 << 10, Seeds: 2, Leechers: -1}
	if l.Vars["peers"] == "0" {
		o.Sim.Swarm = sim.Swarm{Down: -1, Up: -1, Seeds: -1, Leechers: -1}
	}
	var err error
	if path := l.Vars["torrent"]; path != "" {
		if o.Metainfo, err = os.ReadFile(path); err != nil {
			return nil, err
		}
		o.Client.Filename = path
	}
	down, _ := strconv.Atoi(l.Vars["down"])
	up, _ := strconv.Atoi(l.Vars["up"])
	o.Client.DownLimit, o.Client.UpLimit, o.Client.Password = int64(down)<<10, int64(up)<<10, l.Vars["password"]
	if w.fault != nil && w.fault.Party == codec.Engine {
		if err := o.Lie(w.fault, seed); err != nil {
			return nil, err
		}
	}
	if w.fault != nil && w.fault.Variant == "hurried" {
		o.Scale = 100
	}
	b, err := bundle.Start(ctx, o)
	if err != nil {
		return nil, err
	}
	p := &process{b: b, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		switch err := b.Wait(); {
		case err == context.Canceled:
			p.exit = conformance.Exit{Code: -1, Killed: true}
		case err != nil:
			p.exit = conformance.Exit{Code: 1, Output: err.Error()}
		}
		go b.Close()
	}()
	return p, nil
}

// engine is the engine under test. It has no tracker: the core is a simulation.
func (w *world) engine() *conformance.Target {
	return &conformance.Target{
		Name: "bundled", Slack: 100 * time.Millisecond, Launch: w.launch,
		Features: conformance.Features{"download": true, "seed": true, "tracker": false, "limits": true, "password": true},
	}
}

// server returns a control server, which it starts when it is first asked for.
func (w *world) server(locked bool) (*bundle.Server, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if b := w.servers[locked]; b != nil {
		return b, nil
	}
	o := bundle.ServerOptions{Listen: w.listen}
	o.Server.MaxEngines = 1 << 10
	if locked {
		o.Server.Password = ctcs.Password
	}
	if w.fault != nil {
		if err := o.Lie(w.fault, seed); err != nil {
			return nil, err
		}
	}
	b, err := bundle.Serve(w.t.Context(), o)
	if err == nil {
		w.servers[locked] = b
	}
	return b, err
}

// controller is the control server under test: one that asks for a password for the
// cases that need it, and one that does not.
func (w *world) controller() *conformance.Target {
	return &conformance.Target{
		Name: "bundled", Slack: 100 * time.Millisecond,
		Features: conformance.Features{"model": true, "asks": true, "orders": true, "locked": true, "open": true},
		Dial: func(ctx context.Context, needs []*conformance.Feature) (net.Conn, error) {
			b, err := w.server(slices.Contains(needs, ctcs.FeatureLocked))
			if err != nil {
				return nil, err
			}
			return w.net.DialContext(ctx, "tcp", b.Addr)
		},
		Order: func(ctx context.Context, order string) error {
			b, err := w.server(false)
			if err != nil {
				return err
			}
			return b.Operate(ctx, strings.NewReader(order+"\n"), io.Discard)
		},
	}
}

// run runs all cases of a role against a target.
func (w *world) run(role codec.Party, target *conformance.Target) *conformance.Report {
	parallel := 1 << 10 // all at once: it is the shortest in virtual time
	if w.fault != nil && w.fault.Crosses {
		parallel = 1
	}
	rep, err := conformance.Run(w.t.Context(), ctcs.Suite(), conformance.Config{
		Target: target, Cases: w.cases, Role: role, Strict: true, Seed: seed, Parallel: parallel,
		Env: &conformance.Env{Listen: w.listen, Dial: w.net.DialContext},
	})
	require.NoError(w.t, err)
	return rep
}
