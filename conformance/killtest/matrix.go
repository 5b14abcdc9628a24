package killtest

import (
	"flag"
	"os"
	"path"
	"runtime/debug"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/conformance"
)

var (
	update = flag.Bool("update", false, "write kills.json anew")
	full   = flag.Bool("full", false, "every fault meets every case to which it lies, not only those that cite its clause")
)

// Liar is the reference with one fault.
type Liar struct {
	ID, Clause string
	Role       codec.Party // who lies
	Diagnosis  conformance.Diagnosis
	// Meet runs cases of the liar's role against it, inside a bubble of virtual time.
	Meet func(t *testing.T, cases []*conformance.Case) []*conformance.Report
	// Real says that Meet needs real time and a real network: it is not in a bubble.
	Real bool
}

// Matrix is a suite, what it has to find, and what it found when the golden file was
// written.
type Matrix struct {
	Suite  *conformance.Suite
	Liars  []Liar
	Golden conformance.Kills // of kills.json in the test's folder
	// More, if set, adds what is found outside of bubbles.
	More func(t *testing.T, ks conformance.Kills)
	// Excused, if set, says which cases need not find a fault.
	Excused func(k *conformance.Case) bool
	// Touched runs a case against the clean reference, inside a bubble of virtual time,
	// and returns the IDs of the liars that would have lied to it.
	Touched func(t *testing.T, k *conformance.Case) []string
	// Shares says that cases share what a liar serves, an account, say: what he remembers
	// of one may keep another from finding him. In a full run those that cite his clause
	// also meet him among themselves, and the outcome is that of both together.
	Shares bool
	// Every, above 1, leaves all but each of so many liars out, and with them the
	// comparison: for runs that take much longer than usual.
	Every int
}

// Test tests that every fault is found by a case that cites its clause, with the
// diagnosis that it declares, that every case finds a fault, and that the golden file
// says which. Each fault meets, in a bubble of its own, the cases that cite its clause,
// or all if these find nothing, because some lies need a busy engine.
//
// With -full it meets all to which it lies at once, and the outcome must be the same. Of
// the others one in 397, or with -unpruned each, meets it too, and must find nothing.
// Who lives in real time meets only those that cite its clause, up to three times: they
// are all that can kill it.
func (m Matrix) Test(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // short-lived worlds: a third less time
	var mu sync.Mutex
	ks := conformance.Kills{}
	var lied touches
	if *full {
		lied = m.touched(t)
	}
	t.Run("faults", func(t *testing.T) {
		var real sync.WaitGroup
		defer real.Wait()
		for i, l := range m.Liars {
			if i%max(m.Every, 1) != 0 {
				continue
			}
			run := func(t *testing.T) {
				if !l.Real {
					t.Parallel()
				}
				var killers []string
				cite := m.Suite.CasesOf(m.Suite.Clause(l.Clause))
				switch {
				case l.Real: // a busy machine may hide what takes its time
					killers = m.killers(t, l, cite, cite, cite)
				case *full:
					meet, others := m.split(l, lied)
					if m.Shares {
						killers = slices.Concat(m.killers(t, l, cite, meet), m.killers(t, l, meet, cite))
						slices.Sort(killers)
						killers = slices.Compact(killers)
					} else {
						killers = m.killers(t, l, meet)
					}
					findNothing(t, l, some(i, others))
				default:
					killers = m.killers(t, l, cite, m.Suite.Cases)
				}
				mu.Lock()
				defer mu.Unlock()
				ks[l.ID] = conformance.Kill{Clause: l.Clause, Diagnosis: l.Diagnosis, By: killers}
			}
			if l.Real { // they wait more than they work: all at once, before the bubbles take the processors
				real.Go(func() { t.Run(path.Base(l.ID), run) })
			} else {
				t.Run(path.Base(l.ID), run)
			}
		}
	})
	if len(ks) < len(m.Liars) {
		return // go test -run chose some, or Every did
	}
	if m.More != nil {
		m.More(t, ks)
	}
	for _, k := range m.Suite.Cases {
		if len(ks.By(k.ID)) == 0 && (m.Excused == nil || !m.Excused(k)) {
			t.Errorf("%s finds no fault: none breaks %s in its way", k.ID, k.Clauses[0].ID)
		}
	}
	if *update {
		require.NoError(t, os.WriteFile("kills.json", ks.Marshal(), 0o644))
		return
	}
	assert.Equal(t, m.Golden, ks, "kills.json is stale: go test ./conformance/%s -run TestKillMatrix -update", m.Suite.Name())
}

// killers are the cases that find a fault, of the first choice in which there are any.
func (m Matrix) killers(t *testing.T, l Liar, choices ...[]*conformance.Case) (killers []string) {
	var saw string
	for _, cases := range choices {
		if len(killers) == 0 {
			meet := func(t *testing.T) { killers, saw = Killers(t, l.Meet(t, cases), l.Clause, l.Diagnosis) }
			if l.Real {
				meet(t)
			} else {
				synctest.Test(t, meet)
			}
		}
	}
	if len(killers) == 0 {
		t.Errorf("%s survives: no case that cites %s says %s of it; %s", l.ID, l.Clause, l.Diagnosis, saw)
	}
	return killers
}
