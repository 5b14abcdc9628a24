package report

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"enginespec/conformance"
)

// page is what the HTML template shows.
type page struct {
	Style   template.CSS
	Title   string
	Verdict string
	Exit    int
	Docs    []*Document
	Parts   []*partView
	Compare []*compareView
}

// partView is one section with what the page needs to know of it.
type partView struct {
	*Section
	ID       string // of the element
	Name     string // "ts engine"
	Tool     Tool
	Started  time.Time
	State    state
	Bar      []share
	Bad      []*resultView // everything that makes the run red, in order
	Warned   []*resultView // nonstrict, and untestable where it does not bind
	Waived   []*resultView
	Passed   []*resultView // with a transcript
	Clauses  []*clauseView
	Held     int
	Broken   int
	Groups   []*groupView
	Uneven   int // cases that pass whole and not cut
	Absent   []reason
	Features []string
	results  []*resultView
}

// share is a piece of the bar.
type share struct {
	State state
	N     int
}

// reason is why cases are n/a.
type reason struct {
	Text  string
	Cases []string
}

// resultView is one case of a section.
type resultView struct {
	*Result
	ID       string
	Leaf     string
	State    state
	Bad      bool
	Open     bool
	First    *Finding // that decides the verdict
	Findings []findingView
	Cites    []*Clause // where there are no findings
	Wire     []wireView
	Cuts     []state // by the section's segmentations
}

type findingView struct {
	*Finding
	Cites *Clause
}

// clauseView is one row of the matrix.
type clauseView struct {
	*Clause
	State state
	Cases []*resultView
}

// groupView is a case group of the segmentation grid.
type groupView struct {
	Name  string
	Cases []*resultView
}

func newPage(docs []*Document) *page {
	p := &page{Docs: docs, Verdict: docs[0].Verdict}
	for _, d := range docs {
		if d.Exit > p.Exit {
			p.Exit, p.Verdict = d.Exit, d.Verdict
		}
		for i := range d.Sections {
			p.Parts = append(p.Parts, newPart(d, &d.Sections[i], len(p.Parts)))
		}
	}
	if p.Exit == conformance.ExitConforming {
		p.Verdict += p.reserve()
	}
	p.Title = "enginespec: " + p.Verdict
	p.Compare = compare(p.Parts)
	return p
}

// reserve is what stands behind the word conforming.
func (p *page) reserve() (words string) {
	if slices.ContainsFunc(p.Parts, func(v *partView) bool { return len(v.Waived) > 0 }) {
		words = " with waivers"
	}
	if slices.ContainsFunc(p.Parts, func(v *partView) bool { return v.Partial }) {
		words += ", partial"
	}
	return words
}

func newPart(d *Document, s *Section, n int) *partView {
	v := &partView{Section: s, ID: fmt.Sprintf("part%d", n), Name: s.Protocol + " " + s.Role.String(), Tool: d.Tool, Started: d.Started, State: "pass"}
	switch s.Exit {
	case conformance.ExitNot:
		v.State = "fail"
	case conformance.ExitNoVerdict:
		v.State = "harness"
	}
	for _, verdict := range conformance.Verdicts() {
		if c := s.Counts[verdict.String()]; c > 0 {
			v.Bar = append(v.Bar, share{stateOf(verdict), c})
		}
	}
	of := map[string]*Clause{}
	for i := range s.Clauses {
		of[s.Clauses[i].ID] = &s.Clauses[i]
	}
	for i := range s.Results {
		r := newResult(s, &s.Results[i], of, fmt.Sprintf("%s-%d", v.ID, i))
		v.results = append(v.results, r)
		switch {
		case r.Bad:
			v.Bad = append(v.Bad, r)
		case r.Verdict == conformance.NonStrict || r.Verdict == conformance.Untestable:
			v.Warned = append(v.Warned, r)
		case r.Verdict == conformance.NotAvailable:
			v.absent(r)
		case r.Verdict == conformance.Waived:
			v.Waived = append(v.Waived, r)
		case len(r.Transcript) > 0:
			v.Passed = append(v.Passed, r)
		}
		v.group(r)
	}
	for i := range s.Clauses {
		v.clause(&s.Clauses[i])
	}
	for name, has := range s.Features {
		v.Features = append(v.Features, map[bool]string{true: "+", false: "−"}[has]+name)
	}
	slices.Sort(v.Features)
	return v
}

func (v *partView) absent(r *resultView) {
	at := slices.IndexFunc(v.Absent, func(o reason) bool { return o.Text == r.Reason })
	if at < 0 {
		v.Absent, at = append(v.Absent, reason{Text: r.Reason}), len(v.Absent)
	}
	v.Absent[at].Cases = append(v.Absent[at].Cases, r.Case)
}

// group puts a case that ran cut into the segmentation grid.
func (v *partView) group(r *resultView) {
	if len(r.Segments) == 0 || r.Verdict == conformance.NotAvailable || len(v.Segments) < 2 {
		return
	}
	at := slices.IndexFunc(v.Groups, func(g *groupView) bool { return g.Name == r.Group })
	if at < 0 {
		v.Groups, at = append(v.Groups, &groupView{Name: r.Group}), len(v.Groups)
	}
	v.Groups[at].Cases = append(v.Groups[at].Cases, r)
	if r.First != nil && r.First.Segmentation != conformance.Whole {
		v.Uneven++
	}
}

// clause adds a row to the matrix: a clause with the cases that cite it, or found it
// broken.
func (v *partView) clause(c *Clause) {
	row := &clauseView{Clause: c, State: none}
	rank := []state{none, "na", "pass", "nonstrict", "waived", "untestable", "harness", "fail"}
	for _, r := range v.results {
		named := slices.Contains(r.Clauses, c.ID)
		found := slices.ContainsFunc(r.Result.Findings, func(f Finding) bool { return f.Clause == c.ID })
		if !named && !found {
			continue
		}
		row.Cases = append(row.Cases, r)
		st := r.State
		switch {
		case found && st == "fail" && !c.Binding:
			st = "nonstrict"
		case !found && st == "nonstrict":
			st = "pass"
		case !found && (st == "fail" || st == "waived"):
			st = none // it ended at another clause
		}
		if slices.Index(rank, st) > slices.Index(rank, row.State) {
			row.State = st
		}
	}
	switch row.State {
	case "pass":
		v.Held++
	case "fail", "waived":
		v.Broken++
	}
	v.Clauses = append(v.Clauses, row)
}

func newResult(s *Section, r *Result, of map[string]*Clause, id string) *resultView {
	v := &resultView{Result: r, ID: id, Leaf: r.Case[strings.LastIndexByte(r.Case, '/')+1:], State: stateOf(r.Verdict), Bad: r.bad(s)}
	for i := range r.Findings {
		f := &r.Findings[i]
		v.Findings = append(v.Findings, findingView{f, of[f.Clause]})
	}
	v.First = r.first(s)
	if len(r.Findings) == 0 {
		for _, c := range r.Clauses {
			v.Cites = append(v.Cites, of[c])
		}
	}
	here := -1
	if v.First != nil {
		here = v.First.Entry
	}
	v.Wire = wire(r.Transcript, here)
	for _, g := range s.Segments {
		st := none
		if slices.Contains(r.Segments, g) {
			st = "pass"
		}
		if v.First != nil && v.First.Segmentation == g || v.First == nil && st != none && r.Verdict > conformance.NonStrict {
			st = v.State
		}
		v.Cuts = append(v.Cuts, st)
	}
	return v
}

// Shown reports whether the page has a block about the result.
func (v *resultView) Shown() bool {
	return v.State != "pass" && v.State != "na" || len(v.Transcript) > 0
}

// Rate says how often the case failed, if it ran more than once.
func (v *resultView) Rate() string { return rate(&conformance.Result{Rounds: v.Runs, Bad: v.Failed}) }

// Recurs says what came of running the dialogue again.
func (v *resultView) Recurs() string {
	if v.Shrunk == nil {
		return ""
	}
	return shrunk(&conformance.Shrunk{From: v.Shrunk.From, To: v.Shrunk.To, Runs: v.Shrunk.Runs, Recurred: v.Shrunk.Recurred})
}

// Even reports whether the outcome did not depend on the cut.
func (v *resultView) Even() bool { return v.First == nil || v.First.Segmentation == conformance.Whole }

// Missing is how many cases are n/a.
func (v *partView) Missing() (n int) {
	for _, r := range v.Absent {
		n += len(r.Cases)
	}
	return n
}

// Well reports whether a waiver does no harm to the run.
func (w Waiver) Well() bool {
	return w.State == conformance.WaiverHolds || w.State == conformance.WaiverNotRun || w.State == conformance.WaiverUnneeded
}

// first is the finding that decides the verdict, nil if there is none.
func (r *Result) first(s *Section) *Finding {
	for i := range r.Findings {
		f := &r.Findings[i]
		if slices.ContainsFunc(s.Clauses, func(c Clause) bool { return c.Binding && c.ID == f.Clause }) {
			return f
		}
	}
	if len(r.Findings) > 0 {
		return &r.Findings[0]
	}
	return nil
}

// bad reports whether a result makes a section red.
func (r *Result) bad(s *Section) bool {
	switch r.Verdict {
	case conformance.Failed, conformance.HarnessError:
		return true
	case conformance.Untestable:
		return slices.ContainsFunc(s.Clauses, func(c Clause) bool { return c.Binding && slices.Contains(r.Clauses, c.ID) })
	}
	return false
}
