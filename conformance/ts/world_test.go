package ts_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"path"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/memnet"
	"enginespec/conformance/ts"
	"enginespec/reference/engine"
	"enginespec/reference/fault"
	"enginespec/reference/ts/bundle"
)

// world is where one fault meets all cases: a bubble of virtual time with a network in
// memory and, on it, every variant of the bundled engine that a case needs.
type world struct {
	cases []*conformance.Case // to run; nil: all
	t     *testing.T
	net   *memnet.Network
	fault *fault.Fault // nil: the clean reference
	file  string       // the port file, its own

	mu      sync.Mutex
	bundles map[string]*bundle.Bundle
}

// variants says which variant has a feature that the usual one has not.
var variants = map[*conformance.Feature]string{
	ts.FeatureNoKey: "v1", ts.FeatureV1: "v1", ts.FeaturePermits: "permissive", ts.FeatureUserData: "user-data",
}

// features are declared: together the variants have all of them.
func features() conformance.Features {
	all := conformance.Features{}
	for _, f := range ts.Features() {
		all[f.Name] = true
	}
	return all
}

func newWorld(t *testing.T, f *fault.Fault, dir string) *world {
	file := "clean.port"
	if f != nil {
		file = path.Base(f.ID) + ".port"
	}
	return &world{t: t, net: new(memnet.Network), fault: f, file: filepath.Join(dir, file), bundles: map[string]*bundle.Bundle{}}
}

// transport reaches what is on the world's network. It keeps no connections, so that
// the bubble can end.
func (w *world) transport() *http.Transport {
	return &http.Transport{DialContext: w.net.DialContext, DisableKeepAlives: true}
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
	o.Server.Fetcher = &engine.Fetcher{Transport: w.transport()}
	o.Server.MaxSessions = 1 << 10
	if name == "modern" {
		o.Addr, o.Server.PortFile = fmt.Sprintf("127.0.0.1:%d", port), w.file
	}
	if w.fault != nil {
		if err := o.Lie(w.fault, seed); err != nil {
			return "", err
		}
	}
	b, err := bundle.Start(w.t.Context(), o)
	if err != nil {
		return "", err
	}
	w.bundles[name] = b
	return b.Addr, nil
}

// seed drives all that is random, and port is where the usual engine listens.
const (
	seed = 1
	port = 62062
)

func (w *world) close() {
	for _, b := range w.bundles {
		b.Close()
	}
}

// target is the engine under test.
func (w *world) target() *conformance.Target {
	return &conformance.Target{
		Name: "bundled", Features: features(), Slack: 100 * time.Millisecond,
		Params: map[string]string{"port": fmt.Sprint(port), "port-file": w.file},
		Dial: func(ctx context.Context, needs []*conformance.Feature) (net.Conn, error) {
			name := "modern"
			for _, f := range needs {
				if v := variants[f]; v != "" {
					name = v
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

// meet runs all cases of a role against the reference with the world's fault on it: for
// the controller once at API level 4 and once without a level.
func (w *world) meet(role codec.Party) []*conformance.Report {
	if role == codec.Engine {
		return []*conformance.Report{w.run(role, w.target())}
	}
	return []*conformance.Report{w.run(role, w.controller(4)), w.run(role, w.controller(0))}
}

// run runs all cases of a role against a target. The suite's own servers are on the
// world's network too.
func (w *world) run(role codec.Party, target *conformance.Target, segments ...conformance.Segmentation) *conformance.Report {
	if len(segments) == 0 {
		segments = []conformance.Segmentation{conformance.Whole}
	}
	parallel := 1 << 10 // all at once: it is the shortest in virtual time
	if w.fault != nil && w.fault.Crosses {
		parallel = 1
	}
	suite := ts.Suite()
	if w.fault != nil && role == codec.Engine {
		suite.Probe = nil // it declares what it has
	}
	rep, err := conformance.Run(w.t.Context(), suite, conformance.Config{
		Target: target, Cases: w.cases, Role: role, Strict: true, Seed: seed, Parallel: parallel, Segments: segments,
		Env: &conformance.Env{Listen: w.listen, Dial: w.net.DialContext},
	})
	require.NoError(w.t, err)
	return rep
}
