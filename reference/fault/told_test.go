package fault_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/ctcs"
	"enginespec/codec/putio"
	"enginespec/codec/ts"
	"enginespec/reference/fault"
)

func TestParseMatch(t *testing.T) {
	for text, want := range map[string]fault.Match{
		"second STATUS":                {From: 2, To: 2, Kind: "STATUS"},
		"2nd STATUS":                   {From: 2, To: 2, Kind: "STATUS"},
		"STATUS":                       {From: 1, Kind: "STATUS"},
		"after PLAY":                   {From: 1, After: "PLAY"},
		"first 3 answers":              {From: 1, To: 3, Party: codec.Engine},
		"first request":                {From: 1, To: 1, Party: codec.Controller},
		"every message after READY":    {From: 1, After: "READY"},
		"engine's START":               {From: 1, Party: codec.Engine, Kind: "START"},
		" third controller's  START ":  {From: 3, To: 3, Party: codec.Controller, Kind: "START"},
		"21st INFO after STATE":        {From: 21, To: 21, Kind: "INFO", After: "STATE"},
		"tenth engine's answer":        {From: 10, To: 10, Party: codec.Engine},
		"first 2 messages after START": {From: 1, To: 2, After: "START"},
	} {
		m, err := fault.ParseMatch(ts.Protocol, text)
		require.NoError(t, err, text)
		assert.Equal(t, want, m, text)
	}
	for text, want := range map[string]string{
		"":                   `expected what to match, as in "second STATUS"`,
		"second":             `expected a kind of message, answers, requests or messages (##, AUTH, `,
		"seconds STATUS":     `have "seconds"`,
		"second STATE2":      `have "STATE2"`,
		"0th STATUS":         `have "0th"`,
		"first 0 answers":    `have "0"`,
		"after":              "expected a kind of message",
		"after NOON":         `have "NOON"`,
		"STATUS before PLAY": `expected "after" or the end, have "before"`,
		"after PLAY now":     `expected the end, have "now"`,
		"engine's READY":     `have "READY"`,
		"every":              "have its end",
	} {
		_, err := fault.ParseMatch(ts.Protocol, text)
		require.ErrorContains(t, err, want, text)
	}
}

func TestToldRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"ts/nosuch":           "no fault of ts is called",
		"ipc/frame-lower":     "no fault of ts is called",
		"lose:second STATUS":  "expected the ID of a fault, or drop, repeat",
		"drop":                `expected ":" and what to match`,
		"drop it:STATUS":      "expected the ID of a fault",
		"delay:STATUS":        "a duration such as 500ms",
		"delay -1s:STATUS":    "a duration such as 500ms",
		"delay DURATION:STOP": "a duration such as 500ms",
		"drop:nth STATUS":     "match \"nth STATUS\"",
	} {
		_, err := fault.Told(ts.Protocol, text)
		require.ErrorContains(t, err, want, text)
	}
	for _, f := range fault.TS() {
		if f.Lie == nil {
			_, err := fault.Told(ts.Protocol, f.ID)
			require.ErrorContains(t, err, "cannot be told here", f.ID)
			return
		}
	}
	t.Fatal("there is no fault about content")
}

// Who lies is who writes what matches.
func TestToldParty(t *testing.T) {
	for text, want := range map[string]codec.Party{
		"drop:STATUS": codec.Engine, "drop:READY": codec.Controller, "drop:first request": codec.Controller,
		"drop:START": codec.Engine, "drop:controller's START": codec.Controller, "drop:after READY": codec.Engine,
	} {
		f, err := fault.Told(ts.Protocol, text)
		require.NoError(t, err)
		assert.Equal(t, want, f.Party, text)
	}
	for p, text := range map[codec.Protocol]string{ctcs.Protocol: "delay 1s:second CTSTATUS", putio.Protocol: "reset:files.list"} {
		_, err := fault.Told(p, text)
		require.NoError(t, err)
	}
	f, err := fault.Told(ts.Protocol, fault.TS()[0].ID+":second STATUS")
	require.NoError(t, err)
	assert.Contains(t, f.Doc, "(second STATUS)")
}

// Every action, and every form of a match, on an engine.
func TestToldActions(t *testing.T) {
	for told, c := range map[string]struct{ script, controller string }{
		"drop:second STATE":           {"E STATE 1|E STATE 2|E STATE 3", "STATE 1|STATE 3|"},
		"drop:first 2 answers":        {"E STATE 1|C STOP|E STATE 2|E STATE 3", "STATE 3|"},
		"drop:after STOP":             {"E STATE 1|C STOP|E STATE 2|E AUTH 1", "STATE 1|"},
		"drop:first STATE after STOP": {"E STATE 1|C STOP|E STATE 2|E STATE 3", "STATE 1|STATE 3|"},
		"repeat:AUTH":                 {"E STATE 1|E AUTH 1", "STATE 1|AUTH 1|AUTH 1|"},
		"swap:STATE":                  {"E STATE 1|E AUTH 1|E AUTH 2", "AUTH 1|STATE 1|AUTH 2|"},
		"swap:first 2 messages":       {"E STATE 1|E STATE 2|E STATE 3", "STATE 2|STATE 1|STATE 3|"},
		"cut:AUTH":                    {"E STATE 1|E AUTH 12", "STATE 1|AUTH"},
		"close:AUTH":                  {"E STATE 1|E AUTH 1|E STATE 2", "STATE 1|"},
		"delay 2s:second STATE":       {"E STATE 1|E STATE 2|E STATE 3|+3s|E AUTH 1", "STATE 1|STATE 3|STATE 2|AUTH 1|"},
	} {
		t.Run(told, func(t *testing.T) {
			f, err := fault.Told(ts.Protocol, told)
			require.NoError(t, err)
			lying(t, f.Party, f.Lie, func(t *testing.T, engine, controller *end) {
				for _, l := range strings.Split(c.script, "|") {
					if l[0] == 'E' && controller.ended() != nil {
						break
					}
					script(t, engine, controller, l)
				}
				assert.Equal(t, strings.ReplaceAll(c.controller, "|", "\r\n"), controller.text())
			})
		})
	}
}

// The lie of a table, on one message only.
func TestToldMatched(t *testing.T) {
	m, err := fault.ParseMatch(ts.Protocol, "second STATE")
	require.NoError(t, err)
	lying(t, codec.Engine, fault.Matched(m, fault.Twice("STATE")), func(t *testing.T, engine, controller *end) {
		script(t, engine, controller, "E STATE 1|E STATE 2|E STATE 3")
		assert.Equal(t, "STATE 1\r\nSTATE 2\r\nSTATE 2\r\nSTATE 3\r\n", controller.text())
	})
}
