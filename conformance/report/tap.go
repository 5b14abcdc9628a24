package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"enginespec/conformance"
)

// TAP writes the run in version 14 of the Test Anything Protocol. What is n/a is SKIP,
// what is waived is TODO, and a run without a verdict ends in Bail out!.
func TAP(w io.Writer, run *Run) error {
	b := bufio.NewWriter(w)
	fmt.Fprintln(b, "TAP version 14")
	n := 0
	for _, rep := range run.Reports {
		n += len(rep.Results) + len(rep.Problems)
	}
	fmt.Fprintf(b, "1..%d\n", n)
	n = 0
	bail := ""
	for _, rep := range run.Reports {
		for i := range rep.Results {
			n++
			point(b, n, rep, &rep.Results[i])
		}
		for _, problem := range rep.Problems {
			n++
			fmt.Fprintf(b, "not ok %d - %s run # %s\n", n, name(rep), tapText(problem))
		}
		if wrong := broken(rep)[len(rep.Problems):]; len(wrong) > 0 && bail == "" {
			bail = name(rep) + ": " + tapText(wrong[0])
		}
	}
	if bail != "" {
		fmt.Fprintf(b, "Bail out! %s\n", bail)
	}
	return b.Flush()
}

func point(b *bufio.Writer, n int, rep *conformance.Report, res *conformance.Result) {
	id, reason := res.Case.ID, tapText(why(res, rep.Strict))
	switch {
	case res.Verdict == conformance.Waived:
		fmt.Fprintf(b, "not ok %d - %s # TODO %s\n", n, id, reason)
	case colourOf(res, rep.Strict) == grey:
		fmt.Fprintf(b, "ok %d - %s # SKIP %s\n", n, id, reason)
	case colourOf(res, rep.Strict) == green:
		fmt.Fprintf(b, "ok %d - %s\n", n, id)
		if reason != "" {
			fmt.Fprintf(b, "# nonstrict %s\n", reason)
		}
	default:
		fmt.Fprintf(b, "not ok %d - %s\n  ---\n  verdict: %s\n  message: %q\n", n, id, res.Verdict, reason)
		if f := res.Finding(rep.Strict); f != nil {
			fmt.Fprintf(b, "  diagnosis: %s\n  clause: %s\n  level: %s\n  expected: %q\n  actual: %q\n", f.Diagnosis, f.Clause.ID, f.Clause.Level, f.Expected, f.Actual)
		}
		fmt.Fprintf(b, "  ...\n")
	}
}

// tapText keeps a text on one line and free of the directive's mark.
func tapText(s string) string {
	return printable(strings.NewReplacer("\n", " ", "#", "\\#").Replace(s))
}
