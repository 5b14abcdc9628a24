package conformance

import (
	"strings"
	"testing"

	"enginespec/codec"
)

// Test runs a suite against a target as subtests of t, one for each case, named by
// its ID, so that go test -run 'TestEngine/ts/handshake' selects as the command
// does. A nonstrict case passes and logs what it saw; an n/a case is skipped with
// its reason.
//
//	func TestEngine(t *testing.T) {
//		target, err := conformance.ParseTarget("tcp://127.0.0.1:62062")
//		if err != nil {
//			t.Fatal(err)
//		}
//		conformance.Test(t, ts.Suite(), conformance.Config{Target: target, Role: codec.Engine})
//	}
func Test(t *testing.T, suite *Suite, cfg Config) *Report {
	t.Helper()
	if cfg.Role == 0 {
		cfg.Role = codec.Engine
	}
	rep, err := Run(t.Context(), suite, cfg)
	if err != nil {
		t.Fatal(err)
	}
	if rep.Unreachable != nil {
		t.Fatalf("%s: %v", rep.Target, rep.Unreachable)
	}
	if len(rep.Results) == 0 {
		t.Fatalf("no case of %s for the %s ran", suite.Name(), cfg.Role)
	}
	for _, r := range rep.Results {
		t.Run(r.Case.ID, func(t *testing.T) {
			text := r.Explain(cfg.Strict)
			switch {
			case r.Verdict == NotAvailable:
				t.Skip(r.Reason)
			case r.Verdict == HarnessError || r.red(cfg.Strict):
				t.Error("\n" + text)
			case r.Verdict != Pass:
				t.Log("\n" + text)
			}
		})
	}
	for _, p := range rep.Problems {
		t.Error(p)
	}
	return rep
}

// Explain is a result as text: findings with clause, level and evidence, expected,
// actual, and the transcript. It ends in a new line.
func (r *Result) Explain(strict bool) string {
	var b strings.Builder
	line := func(parts ...string) { b.WriteString(strings.Join(parts, "")); b.WriteByte('\n') }
	line(r.Verdict.String(), " ", r.Case.ID)
	if r.Reason != "" {
		line("    reason    ", strings.TrimSpace(r.Reason))
	}
	for _, f := range r.Findings {
		line("    clause    ", f.Clause.String())
		line("    diagnosis ", string(f.Diagnosis), " (", f.Segmentation.String(), ")")
		line("    expected  ", f.Expected)
		line("    actual    ", f.Actual)
	}
	if r.Exit != nil {
		line("    program   ", r.Exit.String())
	}
	for i := range r.Transcript {
		line("    ", r.Transcript[i].String())
	}
	return b.String()
}
