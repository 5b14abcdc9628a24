package report_test

import (
	"errors"
	"time"

	"enginespec/codec"
	"enginespec/codec/ts"
	"enginespec/conformance"
	"enginespec/conformance/report"
)

var (
	must   = conformance.NewClause(conformance.Must, "TS-001", codec.Engine, "answers <HELLOBG> & \"more\"", conformance.InSeed("page 1"), conformance.InRecording("two"))
	should = conformance.NewClause(conformance.Should, "TS-002", codec.Engine, "is polite", conformance.OfOurs("taste"))
	dials  = conformance.NewClause(conformance.Must, "TS-003", codec.Controller, "says HELLOBG", conformance.InDocument("page 2"))
	ads    = &conformance.Feature{Name: "ads", Text: "shows ads"}
)

func kase(id string, c *conformance.Clause, needs ...*conformance.Feature) *conformance.Case {
	return &conformance.Case{ID: id, Role: c.Role, Clauses: []*conformance.Clause{c}, Needs: needs, Steps: []conformance.Step{conformance.Connect()}}
}

func entry(ms int, from codec.Party, line string) conformance.Entry {
	e := conformance.Entry{At: time.Duration(ms) * time.Millisecond, From: from}
	p := codec.Packet{From: from, Raw: []byte(line)}
	dec := ts.Protocol.Decoder(codec.Options{})
	p, _, _ = dec.Consume(from, []byte(line), true)
	e.Packet = &p
	return e
}

// world is a run in which everything happens that can happen.
func world() *report.Run {
	passes, notes := kase("ts/handshake/passes", must), kase("ts/handshake/notes", should)
	fails, stuck := kase("ts/load/fails", must), kase("ts/load/stuck", must)
	absent, waived, loose := kase("ts/load/absent", must, ads), kase("ts/load/waived", must), kase("ts/load/loose", should)
	fails.Doc = "it fails"
	client := kase("ts/client/panics", dials)
	suite := &conformance.Suite{
		Protocol: ts.Protocol, Title: "TS Engine", Clauses: []*conformance.Clause{must, should, dials}, Features: []*conformance.Feature{ads},
		Cases: []*conformance.Case{passes, notes, fails, stuck, absent, waived, loose, client},
	}
	finding := func(c *conformance.Clause, d conformance.Diagnosis, entry int, g conformance.Segmentation) []conformance.Finding {
		return []conformance.Finding{{Failure: conformance.Failure{Diagnosis: d, Clause: c, Expected: "HELLOTS", Actual: "\x1b[31m]]> nothing\x00"}, Entry: entry, Segmentation: g}}
	}
	dialogue := []conformance.Entry{
		{Note: "connected to tcp://127.0.0.1:1"},
		entry(1, codec.Controller, "HELLOBG version=4\r\n"),
		entry(2, codec.Engine, "HELLOTS version=\xff\x1b[2J\n"),
	}
	engine := &conformance.Report{
		Target: "tcp://127.0.0.1:1", Profile: "ts/modern", Roles: []codec.Party{codec.Engine}, Seed: 7, Segments: conformance.Segmentations(),
		Started: time.Unix(1e9, 0).UTC(), Duration: 1500 * time.Millisecond, Suites: []*conformance.Suite{suite},
		Features: map[string]conformance.Features{"ts": {"ads": false}}, Problems: []string{"waivers.txt:1: ts/handshake/passes passes now: delete the line"},
		Waivers: []conformance.WaiverUse{
			{Waiver: conformance.Waiver{Case: "ts/load/waived", Diagnosis: "wrong-value", Until: time.Unix(1e9+86400*10, 0).UTC(), Issue: "#7", Reason: "known <b>"}, State: conformance.WaiverHolds, Days: 10},
			{Waiver: conformance.Waiver{Case: "ts/handshake/passes", Diagnosis: "no-reply", Until: time.Unix(1e9+86400*90, 0).UTC(), Issue: "unfiled", Reason: "it was broken"}, State: conformance.WaiverStale, Days: 90},
		},
		Results: []conformance.Result{
			{Case: passes, Verdict: conformance.Pass, Transcript: dialogue, Segmentations: conformance.Segmentations(), Duration: time.Second},
			{Case: notes, Verdict: conformance.NonStrict, Findings: finding(should, conformance.Unasked, -1, conformance.Whole)},
			{Case: fails, Verdict: conformance.Failed, Segmentations: conformance.Segmentations()[:2], Findings: finding(must, conformance.NoReply, 2, conformance.Bytewise), Transcript: dialogue, Duration: 60 * time.Millisecond,
				Rounds: 5, Bad: 2, Shrunk: &conformance.Shrunk{From: 9, To: 2, Runs: 3, Recurred: 3}, Saved: "failed/x.json",
				Exit: &conformance.Exit{Code: -1, Signal: "SIGSEGV", Output: "one\ntwo \x1b[1m\n"}},
			{Case: stuck, Verdict: conformance.Untestable, Reason: "cannot load"},
			{Case: absent, Verdict: conformance.NotAvailable, Reason: "needs feature ads (shows ads)"},
			{Case: waived, Verdict: conformance.Waived, Waiver: "known", Findings: finding(must, conformance.WrongValue, -1, conformance.Whole)},
			{Case: loose, Verdict: conformance.Untestable, Reason: "cannot"},
		},
	}
	controller := &conformance.Report{
		Target: "sh -c 'play {addr}'", Roles: []codec.Party{codec.Controller}, Suites: []*conformance.Suite{suite},
		Results: []conformance.Result{{Case: client, Verdict: conformance.HarnessError, Reason: "case panicked"}},
	}
	return &report.Run{
		Version: "v1", Digest: conformance.Digest(suite), Command: []string{"enginespec", "test", "--target", "tcp://127.0.0.1:1", "--exec", "it's"},
		Started: time.Unix(1e9, 0).UTC(), Duration: 2 * time.Second, Reports: []*conformance.Report{engine, controller},
	}
}

// good is a run with nothing but passes.
func good() *report.Run {
	run := world()
	rep := *run.Reports[0]
	rep.Results, rep.Problems = rep.Results[:1], nil
	run.Reports = []*conformance.Report{&rep}
	return run
}

// gone is a run whose target cannot be reached.
func gone() *report.Run {
	run := world()
	rep := *run.Reports[0]
	rep.Results, rep.Problems, rep.Unreachable = nil, nil, errors.New("connection refused")
	run.Reports = []*conformance.Report{&rep}
	return run
}
