package corpus

import (
	"crypto/sha1"
	"encoding/binary"
	"errors"
)

// noise is the content of a fixture's file: an endless stream of bytes that can be
// read at any offset. Byte o is byte o%8, lowest first, of
//
//	mix(seed + (o/8+1)*0x9e3779b97f4a7c15)
//
// where mix is the output function of splitmix64. It is written down here and in
// the README of an export because implementations in other languages repeat it.
type noise uint64

// seed is the first eight bytes, highest first, of SHA-1(fixture + "/" + path).
func seed(fixture, path string) uint64 {
	h := sha1.Sum([]byte(fixture + "/" + path))
	return binary.BigEndian.Uint64(h[:])
}

func (n noise) word(i uint64) uint64 {
	z := uint64(n) + (i+1)*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// ReadAt implements io.ReaderAt. It fails only for a negative offset.
func (n noise) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, errors.New("corpus: negative offset")
	}
	total := len(p)
	var w [8]byte
	for o := uint64(off); len(p) > 0; {
		binary.LittleEndian.PutUint64(w[:], n.word(o/8))
		c := copy(p, w[o%8:])
		p, o = p[c:], o+uint64(c)
	}
	return total, nil
}
