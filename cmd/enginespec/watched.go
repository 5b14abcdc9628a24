package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/redact"
)

// printer prints what a watcher saw, without secrets, as it comes.
type printer struct {
	w        io.Writer
	redact   *redact.Redactor
	strict   bool
	quiet    bool // findings only
	messages int
	conns    map[int]bool
}

func newPrinter(w io.Writer, protocol string, strict bool) *printer {
	return &printer{w: w, redact: redact.For(protocol), strict: strict, conns: map[int]bool{}}
}

// mark is how far what stands under an entry is set in.
const mark = "          !! "

func (p *printer) print(seen []conformance.Seen) {
	for _, s := range seen {
		p.conns[s.Conn] = true
		if s.Packet != nil {
			p.redact.Bytes(s.Packet.Raw) // so that its secrets are known below
			p.messages++
		}
		if !p.quiet || len(s.Findings) > 0 {
			fmt.Fprintln(p.w, p.redact.Text(s.Entry.String())+rules(s.Packet))
		}
		for i := range s.Findings {
			p.finding(&s.Findings[i])
		}
	}
}

// finding prints one of a clause.
func (p *printer) finding(f *conformance.Finding) {
	fmt.Fprintf(p.w, "%s%s  %s  %s\n", mark, p.clause(f.Clause), f.Diagnosis, f.Clause.Text)
	fmt.Fprintf(p.w, "%sexpected  %s\n", strings.Repeat(" ", len(mark)), p.redact.Text(f.Expected))
	fmt.Fprintf(p.w, "%sactual    %s\n", strings.Repeat(" ", len(mark)), p.redact.Text(f.Actual))
}

// rules names the rules of leniency that a message could only be read by.
func rules(p *codec.Packet) string {
	if p == nil || len(p.Rules) == 0 {
		return ""
	}
	var names []string
	for _, u := range p.Rules {
		if !slices.Contains(names, u.Rule.Name) {
			names = append(names, u.Rule.Name)
		}
	}
	return "  (" + strings.Join(names, ", ") + ")"
}

// clause is a clause's ID, its level, and whether it binds.
func (p *printer) clause(c *conformance.Clause) string {
	if c.Binding(p.strict) {
		return fmt.Sprintf("%s  %s", c.ID, c.Level)
	}
	return fmt.Sprintf("%s  %s, a warning", c.ID, c.Level)
}

// summary prints which clauses were exercised and which broken, and returns the exit
// code.
func (p *printer) summary(w *conformance.Watcher, suite *conformance.Suite) int {
	if !w.Messages(codec.Engine) && !w.Messages(codec.Controller) {
		fmt.Fprintln(p.w, "no message passed: nothing is known")
		return conformance.ExitNoVerdict
	}
	var ids []string
	for _, c := range w.Exercised() {
		ids = append(ids, c.ID)
	}
	fmt.Fprintf(p.w, "\n%s on %s\n", counted(p.messages, "message"), counted(len(p.conns), "connection"))
	fmt.Fprintf(p.w, "exercised  %s\n%s", counted(len(ids), "clause"), columns(ids, 100, "  "))
	broken, binding := conformance.Broken(suite, w.Findings(), p.strict)
	if len(broken) == 0 {
		fmt.Fprintln(p.w, "broken     none")
		return conformance.ExitConforming
	}
	fmt.Fprintf(p.w, "broken     %s\n", counted(len(broken), "clause"))
	for _, c := range broken {
		var ways []string
		for _, f := range w.Findings() {
			if f.Clause == c {
				ways = append(ways, string(f.Diagnosis))
			}
		}
		fmt.Fprintf(p.w, "  %s  %s\n      %s\n", p.clause(c), strings.Join(ways, ", "), c.Text)
	}
	if binding {
		return conformance.ExitNot
	}
	return conformance.ExitConforming
}

// columns sets words in lines of at most width bytes.
func columns(words []string, width int, indent string) string {
	var b strings.Builder
	line := indent
	for _, w := range words {
		if len(line)+len(w) > width && line != indent {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			line = indent
		}
		line += w + " "
	}
	if line != indent {
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}
