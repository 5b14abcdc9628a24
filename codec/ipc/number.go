package ipc

import (
	"math/bits"
	"slices"
)

// appendInt appends an integer.
func appendInt(dst []byte, v int64) []byte {
	n := len(dst)
	dst = slices.Grow(dst, maxIntLen)
	return dst[:putInt(dst[:cap(dst)], n, v)]
}

// putInt writes an integer to b[n:], which has room for it, and returns where it
// ends. A status reply is integers mostly; strconv takes twice the time.
func putInt(b []byte, n int, v int64) int {
	b[n] = 'i'
	n++
	u := uint64(v)
	if v < 0 {
		b[n] = '-'
		n++
		u = -u
	}
	if u < 10 {
		w := b[n : n+2]
		w[0], w[1] = byte('0'+u), 'e'
		return n + 2
	}
	end := n + digits(u)
	w := b[n : end+1]
	i := len(w) - 1
	w[i] = 'e'
	for u >= 1e4 {
		q := u / 1e4
		r := uint32(u - 1e4*q)
		hi, lo := 2*(r/100), 2*(r%100)
		w[i-1], w[i-2] = pairs[lo+1], pairs[lo]
		w[i-3], w[i-4] = pairs[hi+1], pairs[hi]
		i -= 4
		u = q
	}
	if u >= 100 {
		r := 2 * (u % 100)
		w[i-1], w[i-2] = pairs[r+1], pairs[r]
		i -= 2
		u /= 100
	}
	if u >= 10 {
		w[i-1], w[i-2] = pairs[2*u+1], pairs[2*u]
	} else {
		w[i-1] = byte('0' + u)
	}
	return end + 1
}

// digits is the number of decimal digits of v.
func digits(v uint64) int {
	n := bits.Len64(v|1) * 1233 >> 12 // log10(2) = 1233/4096, good up to 64 bits
	if v >= powers[n] {
		n++
	}
	return n
}

var powers = [...]uint64{
	0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
}

const pairs = "00010203040506070809101112131415161718192021222324252627282930313233343536373839" +
	"40414243444546474849505152535455565758596061626364656667686970717273747576777879" +
	"8081828384858687888990919293949596979899"
