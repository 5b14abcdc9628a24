package conformance_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/conformance"
)

// What Renew writes makes the same run green, keeps what people wrote, and lets go of
// what is over.
func TestRenew(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	mute := serveWith(func(string) []string { return nil })
	read := func(text string) *conformance.Waivers {
		ws, err := conformance.ParseWaivers("w", strings.NewReader(text), now)
		require.NoError(t, err, text)
		return ws
	}
	renew := func(old *conformance.Waivers) (string, int) {
		rep := run(t, toySuite(greets), conformance.Config{Waivers: old}, mute)
		return conformance.Renew(old, []*conformance.Report{rep, rep}, now)
	}

	file, fresh := renew(nil)
	assert.Equal(t, 1, fresh, "two reports of one case are one waiver")
	assert.Contains(t, file, "\ntoy/group/greets  no-reply  until=2027-02-19  issue=unfiled  # TOY-1: expected ")
	again, fresh := renew(read(file))
	assert.Zero(t, fresh)
	assert.Equal(t, file, again)
	rep := run(t, toySuite(greets), conformance.Config{Waivers: read(file)}, mute)
	assert.Equal(t, conformance.ExitConforming, rep.Exit())

	const ours = "toy/group/greets  no-reply  until=2026-12-01  issue=#7  # we know\n"
	file, fresh = renew(read(ours + "other/a/b no-reply until=2026-12-01 issue=#8 # not of this suite"))
	assert.Zero(t, fresh)
	assert.Contains(t, file, ours)
	assert.Contains(t, file, "other/a/b")
	file, fresh = renew(read("toy/group/greets no-reply until=2026-11-01 issue=#7 # over\ntoy/group/gone closed until=2026-12-01 issue=#9 # no such case"))
	assert.Equal(t, 1, fresh)
	assert.NotContains(t, file, "#7")
	assert.NotContains(t, file, "#9")
}
