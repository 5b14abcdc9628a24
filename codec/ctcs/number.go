package ctcs

import (
	"math"

	"enginespec/codec"
	"enginespec/codec/internal/text"
)

// kind is the range of a number and what is done with a minus before it.
type kind uint8

const (
	size   kind = iota // 0..2^64-1
	number             // 0..2^63-1
	count              // the same; a negative one is 0 under NegativeCount
	signed             // -2^63..2^63-1
)

type field struct {
	name string
	kind kind
}

// num takes one number. Those of the signed kinds are in two's complement.
func (c *cursor) num(f field) uint64 {
	if c.err != nil {
		return 0
	}
	at, digits := c.i, c.i
	if minus := at < len(c.b) && c.b[at] == '-'; minus && f.kind >= count {
		digits++
	}
	v, n, ok := text.Uint(c.b, digits)
	limit := uint64(math.MaxInt64)
	if f.kind == size {
		limit = math.MaxUint64
	} else if digits > at {
		limit++
	}
	switch {
	case digits == len(c.b):
		c.fail(codec.Missing, digits, f.name)
	case n == digits:
		c.fail(codec.Syntax, n, f.name)
	case !ok || v > limit:
		c.fail(codec.Range, at, f.name)
	case n > digits+1 && c.b[digits] == '0' || digits > at && v == 0:
		c.allow(LeadingZeros, at, f.name)
	}
	c.i = n
	switch {
	case digits == at || v == 0:
		return v
	case f.kind == count:
		c.allow(NegativeCount, at, f.name)
		return 0
	}
	return -v
}

// nums takes numbers with separators between them, one fewer than fields.
func (c *cursor) nums(fields []field, seps string, out []uint64) {
	for k, f := range fields {
		if k > 0 {
			c.is(seps[k-1], f.name)
		}
		out[k] = c.num(f)
	}
}
