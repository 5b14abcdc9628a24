package report

import (
	"fmt"
	"io"
	"strings"

	"enginespec/conformance"
)

// words are a change's sign, and what heads a list of such.
func (c Change) words() (sign, head string, v conformance.Verdict) {
	switch c {
	case Regression:
		return "✗", "regressions", conformance.Failed
	case Diagnosis:
		return "✗", "fail in another way", conformance.Failed
	case New:
		return "+", "new", conformance.NotAvailable
	case Gone:
		return "-", "gone", conformance.NotAvailable
	case Fixed:
		return "✓", "fixed", conformance.Pass
	}
	return "~", "otherwise", conformance.NonStrict
}

// Text writes a comparison for people, and nothing behind the counts. was and is name
// the runs.
func (c *Comparison) Text(w io.Writer, color bool, was, is string) error {
	var b strings.Builder
	p := paint(color)
	fmt.Fprintf(&b, "from  %s\nto    %s\n", printable(was), printable(is))
	for _, n := range c.Notes {
		fmt.Fprintf(&b, "note  %s\n", n)
	}
	counts := []string{fmt.Sprintf("same %d", c.Same)}
	for _, change := range Changes() {
		_, head, v := change.words()
		n := c.Count(change)
		if n > 0 || change == Regression || change == Fixed {
			counts = append(counts, fmt.Sprintf("%s %d", head, n))
		}
		if n > 0 {
			fmt.Fprintf(&b, "\n%s\n", p.of(v, head))
		}
		for i := range c.Differences {
			if d := &c.Differences[i]; d.Change == change {
				d.text(&b, p)
			}
		}
	}
	fmt.Fprintf(&b, "\n%s\n", strings.Join(counts, ", "))
	_, err := io.WriteString(w, b.String())
	return err
}

func (d *Difference) text(b *strings.Builder, p paint) {
	sign, _, v := d.Change.words()
	what := ""
	switch {
	case d.Old == nil:
		what = d.New.String()
	case d.New == nil:
		what = "was " + d.Old.String()
	default:
		what = d.Old.String() + " -> " + d.New.String()
	}
	if d.New != nil && d.New.Fails && d.New.Clause != "" {
		what += "  " + d.New.Clause
	}
	if words := strings.Fields(d.Report); len(words) > 2 {
		what += "  " + p.dim("("+d.Report+")")
	}
	fmt.Fprintf(b, "  %s %-36s %s\n", p.of(v, sign), d.Case, what)
	if d.New != nil && d.New.Fails && d.Old != nil {
		fmt.Fprintf(b, "      %s\n", p.dim(clipped(printable(strings.ReplaceAll(d.New.Actual, "\n", " ")), 90)))
	}
}

// clipped is a text of at most n characters.
func clipped(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-3]) + "..."
	}
	return s
}
