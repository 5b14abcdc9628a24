package ts

import (
	"encoding/binary"
	"math/bits"
)

// The functions of this file look at eight bytes together. Lines are mostly urls, hashes and
// names without anything in them that a rule or an escape is about; so what is plain is
// passed here, and judged byte by byte only where it is not.

const (
	ones = 0x0101010101010101
	high = 0x8080808080808080
)

// within reports whether all bytes of w are from lowest to 0x7e. lowest is below 0x80.
func within(w []byte, lowest byte) bool {
	low := uint64(lowest) * ones
	for ; len(w) >= 8; w = w[8:] {
		// A byte below lowest borrows, one of 0x7f carries into its high bit.
		if x := binary.LittleEndian.Uint64(w); ((x-low)|(x+ones)|x)&high != 0 {
			return false
		}
	}
	for _, c := range w {
		if c-lowest > 0x7e-lowest {
			return false
		}
	}
	return true
}

// graphic returns the index of the first byte of b from i on that is not of %x21-7E, or
// len(b).
func graphic(b []byte, i int) int {
	for ; len(b)-i >= 8; i += 8 {
		x := binary.LittleEndian.Uint64(b[i:])
		// As in within; the lowest is exact, since nothing below it borrows or carries.
		if m := ((x - '!'*ones) | (x + ones) | x) & high; m != 0 {
			return i + bits.TrailingZeros64(m)>>3
		}
	}
	for i < len(b) && b[i]-'!' <= 0x7e-'!' {
		i++
	}
	return i
}

// plainJSON returns how many bytes at the start of b are within a JSON string and nothing
// special there; the next one may be so too.
func plainJSON(b []byte) (n int) {
	for ; len(b)-n >= 8; n += 8 {
		x := binary.LittleEndian.Uint64(b[n:])
		quote, slash := x^'"'*ones, x^'\\'*ones
		// The high bit of control characters, quotes, backslashes and bytes above 0x7f; the
		// lowest of them is exact.
		if m := ((x-' '*ones)&^x | (quote-ones)&^quote | (slash-ones)&^slash | x) & high; m != 0 {
			return n + bits.TrailingZeros64(m)>>3
		}
	}
	return n
}

// marks are the bytes of values and file names that need a look.
var marks = func() (t [256]bool) {
	for c := range t {
		t[c] = c <= ' ' || c >= 0x7f || c == '=' || c == '%' || c == '+' || c == '\\'
	}
	return t
}()

// unmarked returns the index of the first byte of w from k on that is in marks, or len(w).
func unmarked(w []byte, k int) int {
	for k < len(w) && !marks[w[k]] {
		k++
	}
	return k
}
