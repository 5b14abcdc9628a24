package putio_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	wire "enginespec/codec/putio"
	"enginespec/conformance"
	"enginespec/conformance/memnet"
	"enginespec/conformance/putio"
	"enginespec/reference/fault"
	"enginespec/reference/putio/bundle"
)

// world is where one fault meets all cases: a bubble of virtual time with a network in
// memory and, on it, every variant of the bundled server that a case needs.
type world struct {
	cases []*conformance.Case // to run; nil: all
	t     *testing.T
	net   *memnet.Network
	fault *fault.Fault // nil: the clean reference

	mu      sync.Mutex
	bundles map[string]*bundle.Bundle
	control *http.Server // of the load
}

const seed = 1 // of all that is random

// features are declared: together the variants have all of them.
func features() conformance.Features {
	all := conformance.Features{}
	for _, f := range putio.Features() {
		all[f.Name] = true
	}
	return all
}

func newWorld(t *testing.T, f *fault.Fault) *world {
	w := &world{t: t, net: new(memnet.Network), fault: f, bundles: map[string]*bundle.Bundle{}}
	l, err := w.net.Listen(control)
	require.NoError(t, err)
	w.control = &http.Server{Handler: http.HandlerFunc(w.load)}
	go w.control.Serve(l)
	return w
}

// control is where the load is switched.
const control = "127.0.0.1:9"

func (w *world) load(_ http.ResponseWriter, r *http.Request) {
	state, _ := io.ReadAll(r.Body)
	w.mu.Lock()
	defer w.mu.Unlock()
	if b := w.bundles["usual"]; b != nil {
		b.Server.SetLoad(string(state) == "high")
	}
}

// transport reaches what is on the world's network. It keeps no connections, so that
// the bubble can end.
func (w *world) transport() *http.Transport {
	return &http.Transport{DialContext: w.net.DialContext, DisableKeepAlives: true, DisableCompression: true}
}

func (w *world) listen(_, addr string) (net.Listener, error) { return w.net.Listen(addr) }

// engine returns the address of a variant, which it starts when it is first asked for.
func (w *world) engine(name string) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if b := w.bundles[name]; b != nil {
		return b.Addr, nil
	}
	o, err := bundle.Variant(name)
	if err != nil {
		return "", err
	}
	o.Listen = w.listen
	o.Server.Transport = w.transport()
	o.Server.SeedIdle = 10 * time.Second
	if w.fault != nil {
		w.lie(&o)
	}
	b, err := bundle.Start(w.t.Context(), o)
	if err != nil {
		return "", err
	}
	w.bundles[name] = b
	return b.Addr, nil
}

// lie puts the world's fault between the network and the server.
func (w *world) lie(o *bundle.Options) {
	shared := fault.NewShared(seed)
	if w.fault.Lie != nil {
		o.WrapListener = func(l net.Listener) net.Listener { return fault.Listener(l, wire.Protocol, w.fault, shared, options()) }
	}
	o.WrapHTTP = w.fault.HTTP
}

// options are how a lie reads.
func options() codec.Options {
	return codec.Options{Accept: wire.All(), Limits: codec.Limits{Message: 16 << 20}}
}

func (w *world) close() {
	w.control.Close()
	for _, b := range w.bundles {
		b.Close()
	}
}

// target is the server under test.
func (w *world) target() *conformance.Target {
	params := accounts()
	params["load-url"] = "http://" + control + "/"
	return &conformance.Target{
		Name: "bundled", Features: features(), Slack: 100 * time.Millisecond, Params: params,
		Dial: func(ctx context.Context, needs []*conformance.Feature) (net.Conn, error) {
			name := "usual"
			for _, f := range needs {
				if f == putio.FeatureEnforced {
					name = "busy"
				}
			}
			addr, err := w.engine(name)
			if err != nil {
				return nil, err
			}
			return w.net.DialContext(ctx, "tcp", addr)
		},
	}
}

// meet runs all cases of a role against the reference with the world's fault on it.
func (w *world) meet(role codec.Party) []*conformance.Report {
	if role == codec.Engine {
		return []*conformance.Report{w.run(role, w.target())}
	}
	return []*conformance.Report{w.run(role, w.controller())}
}

// run runs all cases of a role against a target. The suite's own servers are on the
// world's network too.
func (w *world) run(role codec.Party, target *conformance.Target) *conformance.Report {
	parallel := 1 << 10 // all at once: it is the shortest in virtual time
	if w.fault != nil && w.fault.Crosses {
		parallel = 1
	}
	rep, err := conformance.Run(w.t.Context(), putio.Suite(), conformance.Config{
		Target: target, Cases: w.cases, Role: role, Strict: true, Seed: seed, Parallel: parallel, Segments: []conformance.Segmentation{conformance.Whole},
		Env: &conformance.Env{Listen: w.listen, Dial: w.net.DialContext},
	})
	require.NoError(w.t, err)
	return rep
}
