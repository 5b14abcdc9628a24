package text

import (
	"encoding/binary"
	"math/bits"
)

// Uints reads numbers below 2^63 in canonical form into out, with the bytes of seps
// between them. It returns the offset behind the last one, or -1 if that is not all
// there is at b[i:]: a caller then finds out what is wrong in its own way.
func Uints(b []byte, i int, seps string, out []uint64) int {
	var high uint64
	for k := range out {
		if k > 0 {
			if i >= len(b) || b[i] != seps[k-1] {
				return -1
			}
			i++
		}
		// As in Uint, here without a call for numbers of one to seven digits.
		if len(b)-i >= 8 {
			x := binary.LittleEndian.Uint64(b[i:]) ^ 0x3030303030303030
			m := (x | (x + 0x7676767676767676)) & 0x8080808080808080
			if digits := bits.TrailingZeros64(m) >> 3; digits < 8 {
				if digits == 0 || x&0xff == 0 && digits > 1 {
					return -1
				}
				x <<= uint(8-digits) * 8
				x = x*10 + x>>8
				out[k] = ((x&0x000000FF000000FF)*0x000F424000000064 + (x>>16&0x000000FF000000FF)*0x0000271000000001) >> 32 & 0xFFFFFFFF
				i += digits
				continue
			}
		}
		v, n, ok := Uint(b, i)
		if n == i || !ok || b[i] == '0' && n > i+1 {
			return -1
		}
		out[k] = v
		high |= v
		i = n
	}
	if high>>63 != 0 {
		return -1
	}
	return i
}
