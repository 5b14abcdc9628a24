package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"enginespec/conformance"
)

// JUnit writes the run as JUnit XML: a test suite for each case group, a test case for
// each case. A broken clause is a failure, an error of the suite or of the run itself
// an error, n/a and waived are skipped.
func JUnit(w io.Writer, run *Run, redact Redact) error {
	all := junit.Testsuites{Name: "enginespec", Time: xmlSeconds(run.Duration)}
	rounds := map[string]int{}
	for _, rep := range run.Reports {
		round := ordinal(rounds[name(rep)])
		rounds[name(rep)]++
		for _, g := range groups(rep) {
			s := newSuite(run, rep, protocol(rep)+"/"+g.name+round, len(all.Suites))
			s.Time = xmlSeconds(g.duration())
			for _, res := range g.results {
				s.AddTestcase(testcase(run, rep, res, redact))
			}
			all.AddSuite(s)
		}
		if wrong := broken(rep); len(wrong) > 0 {
			s := newSuite(run, rep, protocol(rep)+round, len(all.Suites))
			s.Time = "0.000"
			s.AddTestcase(junit.Testcase{Name: role(rep).String() + "-run", Classname: protocol(rep), Error: &junit.Result{
				Message: xmlText(wrong[0]), Type: "run", Data: xmlText(strings.Join(wrong, "\n")),
			}})
			all.AddSuite(s)
		}
	}
	if _, err := io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"); err != nil {
		return err
	}
	return all.WriteXML(w)
}

func newSuite(run *Run, rep *conformance.Report, name string, id int) junit.Testsuite {
	s := junit.Testsuite{Name: "enginespec/" + name, ID: id, Package: "enginespec/" + name}
	if !rep.Started.IsZero() {
		s.SetTimestamp(rep.Started)
	}
	s.AddProperty("role", role(rep).String())
	s.AddProperty("target", xmlText(rep.Target))
	s.AddProperty("suite", run.Digest)
	s.AddProperty("seed", fmt.Sprint(rep.Seed))
	s.AddProperty("strict", fmt.Sprint(rep.Strict))
	return s
}

func testcase(run *Run, rep *conformance.Report, res *conformance.Result, redact Redact) junit.Testcase {
	tc := junit.Testcase{Name: leaf(res.Case), Classname: "enginespec." + protocol(rep) + "." + res.Case.Group(), Time: xmlSeconds(res.Duration)}
	say := func(kind string) *junit.Result {
		return &junit.Result{Message: xmlText(why(res, rep.Strict)), Type: kind, Data: xmlText(block(run, rep, res, false, redact, false))}
	}
	switch colourOf(res, rep.Strict) {
	case red:
		kind := res.Verdict.String()
		if f := res.Finding(rep.Strict); f != nil {
			kind = string(f.Diagnosis)
		}
		tc.Failure = say(kind)
	case black:
		tc.Error = say("harness")
	case grey:
		tc.Skipped = &junit.Result{Message: xmlText(why(res, rep.Strict)), Type: res.Verdict.String()}
	default:
		if res.Verdict != conformance.Pass {
			tc.SystemOut = &junit.Output{Data: xmlText(block(run, rep, res, false, redact, false))}
		}
	}
	return tc
}

func xmlSeconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }

// xmlText replaces what XML cannot say.
func xmlText(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\t', c == '\n', c >= ' ' && c <= 0xD7FF, c >= 0xE000 && c <= 0xFFFD, c >= 0x10000:
			return c
		}
		return '\uFFFD'
	}, s)
}
