package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"enginespec/conformance"
)

// mostRows is how many failures of a section a Markdown summary lists.
const mostRows = 50

// Markdown writes a summary of documents for the page of a build: the claims, a table of
// the counts, and the failures with their dialogues folded away. What a target said
// stands in code, where it is neither markup nor a mention.
func Markdown(w io.Writer, docs ...*Document) error {
	b := bufio.NewWriter(w)
	for _, d := range docs {
		fmt.Fprintf(b, "## enginespec: %s\n\n", d.Verdict)
		for i := range d.Sections {
			s := &d.Sections[i]
			mark := map[int]string{conformance.ExitConforming: "✅", conformance.ExitNot: "❌"}[s.Exit]
			if mark == "" {
				mark = "❔"
			}
			for _, line := range claims(s) {
				fmt.Fprintf(b, "- %s **%s**\n", mark, mdText(line))
			}
		}
		fmt.Fprintf(b, "\n| | target |")
		for _, v := range conformance.Verdicts() {
			fmt.Fprintf(b, " %s |", v)
		}
		fmt.Fprintf(b, "\n|---|---|%s\n", strings.Repeat("--:|", len(conformance.Verdicts())))
		for i := range d.Sections {
			s := &d.Sections[i]
			fmt.Fprintf(b, "| %s %s | %s |", s.Protocol, s.Role, mdCode(s.Target))
			for _, v := range conformance.Verdicts() {
				fmt.Fprintf(b, " %d |", s.Counts[v.String()])
			}
			fmt.Fprintln(b)
		}
		fmt.Fprintln(b)
		for i := range d.Sections {
			mdSection(b, &d.Sections[i])
		}
		fmt.Fprintf(b, "Suite `%.8s`, %s, %.2f s. Again: %s\n", d.Tool.Suite, mdText(d.Tool.Version), d.Seconds, mdCode(again(d)))
	}
	return b.Flush()
}

func mdSection(b *bufio.Writer, s *Section) {
	for _, problem := range s.Problems {
		fmt.Fprintf(b, "- wrong with the run: %s\n", mdCode(problem))
	}
	if len(s.Problems) > 0 {
		fmt.Fprintln(b)
	}
	n := 0
	for i := range s.Results {
		r := &s.Results[i]
		if !r.bad(s) {
			continue
		}
		if n++; n > mostRows {
			continue
		}
		f := Finding{Actual: r.Reason}
		if len(r.Findings) > 0 {
			f = r.Findings[0]
		}
		fmt.Fprintf(b, "<details><summary>❌ <code>%s</code> %s %s</summary>\n\n", r.Case, f.Diagnosis, f.Clause)
		if f.Expected != "" {
			fmt.Fprintf(b, "- expected %s\n", mdCode(f.Expected))
		}
		fmt.Fprintf(b, "- actual %s\n- again %s\n\n", mdCode(f.Actual), mdCode(r.Again))
		if lines := wire(r.Transcript, f.Entry); len(lines) > 0 {
			fmt.Fprintln(b, "~~~~text")
			for _, e := range lines {
				fmt.Fprintln(b, mdLine(e))
			}
			fmt.Fprintln(b, "~~~~")
		}
		fmt.Fprint(b, "</details>\n\n")
	}
	if n > mostRows {
		fmt.Fprintf(b, "And %d failures more; the JSON report has them.\n\n", n-mostRows)
	}
}

// mdLine is an entry of a dialogue on one line.
func mdLine(e wireView) string {
	if e.Left > 0 {
		return fmt.Sprintf("          ... %s left out", counted(e.Left, "entry"))
	}
	here := ""
	if e.Here {
		here = "   <-- here"
	}
	return fmt.Sprintf("%9.3f %s %s%s", e.MS, e.Arrow, strings.NewReplacer("\n", " ", "~~~~", "~ ~ ~ ~").Replace(visible(e.Text)), here)
}

// claims are the lines that say what a section has come to.
func claims(s *Section) []string {
	name := s.Protocol + " " + s.Role.String()
	switch {
	case s.Unreachable != "":
		return []string{name + ": no verdict (" + s.Unreachable + ")"}
	case s.Interrupted:
		return []string{fmt.Sprintf("%s: no verdict (interrupted after %s)", name, counted(len(s.Results), "case"))}
	case len(s.Results) == 0:
		return []string{name + ": no verdict (no case ran)"}
	}
	return s.Claim
}

// mdText escapes what Markdown would take for markup.
func mdText(s string) string {
	var b strings.Builder
	for _, c := range strings.ReplaceAll(visible(s), "\n", " ") {
		if strings.ContainsRune("\\`*_[]<>|#&~@", c) {
			b.WriteByte('\\')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// mdCode is a text as code on one line: no fence inside it is as long as its own, and
// no bar ends a cell.
func mdCode(s string) string {
	s = strings.NewReplacer("\n", " ", "|", "\u2502").Replace(visible(s))
	if s == "" {
		return ""
	}
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		return fence + " " + s + " " + fence
	}
	return fence + s + fence
}
