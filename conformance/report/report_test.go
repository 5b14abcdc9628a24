package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jstemmer/go-junit-report/v2/junit"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/conformance"
	"enginespec/conformance/report"
)

func runs() map[string]*report.Run {
	cut := world()
	rep := *cut.Reports[0]
	rep.Interrupted, rep.Results = true, rep.Results[:2]
	cut.Reports = []*conformance.Report{&rep}
	return map[string]*report.Run{"world": world(), "good": good(), "gone": gone(), "interrupted": cut}
}

func TestExit(t *testing.T) {
	for name, want := range map[string]int{"world": 3, "good": 0, "gone": 3, "interrupted": 3} {
		assert.Equal(t, want, runs()[name].Exit(), name)
	}
	w := world()
	w.Reports = w.Reports[:1]
	assert.Equal(t, 1, w.Exit())
	assert.Equal(t, "not conforming", w.Verdict())
	assert.Equal(t, 3, (&report.Run{}).Exit())
}

func TestAgain(t *testing.T) {
	assert.Equal(t, `enginespec test --target tcp://127.0.0.1:1 --exec 'it'\''s' ts/a/b`, world().Again("ts/a/b"))
}

func text(t *testing.T, run *report.Run, set func(*report.Text)) string {
	t.Helper()
	var b bytes.Buffer
	w := report.NewText(&b)
	if set != nil {
		set(w)
	}
	w.Begin(run, 7)
	for _, rep := range run.Reports {
		w.Report(rep)
	}
	require.NoError(t, w.End(run))
	return b.String()
}

func TestText(t *testing.T) {
	out := text(t, world(), nil)
	for _, want := range []string{
		"enginespec v1 (suite ", "seed 7",
		"ts engine   TS Engine, at tcp://127.0.0.1:1",
		"  features -ads",
		"  ✗ load           5 cases  1 n/a  1 waived  2 untestable  1 fail  0.06s",
		"  n/a  1 case: needs feature ads (shows ads)",
		"      ✗ ts/load/fails                        no-reply       TS-001 MUST",
		"--- FAIL: ts/load/fails (0.06s)   no-reply",
		"    TS-001     MUST  answers <HELLOBG> & \"more\"\n               seed: page 1\n               recording: two\n",
		"    expected   HELLOTS\n",
		"    cut        bytewise; the same dialogue passes whole",
		"    program    signal SIGSEGV\n    printed    one\n               two .[1m\n",
		"        1.000 >> HELLOBG version=4\n",
		"<-- here",
		"00000000  48 45 4c 4c 4f 54 53 20",
		"    again      enginespec test --target tcp://127.0.0.1:1 --exec 'it'\\''s' ts/load/fails\n",
		"    waive      ts/load/fails  no-reply  until=YYYY-MM-DD  issue=ID  # why\n",
		"--- UNTESTABLE: ts/load/stuck",
		"    because    cannot load\n",
		"--- HARNESS: ts/client/panics",
		"wrong with the run (ts engine)\n  waivers.txt:1: ts/handshake/passes passes now",
		"FAIL  ts engine           7 cases  1 pass  1 n/a  1 waived  1 nonstrict  2 untestable  1 fail  1 problem  1.50s\n",
	} {
		assert.Contains(t, out, want)
	}
	assert.NotContains(t, out, "--- UNTESTABLE: ts/load/loose", "it does not bind")
	assert.NotContains(t, out, "--- NONSTRICT")
	// Nothing behind the claims, and the short list before the counts.
	lines := strings.Split(strings.TrimSpace(out), "\n")
	assert.Equal(t, "ts controller: no verdict (0 of 1 binding clauses held, 0 cases n/a)", lines[len(lines)-1])
	assert.Equal(t, "ts/modern engine: NOT conforming (0 of 1 binding clauses held, 1 cases n/a)", lines[len(lines)-2])
	assert.Less(t, strings.Index(out, "\nfailed\n"), strings.Index(out, "FAIL  ts engine"))
	assert.Greater(t, strings.Index(out, "\nfailed\n"), strings.Index(out, "--- FAIL"))
}

func TestTextOfOtherRuns(t *testing.T) {
	out := text(t, good(), nil)
	assert.True(t, strings.HasSuffix(out, "\nok    ts engine           1 cases  1 pass  0 fail  1.50s\nts/modern engine: conforming (1 of 1 binding clauses held, 0 cases n/a)\n"), out)
	assert.Contains(t, text(t, gone(), nil), "ts engine: no verdict (connection refused)\n")
	assert.Contains(t, text(t, runs()["interrupted"], nil), "ts engine: no verdict (interrupted after 2 cases)\n")
	assert.Equal(t, "ts/modern engine: conforming (1 of 1 binding clauses held, 0 cases n/a)\n", text(t, good(), func(w *report.Text) { w.Quiet = true }))
	verbose := text(t, world(), func(w *report.Text) { w.Verbose = true })
	assert.Contains(t, verbose, "✓ ts/handshake/passes")
	assert.Contains(t, verbose, "--- NONSTRICT: ts/handshake/notes")
	assert.Contains(t, verbose, "--- UNTESTABLE: ts/load/loose")
}

// A target's bytes must not steer the terminal, and without colour there is no escape.
func TestEscapes(t *testing.T) {
	w := world()
	assert.NotContains(t, text(t, w, func(w *report.Text) { w.Verbose = true }), "\x1b")
	coloured := text(t, w, func(w *report.Text) { w.Color = true })
	assert.Contains(t, coloured, "\x1b[31m--- FAIL:\x1b[0m")
	assert.NotContains(t, coloured, "\x1b[2J")
	assert.NotContains(t, coloured, "\x1b[31m\x1b[31m]]>")
}

func TestLongTranscriptsAreCut(t *testing.T) {
	w := world()
	res := &w.Reports[0].Results[2]
	for i := range 100 {
		res.Transcript = append(res.Transcript, conformance.Entry{Note: "note", At: time.Duration(i)})
	}
	res.Findings[0].Entry = 50
	out := text(t, w, nil)
	assert.Contains(t, out, "63 entries left out")
	assert.Contains(t, out, "<-- here")
	assert.NotContains(t, text(t, w, func(w *report.Text) { w.Verbose = true }), "left out")
}

func TestRedact(t *testing.T) {
	hide := func(protocol string, e conformance.Entry) conformance.Entry {
		assert.Equal(t, "ts", protocol)
		if e.Packet != nil {
			return conformance.Entry{At: e.At, Note: "hidden"}
		}
		return e
	}
	out := text(t, world(), func(w *report.Text) { w.Redact = hide })
	assert.Contains(t, out, "hidden")
	assert.NotContains(t, out, "HELLOBG version")
	var b bytes.Buffer
	require.NoError(t, report.Write(&b, report.NewDocument(world(), hide, true)))
	require.NoError(t, report.JUnit(&b, world(), hide))
	require.NoError(t, report.NewEvents(&b).End(world(), hide))
	assert.Contains(t, b.String(), "hidden")
	assert.NotContains(t, b.String(), "HELLOBG version")
	assert.NotNil(t, world().Reports[0].Results[2].Transcript[1].Packet, "the run itself is not changed")
}

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.Schema()))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	require.NoError(t, c.AddResource("report.schema.json", doc))
	s, err := c.Compile("report.schema.json")
	require.NoError(t, err)
	return s
}

func TestDocument(t *testing.T) {
	for name, run := range runs() {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			d := report.NewDocument(run, nil, true)
			require.NoError(t, report.Write(&b, d))
			v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b.Bytes()))
			require.NoError(t, err)
			require.NoError(t, schema(t).Validate(v))
			back, err := report.Read(&b)
			require.NoError(t, err)
			assert.Equal(t, d, back)
			assert.Equal(t, run.Exit(), back.Exit)
		})
	}
	d := report.NewDocument(world(), nil, false)
	s := d.Sections[0]
	assert.Equal(t, map[string]int{"pass": 1, "n/a": 1, "waived": 1, "nonstrict": 1, "untestable": 2, "fail": 1, "harness": 0}, s.Counts)
	assert.Nil(t, s.Results[0].Transcript, "a pass needs no proof")
	assert.Equal(t, "HELLOTS version=\xff\x1b[2J\n", string(s.Results[2].Transcript[2].Raw))
	assert.Contains(t, s.Results[2].Transcript[2].Error, "ts.BareLF")
	assert.True(t, s.Clauses[0].Binding)
	assert.False(t, s.Clauses[1].Binding)
}

func TestReadRefuses(t *testing.T) {
	_, err := report.Read(strings.NewReader("<xml>"))
	assert.ErrorContains(t, err, "not a report")
	_, err = report.Read(strings.NewReader(`{"format": 2}`))
	assert.ErrorContains(t, err, "format 2: expected 1")
}

// The schema is strict: a member that nobody declared is refused.
func TestSchemaIsStrict(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, report.Write(&b, report.NewDocument(world(), nil, false)))
	for _, change := range [][2]string{{`"format": 1`, `"format": 2`}, {`"verdict": "fail"`, `"verdict": "oops"`}, {`"exit": 3`, `"exit": 2`}, {`"format": 1`, `"format": 1, "x": 1`}} {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(strings.Replace(b.String(), change[0], change[1], 1)))
		require.NoError(t, err)
		assert.Error(t, schema(t).Validate(v), change[1])
	}
}

func TestJUnitParsesBack(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, report.JUnit(&b, world(), nil))
	var back junit.Testsuites
	require.NoError(t, xml.Unmarshal(b.Bytes(), &back), b.String())
	assert.Equal(t, 9, back.Tests) // 8 results and the problem
	assert.Equal(t, 2, back.Failures)
	assert.Equal(t, 2, back.Errors)
	assert.Equal(t, 3, back.Skipped)
	var names []string
	for _, s := range back.Suites {
		names = append(names, s.Name)
		for _, c := range s.Testcases {
			assert.NotEmpty(t, c.Name)
			if c.Name == "fails" {
				assert.Equal(t, "no-reply", c.Failure.Type)
				assert.Contains(t, c.Failure.Data, "transcript")
			}
		}
	}
	assert.Equal(t, []string{"enginespec/ts/handshake", "enginespec/ts/load", "enginespec/ts", "enginespec/ts/client"}, names)

	b.Reset()
	require.NoError(t, report.JUnit(&b, gone(), nil))
	back = junit.Testsuites{}
	require.NoError(t, xml.Unmarshal(b.Bytes(), &back))
	assert.Equal(t, 1, back.Errors, "a run without a verdict is not green")
}

func TestTAP(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, report.TAP(&b, world()))
	lines := strings.Split(b.String(), "\n")
	assert.Equal(t, []string{"TAP version 14", "1..9", "ok 1 - ts/handshake/passes", "ok 2 - ts/handshake/notes"}, lines[:4])
	for _, want := range []string{
		"not ok 3 - ts/load/fails\n  ---\n  verdict: fail\n", "  diagnosis: no-reply\n", "not ok 4 - ts/load/stuck\n",
		"ok 5 - ts/load/absent # SKIP needs feature ads (shows ads)\n", "not ok 6 - ts/load/waived # TODO waived: known\n",
		"not ok 8 - ts engine run # waivers.txt:1", "not ok 9 - ts/client/panics\n",
	} {
		assert.Contains(t, b.String(), want)
	}
	b.Reset()
	require.NoError(t, report.TAP(&b, gone()))
	assert.Equal(t, "TAP version 14\n1..0\nBail out! ts engine: no verdict: connection refused\n", b.String())
}

type event struct{ Action, Package, Test, Output string }

func events(t *testing.T, run *report.Run, before func(*report.Events)) (all []event) {
	t.Helper()
	var b bytes.Buffer
	e := report.NewEvents(&b)
	if before != nil {
		before(e)
	}
	require.NoError(t, e.End(run, nil))
	for line := range strings.Lines(b.String()) {
		var ev event
		require.NoError(t, json.Unmarshal([]byte(line), &ev))
		all = append(all, ev)
	}
	return all
}

func TestEvents(t *testing.T) {
	run := world()
	all := events(t, run, func(e *report.Events) { e.Started(run.Reports[0].Results[0].Case) })
	end := map[string]string{}
	begun := map[string]int{}
	for _, ev := range all {
		assert.NotContains(t, ev.Test, "/")
		switch key := ev.Package + ":" + ev.Test; ev.Action {
		case "pass", "fail", "skip":
			assert.Empty(t, end[key], "%s ends once", key)
			end[key] = ev.Action
		case "start", "run":
			begun[key]++
		}
	}
	assert.Equal(t, map[string]string{
		"enginespec/ts/handshake:passes": "pass", "enginespec/ts/handshake:notes": "pass", "enginespec/ts/handshake:": "pass",
		"enginespec/ts/load:fails": "fail", "enginespec/ts/load:stuck": "fail", "enginespec/ts/load:absent": "skip",
		"enginespec/ts/load:waived": "skip", "enginespec/ts/load:loose": "skip", "enginespec/ts/load:": "fail",
		"enginespec/ts/client:panics": "fail", "enginespec/ts/client:": "fail",
		"enginespec/ts:engine-run": "fail", "enginespec/ts:": "fail",
	}, end)
	for key := range end {
		assert.Equal(t, 1, begun[key], key)
	}
}

// Two reports of one protocol and role do not get into each other's way.
func TestEventsOfTwoReports(t *testing.T) {
	run := good()
	second := *run.Reports[0]
	run.Reports = append(run.Reports, &second)
	ended := map[string]int{}
	all := events(t, run, func(e *report.Events) {
		for _, rep := range run.Reports {
			e.Started(rep.Results[0].Case)
			e.Reported(rep)
		}
	})
	for _, ev := range all {
		if ev.Action == "run" || ev.Action == "pass" && ev.Test != "" {
			ended[ev.Package+" "+ev.Action]++
		}
	}
	assert.Equal(t, map[string]int{
		"enginespec/ts/handshake run": 1, "enginespec/ts/handshake pass": 1, "enginespec/ts/handshake/2 run": 1, "enginespec/ts/handshake/2 pass": 1,
	}, ended)
	var b bytes.Buffer
	require.NoError(t, report.JUnit(&b, run, nil))
	assert.Contains(t, b.String(), `name="enginespec/ts/handshake/2"`)
	assert.Contains(t, text(t, run, nil), "ts/modern engine: conforming (1 of 1 binding clauses held, 0 cases n/a)  tcp://127.0.0.1:1\n")
}

// A case that began and did not end, and a run that never began, are not green.
func TestEventsOfRunsWithoutVerdict(t *testing.T) {
	cut := runs()["interrupted"]
	all := events(t, cut, func(e *report.Events) { e.Started(world().Reports[0].Results[2].Case) })
	last := all[len(all)-1]
	assert.Equal(t, "fail", last.Action)
	assert.Contains(t, all, event{Action: "fail", Package: "enginespec/ts/load", Test: "fails"})
	all = events(t, gone(), nil)
	assert.Equal(t, event{Action: "fail", Package: "enginespec/ts"}, all[len(all)-1])
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestErrorsOfWritingAreNotLost(t *testing.T) {
	w := report.NewText(broken{})
	w.Begin(world(), 1)
	assert.ErrorContains(t, w.End(world()), "disk full")
	assert.ErrorContains(t, report.NewEvents(broken{}).End(world(), nil), "disk full")
	assert.ErrorContains(t, report.TAP(broken{}, world()), "disk full")
	assert.ErrorContains(t, report.JUnit(broken{}, world(), nil), "disk full")
	assert.ErrorContains(t, report.Write(broken{}, report.NewDocument(world(), nil, false)), "disk full")
}

func TestProgress(t *testing.T) {
	var b bytes.Buffer
	p := report.NewProgress(&b, 30)
	rep := world().Reports[0]
	p.Step(conformance.Progress{Case: rep.Results[0].Case, Total: 2})
	p.Step(conformance.Progress{Case: rep.Results[2].Case, Result: &rep.Results[2], Done: 1, Total: 2})
	p.Clear()
	assert.NotContains(t, b.String(), "\n")
	assert.Contains(t, b.String(), "1/2 ts/load/fails  1 failed")
	for _, part := range strings.Split(b.String(), "\r") {
		assert.Less(t, len(part), 30)
	}
}
