package text

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestUint(t *testing.T) {
	tests := []struct {
		in     string
		offset int
		v      uint64
		n      int
		ok     bool
	}{
		{"", 0, 0, 0, true},
		{"x", 0, 0, 0, true},
		{"        ", 0, 0, 0, true},
		{"7", 0, 7, 1, true},
		{"1234567 ", 0, 1234567, 7, true},
		{"12345678", 0, 12345678, 8, true},
		{"123456789 ", 0, 123456789, 9, true},
		{"a 42/53 and more", 2, 42, 4, true},
		{"0000000000000000000000007;", 0, 7, 25, true},
		{"18446744073709551615", 0, math.MaxUint64, 20, true},
		{"18446744073709551616,", 0, 0, 20, false},
		{"99999999999999999999999999x", 0, 0, 26, false},
		{"1:::::::", 0, 1, 1, true},  // ':' is '9' + 1
		{"1////////", 0, 1, 1, true}, // '/' is '0' - 1
		{"12\xb0\xb1\xff\x80    ", 0, 12, 2, true},
	}
	for _, tt := range tests {
		v, n, ok := Uint([]byte(tt.in), tt.offset)
		assert.Equal(t, tt.ok, ok, "%q", tt.in)
		assert.Equal(t, tt.n, n, "%q", tt.in)
		if ok {
			assert.Equal(t, tt.v, v, "%q", tt.in)
		}
	}
}

func TestUintAgreesWithStrconv(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zeros := rapid.IntRange(0, 12).Draw(t, "zeros")
		digits := strings.Repeat("0", zeros) + rapid.StringMatching(`[0-9]{1,22}`).Draw(t, "digits")
		rest := rapid.StringMatching(`([^0-9].{0,10})?`).Draw(t, "rest")
		before := rapid.StringMatching(`.{0,5}`).Draw(t, "before")
		v, n, ok := Uint([]byte(before+digits+rest), len(before))
		want, err := strconv.ParseUint(digits, 10, 64)
		if ok != (err == nil) || n != len(before)+len(digits) || ok && v != want {
			t.Fatalf("%q: got %d, %d, %v: expected %d, %v", digits+rest, v, n, ok, want, err)
		}
	})
}
