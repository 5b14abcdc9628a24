package report

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"enginespec/conformance"
)

// Events writes the event stream of go test -json, so that its readers (gotestsum, the
// panels of editors) can show a run. Package is "enginespec/" and protocol and group,
// Test the last part of a case's ID: a slash in Test would be taken for a subtest.
//
// Where a run has several reports of one protocol and role, the packages of the second
// and further ones end in a number.
//
// That a case runs is said at once. How it ended is said at the end of the run: until
// then a monitor or a waiver may change it.
type Events struct {
	w        io.Writer
	now      func() time.Time
	packages []string        // started, in order
	running  map[string]bool // by package, and by package and test
	rounds   map[string]int  // by protocol and role: the reports that have ended
	err      error
}

// NewEvents returns a writer of events.
func NewEvents(w io.Writer) *Events {
	return &Events{w: w, now: time.Now, running: map[string]bool{}, rounds: map[string]int{}}
}

// event is one line; cmd/test2json says what it means.
type event struct {
	Time    time.Time
	Action  string
	Package string   `json:",omitempty"`
	Test    string   `json:",omitempty"`
	Elapsed *float64 `json:",omitempty"`
	Output  string   `json:",omitempty"`
}

func (e *Events) put(ev event) {
	ev.Time = e.now()
	b, err := json.Marshal(ev)
	if err == nil && e.err == nil {
		_, e.err = e.w.Write(append(b, '\n'))
	}
}

func (e *Events) output(pkg, test, text string) {
	for _, line := range strings.SplitAfter(text, "\n") {
		if line != "" {
			e.put(event{Action: "output", Package: pkg, Test: test, Output: line})
		}
	}
}

func (e *Events) open(pkg string) {
	if !e.running[pkg] {
		e.running[pkg] = true
		e.packages = append(e.packages, pkg)
		e.put(event{Action: "start", Package: pkg})
	}
}

// packageOf is the package of a case in the n-th report of its protocol and role, from 0.
func packageOf(k *conformance.Case, n int) string {
	return "enginespec/" + strings.TrimSuffix(k.ID, "/"+leaf(k)) + ordinal(n)
}

func ordinal(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("/%d", n+1)
}

// Started says that a case runs. A case that runs again is not said again.
func (e *Events) Started(k *conformance.Case) {
	proto, _, _ := strings.Cut(k.ID, "/")
	e.started(k, e.rounds[proto+" "+k.Role.String()])
}

// Reported says that the cases that are started from now on belong to another report.
func (e *Events) Reported(rep *conformance.Report) { e.rounds[name(rep)]++ }

func (e *Events) started(k *conformance.Case, round int) {
	pkg := packageOf(k, round)
	e.open(pkg)
	if key := pkg + "\n" + leaf(k); !e.running[key] {
		e.running[key] = true
		e.put(event{Action: "run", Package: pkg, Test: leaf(k)})
		e.output(pkg, leaf(k), "=== RUN   "+leaf(k)+"\n")
	}
}

// End says how all cases ended, and returns the first error of writing.
func (e *Events) End(run *Run, redact Redact) error {
	bad, took := map[string]bool{}, map[string]time.Duration{}
	rounds := map[string]int{}
	for _, rep := range run.Reports {
		round := rounds[name(rep)]
		rounds[name(rep)]++
		for i := range rep.Results {
			res := &rep.Results[i]
			e.started(res.Case, round)
			pkg := packageOf(res.Case, round)
			c := colourOf(res, rep.Strict)
			bad[pkg] = bad[pkg] || c >= red
			took[pkg] += res.Duration
			delete(e.running, pkg+"\n"+leaf(res.Case))
			e.result(run, rep, res, redact, c, pkg)
		}
		for _, k := range rep.Suites[0].Cases { // interrupted: no result
			if pkg := packageOf(k, round); k.Role == role(rep) && e.running[pkg+"\n"+leaf(k)] {
				bad[pkg] = true
				e.close(pkg, leaf(k), "fail", "no result: the run ended before the case did\n", 0)
			}
		}
		if wrong := broken(rep); len(wrong) > 0 {
			pkg := "enginespec/" + protocol(rep) + ordinal(round)
			e.open(pkg)
			bad[pkg] = true
			test := role(rep).String() + "-run"
			e.put(event{Action: "run", Package: pkg, Test: test})
			e.close(pkg, test, "fail", strings.Join(wrong, "\n")+"\n", 0)
		}
	}
	for _, pkg := range e.packages {
		action, line := "pass", fmt.Sprintf("ok  \t%s\t%.3fs\n", pkg, took[pkg].Seconds())
		if bad[pkg] {
			action, line = "fail", fmt.Sprintf("FAIL\t%s\t%.3fs\n", pkg, took[pkg].Seconds())
		}
		e.output(pkg, "", line)
		s := seconds(took[pkg])
		e.put(event{Action: action, Package: pkg, Elapsed: &s})
	}
	return e.err
}

func (e *Events) result(run *Run, rep *conformance.Report, res *conformance.Result, redact Redact, c colour, pkg string) {
	text, action := "", "pass"
	switch {
	case c == grey:
		text, action = why(res, rep.Strict)+"\n", "skip"
	case c >= red:
		text, action = block(run, rep, res, false, redact, false), "fail"
	case res.Verdict != conformance.Pass:
		text = "nonstrict: " + why(res, rep.Strict) + "\n"
	}
	e.close(pkg, leaf(res.Case), action, text, res.Duration)
}

func (e *Events) close(pkg, test, action, text string, took time.Duration) {
	e.output(pkg, test, indent(text))
	e.output(pkg, test, fmt.Sprintf("--- %s: %s (%.2fs)\n", strings.ToUpper(action), test, took.Seconds()))
	s := seconds(took)
	e.put(event{Action: action, Package: pkg, Test: test, Elapsed: &s})
}

// indent keeps what a failure prints from being taken for a line of go test's own.
func indent(text string) string {
	if text == "" {
		return ""
	}
	return "    " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n    ") + "\n"
}
