package conformance

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"enginespec/codec"
)

// WaiverState is what became of a waiver in a run.
type WaiverState string

// The states. The first three are well, any other makes the run nonconforming.
const (
	WaiverHolds      WaiverState = "holds"      // the case fails as the waiver says
	WaiverNotRun     WaiverState = "not run"    // the case was not selected, or is n/a here
	WaiverUnneeded   WaiverState = "not needed" // the case breaks nothing that binds in this run, or fails in another way that is waived too
	WaiverStale      WaiverState = "stale"      // the case passes now
	WaiverExpired    WaiverState = "expired"    // its last day is over
	WaiverWrong      WaiverState = "other"      // the case fails with another diagnosis
	WaiverIncomplete WaiverState = "not all"    // the case fails in more ways than are waived
	WaiverUnknown    WaiverState = "not a case" // no case has its ID
)

// WaiverUse is a waiver and what became of it.
type WaiverUse struct {
	Waiver
	State WaiverState
	Days  int // from the day of the run to the last one on which it holds; negative if that is over
}

// Days is how many days w has left on the day of now: 0 on its last one, negative when
// it has expired.
func (w *Waiver) Days(now time.Time) int {
	y, m, d := now.Date()
	return int(w.Until.Sub(time.Date(y, m, d, 0, 0, 0, 0, time.UTC)) / (24 * time.Hour))
}

// String is the waiver's line.
func (w *Waiver) String() string {
	return fmt.Sprintf("%s  %s  until=%s  issue=%s  # %s", w.Case, w.Diagnosis, w.Until.Format(time.DateOnly), w.Issue, w.Reason)
}

// diagnosisUntestable is what a waiver says of a case that is untestable.
const diagnosisUntestable Diagnosis = "untestable"

// reds are the diagnoses that make a result nonconforming, each once, in order.
func (r *Result) reds(strict bool) (list []Diagnosis) {
	if !r.red(strict) {
		return nil
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		if (f.Fatal || f.Clause.Binding(strict)) && !slices.Contains(list, f.Diagnosis) {
			list = append(list, f.Diagnosis)
		}
	}
	if r.Verdict == Untestable {
		list = append(list, diagnosisUntestable)
	}
	return list
}

// apply turns failures that waivers cover into Waived, notes in the report what became
// of each waiver, and returns what is wrong with them. A case is waived only if every
// way in which it fails is.
func (ws *Waivers) apply(rep *Report, s *Suite, role codec.Party) (problems []string) {
	covered := map[*Result][]Diagnosis{}
	for i := range ws.List {
		w := &ws.List[i]
		if !strings.HasPrefix(w.Case, s.Name()+"/") {
			continue
		}
		k := slices.IndexFunc(s.Cases, func(k *Case) bool { return k.ID == w.Case })
		if k >= 0 && s.Cases[k].Role != role {
			continue
		}
		use := WaiverUse{Waiver: *w, Days: w.Days(ws.Now)}
		var res *Result
		if at := slices.IndexFunc(rep.Results, func(r Result) bool { return r.Case.ID == w.Case }); at >= 0 {
			res = &rep.Results[at]
		}
		var problem string
		use.State, problem = w.state(res, k >= 0, use.Days, rep.Strict, ws.List)
		if problem != "" {
			problems = append(problems, fmt.Sprintf("%s:%d: %s %s", ws.File, w.Line, w.Case, problem))
		}
		if use.State == WaiverHolds {
			covered[res] = append(covered[res], w.Diagnosis)
		}
		rep.Waivers = append(rep.Waivers, use)
	}
	for i := range rep.Results {
		res := &rep.Results[i]
		if len(covered[res]) == 0 {
			continue
		}
		open := slices.DeleteFunc(res.reds(rep.Strict), func(d Diagnosis) bool { return slices.Contains(covered[res], d) })
		var reasons []string
		for j := range rep.Waivers {
			if w := &rep.Waivers[j]; w.Case == res.Case.ID && w.State == WaiverHolds {
				reasons = append(reasons, w.Reason)
				if len(open) > 0 {
					w.State = WaiverIncomplete
				}
			}
		}
		if len(open) > 0 {
			problems = append(problems, fmt.Sprintf("%s: %s fails with %s too, which nothing waives", ws.File, res.Case.ID, open[0]))
			continue
		}
		res.Verdict, res.Waiver = Waived, strings.Join(reasons, "; ")
	}
	return problems
}

// state is what becomes of w where its case has come to res, nil if it did not run, and
// what is wrong with that, empty if nothing.
func (w *Waiver) state(res *Result, known bool, days int, strict bool, all []Waiver) (WaiverState, string) {
	switch {
	case !known:
		return WaiverUnknown, "is not a case"
	case res == nil || res.Verdict == NotAvailable || res.Verdict == HarnessError:
		return WaiverNotRun, ""
	case res.Verdict == Pass:
		return WaiverStale, "passes now: delete the line"
	case days < 0:
		return WaiverExpired, "expired on " + w.Until.Format(time.DateOnly)
	}
	reds := res.reds(strict)
	switch {
	case len(reds) == 0:
		return WaiverUnneeded, ""
	case slices.Contains(reds, w.Diagnosis):
		return WaiverHolds, ""
	}
	if slices.ContainsFunc(all, func(o Waiver) bool { return o.Case == w.Case && slices.Contains(reds, o.Diagnosis) }) {
		return WaiverUnneeded, "" // it may fail in either way
	}
	return WaiverWrong, fmt.Sprintf("fails with %s, not with %s", reds[0], w.Diagnosis)
}

// WaiverLine is the waiver line that would cover a result, to be completed by hand.
func (r *Result) WaiverLine(strict bool) string {
	d := diagnosisUntestable
	if f := r.Finding(strict); f != nil {
		d = f.Diagnosis
	}
	return fmt.Sprintf("%s  %s  until=YYYY-MM-DD  issue=ID  # why", r.Case.ID, d)
}
