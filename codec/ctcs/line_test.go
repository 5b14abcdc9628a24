package ctcs

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
)

func TestConsumeLine(t *testing.T) {
	cr, all := codec.Accept(BareCR), AllRules
	tests := []struct {
		in     string
		accept codec.RuleSet
		line   string
		n      int
		err    error // or rule
	}{
		{"", 0, "", 0, nil},
		{"CTBW", 0, "", 0, nil},
		{"CTBW\nX", 0, "CTBW", 5, nil},
		{"\nX", 0, "", 1, nil},
		{"CTBW\r", 0, "", 0, nil},
		{"CTBW\r\nX", 0, "CTBW", 6, codec.NonCanonical},
		{"CTBW\r\nX", all, "CTBW", 6, nil},
		{"CTBW\r\nX", cr, "CTBW", 6, codec.NonCanonical},
		{"CTBW\rX\n", 0, "CTBW\rX", 7, codec.NonCanonical},
		{"CTBW\rX\r\n", 0, "CTBW\rX\r", 8, codec.NonCanonical},
		{"CTBW\rX\n", all, "CTBW", 5, nil},
		{"CTBW\r", all, "", 0, nil},
		{"CTBW\rX", cr, "CTBW", 5, nil},
		{"\r\r\n", all, "", 1, nil},
		{"\x00\x00A\n", 0, "A", 4, codec.NonCanonical},
		{"\x00\x00A\n", all, "A", 4, nil},
		{"\x00\n", all, "", 2, nil},
		{"A\x00\n", 0, "A\x00", 3, nil}, // the message refuses it
	}
	for _, tt := range tests {
		line, n, err := ConsumeLine([]byte(tt.in), &codec.Options{Accept: tt.accept})
		assert.Equal(t, tt.line, string(line), "%q", tt.in)
		assert.Equal(t, tt.n, n, "%q", tt.in)
		assert.ErrorIs(t, err, tt.err, "%q", tt.in)
	}
}

func TestLimitOfALine(t *testing.T) {
	o := &codec.Options{Limits: codec.Limits{Message: 10}, Accept: AllRules}
	for _, end := range []string{"\n", "\r\n"} {
		_, n, err := ConsumeLine([]byte(strings.Repeat("x", 10)+end), o)
		require.NoError(t, err, "%q", end)
		assert.Equal(t, 10+len(end), n)
		_, n, err = ConsumeLine([]byte(strings.Repeat("x", 11)+end), o)
		assert.ErrorIs(t, err, codec.Limit, "%q", end)
		assert.Zero(t, n)
	}
	_, n, err := ConsumeLine([]byte("\n"+strings.Repeat("x", 100)), o)
	require.NoError(t, err, "what stands behind the line does not count")
	assert.Equal(t, 1, n)
	// The limit holds before the end is there, and not before it is passed.
	for size := range 30 {
		_, n, err := ConsumeLine([]byte(strings.Repeat("x", size)), o)
		assert.Zero(t, n)
		assert.Equal(t, size > 10, err != nil, "%d", size)
	}
	var e *codec.Error
	_, _, err = ConsumeLine(make([]byte, DefaultLine+1), nil)
	require.True(t, errors.As(err, &e))
	assert.Equal(t, codec.Error{Code: codec.Limit, Offset: DefaultLine, Field: "line", Limit: DefaultLine}, *e)
	_, _, err = ConsumeLine(make([]byte, 1<<20), &codec.Options{Limits: codec.Limits{Message: 1 << 40}})
	require.NoError(t, err, "below MaxLine")
	assert.GreaterOrEqual(t, DefaultLine, 4295, "CTCS-018")
}

func TestUnknownAndEmpty(t *testing.T) {
	m, err := Parse(codec.Engine, " CTBW 1,2 3,4", 0)
	require.NoError(t, err)
	assert.Equal(t, "(blank)", m.Kind(), "no message of that word (CTCS-013)")
	_, err = Parse(codec.Engine, "", 0)
	var e *codec.Error
	require.True(t, errors.As(err, &e))
	assert.Equal(t, EmptyLine, e.Rule)
	assert.ErrorIs(t, new(Unknown).Decode(nil, nil), codec.Missing)
	_, err = new(Unknown).Append(nil)
	assert.ErrorIs(t, err, codec.Missing)
	assert.ErrorIs(t, new(Empty).Decode([]byte("x"), nil), codec.Trailing)
}

func TestDecodeOfAnotherWord(t *testing.T) {
	for s := range slotEmpty {
		for _, line := range []string{"", "CT", "X", "XCTBW", "CTFILESX", "\x00"} {
			assert.ErrorIs(t, empty(s).Decode([]byte(line), &codec.Options{Accept: AllRules}), codec.Unknown, "%T %q", empty(s), line)
		}
	}
	assert.ErrorIs(t, new(Quit).Decode([]byte("CTQUIT a\x00b"), &codec.Options{Accept: AllRules}), codec.Syntax)
	assert.ErrorIs(t, new(SendStatus).Decode([]byte("SENDSTATUS a"), nil), codec.NonCanonical)
}
