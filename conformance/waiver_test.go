package conformance_test

import (
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/conformance"
)

// What became of a waiver is in the report, with the days that it has left.
func TestWaiverStates(t *testing.T) {
	now := time.Date(2026, 11, 21, 23, 59, 0, 0, time.FixedZone("", -8*3600))
	mute := serveWith(func(string) []string { return nil })
	for _, c := range []struct {
		line   string
		engine func(net.Conn)
		state  conformance.WaiverState
		days   int
		exit   int
	}{
		{"toy/group/greets no-reply until=2026-11-21", mute, conformance.WaiverHolds, 0, 0},
		{"toy/group/greets no-reply until=2026-12-21", mute, conformance.WaiverHolds, 30, 0},
		{"toy/group/greets no-reply until=2026-11-20", mute, conformance.WaiverExpired, -1, 1},
		{"toy/group/greets malformed until=2026-11-30", mute, conformance.WaiverWrong, 9, 1},
		{"toy/group/greets no-reply until=2026-11-30", serveWith(polite), conformance.WaiverStale, 9, 1},
		{"toy/group/greats no-reply until=2026-11-30", mute, conformance.WaiverUnknown, 9, 1},
	} {
		ws, err := conformance.ParseWaivers("w", strings.NewReader(c.line+" issue=#1 # why"), now)
		require.NoError(t, err)
		rep := run(t, toySuite(greets), conformance.Config{Waivers: ws}, c.engine)
		require.Len(t, rep.Waivers, 1, c.line)
		assert.Equal(t, c.state, rep.Waivers[0].State, c.line)
		assert.Equal(t, c.days, rep.Waivers[0].Days, c.line)
		assert.Equal(t, c.exit, rep.Exit(), c.line)
	}
}

// Two waivers of one case say that it may fail in either way.
func TestWaiverOfEitherWay(t *testing.T) {
	ws, err := conformance.ParseWaivers("w", strings.NewReader(
		"toy/group/greets no-reply until=2999-01-01 issue=#1 # slow\ntoy/group/greets closed until=2999-01-01 issue=#1 # or gone\n"), time.Now())
	require.NoError(t, err)
	rep := run(t, toySuite(greets), conformance.Config{Waivers: ws}, serveWith(func(string) []string { return nil }))
	assert.Equal(t, conformance.ExitConforming, rep.Exit(), rep.Problems)
	assert.Equal(t, conformance.WaiverUnneeded, rep.Waivers[1].State)
	assert.Equal(t, "toy/group/greets  no-reply  until=2999-01-01  issue=#1  # slow", rep.Waivers[0].String())
}
