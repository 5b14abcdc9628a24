package conformance_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/conformance"
)

func TestSelect(t *testing.T) {
	suites := []*conformance.Suite{toySuite(greets, toyCase("other", toyPong))}
	for selector, want := range map[string]int{"": 2, "toy": 2, "toy/group": 2, "toy/group/greets": 1, "TOY-2": 1, "toy-1": 1} {
		var sel []string
		if selector != "" {
			sel = []string{selector}
		}
		got, err := conformance.Select(suites, 0, sel)
		require.NoError(t, err, selector)
		assert.Len(t, got[0].Cases, want, selector)
		assert.Equal(t, want == 2, got[0].All)
	}
	for selector, message := range map[string]string{
		"toy/grop":   "did you mean toy/group?",
		"TOY-3":      "TOY-3 has no case",
		"toy/group/": "",
		"nonsense":   `no case or clause matches "nonsense"`,
	} {
		_, err := conformance.Select(suites, codec.Engine, []string{selector})
		if message == "" {
			assert.NoError(t, err)
			continue
		}
		assert.ErrorContains(t, err, message)
	}
	_, err := conformance.Select(suites, codec.Controller, nil)
	assert.Error(t, err, "nothing to run is an error")
}

func TestWaivers(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	read := func(text string) (*conformance.Waivers, error) {
		return conformance.ParseWaivers("w", strings.NewReader(text), now)
	}
	mute := serveWith(func(string) []string { return nil })
	for text, c := range map[string]struct {
		exit    int
		verdict conformance.Verdict
		problem string
	}{
		"toy/group/greets no-reply until=2026-11-21 issue=#1 # known":   {0, conformance.Waived, ""},
		"toy/group/greets no-reply until=2026-11-19 issue=#1 # known":   {1, conformance.Failed, "expired"},
		"toy/group/greets wrong-kind until=2026-11-30 issue=#1 # known": {1, conformance.Failed, "fails with no-reply"},
		"toy/group/greats wrong-kind until=2026-11-30 issue=#1 # known": {1, conformance.Failed, "is not a case"},
		"# a comment\n\n": {1, conformance.Failed, ""},
	} {
		ws, err := read(text)
		require.NoError(t, err)
		rep := run(t, toySuite(greets), conformance.Config{Waivers: ws}, mute)
		assert.Equal(t, c.verdict, rep.Results[0].Verdict, text)
		assert.Equal(t, c.exit, rep.Exit(), text)
		if c.problem != "" {
			require.Len(t, rep.Problems, 1)
			assert.Contains(t, rep.Problems[0], c.problem)
		}
	}
	ws, err := read("toy/group/greets no-reply until=2026-11-30 issue=#1 # known")
	require.NoError(t, err)
	rep := run(t, toySuite(greets), conformance.Config{Waivers: ws}, serveWith(polite))
	assert.Equal(t, conformance.ExitNot, rep.Exit(), "a waiver for what passes is stale")

	for text, message := range map[string]string{
		"toy/a/b":                                      "w:1:1: expected",
		"toy/a/b no-reply issue=1 # x":                 "until=YYYY-MM-DD is missing",
		"toy/a/b no-reply until=soon issue=1 # x":      "w:1:18: \"until=soon\" is not a date",
		"toy/a/b no-reply until=2026-01-01 # x":        "issue= is missing",
		"toy/a/b no-reply until=2026-01-01 issue=1":    "the reason is missing",
		"toy/a/b no-reply until=2026-01-01 isue=1 # x": "w:1:35",
	} {
		_, err := read(text)
		assert.ErrorContains(t, err, message, text)
	}
}
