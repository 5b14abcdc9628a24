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
)

// The bundled engine passes the cases that need a tracker and peers: on the core that
// really downloads, over sockets, in real time.
func TestSwarm(t *testing.T) {
	var hosts atomic.Int32
	target := &conformance.Target{
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
			b, err := bundle.Start(ctx, bundle.Options{Server: l.Addr, Engine: core, Metainfo: meta})
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
