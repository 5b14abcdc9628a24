package corpus

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
)

func TestSessions(t *testing.T) {
	for protocol, want := range map[string]int{"ts": 4, "ipc": 2, "ctcs": 8, "putio": 1} {
		all, err := Sessions(protocol)
		require.NoError(t, err)
		require.Len(t, all, want, protocol)
		for _, s := range all {
			require.Positive(t, s.Conns(), s.ID)
			for conn := 1; conn <= s.Conns(); conn++ {
				assert.NotEmpty(t, s.Stream(conn, codec.Controller), "%s connection %d", s.ID, conn)
				assert.NotEmpty(t, s.Stream(conn, codec.Engine), "%s connection %d", s.ID, conn)
			}
		}
	}
	_, err := Sessions("nosuch")
	require.ErrorContains(t, err, "no sessions")
	_, err = Sessions("[")
	require.Error(t, err)
}

// Nothing but invented secrets may be in the recordings.
func TestSessionsHoldNoSecrets(t *testing.T) {
	all, err := Sessions("ts")
	require.NoError(t, err)
	for _, s := range all {
		for line := range strings.Lines(string(s.Stream(1, codec.Controller))) {
			if _, key, ok := strings.Cut(line, "READY key="); ok {
				assert.Equal(t, "AAAAsampleproductkey-bc3e9b394aae980b34d21d307d38e493f51300ef\r\n", key, s.ID)
			}
		}
	}
}

func TestParseSession(t *testing.T) {
	const head = `{"id": "ts/x", "protocol": "ts", "engine": "e", "controller": "c", "note": "n", "entries": [`
	good := head + `
{"at": 5, "conn": 1, "event": "open"},
{"at": 5, "conn": 1, "from": "engine", "bytes": {"hex": "ff0d0a"}},
{"at": 9, "comment": "so it is"}]}`
	s, err := ParseSession("ts/sessions/x.json", []byte(good))
	require.NoError(t, err)
	assert.Equal(t, []Entry{
		{At: 5 * time.Millisecond, Conn: 1, Event: Open},
		{At: 5 * time.Millisecond, Conn: 1, From: codec.Engine, Bytes: codec.Bytes("\xff\r\n")},
		{At: 9 * time.Millisecond, Comment: "so it is"},
	}, s.Entries)

	for entries, want := range map[string]string{
		``: "has 0 entries",
		`{"at": 5, "conn": 1, "event": "open"}, {"at": 4, "comment": "x"}`:     "1:132: an entry at 4 ms follows one at 5 ms",
		`{"at": 5, "conn": 1, "event": "shut"}`:                                "an entry is bytes",
		`{"at": 5, "conn": 1, "bytes": "x"}`:                                   "an entry is bytes",
		`{"at": 5, "conn": 1, "from": "engine", "bytes": "x", "comment": "y"}`: "an entry is bytes",
		`{"at": 5, "conn": 1, "from": "engine", "bytes": "x", "From": "y"}`:    `no key "From"`,
		`{"at": 5, "at": 6}`: `key "at" twice`,
		`{"conn": 5}`:        `lacks the key "at"`,
		`{"at": "5"}`:        "cannot unmarshal string",
		`{"at": 5, "conn": 1, "from": "player", "bytes": "x"}`: "not a party",
		`[]`:       `an entry: expected "{"`,
		`{"at": 5`: "invalid character",
		`{"at": 5, "conn": 1, "from": "engine", "bytes": {"hex": "0"}}`:   "odd length",
		`{"at": 5, "conn": 1, "from": "engine", "bytes": {"hexa": "00"}}`: "an entry is bytes",
	} {
		_, err := ParseSession("ts/sessions/x.json", []byte(head+entries+"]}"))
		assert.ErrorContains(t, err, want, entries)
		assert.ErrorContains(t, err, "ts/sessions/x.json:1:", entries)
	}
	_, err = ParseSession("ts/sessions/y.json", []byte(good))
	require.ErrorContains(t, err, `expected "ts/y"`)
}
