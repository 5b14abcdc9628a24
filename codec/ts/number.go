package ts

import (
	"math"

	"enginespec/codec"
	"enginespec/codec/internal/text"
)

// digits reads the decimal digits of b from i. It returns the number and the index
// behind it; next == i means that there is no digit, and ok is false if the number
// does not fit in an int64.
func digits(b []byte, i int) (v int64, next int, ok bool) {
	u, next, ok := text.Uint(b, i)
	return int64(u), next, ok && u <= math.MaxInt64
}

// number checks that w, found at an offset, is a decimal integer, and returns it.
func (s *scan) number(w []byte, at int, field string) int64 {
	if s.err != nil {
		return 0
	}
	v, j, ok := digits(w, 0)
	switch {
	case !ok:
		s.fail(codec.Range, at, field)
	case len(w) == 0:
		s.fail(codec.Missing, at, field)
	case j < len(w):
		s.fail(codec.Syntax, at+j, field)
	case len(w) > 1 && w[0] == '0':
		s.allow(LeadingZero, at, field)
	}
	return v
}

// int is word for a decimal integer.
func (s *scan) int(field string) int64 {
	if !s.more() {
		s.fail(codec.Missing, s.i, field)
		return 0
	}
	return s.numberHere(field)
}

// numberHere is here for a decimal integer.
func (s *scan) numberHere(field string) int64 {
	at := s.i
	v, next, ok := digits(s.b, at)
	if ok && next > at && (next == len(s.b) || s.b[next] == ' ') && (s.b[at] != '0' || next == at+1) {
		s.i = next
		return v
	}
	return s.number(s.here(), at, field)
}

// isDigit reports whether c is a decimal digit.
func isDigit(c byte) bool { return c-'0' < 10 }

// isHex reports whether c is a hexadecimal digit of either case.
func isHex(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }

// allHex reports whether w is n hexadecimal digits.
func allHex(w []byte, n int) bool {
	if len(w) != n {
		return false
	}
	for _, c := range w {
		if !isHex(c) {
			return false
		}
	}
	return true
}

// allDigits reports whether w is a decimal integer, of any length.
func allDigits(w []byte) bool {
	for _, c := range w {
		if !isDigit(c) {
			return false
		}
	}
	return len(w) > 0
}
