package sim

import (
	"encoding/binary"
	"io"

	"enginespec/reference/engine"
)

// Pattern returns the bytes of a torrent for which nobody gave content: an endless
// stream that depends on the info hash and the offset alone. It never fails.
func Pattern(id engine.ID) io.ReaderAt { return pattern(seed(id)) }

func seed(id engine.ID) uint64 { return binary.BigEndian.Uint64(id[:8]) }

type pattern uint64

// ReadAt fills b with the bytes from off on.
func (s pattern) ReadAt(b []byte, off int64) (int, error) {
	var word [8]byte
	for n := 0; n < len(b); {
		at := off + int64(n)
		binary.LittleEndian.PutUint64(word[:], mix(uint64(s)+uint64(at/8)))
		n += copy(b[n:], word[at%8:])
	}
	return len(b), nil
}

// mix scatters x over all 64 bits (the finaliser of SplitMix64).
func mix(x uint64) uint64 {
	x *= 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
