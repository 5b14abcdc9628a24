package ts_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/ts"
	"enginespec/reference/fault"
)

// The kill matrix: the clean reference passes every case; every fault is killed by a
// case that cites its clause, with the diagnosis that it declares; and every case
// kills a fault. Each fault meets all cases in a bubble of its own.

func TestCleanReferencePassesAll(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		w.dir = dir
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

func TestEveryFaultIsKilled(t *testing.T) {
	dir := t.TempDir()
	var mu sync.Mutex
	by := map[string][]string{}
	t.Run("faults", func(t *testing.T) {
		for _, f := range fault.TS() {
			t.Run(strings.TrimPrefix(f.ID, "ts/"), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t, f)
					w.dir = dir
					defer w.close()
					killers, saw := w.killers()
					if len(killers) == 0 {
						t.Errorf("%s survives: no case that cites %s says %s of it; %s", f.ID, f.Clause, f.Diagnosis, saw)
					}
					mu.Lock()
					by[f.ID] = killers
					mu.Unlock()
				})
			})
		}
	})
	kills := map[string]int{}
	for _, cases := range by {
		for _, id := range cases {
			kills[id]++
		}
	}
	for _, k := range ts.Cases() {
		if kills[k.ID] == 0 {
			t.Errorf("no fault is killed by %s, which cites %s", k.ID, k.Clauses[0].ID)
		}
	}
}

// killers runs all cases of the liar's role against a fault, and returns those that
// cite its clause and find it broken with the diagnosis that the fault declares. saw
// is what was found instead.
func (w *world) killers() (killers []string, saw string) {
	f := w.fault
	other := map[string]bool{}
	for _, rep := range w.meet(f.Party) {
		for _, r := range rep.Results {
			cites := slices.ContainsFunc(r.Case.Clauses, func(c *conformance.Clause) bool { return c.ID == f.Clause })
			if cites && r.Verdict != conformance.Pass && len(r.Findings) == 0 {
				other[fmt.Sprintf("%s %s %s", r.Case.ID, r.Verdict, r.Reason)] = true
			}
			for _, found := range r.Findings {
				switch {
				case cites && found.Clause.ID == f.Clause && string(found.Diagnosis) == f.Diagnosis:
					if !slices.Contains(killers, r.Case.ID) {
						killers = append(killers, r.Case.ID)
					}
				case cites || found.Clause.ID == f.Clause:
					other[fmt.Sprintf("%s says %s %s", r.Case.ID, found.Clause.ID, found.Failure.Error())] = true
				}
			}
			if r.Verdict == conformance.HarnessError {
				w.t.Errorf("%s: %s", r.Case.ID, r.Reason)
			}
		}
		if rep.Unreachable != nil {
			w.t.Errorf("unreachable: %v", rep.Unreachable)
		}
	}
	slices.Sort(killers)
	var list []string
	for o := range other {
		list = append(list, o)
	}
	slices.Sort(list)
	return killers, "seen instead:\n\t" + strings.Join(list, "\n\t")
}
