package text

import (
	"encoding/binary"
	"math/bits"
	"strconv"
)

// AppendUint appends v in decimal. Numbers below 10^8, which most fields of a status
// are, are spread over eight bytes at once, without a branch a digit.
func AppendUint(dst []byte, v uint64) []byte {
	if v >= 1e8 {
		return strconv.AppendUint(dst, v, 10)
	}
	x := eight(v)
	zeros := bits.TrailingZeros64(x|1<<56) >> 3
	dst = binary.LittleEndian.AppendUint64(dst, (x|0x3030303030303030)>>(zeros*8))
	return dst[:len(dst)-zeros]
}

// eight returns the eight digits of a number below 10^8 as bytes from 0 to 9, the first one
// in the lowest byte.
func eight(v uint64) uint64 {
	// Halve three times: 4+4 digits, then four times 2, then eight.
	x := v/1e4 | v%1e4<<32
	q := x * 10486 >> 20 & 0x0000007F0000007F // /100
	x = q | (x-q*100)<<16
	q = x * 103 >> 10 & 0x000F000F000F000F // /10
	return q | (x-q*10)<<8
}

// Room is how many bytes Put may write to.
const Room = 20

// Put writes v in decimal to b[n:], which has Room bytes, and returns where it ends. How many
// digits there are is asked apart from what they are, so that the next number need not
// wait for them.
func Put(b []byte, n int, v uint64) int {
	if v < 100 {
		d := 1
		if v >= 10 {
			d = 2
		}
		w := b[n : n+2]
		w[0], w[1] = small[2*v], small[2*v+1]
		return n + d
	}
	d := Digits(v)
	if v < 1e8 {
		binary.LittleEndian.PutUint64(b[n:], (eight(v)|0x3030303030303030)>>(uint(8-d)&7*8))
		return n + d
	}
	if v >= 1e16 {
		return len(strconv.AppendUint(b[:n], v, 10))
	}
	high := v / 1e8
	binary.LittleEndian.PutUint64(b[n:], (eight(high)|0x3030303030303030)>>(uint(16-d)&7*8))
	binary.LittleEndian.PutUint64(b[n+d-8:], eight(v-high*1e8)|0x3030303030303030)
	return n + d
}

// small are the numbers below 100, two bytes each.
const small = "0.1.2.3.4.5.6.7.8.9." +
	"10111213141516171819202122232425262728293031323334353637383940414243444546474849" +
	"5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"

// Digits is the number of decimal digits of v.
func Digits(v uint64) int {
	n := bits.Len64(v|1) * 1233 >> 12 // log10(2) = 1233/4096, good up to 64 bits
	if v >= powers[n] {
		n++
	}
	return n
}

var powers = [...]uint64{
	0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
}

// AppendInt appends v in decimal.
func AppendInt(dst []byte, v int64) []byte {
	if v < 0 {
		return strconv.AppendInt(dst, v, 10)
	}
	return AppendUint(dst, uint64(v))
}
