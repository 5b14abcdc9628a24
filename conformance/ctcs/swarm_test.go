package ctcs_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/ctcs"
	"enginespec/reference/ctcs/bundle"
	"enginespec/reference/engine"
	"enginespec/reference/engine/swarm"
	"enginespec/reference/fault"
)

// hosts numbers the addresses of the engines that really download.
var hosts atomic.Int32

// swarmTarget is the bundled engine on the core that really downloads, over sockets,
// with a fault on it or none.
func swarmTarget(t *testing.T, f *fault.Fault) *conformance.Target {
	return &conformance.Target{
		Name: "bundled, swarm", Slack: time.Second,
		Features: conformance.Features{"download": true, "seed": false, "tracker": true, "limits": true, "password": true},
		Launch: func(ctx context.Context, l conformance.Launch) (conformance.Process, error) {
			meta, err := os.ReadFile(l.Vars["torrent"])
			if err != nil {
				return nil, err
			}
			dir := filepath.Join(t.TempDir(), "content")
			core, err := swarm.New(swarm.Options{Host: fmt.Sprintf("127.0.75.%d", hosts.Add(1)), Initial: engine.Patch{Dir: &dir}})
			if err != nil {
				return nil, err
			}
			o := bundle.Options{Server: l.Addr, Engine: core, Metainfo: meta}
			if f != nil {
				err = o.Lie(f, seed)
			}
			var b *bundle.Bundle
			if err == nil {
				b, err = bundle.Start(ctx, o)
			}
			if err != nil {
				core.Close()
				return nil, err
			}
			p := &process{b: b, done: make(chan struct{})}
			go func() {
				defer close(p.done)
				if err := b.Wait(); err == context.Canceled {
					p.exit = conformance.Exit{Code: -1, Killed: true}
				} else if err != nil {
					p.exit = conformance.Exit{Code: 1, Output: err.Error()}
				}
				core.Close()
			}()
			return p, nil
		},
	}
}

// meetSwarm runs the cases that need a tracker, and cite the fault's clause, against
// the core that really downloads. It lives in real time, in which nothing that a case
// waits for takes long there: the bounds are a quarter. At a tenth a busy machine had
// downloaded all before it had looked three times.
func (w *world) meetSwarm() *conformance.Report {
	target := swarmTarget(w.t, w.fault)
	target.Scale = 4
	suite := ctcs.Suite()
	cases := slices.DeleteFunc(slices.Clone(w.cases), func(k *conformance.Case) bool { return !needsSwarm(k) })
	rep, err := conformance.Run(w.t.Context(), suite, conformance.Config{Role: codec.Engine, Target: target, Strict: true, Cases: cases, Seed: seed, Timeout: 8 * time.Second})
	require.NoError(w.t, err)
	return rep
}

// The bundled engine passes the cases that need a tracker and peers: on the core that
// really downloads, over sockets, in real time.
func TestSwarm(t *testing.T) {
	t.Parallel() // beside TestKillMatrix, whose first faults wait too
	target := swarmTarget(t, nil)
	var cases []*conformance.Case
	suite := ctcs.Suite()
	for _, k := range suite.Cases {
		if strings.Contains(k.ID, *only) && slices.Contains(k.Needs, ctcs.FeatureTracker) || *only == "" && slices.Contains(k.Needs, ctcs.FeatureDownload) {
			cases = append(cases, k)
		}
	}
	rep, err := conformance.Run(t.Context(), suite, conformance.Config{Role: codec.Engine, Target: target, Strict: true, Cases: cases, Parallel: 16})
	require.NoError(t, err)
	for _, r := range rep.Results {
		if r.Verdict != conformance.Pass {
			t.Error(r.Explain(true))
		}
	}
	t.Log(rep.Duration)
}
