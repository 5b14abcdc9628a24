package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"enginespec/conformance"
)

// Text writes the report for people. Begin, Report for each report as it is there,
// and End print one thing behind the other; nothing follows the claims.
type Text struct {
	Color   bool
	Verbose bool // every case, whole transcripts, also of what only warns
	Quiet   bool // only what failed, and the claims
	Redact  Redact

	w   io.Writer
	err error
}

// NewText returns a writer of text; set its fields before Begin.
func NewText(w io.Writer) *Text { return &Text{w: w} }

func (t *Text) printf(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.w, format, args...)
	}
}

func (t *Text) paint() paint { return paint(t.Color) }

// Begin writes what ran.
func (t *Text) Begin(run *Run, seed uint64) {
	if !t.Quiet {
		t.printf("enginespec %s (suite %.8s)   seed %d\n", run.Version, run.Digest, seed)
	}
}

// Report writes the tree of one report.
func (t *Text) Report(rep *conformance.Report) {
	if t.Quiet {
		return
	}
	p := t.paint()
	t.printf("\n%s   %s\n", p.bold(name(rep)), target(rep))
	if f := features(rep); f != "" {
		t.printf("  %s\n", p.dim("features "+f))
	}
	for _, g := range groups(rep) {
		t.group(rep, &g)
	}
	for _, line := range absent(rep) {
		t.printf("  %s\n", p.dim("n/a  "+line))
	}
}

func target(rep *conformance.Report) string {
	title := rep.Suites[0].Title
	if rep.Target == "" {
		return title
	}
	return title + ", at " + rep.Target
}

func (t *Text) group(rep *conformance.Report, g *group) {
	p := t.paint()
	worst := conformance.Pass
	for _, res := range g.results {
		worst = max(worst, res.Verdict)
	}
	if worst == conformance.NotAvailable && g.count(conformance.Pass) > 0 {
		worst = conformance.Pass
	}
	line := fmt.Sprintf("%-12s %3d %s", g.name, len(g.results), plural(len(g.results), "case "))
	for _, v := range conformance.Verdicts()[1:] {
		if n := g.count(v); n > 0 {
			line += fmt.Sprintf("  %d %s", n, v)
		}
	}
	t.printf("  %s %s%s\n", p.of(worst, mark(worst)), line, p.dim(fmt.Sprintf("  %.2fs", g.duration().Seconds())))
	for _, res := range g.results {
		if res.Verdict == conformance.Pass && !t.Verbose || res.Verdict == conformance.NotAvailable && !t.Verbose {
			continue
		}
		t.printf("      %s\n", t.row(rep, res))
	}
}

func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return strings.TrimSpace(word) + "s"
}

// row is a result on one line.
func (t *Text) row(rep *conformance.Report, res *conformance.Result) string {
	p := t.paint()
	out := p.of(res.Verdict, mark(res.Verdict)) + " " + fmt.Sprintf("%-36s", res.Case.ID)
	switch f := res.Finding(rep.Strict); {
	case res.Verdict == conformance.Waived:
		out += " " + p.dim("waived: "+res.Waiver)
	case f != nil:
		out += fmt.Sprintf(" %-14s %s %s", f.Diagnosis, f.Clause.ID, f.Clause.Level)
	case res.Reason != "":
		reason, _, _ := strings.Cut(strings.TrimSpace(res.Reason), "\n")
		out += " " + res.Verdict.String() + ": " + printable(reason)
	default:
		var ids []string
		for _, c := range res.Case.Clauses {
			ids = append(ids, c.ID)
		}
		out += " " + p.dim(strings.Join(ids, " "))
	}
	return strings.TrimRight(out, " ")
}

// features are the features that some case of the role needs, and whether they held:
// "+ads -v1".
func features(rep *conformance.Report) string {
	var words []string
	for _, s := range rep.Suites {
		held, known := rep.Features[s.Name()]
		if !known {
			continue
		}
		for _, f := range s.Features {
			if !slices.ContainsFunc(s.Cases, func(k *conformance.Case) bool { return k.Role == role(rep) && slices.Contains(k.Needs, f) }) {
				continue
			}
			sign := "-"
			if held.Has(f) {
				sign = "+"
			}
			words = append(words, sign+f.Name)
		}
	}
	return strings.Join(words, " ")
}

// absent are the reasons for n/a with the number of cases that each has.
func absent(rep *conformance.Report) (lines []string) {
	var reasons []string
	count := map[string]int{}
	for i := range rep.Results {
		res := &rep.Results[i]
		if res.Verdict != conformance.NotAvailable {
			continue
		}
		if count[res.Reason] == 0 {
			reasons = append(reasons, res.Reason)
		}
		count[res.Reason]++
	}
	slices.SortStableFunc(reasons, func(a, b string) int { return count[b] - count[a] })
	for _, r := range reasons {
		lines = append(lines, fmt.Sprintf("%d %s: %s", count[r], plural(count[r], "case"), r))
	}
	return lines
}
