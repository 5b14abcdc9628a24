// Package killtest has what the kill matrices of all protocols have in common: who
// kills a fault, what knows nothing of any protocol and must pass nothing, and
// controllers that run in the test's own process. It is for tests.
package killtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"enginespec/conformance"
)

// Killers returns the cases that cite a clause and find it broken with a diagnosis,
// sorted. saw is what was found instead, for a person who wonders why there are none.
// A run that could not judge fails the test.
func Killers(t testing.TB, reports []*conformance.Report, clause string, d conformance.Diagnosis) (killers []string, saw string) {
	t.Helper()
	var other []string
	for _, rep := range reports {
		assert.NoError(t, rep.Unreachable)
		for _, r := range rep.Results {
			if r.Verdict == conformance.HarnessError {
				t.Errorf("%s: %s", r.Case.ID, r.Reason)
			}
			cites := slices.ContainsFunc(r.Case.Clauses, func(c *conformance.Clause) bool { return c.ID == clause })
			if cites && r.Reason != "" {
				other = append(other, fmt.Sprintf("%s is %s: %s", r.Case.ID, r.Verdict, r.Reason))
			}
			for _, found := range r.Findings {
				switch {
				case cites && found.Clause.ID == clause && found.Diagnosis == d:
					killers = append(killers, r.Case.ID)
				case cites || found.Clause.ID == clause:
					other = append(other, fmt.Sprintf("%s says %s %s", r.Case.ID, found.Clause.ID, found.Failure.Error()))
				}
			}
		}
	}
	slices.Sort(killers)
	return slices.Compact(killers), "seen instead:\n\t" + strings.Join(other, "\n\t")
}

// PassesAll fails the test unless each case passes in one of the reports and is not
// available in the others. Cases that are excused are not looked at.
func PassesAll(t testing.TB, reports []*conformance.Report, excused ...func(k *conformance.Case) bool) {
	t.Helper()
	passed := map[string]bool{}
	for _, rep := range reports {
		assert.NoError(t, rep.Unreachable)
		assert.Empty(t, rep.Problems)
		for _, r := range rep.Results {
			if slices.ContainsFunc(excused, func(is func(*conformance.Case) bool) bool { return is(r.Case) }) {
				continue
			}
			passed[r.Case.ID] = passed[r.Case.ID] || r.Verdict == conformance.Pass
			if r.Verdict != conformance.Pass && r.Verdict != conformance.NotAvailable {
				t.Error(r.Explain(true))
			}
		}
	}
	assert.NotEmpty(t, passed)
	for id, ok := range passed {
		assert.True(t, ok, "%s passes on no variant of the reference", id)
	}
}

// PassesNothing fails the test if a case passes: it would pass anything.
func PassesNothing(t testing.TB, rep *conformance.Report) {
	t.Helper()
	assert.NotEmpty(t, rep.Results)
	for _, r := range rep.Results {
		switch r.Verdict {
		case conformance.Pass, conformance.HarnessError:
			t.Errorf("%s %s: %s", r.Verdict, r.Case.ID, r.Reason)
		}
	}
}
