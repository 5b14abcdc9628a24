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
// That a case runs is said at once. How it ended is said at the end of the run: until
// then a monitor or a waiver may change it.
type Events struct {
	w        io.Writer
	now      func() time.Time
	packages []string // started, in order
	running  map[string]bool
	err      error
}

// NewEvents returns a writer of events.
func NewEvents(w io.Writer) *Events { return &Events{w: w, now: time.Now, running: map[string]bool{}} }

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

func packageOf(k *conformance.Case) string {
	return "enginespec/" + strings.TrimSuffix(k.ID, "/"+leaf(k))
}

// Started says that a case runs. A case that runs again is not said again.
func (e *Events) Started(k *conformance.Case) {
	pkg := packageOf(k)
	e.open(pkg)
	if e.running[k.ID] {
		return
	}
	e.running[k.ID] = true
	e.put(event{Action: "run", Package: pkg, Test: leaf(k)})
	e.output(pkg, leaf(k), "=== RUN   "+leaf(k)+"\n")
}

// End says how all cases ended, and returns the first error of writing.
func (e *Events) End(run *Run, redact Redact) error {
	bad, took := map[string]bool{}, map[string]time.Duration{}
	ended := map[string]bool{}
	for _, rep := range run.Reports {
		for i := range rep.Results {
			res := &rep.Results[i]
			e.Started(res.Case)
			pkg := packageOf(res.Case)
			c := colourOf(res, rep.Strict)
			bad[pkg] = bad[pkg] || c >= red
			took[pkg] += res.Duration
			ended[res.Case.ID] = true
			e.result(run, rep, res, redact, c)
		}
		for id := range e.running {
			if k := caseOf(rep, id); k != nil && !ended[id] {
				bad[packageOf(k)] = true // interrupted: no result
				e.close(packageOf(k), leaf(k), "fail", "no result: the run ended before the case did\n", 0)
			}
		}
		if wrong := broken(rep); len(wrong) > 0 {
			pkg := "enginespec/" + protocol(rep)
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

func caseOf(rep *conformance.Report, id string) *conformance.Case {
	for _, s := range rep.Suites {
		for _, k := range s.Cases {
			if k.ID == id && k.Role == role(rep) {
				return k
			}
		}
	}
	return nil
}

func (e *Events) result(run *Run, rep *conformance.Report, res *conformance.Result, redact Redact, c colour) {
	text, action := "", "pass"
	switch {
	case c == grey:
		text, action = why(res, rep.Strict)+"\n", "skip"
	case c >= red:
		text, action = block(run, rep, res, false, redact, false), "fail"
	case res.Verdict != conformance.Pass:
		text = "nonstrict: " + why(res, rep.Strict) + "\n"
	}
	e.close(packageOf(res.Case), leaf(res.Case), action, text, res.Duration)
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
