package ipc

import (
	"bytes"
	"slices"

	"enginespec/codec"
	"enginespec/codec/ipc/bencode"
)

// unique refuses a dictionary in which an unknown key comes twice, or a known one
// once with a value of the wrong kind and once with a right one. It is asked for
// dictionaries with unknown keys only, and takes n log n for n of them. The
// dictionary begins at offset start.
func (s *schema[T]) unique(d *decoder, h *Fields, start int) {
	if d.Err() != nil {
		return
	}
	again := twice(h.Unknown)
	for _, p := range h.Unknown {
		if i := s.index.find(p.Key); i >= 0 && h.Has&(1<<i) != 0 {
			again = true
		}
	}
	if again {
		d.Tolerate(DuplicateKeys, d.second(start), "key")
	}
}

// second finds the first key in a dictionary that was there before.
func (d *decoder) second(start int) int {
	var c bencode.Cursor
	c.Reset(d.frame, start, &anything, &grammar)
	seen := map[string]bool{}
	for c.EnterDict(); c.More(); c.Skip() {
		at := c.Offset()
		key := c.Bytes()
		if seen[string(key)] {
			return at
		}
		seen[string(key)] = true
	}
	return start
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
