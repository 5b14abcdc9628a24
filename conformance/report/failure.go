package report

import (
	"encoding/hex"
	"fmt"
	"strings"

	"enginespec/conformance"
)

// The most entries of a transcript that a failure shows: the beginning, which tells
// the situation, and the end, which shows the failure.
const (
	headEntries = 12
	tailEntries = 28
)

// block is everything about one result that did not pass, for people: what is
// demanded and why, what was expected and what came, the dialogue, and how to run it
// again. It ends in a new line.
func block(run *Run, rep *conformance.Report, res *conformance.Result, p paint, redact Redact, whole bool) string {
	var b strings.Builder
	word := strings.ToUpper(res.Verdict.String())
	f := res.Finding(rep.Strict)
	diagnosis := ""
	if f != nil {
		diagnosis = "   " + string(f.Diagnosis)
	}
	fmt.Fprintf(&b, "%s %s (%.2fs)%s\n", p.of(res.Verdict, "--- "+word+":"), p.bold(res.Case.ID), res.Duration.Seconds(), diagnosis)
	if res.Reason != "" {
		field(&b, "because", printable(strings.TrimSpace(res.Reason)))
	}
	if len(res.Findings) == 0 {
		for _, c := range res.Case.Clauses {
			clause(&b, c, p)
		}
	}
	for i := range res.Findings {
		g := &res.Findings[i]
		clause(&b, g.Clause, p)
		if i > 0 {
			field(&b, "diagnosis", string(g.Diagnosis))
		}
		field(&b, "expected", printable(g.Expected))
		field(&b, "actual", p.of(res.Verdict, printable(g.Actual)))
		if g.Segmentation != conformance.Whole {
			field(&b, "cut", g.Segmentation.String()+"; the same dialogue passes whole")
		}
	}
	if res.Case.Doc != "" {
		field(&b, "case", res.Case.Doc)
	}
	if res.Exit != nil {
		field(&b, "program", res.Exit.String())
		output(&b, res.Exit.Output)
	}
	shown := -1
	if f != nil {
		shown = f.Entry
	}
	if rate := rate(res); rate != "" {
		field(&b, "rate", rate)
	}
	if how := shrunk(res.Shrunk); how != "" {
		field(&b, "recurs", how)
	}
	transcript(&b, redact.entries(protocol(rep), res.Transcript), shown, p, whole)
	field(&b, "again", run.Again(res.Case.ID))
	if res.Saved != "" {
		field(&b, "replay", run.Replay(res.Saved))
	}
	if res.Verdict != conformance.HarnessError {
		field(&b, "waive", res.WaiverLine(rep.Strict))
	}
	return b.String()
}

// rate says how often a case failed that ran more than once; empty if it ran once.
func rate(res *conformance.Result) string {
	if res.Rounds == 0 {
		return ""
	}
	return fmt.Sprintf("failed in %d of %d runs (%.1f %%)", res.Bad, res.Rounds, 100*float64(res.Bad)/float64(res.Rounds))
}

// shrunk says what came of running a dialogue again; empty if it was not run again.
func shrunk(s *conformance.Shrunk) string {
	switch {
	case s == nil:
		return ""
	case s.Recurred == 0:
		return fmt.Sprintf("NO: it did not recur in %d of %d runs; the verdict stays", s.Runs, s.Runs)
	case s.Recurred < s.Runs:
		return fmt.Sprintf("sometimes: it did not recur in %d of %d runs", s.Runs-s.Recurred, s.Runs)
	case s.To < s.From:
		return fmt.Sprintf("yes; shrunk from %d to %d %s", s.From, s.To, plural(s.To, "message "))
	}
	return "yes"
}

// field writes a name and a text, further lines below the first.
func field(b *strings.Builder, name, text string) {
	fmt.Fprintf(b, "    %-10s %s\n", name, strings.ReplaceAll(text, "\n", "\n               "))
}

func clause(b *strings.Builder, c *conformance.Clause, p paint) {
	field(b, c.ID, p.bold(c.Level.String())+"  "+c.Text)
	for _, e := range c.Evidence {
		field(b, "", p.dim(e.Source.String()+": "+e.Ref))
	}
}

// output writes the last lines that a program printed.
func output(b *strings.Builder, text string) {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	if text == "" {
		return
	}
	if n := len(lines); n > 12 {
		lines = append([]string{fmt.Sprintf("(%d lines before)", n-12)}, lines[n-12:]...)
	}
	for i, l := range lines {
		name := ""
		if i == 0 {
			name = "printed"
		}
		field(b, name, printable(l))
	}
}

// printable replaces control characters other than tab and line feed: what a program
// under test says must not steer the terminal.
func printable(s string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' && c != '\t' && c != '\n' || c >= 0x7f && c < 0xa0 {
			return '.'
		}
		return c
	}, s)
}

// transcript writes a dialogue. Entry shown is the one that shows the failure.
func transcript(b *strings.Builder, entries []conformance.Entry, shown int, p paint, whole bool) {
	if len(entries) == 0 {
		return
	}
	fmt.Fprintf(b, "    transcript (ms; >> controller, << engine)\n")
	for i := range entries {
		if !whole && len(entries) > headEntries+tailEntries && i >= headEntries && i < len(entries)-tailEntries && i != shown {
			if i == headEntries {
				fmt.Fprintf(b, "    %s\n", p.dim(fmt.Sprintf("      ... %d entries left out; -v shows all", len(entries)-headEntries-tailEntries)))
			}
			continue
		}
		e := &entries[i]
		line := printable(e.String())
		if i == shown {
			line = p.bold(line + "   <-- here")
		} else if e.Packet == nil {
			line = p.dim(line)
		}
		fmt.Fprintf(b, "    %s\n", line)
		if e.Packet != nil && (e.Packet.Err != nil || len(e.Packet.Rules) > 0) {
			raw(b, e.Packet.Raw, p)
			for _, u := range e.Packet.Rules {
				fmt.Fprintf(b, "    %12s%s\n", "", p.dim(fmt.Sprintf("%s at byte %d: %s", u.Rule.Name, u.Offset, u.Rule.Text)))
			}
		}
	}
}

// raw writes the bytes of a message that is not as it should be.
func raw(b *strings.Builder, bytes []byte, p paint) {
	const most = 64
	rest := ""
	if len(bytes) > most {
		bytes, rest = bytes[:most], fmt.Sprintf("(%d bytes more)\n", len(bytes)-most)
	}
	for _, line := range strings.SplitAfter(hex.Dump(bytes)+rest, "\n") {
		if line != "" {
			fmt.Fprintf(b, "    %12s%s\n", "", p.dim(strings.TrimSuffix(line, "\n")))
		}
	}
}
