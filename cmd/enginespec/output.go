package main

import (
	"errors"
	"io"
	"os"
	"strconv"
	"sync"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"enginespec/conformance"
	"enginespec/conformance/report"
)

// outputs are where the outcome of a run goes. At most one of text, events and tap
// writes to standard output; the files are written in every case, also when the run is
// interrupted.
type outputs struct {
	text     *report.Text
	events   *report.Events
	progress *report.Progress
	tap      io.Writer
	files    []*outFile

	mu sync.Mutex // steps come from all parts at once
}

// openOutputs opens the files, so that a bad name is known before the run.
func (a *app) openOutputs(f *testFlags) (*outputs, error) {
	files, err := f.fileFlags.open(f.verbose)
	if err != nil {
		return nil, err
	}
	out := &outputs{files: files}
	switch {
	case f.json:
		out.events = report.NewEvents(a.stdout)
	case f.tap:
		out.tap = a.stdout
	default:
		out.text = report.NewText(a.stdout)
		out.text.Color, out.text.Quiet, out.text.Verbose = a.colored(f.color), f.quiet, f.verbose
		out.text.Redact = conceal()
	}
	if wide, ok := a.terminal(a.stderr); ok && !f.quiet && !f.json {
		out.progress = report.NewProgress(a.stderr, wide)
	}
	return out, nil
}

// colored decides on colour: NO_COLOR wins over auto, always wins over NO_COLOR.
func (a *app) colored(flag string) bool {
	_, tty := a.terminal(a.stdout)
	return flag == "always" || flag == "auto" && tty && a.env("NO_COLOR") == ""
}

// terminal reports whether w is a terminal that takes control characters, and how wide
// it is.
func (a *app) terminal(w io.Writer) (wide int, ok bool) {
	f, isFile := w.(*os.File)
	if !isFile || !term.IsTerminal(int(f.Fd())) || a.env("TERM") == "dumb" {
		return 0, false
	}
	wide, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		wide = 80
	}
	return wide, true
}

func (o *outputs) begin(run *report.Run, seed uint64) {
	if o.text != nil {
		o.text.Begin(run, seed)
	}
}

func (o *outputs) step(s conformance.Progress) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.events != nil && s.Result == nil {
		o.events.Started(s.Case)
	}
	if o.progress != nil {
		o.progress.Step(s)
	}
}

func (o *outputs) report(rep *conformance.Report) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.progress != nil {
		o.progress.Clear()
	}
	if o.text != nil {
		o.text.Report(rep)
	}
	if o.events != nil {
		o.events.Reported(rep)
	}
}

// end writes everything that is written at the end.
func (o *outputs) end(run *report.Run) error {
	var errs []error
	if o.text != nil {
		errs = append(errs, o.text.End(run))
	}
	if o.events != nil {
		errs = append(errs, o.events.End(run, conceal()))
	}
	if o.tap != nil {
		errs = append(errs, report.TAP(o.tap, run))
	}
	for _, f := range o.files {
		errs = append(errs, f.write(run))
	}
	return errors.Join(errs...)
}

// again are the flags that matter when a case is run again.
var again = []string{"proto", "role", "target", "exec", "profile", "features", "param", "strict", "segment", "parallel", "timeout", "scale", "allow-network"}

// commandLine is the command and its flags without selectors and outputs, with the
// seed that was used.
func commandLine(cmd *cobra.Command, seed uint64) []string {
	words := []string{"enginespec", "test"}
	for _, name := range again {
		if f := cmd.Flags().Lookup(name); f.Changed {
			words = append(words, flagWords(f)...)
		}
	}
	if f := cmd.Flags().Lookup("seed"); f.Changed {
		words = append(words, "--seed", strconv.FormatUint(seed, 10))
	}
	return words
}
