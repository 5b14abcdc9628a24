package conformance

import (
	"fmt"
	"time"
)

// Verdict is the outcome of one case.
type Verdict uint8

// The verdicts, the best first.
const (
	Pass         Verdict = iota + 1
	NotAvailable         // the target does not have a feature that the case needs
	Waived               // it fails as a waiver says
	NonStrict            // it breaks something that does not bind in this run
	Untestable           // the situation could not be brought about
	Failed               // it breaks a clause
	HarnessError         // the suite or its surroundings failed
)

var verdictNames = [...]string{Pass: "pass", NotAvailable: "n/a", Waived: "waived", NonStrict: "nonstrict", Untestable: "untestable", Failed: "fail", HarnessError: "harness"}

// Verdicts are all verdicts, the best first.
func Verdicts() []Verdict {
	return []Verdict{Pass, NotAvailable, Waived, NonStrict, Untestable, Failed, HarnessError}
}

// String returns the verdict as reports write it.
func (v Verdict) String() string { return verdictNames[v] }

// MarshalText writes the verdict as reports do.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a verdict as reports write it.
func (v *Verdict) UnmarshalText(b []byte) error {
	for i, n := range verdictNames {
		if n == string(b) && n != "" {
			*v = Verdict(i)
			return nil
		}
	}
	return fmt.Errorf("%q is not a verdict", b)
}

// Result is what came of one case, over all the segmentations it ran under.
type Result struct {
	Case          *Case
	Verdict       Verdict
	Reason        string // why it is untestable, n/a or a harness error
	Findings      []Finding
	Segmentations []Segmentation // that it ran under
	Transcript    []Entry        // of the session that decided the verdict
	Exit          *Exit          // of the launched program, in that session
	Duration      time.Duration  // of all sessions together
	Waiver        string         // the waiver's line, if one applies
	Rounds, Bad   int            // in a run with Stress: how often it ran, and how often it did not pass
	Shrunk        *Shrunk        // what came of running the dialogue again; nil: it was not
	Saved         string         // the file that the dialogue was written to, if it was
}

// Finding returns the finding that decides the verdict, or nil.
func (r *Result) Finding(strict bool) *Finding {
	var first *Finding
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Fatal || f.Clause.Binding(strict) {
			return f
		}
		if first == nil {
			first = f
		}
	}
	return first
}

// verdictOf folds findings into a verdict: a binding clause that is broken
// fails, and so does a program that died.
func verdictOf(findings []Finding, strict bool) Verdict {
	v := Pass
	for _, f := range findings {
		if f.Fatal || f.Clause.Binding(strict) {
			return Failed
		}
		v = NonStrict
	}
	return v
}

// red reports whether a result alone makes a run nonconforming.
func (r *Result) red(strict bool) bool {
	return r.Verdict == Failed || r.Verdict == Untestable && r.Case.Binding(strict)
}
