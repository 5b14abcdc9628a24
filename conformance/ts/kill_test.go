package ts_test

import (
	"testing"
	"testing/synctest"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/killtest"
	"enginespec/conformance/ts"
	"enginespec/reference/fault"
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

// Every fault is found, every case finds one, and kills.json says which.
func TestKillMatrix(t *testing.T) {
	dir := t.TempDir()
	m := killtest.Matrix{Suite: ts.Suite(), Golden: ts.Kills()}
	for _, f := range fault.TS() {
		m.Liars = append(m.Liars, killtest.Liar{ID: f.ID, Role: f.Party, Clause: f.Clause, Diagnosis: conformance.Diagnosis(f.Diagnosis),
			Meet: func(t *testing.T, cases []*conformance.Case) []*conformance.Report {
				w := newWorld(t, f, dir)
				defer w.close()
				w.cases = cases
				return w.meet(f.Party)
			}})
	}
	if raceDetector {
		m.Every = 12
	}
	m.Touched = func(t *testing.T, k *conformance.Case) []string {
		return fault.Lied(fault.TS(), k.Role, func(honest *fault.Fault) {
			w := newWorld(t, honest, t.TempDir())
			defer w.close()
			w.cases = []*conformance.Case{k}
			w.meet(k.Role)
		})
	}
	m.Test(t)
}
