package ipc_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/ipc"
)

func TestConsumeFrame(t *testing.T) {
	for _, in := range []string{"0000000Al4:noop0:e", "0000000al4:noop0:e"} {
		for i := range in {
			f, n, err := ipc.ConsumeFrame([]byte(in[:i]), nil)
			require.NoError(t, err)
			assert.Zero(t, n)
			assert.Nil(t, f)
		}
		f, n, err := ipc.ConsumeFrame([]byte(in+"0000"), nil)
		require.NoError(t, err)
		assert.Equal(t, in, string(f))
		assert.Equal(t, len(in), n)
		assert.Equal(t, n, cap(f))
	}
}

// A length is judged by its first wrong byte, before anything is waited for.
func TestLengths(t *testing.T) {
	limited := &codec.Options{Limits: codec.Limits{Message: 10}}
	for _, c := range []struct {
		in     string
		o      *codec.Options
		code   codec.Code
		offset int64
	}{
		{"ZZZZZZZZ", nil, codec.Syntax, 0},
		{"0000000G", nil, codec.Syntax, 7},
		{"00x", nil, codec.Syntax, 2},
		{"-0000001", nil, codec.Syntax, 0},
		{"       D", nil, codec.NonCanonical, 0},
		{"+000000D", nil, codec.NonCanonical, 0},
		{"0x00000D", nil, codec.NonCanonical, 1},
		{"       +", nil, codec.Syntax, 0},
		{"00000000", nil, codec.Range, 0},
		{"7FFFFFF9", nil, codec.Limit, 0},
		{"80000000", nil, codec.Limit, 0},
		{"ffffffff", nil, codec.Limit, 0},
		{"0000000B", limited, codec.Limit, 0},
	} {
		_, n, err := ipc.ConsumeFrame([]byte(c.in), c.o)
		assert.Zero(t, n, c.in)
		refused(t, err, c.code, c.offset)
	}
	for _, in := range []string{"7FFFFFF8", "7fffFFF7"} {
		_, n, err := ipc.ConsumeFrame([]byte(in), nil)
		assert.Zero(t, n)
		assert.NoError(t, err, in)
	}
	_, n, err := ipc.ConsumeFrame([]byte("0000000Al4:noop0:e"), limited)
	require.NoError(t, err)
	assert.Equal(t, 18, n)
}

func TestLooseLength(t *testing.T) {
	for _, h := range []string{"       A", "+000000A", "0x00000a", "  +0x0A"[:7] + "a", "\t\n 0000A"} {
		var uses []codec.Use
		o := &codec.Options{Accept: codec.Accept(ipc.LooseLength), Report: func(u codec.Use) { uses = append(uses, u) }}
		f, _, err := ipc.ConsumeFrame([]byte(h+"l4:noop0:e"), o)
		if h == "  +0x0Aa" {
			continue // 170 bytes
		}
		require.NoError(t, err, h)
		assert.Len(t, uses, 1)
		var m ipc.Message
		require.NoError(t, m.Decode(f, o))
		assert.Equal(t, "noop", m.Kind())
	}
}

func TestAppendFrame(t *testing.T) {
	b, err := ipc.AppendFrame([]byte("x"), nil)
	refused(t, err, codec.Range, 0)
	assert.Equal(t, "x", string(b))
	b, err = ipc.AppendFrame([]byte("x"), make([]byte, 0xABCDE))
	require.NoError(t, err)
	assert.Equal(t, "x000ABCDE", string(b[:9]))
}

// A frame given to Decode is one frame, no less and no more.
func TestDecodeWantsOneFrame(t *testing.T) {
	var m ipc.Message
	for in, want := range map[string]struct {
		code   codec.Code
		offset int64
	}{
		"":                    {codec.Truncated, 0},
		"0000000":             {codec.Truncated, 7},
		"0000000Al4:noop0":    {codec.Truncated, 16},
		"0000000Al4:noop0:e0": {codec.Trailing, 18},
		"0000000Ql4:noop0:e":  {codec.Syntax, 7},
		"0000000Bl4:noop0:eX": {codec.NonCanonical, 18},
		"00000009l4:noop0:":   {codec.Truncated, 17},
		"0000000Bhello world": {codec.Syntax, 8},
		"00000001":            {codec.Truncated, 8},
	} {
		refused(t, m.Decode([]byte(in), nil), want.code, want.offset)
	}
	require.NoError(t, m.Decode([]byte("0000000Bl4:noop0:eX"), &codec.Options{Accept: codec.Accept(ipc.TrailingBytes)}))
}
