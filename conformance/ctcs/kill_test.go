package ctcs_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/ctcs"
	"enginespec/reference/fault"
)

var (
	update = flag.Bool("update", false, "write kills.json anew")
	full   = flag.Bool("full", false, "every fault meets every case, not only those that cite its clause")
)

// meet runs all cases of a role against the reference with the world's fault on it.
func (w *world) meet(role codec.Party) *conformance.Report {
	if role == codec.Engine {
		return w.run(role, w.engine())
	}
	return w.run(role, w.controller())
}

// needsSwarm reports whether a case needs an engine that has a tracker: the reference's
// has none in memory. TestSwarm runs them.
func needsSwarm(k *conformance.Case) bool { return slices.Contains(k.Needs, ctcs.FeatureTracker) }

// The clean reference passes every case that does not need a tracker.
func TestCleanReferencePassesAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		defer w.close()
		for _, role := range []codec.Party{codec.Engine, codec.Controller} {
			rep := w.meet(role)
			assert.Empty(t, rep.Problems)
			for _, r := range rep.Results {
				if r.Verdict != conformance.Pass && !needsSwarm(r.Case) {
					t.Error(r.Explain(true))
				}
			}
		}
	})
}

// The kill matrix: every fault is found by a case that cites its clause, with the
// diagnosis that it declares, and every case finds a fault. Each fault meets, in a
// bubble of its own, the cases that cite its clause; with -full it meets all cases, and
// the outcome, kills.json, must be the same.
func TestKillMatrix(t *testing.T) {
	var mu sync.Mutex
	ks := conformance.Kills{}
	t.Run("faults", func(t *testing.T) {
		for _, f := range fault.CTCS() {
			t.Run(strings.TrimPrefix(f.ID, "ctcs/"), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t, f)
					defer w.close()
					killers, saw := w.killers()
					if len(killers) == 0 {
						t.Errorf("%s survives: no case that cites %s says %s of it; %s", f.ID, f.Clause, f.Diagnosis, saw)
					}
					mu.Lock()
					ks[f.ID] = conformance.Kill{Clause: f.Clause, Diagnosis: conformance.Diagnosis(f.Diagnosis), By: killers}
					mu.Unlock()
				})
			})
		}
	})
	if len(ks) < len(fault.CTCS()) {
		return // go test -run chose some
	}
	for _, k := range ctcs.Cases() {
		if len(ks.By(k.ID)) == 0 && !needsSwarm(k) {
			t.Errorf("%s finds no fault: none breaks %s in its way", k.ID, k.Clauses[0].ID)
		}
	}
	if *update {
		require.NoError(t, os.WriteFile("kills.json", ks.Marshal(), 0o644))
		return
	}
	was := ctcs.Kills()
	for id := range was {
		ks[id] = ks[id] // one that is gone differs too
	}
	for id, k := range ks {
		if !assert.ObjectsAreEqual(was[id], k) {
			t.Errorf("%s: kills.json is stale: go test ./conformance/ctcs -run TestKillMatrix -update: it says %v, now it is %v", id, was[id], k)
		}
	}
}

// killers runs all cases of the liar's role against a fault, and returns those that
// cite its clause and find it broken with the diagnosis that the fault declares. saw
// is what was found instead.
func (w *world) killers() (killers []string, saw string) {
	f := w.fault
	var other []string
	rep := w.meet(f.Party)
	assert.NoError(w.t, rep.Unreachable)
	for _, r := range rep.Results {
		if r.Verdict == conformance.HarnessError {
			w.t.Errorf("%s: %s", r.Case.ID, r.Reason)
		}
		cites := slices.ContainsFunc(r.Case.Clauses, func(c *conformance.Clause) bool { return c.ID == f.Clause })
		if cites && r.Reason != "" {
			other = append(other, fmt.Sprintf("%s is %s: %s", r.Case.ID, r.Verdict, r.Reason))
		}
		for _, found := range r.Findings {
			switch {
			case cites && found.Clause.ID == f.Clause && string(found.Diagnosis) == f.Diagnosis:
				killers = append(killers, r.Case.ID)
			case cites || found.Clause.ID == f.Clause:
				other = append(other, fmt.Sprintf("%s says %s %s", r.Case.ID, found.Clause.ID, found.Failure.Error()))
			}
		}
	}
	slices.Sort(killers)
	return slices.Compact(killers), "seen instead:\n\t" + strings.Join(other, "\n\t")
}
