package report

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"enginespec/conformance"
)

//go:embed schema/report.schema.json
var schema []byte

// Schema returns the JSON Schema of the document.
func Schema() []byte { return bytes.Clone(schema) }

// Write writes a document, indented, with a new line at its end.
func Write(w io.Writer, d *Document) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(d)
}

// Read reads a document. It refuses one of another format.
func Read(r io.Reader) (*Document, error) {
	var d Document
	if err := json.NewDecoder(r).Decode(&d); err != nil {
		return nil, fmt.Errorf("not a report: %w", err)
	}
	if d.Format != Format {
		return nil, fmt.Errorf("a report of format %d: expected %d", d.Format, Format)
	}
	return &d, nil
}

// NewDocument makes the document of a run. Transcripts of passed cases are in it only
// if all is set.
func NewDocument(run *Run, redact Redact, all bool) *Document {
	d := &Document{
		Format: Format, Tool: Tool{"enginespec", run.Version, run.Digest}, Command: list(run.Command), Select: list(run.Args),
		Started: run.Started, Seconds: seconds(run.Duration), Exit: run.Exit(), Verdict: run.Verdict(), Sections: []Section{},
	}
	for _, rep := range run.Reports {
		d.Sections = append(d.Sections, section(run, rep, redact, all))
	}
	return d
}

func section(run *Run, rep *conformance.Report, redact Redact, all bool) Section {
	s := Section{
		Protocol: protocol(rep), Title: rep.Suites[0].Title, Role: role(rep), Target: rep.Target, Profile: rep.Profile, Seed: rep.Seed, Strict: rep.Strict,
		Segments: list(rep.Segments), Features: map[string]bool{}, Partial: rep.Partial, Interrupted: rep.Interrupted, Claim: list(rep.Claim()),
		Counts: map[string]int{}, Problems: list(rep.Problems), Seconds: seconds(rep.Duration), Exit: rep.Exit(), Clauses: []Clause{}, Results: []Result{},
	}
	if rep.Unreachable != nil {
		s.Unreachable = unreachable(rep)
	}
	for name, has := range rep.Features[s.Protocol] {
		s.Features[name] = has
	}
	for _, v := range conformance.Verdicts() {
		s.Counts[v.String()] = rep.Count(v)
	}
	for _, w := range rep.Waivers {
		s.Waivers = append(s.Waivers, Waiver{w.Case, w.Diagnosis, w.Until.Format(time.DateOnly), w.Days, w.Issue, w.Reason, w.State})
	}
	named := map[*conformance.Clause]bool{}
	for i := range rep.Results {
		res := &rep.Results[i]
		for _, c := range res.Case.Clauses {
			named[c] = true
		}
		for _, f := range res.Findings {
			named[f.Clause] = true
		}
		s.Results = append(s.Results, result(run, rep, res, redact, all))
	}
	for _, c := range rep.Suites[0].Clauses {
		if named[c] {
			s.Clauses = append(s.Clauses, Clause{c.ID, c.Level, c.Bound(), c.Versions, c.Binding(rep.Strict), c.Text, c.Evidence})
		}
	}
	return s
}

func result(run *Run, rep *conformance.Report, res *conformance.Result, redact Redact, all bool) Result {
	r := Result{
		Case: res.Case.ID, Group: res.Case.Group(), Level: res.Case.Level(), Clauses: []string{}, Verdict: res.Verdict, Reason: res.Reason, Waiver: res.Waiver,
		Seconds: seconds(res.Duration), Segments: list(res.Segmentations), Findings: []Finding{},
		Runs: res.Rounds, Failed: res.Bad, Saved: res.Saved,
	}
	if sh := res.Shrunk; sh != nil {
		r.Shrunk = &Shrunk{sh.From, sh.To, sh.Runs, sh.Recurred}
	}
	if res.Saved != "" {
		r.Replay = run.Replay(res.Saved)
	}
	for _, c := range res.Case.Clauses {
		r.Clauses = append(r.Clauses, c.ID)
	}
	for _, f := range res.Findings {
		r.Findings = append(r.Findings, Finding{f.Clause.ID, f.Diagnosis, f.Expected, f.Actual, f.Segmentation, f.Entry, f.Monitor})
	}
	if e := res.Exit; e != nil {
		r.Program = &Program{e.Code, e.Signal, e.Killed, seconds(e.Ran), seconds(e.CPU), e.Output}
	}
	good := res.Verdict == conformance.Pass || res.Verdict == conformance.NotAvailable
	if !good {
		r.Again = run.Again(res.Case.ID)
		if res.Verdict != conformance.HarnessError && res.Verdict != conformance.Waived {
			r.WaiverLine = res.WaiverLine(rep.Strict)
		}
	}
	if !good || all {
		r.Transcript = entries(redact.entries(protocol(rep), res.Transcript))
	}
	return r
}

func entries(from []conformance.Entry) (to []Entry) {
	for i := range from {
		e := &from[i]
		out := Entry{MS: float64(e.At.Microseconds()) / 1000, Conn: e.Conn, Text: e.Note}
		if p := e.Packet; p != nil {
			out.From, out.Kind, out.Text, out.Raw = &e.From, p.Kind(), conformance.Show(p), p.Raw
			if p.Err != nil {
				out.Error = p.Err.Error()
			}
			for _, u := range p.Rules {
				out.Rules = append(out.Rules, u.Rule.Name)
			}
		}
		to = append(to, out)
	}
	return to
}

func seconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1e6 }

// list makes nil an empty list, so that JSON never says null.
func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}
