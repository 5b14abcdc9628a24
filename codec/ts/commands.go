package ts

import (
	"encoding/binary"
	"math/bits"

	"enginespec/codec"
)

// commands finds the kind of a line by the first eight bytes of its command, in which no
// two of a party are alike: one look into a table without collisions, where comparing
// word by word took as long as reading the line.
type commands struct {
	factor uint64
	kinds  []kind
	table  [64]struct {
		head uint64
		size int // of head
		kind int
	}
}

var engineCommands, controllerCommands = newCommands(engineKinds), newCommands(controllerKinds)

func commandsOf(from codec.Party) *commands {
	if from == codec.Engine {
		return engineCommands
	}
	return controllerCommands
}

// newCommands tries factors until one spreads all words over the table.
func newCommands(kinds []kind) *commands {
	for factor := uint64(0x9E3779B97F4A7C15); ; factor = factor*0xD1342543DE82EF95 + 2 { // odd stays odd
		if c := (&commands{factor: factor, kinds: kinds}); c.fill() {
			return c
		}
	}
}

// fill reports whether all words have a place of their own.
func (c *commands) fill() bool {
	for i, k := range c.kinds {
		h, n := head([]byte(k.word))
		e := &c.table[h*c.factor>>58]
		if e.size != 0 {
			return false
		}
		e.head, e.size, e.kind = h, n, i
	}
	return true
}

// head returns the first eight bytes of a line's first word as they stand in memory, zero
// bytes behind a shorter one, and their number.
func head(line []byte) (h uint64, n int) {
	if len(line) >= 8 {
		h = binary.LittleEndian.Uint64(line)
	} else {
		h = 0x2020202020202020
		for i := len(line) - 1; i >= 0; i-- {
			h = h<<8 | uint64(line[i])
		}
	}
	x := h ^ 0x2020202020202020
	// The high bit of each byte that is zero in x; the lowest of them is exact.
	n = bits.TrailingZeros64((x-0x0101010101010101)&^x&0x8080808080808080) >> 3
	return h & (1<<(n*8) - 1), n
}

// find returns the kind whose word begins the line and ends at a space or the line's end,
// -1 if there is none.
func (c *commands) find(line []byte) int {
	h, n := head(line)
	e := &c.table[h*c.factor>>58]
	if e.head != h || e.size != n || n == 0 {
		return -1
	}
	if n == 8 {
		if w := c.kinds[e.kind].word; len(line) < len(w) || string(line[8:len(w)]) != w[8:] || len(line) > len(w) && line[len(w)] != ' ' {
			return -1
		}
	}
	return e.kind
}
