package ipc

import (
	"slices"

	"enginespec/codec/internal/text"
)

// appendInt appends an integer.
func appendInt(dst []byte, v int64) []byte {
	n := len(dst)
	dst = slices.Grow(dst, maxIntLen)
	return dst[:putInt(dst[:cap(dst)], n, v)]
}

// putInt writes an integer to b[n:], which has room for maxIntLen bytes, and returns where
// it ends. A status reply is integers mostly; strconv takes twice the time.
func putInt(b []byte, n int, v int64) int {
	b[n] = 'i'
	n++
	u := uint64(v)
	if v < 0 {
		b[n] = '-'
		n++
		u = -u
	}
	n = text.Put(b, n, u)
	b[n] = 'e'
	return n + 1
}
