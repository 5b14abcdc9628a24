package killtest

import (
	"flag"
	"path"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"

	"enginespec/conformance"
)

var unpruned = flag.Bool("unpruned", false, "with -full: a fault also meets each case to which it would not lie")

// sample is how many pairs of a fault and a case to which it would not lie there are, in
// a full run, to one that meet all the same.
const sample = 397

// touches are the cases to which each liar lies.
//
// A liar and the clean reference do the same up to the first lie. So a case, met alone,
// to which the clean reference does nothing that the liar would do otherwise finds of
// the liar what it finds of the clean reference: nothing. It need not meet him. Each
// case meets the clean reference once to find out, and all liars look on.
type touches map[string]map[*conformance.Case]bool

// touched runs all cases against the clean reference.
func (m Matrix) touched(t *testing.T) touches {
	var mu sync.Mutex
	all := touches{}
	for _, l := range m.Liars {
		all[l.ID] = map[*conformance.Case]bool{}
	}
	t.Run("cases", func(t *testing.T) {
		for _, k := range m.Suite.Cases {
			t.Run(path.Base(k.ID), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					ids := m.Touched(t, k)
					mu.Lock()
					defer mu.Unlock()
					for _, id := range ids {
						all[id][k] = true
					}
				})
			})
		}
	})
	return all
}

// split returns the cases that a liar has to meet, and the others of his role. The
// former include those that cite his clause: one of them gets what others see by the way.
func (m Matrix) split(l Liar, all touches) (meet, others []*conformance.Case) {
	cite := m.Suite.CasesOf(m.Suite.Clause(l.Clause))
	for _, k := range m.Suite.Cases {
		if all[l.ID][k] || slices.Contains(cite, k) {
			meet = append(meet, k)
		} else if k.Role == l.Role {
			others = append(others, k)
		}
	}
	return meet, others
}

// findNothing tests that a liar is the clean reference to cases, each of which meets him
// alone: in company he may have lied to another and remember it.
func findNothing(t *testing.T, l Liar, cases []*conformance.Case) {
	for _, k := range cases {
		synctest.Test(t, func(t *testing.T) {
			for _, rep := range l.Meet(t, []*conformance.Case{k}) {
				assert.NoError(t, rep.Unreachable)
				for _, r := range rep.Results {
					if r.Verdict != conformance.Pass && r.Verdict != conformance.NotAvailable {
						t.Errorf("%s does not lie to %s, which says of it: %s", l.ID, k.ID, r.Explain(true))
					}
				}
			}
		})
	}
}

// some are those of a liar's other cases that meet him all the same. i is his number.
func some(i int, others []*conformance.Case) (few []*conformance.Case) {
	for j, k := range others {
		if *unpruned || (i*len(others)+j)%sample == 0 {
			few = append(few, k)
		}
	}
	return few
}
