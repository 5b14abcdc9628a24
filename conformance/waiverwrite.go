package conformance

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// WaiverTime is how long a waiver holds that Renew writes, and Unfiled its issue: it is
// a debt without an owner, and reports show it as one.
const (
	WaiverTime = 90 * 24 * time.Hour
	Unfiled    = "unfiled"
)

// Renew makes the waiver file after which a run with these reports would be green: of
// the old waivers, if there are any, those that did not stand in its way, and a new one
// for each way in which a case failed. It returns how many are new. The reports must be
// of whole suites: what did not run is not known.
func Renew(old *Waivers, reports []*Report, now time.Time) (file string, fresh int) {
	var list []Waiver
	if old != nil {
		list = slices.DeleteFunc(slices.Clone(old.List), func(w Waiver) bool {
			for _, rep := range reports {
				if slices.ContainsFunc(rep.Waivers, func(u WaiverUse) bool { return u.Line == w.Line && u.harms() }) {
					return true
				}
			}
			return false
		})
	}
	for _, rep := range reports {
		for i := range rep.Results {
			res := &rep.Results[i]
			for _, d := range res.reds(rep.Strict) {
				if slices.ContainsFunc(list, func(w Waiver) bool { return w.Case == res.Case.ID && w.Diagnosis == d }) {
					continue // a second report of the role, or waived already and not in all ways
				}
				list = append(list, Waiver{Case: res.Case.ID, Diagnosis: d, Until: now.Add(WaiverTime), Issue: Unfiled, Reason: res.reason(d)})
				fresh++
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Waiver) int { return strings.Compare(a.Case, b.Case) })
	var b strings.Builder
	b.WriteString("# CASE  DIAGNOSIS  until=LAST-DAY  issue=WHERE  # why\n")
	for i := range list {
		b.WriteString(list[i].String() + "\n")
	}
	return b.String(), fresh
}

// harms reports whether the waiver makes a run nonconforming.
func (u *WaiverUse) harms() bool {
	switch u.State {
	case WaiverHolds, WaiverNotRun, WaiverUnneeded, WaiverIncomplete:
		return false
	}
	return true
}

// reason is one line that says what was seen.
func (r *Result) reason(d Diagnosis) string {
	text := r.Reason
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Diagnosis == d {
			text = f.Clause.ID + ": expected " + f.Expected + ", have " + f.Actual
			break
		}
	}
	text = strings.Join(strings.FieldsFunc(text, func(c rune) bool { return unicode.IsSpace(c) || unicode.IsControl(c) }), " ")
	if r := []rune(text); len(r) > 120 {
		text = string(r[:117]) + "..."
	}
	return text
}
