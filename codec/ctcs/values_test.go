package ctcs

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"enginespec/codec"
)

func TestPeerID(t *testing.T) {
	tests := map[string]PeerID{
		"M4-4-0--abcdefghijkl":                       PeerID([]byte("M4-4-0--abcdefghijkl")),
		"-XX0001-ab0x2000FF30313233343536":           PeerID([]byte("-XX0001-ab \x00\xff0123456")),
		"0x000102030405060708090A0B0C0D0E0F10111213": {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19},
	}
	tests["!~-4-0--abcdefghijkl"] = PeerID([]byte("!~-4-0--abcdefghijkl")) // the ends of what is printable
	for text, id := range tests {
		assert.Equal(t, text, id.String())
		got, ok := ParsePeerID([]byte(text))
		assert.True(t, ok, text)
		assert.Equal(t, id, got)
	}
	for _, text := range []string{
		"", "0x", "short", "M4-4-0--abcdefghijk", "M4-4-0--abcdefghijklm",
		"-XX0001-ab0x2000ff30313233343536", // lower case is not what Append writes
		"-XX0001-ab0x2000FF3031323334353",
		"-XX0001-ab0x2000FF303132333435363",
		"-XX0001-ab0xG000FF30313233343536",
		"-XX0001-ab0x4100FF30313233343536", // A is printable
	} {
		_, ok := ParsePeerID([]byte(text))
		assert.False(t, ok, text)
	}
}

func TestAnyPeerID(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := PeerID(rapid.SliceOfN(rapid.OneOf(rapid.Byte(), rapid.ByteRange('!', '~'), rapid.SampledFrom([]byte("0x"))), 20, 20).Draw(t, "id"))
		text := id.Append(nil)
		require.LessOrEqual(t, len(text), maxPeerID)
		got, ok := ParsePeerID(text)
		// What is read is what Append would write; another id may have the same text.
		require.Equal(t, ok, ok && string(got.Append(nil)) == string(text))
		if k := len(text); k != 20 {
			require.True(t, ok, "%q", text)
			require.Equal(t, id, got)
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		b := []byte(rapid.StringMatching(`[!-~]{0,22}(0x)?[0-9A-Fa-f]{0,42}`).Draw(t, "text"))
		if id, ok := ParsePeerID(b); ok {
			require.Equal(t, string(b), id.String())
		}
	})
}

func TestChokeInterest(t *testing.T) {
	f := Interested | Chokes
	assert.Equal(t, "UiCn", f.String())
	assert.Equal(t, "UnUn", ChokeInterest(0).String())
	for v := range allFlags + 1 {
		b, err := json.Marshal(v)
		require.NoError(t, err)
		var got ChokeInterest
		require.NoError(t, json.Unmarshal(b, &got))
		assert.Equal(t, v, got)
	}
	for _, s := range []string{`""`, `"UiC"`, `"UiCnn"`, `"uiCn"`, `"ZZZZ"`, `3`} {
		assert.Error(t, json.Unmarshal([]byte(s), new(ChokeInterest)), s)
	}
}

func TestNum(t *testing.T) {
	v, ok := Num("0.250").Float()
	assert.True(t, ok)
	assert.Equal(t, 0.25, v)
	n, ok := Num("100").Int()
	assert.True(t, ok)
	assert.Equal(t, int64(100), n)
	for _, s := range []string{"", ".", "1e4", "0x10", "+1", "1.", ".5", "inf", "NaN", "1_0"} {
		_, ok := Num(s).Float()
		assert.False(t, ok, s)
		_, ok = Num(s).Int()
		assert.False(t, ok, s)
	}
	assert.True(t, Num("").Leave())
	assert.True(t, Num(".").Leave())
	assert.False(t, Num("0").Leave())
}

func TestBounds(t *testing.T) {
	tests := []struct {
		in        string
		low, high float64
		ok        bool
	}{
		{"0", 0, 0, false}, {"", 0, 0, false}, {"20-1000", 20, 1000, true}, {"4096", 0, 4096, true},
		{"0.5-99.5", 0.5, 99.5, true}, {"-1-2", -1, 2, true}, {"-3--2", -3, -2, true},
	}
	for _, tt := range tests {
		low, high, ok := (&Config{Range: codec.Bytes(tt.in)}).Bounds()
		assert.Equal(t, tt.ok, ok, tt.in)
		assert.Equal(t, tt.low, low, tt.in)
		assert.Equal(t, tt.high, high, tt.in)
	}
}

func TestFileList(t *testing.T) {
	rest := int64(math.MaxInt64)
	tests := []struct {
		in     string
		want   []FileItem
		code   codec.Code
		offset int64
	}{
		{"", nil, 0, 0}, {"0", nil, 0, 0}, {"*", nil, 0, 0},
		{"4", []FileItem{{1, 4, 4}}, 0, 0},
		{"3,2+4,1", []FileItem{{1, 3, 3}, {2, 2, 2}, {2, 4, 4}, {3, 1, 1}}, 0, 0},
		{"1+2,3-4,*", []FileItem{{1, 1, 1}, {1, 2, 2}, {2, 3, 4}, {3, 1, rest}}, 0, 0},
		{"2,...", []FileItem{{1, 2, 2}, {2, 1, rest}}, 0, 0},
		{"3-3", []FileItem{{1, 3, 3}}, 0, 0},
		{"1,,2", []FileItem{{1, 1, 1}}, codec.Syntax, 2},
		{"1,", []FileItem{{1, 1, 1}}, codec.Missing, 2},
		{"1 2", []FileItem{{1, 1, 1}}, codec.Syntax, 1},
		{"4-3", nil, codec.Range, 2},
		{"4-", nil, codec.Missing, 2},
		{"1+0", []FileItem{{1, 1, 1}}, codec.Range, 2},
		{"99999999999999999999", nil, codec.Range, 0},
		{"..", nil, codec.Syntax, 0},
		{"-5", nil, codec.Syntax, 0},
		{"x", nil, codec.Syntax, 0},
		{"**", []FileItem{{1, 1, rest}}, codec.Syntax, 1},
	}
	for _, tt := range tests {
		var got []FileItem
		var err error
		for f, e := range FileList([]byte(tt.in)) {
			if err = e; e == nil {
				got = append(got, f)
			}
		}
		assert.Equal(t, tt.want, got, tt.in)
		if tt.code == 0 {
			assert.NoError(t, err, tt.in)
			continue
		}
		var e *codec.Error
		require.ErrorAs(t, err, &e, tt.in)
		assert.Equal(t, tt.code, e.Code, tt.in)
		assert.Equal(t, tt.offset, e.Offset, tt.in)
	}
	for f := range FileList([]byte("1,2,3")) {
		assert.Equal(t, 1, f.Group)
		break // yields no more
	}
	assert.True(t, FileItem{1, 1, rest}.Rest())
	assert.False(t, FileItem{1, 1, 5}.Rest())
}
