package ctcs

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"

	"enginespec/codec"
)

// TestCannotBeWritten checks that no field can break its line, and that a failure
// leaves dst as it was.
func TestCannotBeWritten(t *testing.T) {
	id, ip := codec.Bytes("M4-4-0--abcdefghijkl"), netip.AddrFrom4([4]byte{127, 0, 0, 1})
	text := func(s string) codec.Bytes { return codec.Bytes(s) }
	settings := func(f func(*Settings)) Settings {
		s := Settings{Num("0"), Num("1"), Num("0.5"), Num("100"), Num("1"), Num("0"), nil, Num("4"), Num("0"), nil}
		f(&s)
		return s
	}
	tests := []struct {
		m     Message
		code  codec.Code
		field string
	}{
		{&Version{}, codec.Range, "version"},
		{&Version{10000}, codec.Range, "version"},
		{&Auth{text("a\nCTQUIT")}, codec.Syntax, "password"},
		{&Auth{text("a\x00")}, codec.Syntax, "password"},
		{&Error{text("a\rb")}, codec.Syntax, "text"},
		{&Info{0, text("a")}, codec.Range, "severity"},
		{&Info{4, text("a")}, codec.Range, "severity"},
		{&Info{1, text("a\n")}, codec.Syntax, "text"},
		{&Torrent{nil, 1, 2, text("a")}, codec.Missing, "peerid"},
		{&Torrent{text("a b"), 1, 2, text("a")}, codec.Syntax, "peerid"},
		{&Torrent{make(codec.Bytes, 43), 1, 2, text("a")}, codec.Range, "peerid"},
		{&Torrent{id, -1, 2, text("a")}, codec.Range, "start_timestamp"},
		{&Torrent{id, 1, -2, text("a")}, codec.Range, "current_timestamp"},
		{&Torrent{id, 1, 2, text("a\nb")}, codec.Syntax, "filename"},
		{&Status{Version: 4}, codec.Range, "version"},
		{&Status{Version: -1}, codec.Range, "version"},
		{&Status{Seeders: -1}, codec.Range, "seeders"},
		{&Status{Version: 1, NAvail: -1}, codec.Range, "n_avail"},
		{&Status{CacheUsed: -1}, codec.Range, "cache_used"},
		{&BW{ULRate: -1}, codec.Range, "ul_rate"},
		{&Detail{PieceSize: -1}, codec.Range, "piece_size"},
		{&FileStart{4}, codec.Range, "version"},
		{&FilesDone{-1}, codec.Range, "version"},
		{&PeerStart{9}, codec.Range, "version"},
		{&PeersDone{4}, codec.Range, "version"},
		{&File{}, codec.Range, "fileno"},
		{&File{Version: 5, FileNo: 1}, codec.Range, "version"},
		{&File{FileNo: 1, NHave: -1}, codec.Range, "n_have"},
		{&File{FileNo: 1, Filename: text("a\r")}, codec.Syntax, "filename"},
		{&Peer{PeerID: id}, codec.Range, "address"},
		{&Peer{PeerID: id, Address: netip.IPv6Loopback()}, codec.Range, "address"},
		{&Peer{PeerID: id, Address: ip, Flags: 16}, codec.Range, "choke_interest"},
		{&Peer{PeerID: id, Address: ip, NPieces: -1}, codec.Range, "n_pieces"},
		{&Config{Version: 4}, codec.Range, "version"},
		{&Config{}, codec.Missing, "name"},
		{&Config{Name: text("a b")}, codec.Syntax, "name"},
		{&Config{Name: text("a"), Type: "X", Range: text("0")}, codec.Range, "type"},
		{&Config{Name: text("a"), Type: Integer}, codec.Syntax, "range"},
		{&Config{Name: text("a"), Type: Integer, Range: text("1-")}, codec.Syntax, "range"},
		{&Config{Name: text("a"), Type: Integer, Range: text("0"), LongDesc: text("\n")}, codec.Syntax, "long_desc"},
		{&Config{Version: 2}, codec.Missing, "verbose"},
		{&Config{Version: 2, Settings: settings(func(s *Settings) { s.Verbose = Num("2") })}, codec.Range, "verbose"},
		{&Config{Version: 2, Settings: settings(func(s *Settings) { s.MaxPeers = Num("1.5") })}, codec.Range, "maxpeers"},
		{&Config{Version: 2, Settings: settings(func(s *Settings) { s.SeedRatio = Num("-1") })}, codec.Range, "seed_ratio"},
		{&Config{Version: 2, Settings: settings(func(s *Settings) { s.Pause = Num(".") })}, codec.Range, "pause"},
		{&Config{Version: 1, Settings: settings(func(*Settings) {})}, codec.Missing, "exitzero"},
		{&Change{Version: 4}, codec.Range, "version"},
		{&Change{Value: text("a")}, codec.Missing, "name"},
		{&Change{Name: text("a"), Value: text("\n")}, codec.Syntax, "value"},
		{&Change{Version: 2, Settings: Settings{SeedTime: Num("1e4")}}, codec.Range, "seedtime"},
		{&SetDLimit{-1}, codec.Range, "dl_limit"},
		{&SetULimit{1 << 31}, codec.Range, "ul_limit"},
		{&Unknown{text("a\nb")}, codec.Syntax, "line"},
		{&Unknown{}, codec.Missing, "line"},
	}
	for _, tt := range tests {
		dst, err := tt.m.Append([]byte("before"))
		assert.Equal(t, "before", string(dst), "%#v", tt.m)
		var e *codec.Error
		if assert.ErrorAs(t, err, &e, "%#v", tt.m) {
			assert.Equal(t, tt.code, e.Code, "%#v: %v", tt.m, err)
			assert.Equal(t, tt.field, e.Field, "%#v: %v", tt.m, err)
		}
		assert.NotContains(t, tt.m.String(), "\n")
	}
}

func TestNothingLeavesASetting(t *testing.T) {
	b, err := (&Change{Version: 2, Settings: Settings{MaxPeers: Num("60")}}).Append(nil)
	assert.NoError(t, err)
	assert.Equal(t, "CTCONFIG . . . 60 . . . .\n", string(b))
}

func TestString(t *testing.T) {
	assert.Equal(t, "AUTH ***", (&Auth{codec.Bytes("secret")}).String(), "passwords do not end in logs")
	assert.Equal(t, "CTINFO 1 a\uFFFD[31m\uFFFDb", (&Info{1, codec.Bytes("a\x1b[31m\xffb")}).String())
	assert.Equal(t, "CTBW 1,2 3,4", (&BW{1, 2, 3, 4}).String())
	assert.Contains(t, (&Version{}).String(), "PROTOCOL: version: range")
}
