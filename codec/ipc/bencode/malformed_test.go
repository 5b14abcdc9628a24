package bencode_test

import (
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/ipc/bencode"
)

// malformed are the inputs on which bencode readers part: most take them, some
// panic, some eat the machine.
var malformed = []struct {
	name, in string
	code     codec.Code
	offset   int64
}{
	{"keys out of order", "d7:versiond3:mini1e3:maxi2eee", codec.Order, 19},
	{"integer with a leading zero", "d1:ai03ee", codec.Syntax, 5},
	{"negative zero", "d1:ai-0ee", codec.Syntax, 5},
	{"integer without digits", "d1:aiee", codec.Syntax, 5},
	{"integer with a plus", "d1:ai+5ee", codec.Syntax, 5},
	{"integer above 63 bits", "d1:ai9223372036854775808ee", codec.Range, 5},
	{"integer above 64 bits", "d1:ai99999999999999999999999ee", codec.Range, 5},
	{"length with a leading zero", "d1:a01:xe", codec.Syntax, 4},
	{"length below zero", "d1:a-1:xe", codec.Syntax, 4},
	{"unsorted keys", "d1:bi1e1:ai2ee", codec.Order, 7},
	{"duplicate keys", "d1:ai1e1:ai2ee", codec.Duplicate, 7},
	{"key that is no string", "di1ei2ee", codec.Syntax, 1},
	{"key without a value", "d1:ae", codec.Syntax, 4},
	{"trailing bytes", "d1:ai1eeXYZ", codec.Trailing, 8},
	{"truncated dict", "d1:ai1e", codec.Truncated, 7},
	{"length of ten digits", "d1:a9999999999:xe", codec.Limit, 4},
	{"length of 31 bits", "d1:a2147483647:xe", codec.Truncated, 17},
	{"length above 64 bits", "d1:a18446744073709551617:xe", codec.Limit, 4},
	{"10,000 lists deep", "d1:a" + strings.Repeat("l", 10000) + strings.Repeat("e", 10000) + "e", codec.Depth, 35},
	{"100,000 lists deep", "d1:a" + strings.Repeat("l", 100000) + strings.Repeat("e", 100000) + "e", codec.Depth, 35},
	{"10,000,000 lists deep, unclosed", "d1:a" + strings.Repeat("l", 10000000), codec.Depth, 35},
	{"empty input", "", codec.Truncated, 0},
}

func TestMalformed(t *testing.T) {
	assert.Len(t, malformed, 22)
	for _, c := range malformed {
		t.Run(c.name, func(t *testing.T) { refused(t, bencode.Valid([]byte(c.in), nil, nil), c.code, c.offset) })
	}
}

// What is refused costs one small error, however large it claims to be.
func TestMalformedTakesNoMemory(t *testing.T) {
	for _, c := range malformed {
		b := []byte(c.in)
		n := testing.AllocsPerRun(10, func() { _ = bencode.Valid(b, nil, nil) })
		assert.LessOrEqual(t, n, 1.0, c.name)
	}
}

// The bound of the issue is 1 MiB; a small error is all that there is.
func TestMalformedTakesFewBytes(t *testing.T) {
	for _, c := range malformed {
		b := []byte(c.in)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := bencode.Valid(b, nil, nil)
		runtime.ReadMemStats(&after)
		require.Error(t, err, c.name)
		assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(64<<10), c.name)
	}
}

// BenchmarkMalformed measures what the bound of 1 ms is about.
func BenchmarkMalformed(b *testing.B) {
	for _, c := range malformed {
		b.Run(c.name, func(b *testing.B) {
			in := []byte(c.in)
			b.ReportAllocs()
			for b.Loop() {
				_ = bencode.Valid(in, nil, nil)
			}
		})
	}
}

func refused(t *testing.T, err error, code codec.Code, offset int64) {
	t.Helper()
	var e *codec.Error
	require.True(t, errors.As(err, &e), "got %v, expected a *codec.Error", err)
	assert.Equal(t, code, e.Code, "%v", err)
	assert.Equal(t, offset, e.Offset, "%v", err)
}

var rules = bencode.Grammar{
	UnsortedKeys:  &codec.Rule{Bit: 0, Name: "x.UnsortedKeys"},
	DuplicateKeys: &codec.Rule{Bit: 1, Name: "x.DuplicateKeys"},
	LeadingZeros:  &codec.Rule{Bit: 2, Name: "x.LeadingZeros"},
	NegativeZero:  &codec.Rule{Bit: 3, Name: "x.NegativeZero"},
}

// A departure with a name is refused by that name, and accepted and reported when
// the reader tolerates it.
func TestRules(t *testing.T) {
	cases := []struct {
		in     string
		rule   *codec.Rule
		offset int64
	}{
		{"d1:bi1e1:ai2ee", rules.UnsortedKeys, 7},
		{"d1:ai1e1:ai2ee", rules.DuplicateKeys, 7},
		{"i03e", rules.LeadingZeros, 1},
		{"i-03e", rules.LeadingZeros, 1},
		{"02:ab", rules.LeadingZeros, 0},
		{"i-0e", rules.NegativeZero, 1},
	}
	for _, c := range cases {
		err := bencode.Valid([]byte(c.in), nil, &rules)
		refused(t, err, codec.NonCanonical, c.offset)
		var e *codec.Error
		errors.As(err, &e)
		assert.Same(t, c.rule, e.Rule, c.in)

		var uses []codec.Use
		o := &codec.Options{Accept: codec.Accept(c.rule), Report: func(u codec.Use) { uses = append(uses, u) }}
		require.NoError(t, bencode.Valid([]byte(c.in), o, &rules), c.in)
		assert.Equal(t, []codec.Use{{Rule: c.rule, Offset: c.offset}}, uses, c.in)
	}
}

// Where any order is legal a key may still come only once, near or far.
func TestAnyOrder(t *testing.T) {
	g := &bencode.Grammar{AnyOrder: true}
	for _, in := range []string{
		"d3:mini1e3:maxi2ee",
		"d1:cd1:zi1e1:ai1ee1:ad1:zi1e1:ai1ee1:bi1ee",
		"d1:b1:51:a1:5e",
	} {
		assert.NoError(t, bencode.Valid([]byte(in), nil, g), in)
	}
	for in, offset := range map[string]int64{
		"d1:bi1e1:ai2e1:bi3ee":                         13,
		"d1:bi1e1:ai2e1:bi3e1:ai3ee":                   13,
		"d1:bi1e1:ai2e1:ai3ee":                         13,
		"d1:ai1e1:ai3ee":                               7,
		"d1:b1:51:a1:51:b1:5e":                         13,
		"d1:cd1:zi1e1:ai1e1:zi1ee1:ai0ee":              17,
		"d1:cd1:zi1e1:ai1ee1:ai0e1:bi0e1:ci1e2:zei0ee": 0,
	} {
		if offset == 0 {
			offset = int64(strings.Index(in, "1:ci1e"))
		}
		refused(t, bencode.Valid([]byte(in), nil, g), codec.Duplicate, offset)
	}
}
