package ts_test

import (
	"flag"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/killtest"
	"enginespec/conformance/ts"
	"enginespec/reference/fault"
)

var (
	update = flag.Bool("update", false, "write kills.json anew")
	full   = flag.Bool("full", false, "every fault meets every case, not only those that cite its clause")
)

// The clean reference passes every case, on one of its variants.
func TestCleanReferencePassesAll(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil, dir)
		defer w.close()
		for _, role := range []codec.Party{codec.Engine, codec.Controller} {
			killtest.PassesAll(t, w.meet(role))
		}
	})
}

// The kill matrix: every fault is found by a case that cites its clause, with the
// diagnosis that it declares, and every case finds a fault. Each fault meets, in a
// bubble of its own, the cases that cite its clause; with -full it meets all cases, and
// the outcome, kills.json, must be the same.
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
					killers, saw := kill(t, f, dir, *full)
					if len(killers) == 0 { // some lies need a busy engine
						killers, saw = kill(t, f, dir, true)
					}
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

// kill lets a fault meet the cases that cite its clause, or all.
func kill(t *testing.T, f *fault.Fault, dir string, full bool) (killers []string, saw string) {
	w := newWorld(t, f, dir)
	defer w.close()
	w.full = full
	return killtest.Killers(t, w.meet(f.Party), f.Clause, conformance.Diagnosis(f.Diagnosis))
}
