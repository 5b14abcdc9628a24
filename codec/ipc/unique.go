package ipc

import (
	"bytes"
	"slices"

	"enginespec/codec"
)

// unique refuses a dictionary in which an unknown key comes twice, or a known one
// once with a value of the wrong kind and once with a right one. It is asked for
// dictionaries with unknown keys only, and takes n log n for n of them.
func (s *schema[T]) unique(d *decoder, h *Fields) {
	if d.Err() != nil {
		return
	}
	for _, p := range h.Unknown {
		if i, ok := s.index[string(p.Key)]; ok && h.Has&(1<<i) != 0 {
			d.Tolerate(DuplicateKeys, d.Offset()-1, "key")
			return
		}
	}
	if twice(h.Unknown) {
		d.Tolerate(DuplicateKeys, d.Offset()-1, "key")
	}
}

// twice reports whether a key comes twice.
func twice(pairs []Pair) bool {
	ascending := true
	for i := 1; i < len(pairs); i++ {
		switch bytes.Compare(pairs[i-1].Key, pairs[i].Key) {
		case 0:
			return true
		case 1:
			ascending = false
		}
	}
	if ascending {
		return false
	}
	names := make([]codec.Bytes, len(pairs))
	for i, p := range pairs {
		names[i] = p.Key
	}
	slices.SortFunc(names, func(x, y codec.Bytes) int { return bytes.Compare(x, y) })
	for i := 1; i < len(names); i++ {
		if bytes.Equal(names[i-1], names[i]) {
			return true
		}
	}
	return false
}
