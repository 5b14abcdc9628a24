package putio_test

import (
	"testing"
	"testing/synctest"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/killtest"
	"enginespec/conformance/putio"
	"enginespec/reference/fault"
)

// The clean reference passes every case, on one of its variants.
func TestCleanReferencePassesAll(t *testing.T) {
	for _, role := range []codec.Party{codec.Engine, codec.Controller} {
		t.Run(role.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, nil)
				defer w.close()
				killtest.PassesAll(t, w.meet(role), onlyOnTCP)
			})
		})
	}
}

// Every fault is found, every case finds one, and kills.json says which.
func TestKillMatrix(t *testing.T) {
	m := killtest.Matrix{Suite: putio.Suite(), Golden: putio.Kills(), More: curl, Shares: true}
	for _, f := range fault.Putio() {
		m.Liars = append(m.Liars, killtest.Liar{ID: f.ID, Role: f.Party, Clause: f.Clause, Diagnosis: conformance.Diagnosis(f.Diagnosis),
			Meet: func(t *testing.T, cases []*conformance.Case) []*conformance.Report {
				w := newWorld(t, f)
				defer w.close()
				w.cases = cases
				return w.meet(f.Party)
			}})
	}
	m.Touched = func(t *testing.T, k *conformance.Case) []string {
		return fault.Lied(fault.Putio(), k.Role, func(honest *fault.Fault) {
			w := newWorld(t, honest)
			defer w.close()
			w.cases = []*conformance.Case{k}
			w.meet(k.Role)
		})
	}
	m.Test(t)
}
