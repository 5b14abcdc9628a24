package conformance_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"enginespec/codec"
	"enginespec/conformance"
)

// What is declared is probed all the same, and a disagreement fails the run, either way.
func TestDeclaredAndProbed(t *testing.T) {
	probed := func(has bool) *conformance.Suite {
		s := toySuite(greets)
		s.Sanity = map[codec.Party]*conformance.Case{codec.Engine: greets}
		s.Probe = func(s *conformance.Session) conformance.Features {
			return conformance.Features{toyExtra.Name: s.Ask(toyExtra, func(*conformance.Session) bool { return has })}
		}
		return s
	}
	for _, c := range []struct {
		declared conformance.Features
		has      bool
		problem  string
	}{
		{nil, true, ""}, {nil, false, ""},
		{conformance.Features{"extra": true}, true, ""},
		{conformance.Features{"extra": true}, false, "feature extra is declared present, but the target does not show it: does more"},
		{conformance.Features{"extra": false}, true, "feature extra is declared absent, but the target shows it: does more"},
	} {
		rep := runDeclared(t, probed(c.has), c.declared, conformance.Config{})
		if c.problem == "" {
			assert.Empty(t, rep.Problems)
			assert.Equal(t, conformance.ExitConforming, rep.Exit())
			continue
		}
		assert.Equal(t, []string{c.problem}, rep.Problems)
		assert.Equal(t, conformance.ExitNot, rep.Exit())
	}
}

// A profile bounds the version: cases of a newer one are n/a, cases of none speak it.
func TestTheProfilesVersionHolds(t *testing.T) {
	spoke := 0
	plain := toyCase("plain", toyGreets, append(greets.Steps, conformance.Check("version", func(s *conformance.Session) *conformance.Failure {
		spoke = s.Version()
		return nil
	}))...)
	newer := toyCase("newer", toyGreets, greets.Steps...)
	newer.Version = 3
	s := toySuite(plain, newer)
	s.Profiles = []conformance.Profile{{Name: "toy/2", Version: 2}}
	rep := run(t, s, conformance.Config{Profile: "toy/2"}, serveWith(polite))
	assert.Equal(t, 2, spoke)
	assert.Equal(t, conformance.NotAvailable, rep.Results[1].Verdict)
	assert.Equal(t, "speaks version 3, and toy/2 stops at 2", rep.Results[1].Reason)
	assert.Contains(t, rep.Claim()[0], "toy/2 engine: conforming")
}

// Each case runs as often as it is told, and the rate is measured.
func TestStress(t *testing.T) {
	n := 0
	flaky := func(line string) []string {
		if n++; line == "HI" && n%3 == 0 {
			return nil
		}
		return polite(line)
	}
	rep := run(t, toySuite(greets), conformance.Config{Stress: 10, Segments: []conformance.Segmentation{conformance.Whole}, Shrink: 0}, serveWith(flaky))
	r := rep.Results[0]
	assert.Equal(t, conformance.Failed, r.Verdict, "one failure is a failure")
	assert.Equal(t, []int{10, 3}, []int{r.Rounds, r.Bad})
}
