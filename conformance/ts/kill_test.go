package ts_test

import (
	"flag"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/ts"
	"enginespec/reference/fault"
)

var update = flag.Bool("update", false, "write kills.json anew")

// The clean reference passes every case, on one of its variants.
func TestCleanReferencePassesAll(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil, dir)
		defer w.close()
		for _, role := range []codec.Party{codec.Engine, codec.Controller} {
			passed := map[string]bool{}
			for _, rep := range w.meet(role) {
				assert.Empty(t, rep.Problems)
				for _, r := range rep.Results {
					passed[r.Case.ID] = passed[r.Case.ID] || r.Verdict == conformance.Pass
					if r.Verdict != conformance.Pass && r.Verdict != conformance.NotAvailable {
						t.Error(r.Explain(true))
					}
				}
			}
			for id, ok := range passed {
				assert.True(t, ok, "%s passes on no variant of the reference", id)
			}
		}
	})
}

// The kill matrix: every fault is found by a case that cites its clause, with the
// diagnosis that it declares, and every case finds a fault. Each fault meets all cases
// in a bubble of its own. The outcome is kills.json.
func TestKillMatrix(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // short-lived worlds: a third less time
	dir := t.TempDir()
	var mu sync.Mutex
	ks := conformance.Kills{}
	t.Run("faults", func(t *testing.T) {
		for i, f := range fault.TS() {
			if raceDetector && i%12 != 0 {
				continue
			}
			t.Run(strings.TrimPrefix(f.ID, "ts/"), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t, f, dir)
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
	if len(ks) < len(fault.TS()) {
		return // go test -run chose some, or the race detector would take too long for all
	}
	for _, k := range ts.Cases() {
		if len(ks.By(k.ID)) == 0 {
			t.Errorf("%s finds no fault: none breaks %s in its way", k.ID, k.Clauses[0].ID)
		}
	}
	if *update {
		require.NoError(t, os.WriteFile("kills.json", ks.Marshal(), 0o644))
		return
	}
	assert.Equal(t, ts.Kills(), ks, "kills.json is stale: go test ./conformance/ts -run TestKillMatrix -update")
}

// killers runs all cases of the liar's role against a fault, and returns those that
// cite its clause and find it broken with the diagnosis that the fault declares. saw
// is what was found instead.
func (w *world) killers() (killers []string, saw string) {
	f := w.fault
	var other []string
	for _, rep := range w.meet(f.Party) {
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
	}
	slices.Sort(killers)
	return slices.Compact(killers), "seen instead:\n\t" + strings.Join(other, "\n\t")
}
