package ctcs_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/ctcs"
	"enginespec/conformance/killtest"
	"enginespec/reference/fault"
)

// meet runs the world's cases of a role against the reference with its fault on it.
func (w *world) meet(role codec.Party) []*conformance.Report {
	if w.fault != nil && w.fault.Variant == "swarm" {
		return []*conformance.Report{w.meetSwarm()}
	}
	if role == codec.Engine {
		return []*conformance.Report{w.run(role, w.engine())}
	}
	return []*conformance.Report{w.run(role, w.controller())}
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
			killtest.PassesAll(t, w.meet(role), needsSwarm)
		}
	})
}

// Every fault is found, every case finds one, and kills.json says which.
func TestKillMatrix(t *testing.T) {
	t.Parallel() // beside TestSwarm, which waits
	m := killtest.Matrix{Suite: ctcs.Suite(), Golden: ctcs.Kills()}
	liars := fault.CTCS()
	real := func(f *fault.Fault) int { return -strings.Index(f.Variant, "swarm") }
	slices.SortStableFunc(liars, func(a, b *fault.Fault) int { return cmp.Compare(real(a), real(b)) }) // who waits waits beside the others
	for _, f := range liars {
		m.Liars = append(m.Liars, killtest.Liar{ID: f.ID, Role: f.Party, Real: f.Variant == "swarm", Clause: f.Clause, Diagnosis: conformance.Diagnosis(f.Diagnosis),
			Meet: func(t *testing.T, cases []*conformance.Case) []*conformance.Report {
				w := newWorld(t, f)
				defer w.close()
				w.cases = cases
				return w.meet(f.Party)
			}})
	}
	quick := slices.DeleteFunc(slices.Clone(liars), func(f *fault.Fault) bool { return f.Variant == "swarm" })
	m.Touched = func(t *testing.T, k *conformance.Case) []string {
		return fault.Lied(quick, k.Role, func(honest *fault.Fault) {
			w := newWorld(t, honest)
			defer w.close()
			w.cases = []*conformance.Case{k}
			w.meet(k.Role)
		})
	}
	m.Test(t)
}
