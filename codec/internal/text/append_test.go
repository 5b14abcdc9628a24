package text

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestAppend(t *testing.T) {
	for v := range uint64(20000) {
		assert.Equal(t, strconv.FormatUint(v, 10), string(AppendUint(nil, v)))
	}
	for p := uint64(1); p <= 1e19; p *= 10 {
		for _, v := range []uint64{p - 1, p, p + 1, 9 * (p / 10), math.MaxUint64} {
			assert.Equal(t, strconv.FormatUint(v, 10), string(AppendUint(nil, v)))
		}
		if p == 1e19 {
			break
		}
	}
	for _, v := range []int64{0, -1, 1, math.MinInt64, math.MaxInt64, -99999999, 99999999} {
		assert.Equal(t, strconv.FormatInt(v, 10), string(AppendInt(nil, v)))
	}
	assert.Equal(t, "x1234567", string(AppendUint([]byte("x"), 1234567)), "behind what is there")
}

func TestAppendAgreesWithStrconv(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Uint64().Draw(t, "v") >> rapid.IntRange(0, 63).Draw(t, "shift")
		if got := string(AppendUint(nil, v)); got != strconv.FormatUint(v, 10) {
			t.Fatalf("%d: got %s", v, got)
		}
	})
}

func TestPut(t *testing.T) {
	check := func(v uint64) {
		b := []byte("xx" + strings.Repeat("#", Room+1))
		want := strconv.FormatUint(v, 10)
		n := Put(b[:2+Room], 2, v)
		if got := string(b[:n]); got != "xx"+want || Digits(v) != len(want) || b[2+Room] != '#' {
			t.Fatalf("%d: %s, %d digits", v, got, Digits(v))
		}
	}
	for v := range uint64(20000) {
		check(v)
	}
	for p := uint64(1); ; p *= 10 {
		for _, v := range []uint64{p - 1, p, p + 1, 9 * (p / 10), 7 * (p / 9), math.MaxUint64} {
			check(v)
		}
		if p == 1e19 {
			break
		}
	}
	rapid.Check(t, func(t *rapid.T) { check(rapid.Uint64().Draw(t, "v") >> rapid.IntRange(0, 63).Draw(t, "shift")) })
}

func TestUints(t *testing.T) {
	tests := []struct {
		in, seps string
		count, n int
	}{
		{"1/2", "/", 2, 3},
		{"1/2 ", "/", 2, 3},
		{"0:0/0:0/0 0/53/0", ":/:/ //", 8, 16},
		{"9223372036854775807,0", ",", 2, 21},
		{"9223372036854775808,0", ",", 2, -1},
		{"18446744073709551616,0", ",", 2, -1},
		{"01,2         ", ",", 2, -1},
		{"1,02         ", ",", 2, -1},
		{"000000000,2  ", ",", 2, -1},
		{"00,2", ",", 2, -1},
		{"1;2          ", ",", 2, -1},
		{"1,", ",", 2, -1},
		{"1,          ", ",", 2, -1},
		{"1", ",", 2, -1},
		{"-1,2        ", ",", 2, -1},
		{"", ",", 2, -1},
	}
	for _, tt := range tests {
		assert.Equal(t, tt.n, Uints([]byte(tt.in), 0, tt.seps, make([]uint64, tt.count)), "%q", tt.in)
	}
}

func TestUintsAgreesWithUint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(rapid.Uint64Range(0, 1<<63-1), 1, 6).Draw(t, "numbers")
		var b, seps []byte
		for i := range want {
			want[i] >>= rapid.IntRange(0, 62).Draw(t, "shift")
			if i > 0 {
				sep := rapid.SampledFrom([]byte(" ,/:")).Draw(t, "sep")
				b, seps = append(b, sep), append(seps, sep)
			}
			b = strconv.AppendUint(b, want[i], 10)
		}
		end := len(b)
		b = append(b, rapid.StringMatching(`([^0-9].{0,9})?`).Draw(t, "rest")...)
		got := make([]uint64, len(want))
		if n := Uints(b, 0, string(seps), got); n != end {
			t.Fatalf("%q: got offset %d: expected %d", b, n, end)
		}
		assert.Equal(t, want, got)
	})
}
