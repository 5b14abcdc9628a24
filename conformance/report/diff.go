package report

import (
	"fmt"
	"slices"

	"enginespec/conformance"
)

// Change is what has become of a case between two runs.
type Change string

// The changes, the worst first. Only the first makes a comparison bad.
const (
	Regression Change = "regression" // it did not fail and does now
	Diagnosis  Change = "diagnosis"  // it fails in another way
	Other      Change = "other"      // another verdict, neither of which fails a run
	New        Change = "new"        // it is only in the new run
	Gone       Change = "gone"       // it is only in the old run
	Fixed      Change = "fixed"      // it failed, waived or not, and does not now
)

// Changes are all changes, the worst first.
func Changes() []Change { return []Change{Regression, Diagnosis, Other, New, Gone, Fixed} }

// Outcome is how a case came off in one run. Fails says that it made the run
// nonconforming.
type Outcome struct {
	Verdict   conformance.Verdict   `json:"verdict"`
	Diagnosis conformance.Diagnosis `json:"diagnosis,omitempty"`
	Clause    string                `json:"clause,omitempty"`
	Fails     bool                  `json:"fails"`
	Actual    string                `json:"actual,omitempty"`
}

func (o *Outcome) String() string {
	if o == nil {
		return "-"
	}
	if o.Diagnosis == "" {
		return o.Verdict.String()
	}
	return o.Verdict.String() + " " + string(o.Diagnosis)
}

// Difference is one case that came off differently. Old or New is nil if the case was
// not in that run.
type Difference struct {
	Case   string   `json:"case"`
	Report string   `json:"report"` // "ts engine"; a second one of that name is "ts engine 2"
	Change Change   `json:"change"`
	Old    *Outcome `json:"old"`
	New    *Outcome `json:"new"`
	Again  string   `json:"again,omitempty"` // the command that runs it again, as in the new run
}

// Comparison is what has changed from one document to another.
type Comparison struct {
	Same        int          `json:"same"` // cases that came off alike
	Differences []Difference `json:"differences"`
	Notes       []string     `json:"notes"`     // what limits the comparison
	NoVerdict   bool         `json:"noVerdict"` // the new run has none
}

// Count counts the differences of a kind.
func (c *Comparison) Count(of Change) (n int) {
	for _, d := range c.Differences {
		if d.Change == of {
			n++
		}
	}
	return n
}

// Exit is 1 for a regression, 3 where the new run has no verdict, else 0.
func (c *Comparison) Exit() int {
	switch {
	case c.Count(Regression) > 0:
		return conformance.ExitNot
	case c.NoVerdict:
		return conformance.ExitNoVerdict
	}
	return conformance.ExitConforming
}

// Compare says what has changed from one run to another. Sections are matched by
// protocol and role, several of one name in their order. A case that is new and fails
// is New and no regression: there is nothing that it was before.
func Compare(was, is *Document) *Comparison {
	c := &Comparison{Differences: []Difference{}, Notes: []string{}}
	if was.Tool.Suite != is.Tool.Suite {
		c.note("the suites differ (%.8s, %.8s): they may judge differently", was.Tool.Suite, is.Tool.Suite)
	}
	old, now := outcomes(was), outcomes(is)
	for _, d := range []*Document{was, is} {
		which := "old"
		if d == is {
			which, c.NoVerdict = "new", d.Exit == conformance.ExitNoVerdict
		}
		if d.Exit == conformance.ExitNoVerdict {
			c.note("the %s run has no verdict", which)
		}
	}
	for i := range is.Sections {
		s := &is.Sections[i]
		at := slices.IndexFunc(was.Sections, func(o Section) bool { return o.Protocol == s.Protocol && o.Role == s.Role })
		if at >= 0 && was.Sections[at].Strict != s.Strict {
			c.note("%s %s: one run is strict, the other is not", s.Protocol, s.Role)
		}
	}
	for _, key := range now.keys {
		o, n := old.of[key], now.of[key]
		d := Difference{Case: key.id, Report: key.report, New: &n.Outcome, Again: n.again}
		if o != nil {
			d.Old = &o.Outcome
		}
		d.Change = change(d.Old, d.New)
		if d.Change == "" {
			c.Same++
			continue
		}
		c.Differences = append(c.Differences, d)
	}
	for _, key := range old.keys {
		if now.of[key] == nil {
			c.Differences = append(c.Differences, Difference{Case: key.id, Report: key.report, Change: Gone, Old: &old.of[key].Outcome})
		}
	}
	order := Changes()
	slices.SortStableFunc(c.Differences, func(a, b Difference) int { return slices.Index(order, a.Change) - slices.Index(order, b.Change) })
	return c
}

func (c *Comparison) note(format string, args ...any) {
	c.Notes = append(c.Notes, fmt.Sprintf(format, args...))
}

// change is what lies between two outcomes, empty if nothing does.
func change(was, is *Outcome) Change {
	switch {
	case was == nil:
		return New
	case is.Fails && !was.Fails:
		return Regression
	case (was.Fails || was.Verdict == conformance.Waived) && (is.Verdict == conformance.Pass || is.Verdict == conformance.NonStrict):
		return Fixed
	case was.Verdict == is.Verdict && was.Diagnosis == is.Diagnosis:
		return ""
	case is.Fails:
		return Diagnosis
	}
	return Other
}

// caseKey names a case of a document: one may be in several sections.
type caseKey struct{ report, id string }

type caseOutcome struct {
	Outcome
	again string
}

type outcomeMap struct {
	keys []caseKey
	of   map[caseKey]*caseOutcome
}

func outcomes(d *Document) outcomeMap {
	m := outcomeMap{of: map[caseKey]*caseOutcome{}}
	times := map[string]int{}
	for i := range d.Sections {
		s := &d.Sections[i]
		name := s.Protocol + " " + s.Role.String()
		if times[name]++; times[name] > 1 {
			name += fmt.Sprintf(" %d", times[name])
		}
		for j := range s.Results {
			r := &s.Results[j]
			o := &caseOutcome{Outcome{Verdict: r.Verdict, Fails: r.bad(s), Actual: r.Reason}, r.Again}
			if f := r.first(s); f != nil {
				o.Diagnosis, o.Clause, o.Actual = f.Diagnosis, f.Clause, f.Actual
			}
			key := caseKey{name, r.Case}
			m.keys, m.of[key] = append(m.keys, key), o
		}
	}
	return m
}
