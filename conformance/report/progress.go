package report

import (
	"fmt"
	"io"
	"strings"

	"enginespec/codec"
	"enginespec/conformance"
)

// Progress is one line on a terminal that is written over: how many cases are done,
// which one ran last, how many failed. It is for terminals only.
type Progress struct {
	w      io.Writer
	wide   int
	runs   map[runOf]conformance.Progress // the last step of each
	failed int
	shown  int // the width of the line that is there
}

// runOf tells runs that go side by side apart.
type runOf struct {
	protocol string
	role     codec.Party
}

// NewProgress returns a progress line for a terminal that is wide columns wide.
func NewProgress(w io.Writer, wide int) *Progress {
	return &Progress{w: w, wide: max(wide, 20), runs: map[runOf]conformance.Progress{}}
}

// Step shows a step of a run.
func (p *Progress) Step(s conformance.Progress) {
	if s.Result != nil && s.Result.Verdict == conformance.Failed {
		p.failed++
	}
	protocol, _, _ := strings.Cut(s.Case.ID, "/")
	p.runs[runOf{protocol, s.Case.Role}] = s
	done, total := 0, 0
	for _, last := range p.runs {
		done, total = done+last.Done, total+last.Total
	}
	line := fmt.Sprintf("%d/%d %s", done, total, s.Case.ID)
	if p.failed > 0 {
		line += fmt.Sprintf("  %d failed", p.failed)
	}
	p.show(line)
}

// Clear takes the line away.
func (p *Progress) Clear() {
	p.show("")
	if p.shown > 0 {
		fmt.Fprint(p.w, "\r")
	}
	p.shown = 0
}

func (p *Progress) show(line string) {
	if len(line) >= p.wide {
		line = line[:p.wide-1]
	}
	fmt.Fprintf(p.w, "\r%s%s", line, strings.Repeat(" ", max(p.shown-len(line), 0)))
	if p.shown = len(line); line == "" {
		fmt.Fprint(p.w, "\r")
	}
}
