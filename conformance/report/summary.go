package report

import (
	"fmt"
	"strings"

	"enginespec/conformance"
)

// End writes the failures in full, then once more in short, then the counts and the
// claims. It returns the first error of writing.
func (t *Text) End(run *Run) error {
	p := t.paint()
	for _, rep := range run.Reports {
		for i := range rep.Results {
			if res := &rep.Results[i]; t.tell(rep, res) {
				t.printf("\n%s", block(run, rep, res, p, t.Redact, t.Verbose))
			}
		}
	}
	for _, v := range []conformance.Verdict{conformance.HarnessError, conformance.Untestable, conformance.Failed} {
		t.short(run, v)
	}
	for _, rep := range run.Reports {
		if len(rep.Problems) > 0 {
			t.printf("\n%s\n", p.of(conformance.Failed, "wrong with the run ("+name(rep)+")"))
		}
		for _, problem := range rep.Problems {
			t.printf("  %s\n", printable(problem))
		}
	}
	if !t.Quiet {
		t.printf("\n")
		for _, rep := range run.Reports {
			t.printf("%s\n", t.counts(rep))
		}
	}
	for _, rep := range run.Reports {
		t.claims(run, rep)
	}
	return t.err
}

// tell reports whether a result gets a block of its own.
func (t *Text) tell(rep *conformance.Report, res *conformance.Result) bool {
	switch colourOf(res, rep.Strict) {
	case red, black:
		return true
	case green:
		return t.Verbose && res.Verdict == conformance.NonStrict
	}
	return t.Verbose && res.Verdict == conformance.Untestable
}

// short lists the results with a verdict once more.
func (t *Text) short(run *Run, v conformance.Verdict) {
	p := t.paint()
	headed := false
	for _, rep := range run.Reports {
		for i := range rep.Results {
			res := &rep.Results[i]
			if res.Verdict != v || colourOf(res, rep.Strict) == grey {
				continue
			}
			if !headed {
				headed = true
				t.printf("\n%s\n", p.of(v, map[conformance.Verdict]string{
					conformance.Failed: "failed", conformance.Untestable: "untestable", conformance.HarnessError: "errors of the suite or its surroundings",
				}[v]))
			}
			t.printf("  %s\n", t.row(rep, res))
		}
	}
}

// counts is a report on one line.
func (t *Text) counts(rep *conformance.Report) string {
	p := t.paint()
	word, v := "ok  ", conformance.Pass
	switch rep.Exit() {
	case conformance.ExitNot:
		word, v = "FAIL", conformance.Failed
	case conformance.ExitNoVerdict:
		word, v = "????", conformance.HarnessError
	}
	parts := []string{p.of(v, word), fmt.Sprintf("%-16s", name(rep)), fmt.Sprintf("%3d cases", len(rep.Results))}
	for _, v := range conformance.Verdicts() {
		if n := rep.Count(v); n > 0 || v == conformance.Pass || v == conformance.Failed {
			parts = append(parts, fmt.Sprintf("%d %s", n, v))
		}
	}
	if n := len(rep.Problems); n > 0 {
		parts = append(parts, fmt.Sprintf("%d %s", n, plural(n, "problem")))
	}
	return strings.Join(append(parts, p.dim(fmt.Sprintf("%.2fs", rep.Duration.Seconds()))), "  ")
}

// claims writes what may be said of the target, or why nothing may. Reports of one
// name are told apart by their targets.
func (t *Text) claims(run *Run, rep *conformance.Report) {
	p := t.paint()
	tail := ""
	for _, other := range run.Reports {
		if other != rep && name(other) == name(rep) {
			tail = "  " + p.dim(rep.Target)
		}
	}
	switch {
	case rep.Unreachable != nil:
		t.printf("%s: %s (%s)%s\n", name(rep), p.of(conformance.Failed, "no verdict"), unreachable(rep), tail)
	case rep.Interrupted:
		t.printf("%s: %s (interrupted after %d cases)%s\n", name(rep), p.of(conformance.Failed, "no verdict"), len(rep.Results), tail)
	case len(rep.Results) == 0:
		t.printf("%s: %s (no case ran)%s\n", name(rep), p.of(conformance.Failed, "no verdict"), tail)
	default:
		for _, line := range rep.Claim() {
			t.printf("%s%s\n", p.bold(line), tail)
		}
	}
}
