package ipc_test

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
	"enginespec/conformance/ipc"
	"enginespec/conformance/killtest"
	"enginespec/reference/fault"
)

var update = flag.Bool("update", false, "write kills.json anew")

// The clean reference passes every case.
func TestCleanReferencePassesAll(t *testing.T) {
	for _, role := range []codec.Party{codec.Engine, codec.Controller} {
		t.Run(role.String(), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			synctest.Test(t, func(t *testing.T) {
				w.t = t
				defer w.close()
				killtest.PassesAll(t, w.meet(role))
			})
		})
	}
}

// The kill matrix: every fault is found by a case that cites its clause, with the
// diagnosis that it declares, and every case finds a fault. Each fault meets all cases
// in a bubble of its own. The outcome is kills.json.
func TestKillMatrix(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // short-lived worlds
	var mu sync.Mutex
	ks := conformance.Kills{}
	t.Run("faults", func(t *testing.T) {
		for _, f := range fault.IPC() {
			t.Run(strings.TrimPrefix(f.ID, "ipc/"), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, f)
				synctest.Test(t, func(t *testing.T) {
					w.t = t
					defer w.close()
					d := conformance.Diagnosis(f.Diagnosis)
					killers, saw := killtest.Killers(t, w.meet(f.Party), f.Clause, d)
					if len(killers) == 0 {
						t.Errorf("%s survives: no case that cites %s says %s of it; %s", f.ID, f.Clause, f.Diagnosis, saw)
					}
					mu.Lock()
					ks[f.ID] = conformance.Kill{Clause: f.Clause, Diagnosis: d, By: killers}
					mu.Unlock()
				})
			})
		}
	})
	if len(ks) < len(fault.IPC()) {
		return // go test -run chose some
	}
	for _, k := range ipc.Cases() {
		if len(ks.By(k.ID)) == 0 {
			t.Errorf("%s finds no fault: none breaks %s in its way", k.ID, k.Clauses[0].ID)
		}
	}
	if *update {
		require.NoError(t, os.WriteFile("kills.json", ks.Marshal(), 0o644))
		return
	}
	assert.Equal(t, ipc.Kills(), ks, "kills.json is stale: go test ./conformance/ipc -run TestKillMatrix -update")
}
