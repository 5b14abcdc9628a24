package text

import (
	"encoding/binary"
	"math/bits"
)

// Uint reads the decimal digits at b[i:]. It returns the number and the offset
// behind its last digit; n == i if there is no digit. ok is false if the number
// is above 2^64-1, in which case n is still behind its last digit. Leading zeros
// are read; a caller that refuses them looks at b[i] and n.
//
// Eight bytes are looked at together: numbers of one to eight digits cost no
// branch a digit, so varying lengths cost no mispredictions.
func Uint(b []byte, i int) (v uint64, n int, ok bool) {
	n = i
	if len(b)-i >= 8 {
		x := binary.LittleEndian.Uint64(b[i:]) ^ 0x3030303030303030
		// The high bit of a byte of m says that it is not a digit: above 9 after the xor.
		m := (x | (x + 0x7676767676767676)) & 0x8080808080808080
		digits := bits.TrailingZeros64(m) >> 3
		if digits == 0 {
			return 0, i, true
		}
		x <<= uint(8-digits) * 8
		x = x*10 + x>>8
		x = ((x&0x000000FF000000FF)*0x000F424000000064 + (x>>16&0x000000FF000000FF)*0x0000271000000001) >> 32
		if digits < 8 {
			return x & 0xFFFFFFFF, i + digits, true
		}
		v, n = x&0xFFFFFFFF, i+8
	}
	for ; n < len(b); n++ {
		d := uint64(b[n] - '0')
		if d > 9 {
			break
		}
		if n-i < 19 {
			v = v*10 + d // below 10^19: it fits
			continue
		}
		hi, lo := bits.Mul64(v, 10)
		sum, carry := bits.Add64(lo, d, 0)
		if hi|carry != 0 {
			return 0, skipDigits(b, n), false
		}
		v = sum
	}
	return v, n, true
}

func skipDigits(b []byte, n int) int {
	for n < len(b) && b[n]-'0' <= 9 {
		n++
	}
	return n
}
