package putio_test

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
	"enginespec/conformance/putio"
	"enginespec/reference/fault"
)

var update = flag.Bool("update", false, "write kills.json anew")

// The clean reference passes every case, on one of its variants.
func TestCleanReferencePassesAll(t *testing.T) {
	for _, role := range []codec.Party{codec.Engine, codec.Controller} {
		t.Run(role.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, nil)
				defer w.close()
				rep := w.meet(role)
				assert.Empty(t, rep.Problems)
				assert.NoError(t, rep.Unreachable)
				for _, r := range rep.Results {
					if r.Verdict != conformance.Pass && !onlyOnTCP(r.Case.ID) {
						t.Error(r.Explain(true))
					}
				}
			})
		})
	}
}

// The kill matrix: every fault is found by a case that cites its clause, with the
// diagnosis that it declares, and every case finds a fault. Each fault meets all cases
// that cite its clause, in a bubble of its own: no other can find it. The outcome is
// kills.json.
func TestKillMatrix(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // short-lived worlds
	var mu sync.Mutex
	ks := conformance.Kills{}
	t.Run("faults", func(t *testing.T) {
		for _, f := range fault.Putio() {
			t.Run(strings.TrimPrefix(f.ID, "putio/"), func(t *testing.T) {
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
	if len(ks) < len(fault.Putio()) {
		return // go test -run chose some
	}
	curl(t, ks)
	for _, k := range putio.Cases() {
		if len(ks.By(k.ID)) == 0 {
			t.Errorf("%s finds no fault: none breaks %s in its way", k.ID, k.Clauses[0].ID)
		}
	}
	if *update {
		require.NoError(t, os.WriteFile("kills.json", ks.Marshal(), 0o644))
		return
	}
	assert.Equal(t, putio.Kills(), ks, "kills.json is stale: go test ./conformance/putio -run TestKillMatrix -update")
}

// killers runs the cases that cite the fault's clause, and returns those that find it
// broken with the diagnosis that the fault declares. saw is what was found instead.
func (w *world) killers() (killers []string, saw string) {
	f := w.fault
	var other []string
	rep := w.meet(f.Party)
	assert.NoError(w.t, rep.Unreachable)
	for _, r := range rep.Results {
		if r.Verdict == conformance.HarnessError {
			w.t.Errorf("%s: %s", r.Case.ID, r.Reason)
		}
		if r.Reason != "" {
			other = append(other, fmt.Sprintf("%s is %s: %s", r.Case.ID, r.Verdict, r.Reason))
		}
		for _, found := range r.Findings {
			if found.Clause.ID == f.Clause && string(found.Diagnosis) == f.Diagnosis {
				killers = append(killers, r.Case.ID)
			} else {
				other = append(other, fmt.Sprintf("%s says %s %s", r.Case.ID, found.Clause.ID, found.Failure.Error()))
			}
		}
	}
	slices.Sort(killers)
	return slices.Compact(killers), "seen instead:\n\t" + strings.Join(other, "\n\t")
}
