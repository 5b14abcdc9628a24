package bencode_test

import (
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/ipc/bencode"
)

func cursor(in string, l codec.Limits) *bencode.Cursor {
	c := new(bencode.Cursor)
	c.Reset([]byte(in), 0, &codec.Options{Limits: l}, nil)
	return c
}

func TestScalars(t *testing.T) {
	for in, want := range map[string]int64{
		"i0e": 0, "i-1e": -1, "i42e": 42, "i123456789012345678e": 123456789012345678,
		"i9223372036854775807e": math.MaxInt64, "i-9223372036854775808e": math.MinInt64,
	} {
		c := cursor(in, codec.Limits{})
		assert.Equal(t, bencode.Int, c.Peek())
		assert.Equal(t, want, c.Int(), in)
		require.NoError(t, c.End(), in)
		assert.Equal(t, in, string(bencode.AppendInt(nil, want)))
		assert.Equal(t, len(in), bencode.SizeInt(want))
	}
	c := cursor("i18446744073709551615e", codec.Limits{})
	assert.Equal(t, uint64(math.MaxUint64), c.Uint())
	require.NoError(t, c.End())
	assert.Equal(t, "i18446744073709551615e", string(bencode.AppendUint(nil, math.MaxUint64)))
	for _, n := range []int{0, 1, 9, 10, 99, 100, 12345} {
		s := string(make([]byte, n))
		b := bencode.AppendString(nil, s)
		c := cursor(string(b), codec.Limits{})
		assert.Equal(t, bencode.String, c.Peek())
		assert.Equal(t, s, c.Text())
		require.NoError(t, c.End())
		assert.Equal(t, len(b), bencode.SizeString(n))
		assert.Equal(t, b, bencode.AppendBytes(nil, []byte(s)))
	}
	for in, offset := range map[string]int64{"i-1e": 1, "i18446744073709551616e": 1} {
		c := cursor(in, codec.Limits{})
		assert.Zero(t, c.Uint())
		refused(t, c.Err(), codec.Range, offset)
	}
	c = cursor("i-9223372036854775809e", codec.Limits{})
	assert.Zero(t, c.Int())
	refused(t, c.Err(), codec.Range, 1)
}

// The wrong kind is an error where the value begins, and the first error sticks.
func TestSticky(t *testing.T) {
	c := cursor("l4:spami1ee", codec.Limits{})
	require.True(t, c.EnterList())
	require.True(t, c.More())
	assert.Zero(t, c.Int())
	refused(t, c.Err(), codec.Syntax, 1)
	assert.Nil(t, c.Bytes())
	assert.False(t, c.More())
	assert.False(t, c.EnterDict())
	assert.Nil(t, c.Raw())
	assert.Nil(t, c.Key())
	c.Leave()
	c.Skip()
	c.Fail(codec.Range, 9, "later")
	assert.Equal(t, bencode.None, c.Peek())
	assert.Equal(t, 1, c.Offset())
	refused(t, c.End(), codec.Syntax, 1)
}

func TestNest(t *testing.T) {
	c := cursor("d4:infold2:idi3e4:name3:fooeee", codec.Limits{})
	var got []string
	require.True(t, c.EnterDict())
	for c.More() {
		got = append(got, string(c.Key()))
		for c.EnterList(); c.More(); {
			require.True(t, c.EnterDict())
			require.True(t, c.More())
			got = append(got, string(c.Key()))
			assert.Equal(t, 3, c.Depth())
			assert.Equal(t, "i3e", string(c.Raw()))
			c.Leave() // the name is passed
		}
		c.Leave()
	}
	c.Leave()
	require.NoError(t, c.End())
	assert.Equal(t, []string{"info", "id"}, got)

	// Leave checks what it passes.
	c = cursor("l1:ai03ee", codec.Limits{})
	c.EnterList()
	c.Leave()
	refused(t, c.Err(), codec.Syntax, 5)
}

func TestLimits(t *testing.T) {
	skip := func(in string, l codec.Limits) error { c := cursor(in, l); c.Skip(); return c.End() }
	refusedAt := func(err error, code codec.Code, offset, limit int64) {
		t.Helper()
		refused(t, err, code, offset)
		var e *codec.Error
		errors.As(err, &e)
		assert.Equal(t, limit, e.Limit)
	}
	require.NoError(t, skip("l1:ae", codec.Limits{Message: 5, String: 1, Items: 1, Depth: 1}))
	refusedAt(skip("l1:ae", codec.Limits{Message: 4}), codec.Limit, 0, 4)
	refusedAt(skip("l2:abe", codec.Limits{String: 1}), codec.Limit, 1, 1)
	refusedAt(skip("l10:0123456789e", codec.Limits{String: 9}), codec.Limit, 1, 9)
	refusedAt(skip("l1:a1:be", codec.Limits{Items: 1}), codec.Limit, 4, 1)
	refusedAt(skip("d1:ai1e1:bi1ee", codec.Limits{Items: 1}), codec.Limit, 7, 1)
	refusedAt(skip("llee", codec.Limits{Depth: 1}), codec.Depth, 1, 1)
	refusedAt(skip("d1:alee", codec.Limits{Depth: 1}), codec.Depth, 4, 1)
}

// An offset counts from the slice, wherever in it the cursor began.
func TestResetAt(t *testing.T) {
	c := cursor("x", codec.Limits{})
	c.Skip()
	require.Error(t, c.Err())
	c.Reset([]byte("00000004i03e"), 8, nil, nil)
	c.Skip()
	refused(t, c.End(), codec.Syntax, 9)
	c.Reset([]byte("00000004i33e"), 8, nil, nil)
	assert.True(t, c.Literal("i33e"))
	assert.False(t, c.Literal("e"))
	require.NoError(t, c.End())
}

func TestTruncation(t *testing.T) {
	whole := "d5:filesld6:lengthi12e4:pathl1:a2:bceee4:name3:foo7:privatei-1ee"
	require.NoError(t, bencode.Valid([]byte(whole), nil, nil))
	for n := range whole {
		refused(t, bencode.Valid([]byte(whole[:n]), nil, nil), codec.Truncated, int64(n))
	}
}

func TestViewsHaveNoSpareCapacity(t *testing.T) {
	b := []byte("l1:a2:bci3ee")
	var c bencode.Cursor
	c.Reset(b, 0, nil, nil)
	c.EnterList()
	v, w, r := c.Bytes(), c.Bytes(), c.Raw()
	_, _, _ = append(v, 'X'), append(w, 'X'), append(r, 'X')
	assert.Equal(t, "l1:a2:bci3ee", string(b))
}

func TestNoAllocation(t *testing.T) {
	b := []byte("d7:versiond5:label4:test3:maxi2e3:mini1eee")
	var c bencode.Cursor
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		c.Reset(b, 0, nil, nil)
		c.Skip()
	}))
	assert.Zero(t, testing.AllocsPerRun(100, func() { _ = bencode.Valid(b, nil, nil) }))
}

func TestPairs(t *testing.T) {
	var d bencode.Pairs
	d.Int("min", 1)
	d.Bytes("label", []byte("x"))
	d.Bool("b", true)
	d.Raw("max", []byte("i2e"))
	d.String("z", "")
	b, err := d.Append([]byte(">"))
	require.NoError(t, err)
	assert.Equal(t, ">d1:bi1e5:label1:x3:maxi2e3:mini1e1:z0:e", string(b))
	assert.Equal(t, "d3:mini1e5:label1:x1:bi1e3:maxi2e1:z0:e", string(d.AppendAsGiven(nil)))
	d.Int("min", 2)
	b, err = d.Append([]byte(">"))
	refused(t, err, codec.Duplicate, 5)
	assert.Equal(t, ">", string(b))
	d.Reset()
	b, err = d.Append(nil)
	require.NoError(t, err)
	assert.Equal(t, "de", string(b))
}

// A caller's own error, or one that it has, sticks like any other.
func TestAdoptAndTolerate(t *testing.T) {
	own := &codec.Error{Code: codec.Missing, Offset: 3, Field: "id"}
	c := cursor("i1e", codec.Limits{})
	c.Adopt(own)
	c.Adopt(&codec.Error{Code: codec.Range})
	assert.Same(t, own, c.Err())
	assert.Zero(t, c.Int())
	assert.False(t, c.Tolerate(rules.NegativeZero, 0, ""), "nothing is tolerated behind an error")

	c = cursor("i2e", codec.Limits{})
	assert.False(t, c.Tolerate(rules.NegativeZero, 1, "number"))
	refused(t, c.Err(), codec.NonCanonical, 1)
	c = new(bencode.Cursor)
	c.Reset([]byte("i2e"), 0, &codec.Options{Accept: codec.Accept(rules.NegativeZero)}, nil)
	assert.True(t, c.Tolerate(rules.NegativeZero, 1, "number"))
	assert.True(t, c.Bool())
	require.NoError(t, c.End())
	for k, word := range []string{"none", "int", "string", "list", "dict"} {
		assert.Equal(t, word, bencode.Kind(k).String())
	}
}
