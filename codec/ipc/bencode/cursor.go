package bencode

import (
	"math"

	"enginespec/codec"
)

// Cursor reads one complete input from front to back. The first error sticks:
// from then on every method returns its zero value, [Cursor.More] is false, and
// [Cursor.Err] tells what and where. So code that reads fields runs straight on
// and asks once.
//
//	var c bencode.Cursor
//	c.Reset(payload, 0, opts, nil)
//	for c.EnterDict(); c.More(); {
//		switch string(c.Key()) {
//		case "port":
//			port = c.Int()
//		default:
//			c.Skip()
//		}
//	}
//	c.Leave()
//	err := c.End()
//
// What Key, Bytes and Raw return aliases the input. A Cursor may be Reset and used
// again, and copies nothing but the keys' positions of dictionaries out of order.
type Cursor struct {
	b     []byte
	i     int
	depth int
	err   *codec.Error
	o     *codec.Options
	g     *Grammar
	lim   struct{ str, items, depth int }
	plain bool   // the input was checked before: keys need no comparing
	seen  []span // keys of the open dictionaries that turned out to be unsorted
	stack [MaxDepth]frame
}

// span is the string b[from:to], whose length begins at offset at.
type span struct{ at, from, to uint32 }

// frame is one open list or dictionary. It is small because a Cursor that is made
// for one message is cleared with all its frames.
type frame struct {
	body     uint32 // offset of the first key
	from, to uint32 // the last key while they ascend; to is zero before the first
	items    int32  // values, or pairs, so far
	dict     bool
	unsorted bool // its keys are the last items spans of seen
}

// canonical stands for a nil *Grammar; it is never written.
var canonical Grammar

// Reset makes c read b from offset at on. Both o and g may be nil; they are read
// until the next Reset.
func (c *Cursor) Reset(b []byte, at int, o *codec.Options, g *Grammar) {
	c.b, c.i, c.depth, c.err, c.o, c.g = b, at, 0, nil, o, g
	c.seen = c.seen[:0]
	if g == nil {
		c.g = &canonical
	}
	var l codec.Limits
	if o != nil {
		l = o.Limits
	}
	l = l.OrDefault(DefaultLimits())
	c.lim.str, c.lim.items, c.lim.depth = l.String, min(l.Items, math.MaxInt32), min(l.Depth, MaxDepth)
	if len(b)-at > min(l.Message, math.MaxInt32) {
		c.limit(codec.Limit, at, int64(min(l.Message, math.MaxInt32)), "message")
	}
}

// Err returns the first error, a *codec.Error, or nil.
func (c *Cursor) Err() error {
	if c.err == nil {
		return nil
	}
	return c.err
}

// End returns the first error, or that bytes are left behind the value.
func (c *Cursor) End() error {
	if c.err == nil && c.i < len(c.b) {
		c.Fail(codec.Trailing, c.i, "end of message")
	}
	return c.Err()
}

// Offset is where the next value begins. After an error it is the error's offset.
func (c *Cursor) Offset() int {
	if c.err != nil {
		return int(c.err.Offset)
	}
	return c.i
}

// Depth is the number of open lists and dictionaries.
func (c *Cursor) Depth() int { return c.depth }

// Adopt makes an error that the caller has already stick, unless one does.
func (c *Cursor) Adopt(e *codec.Error) {
	if c.err == nil {
		c.err = e
	}
	c.b, c.i = c.b[:0:0], 0
}

// Fail makes an error of the caller's own stick, unless one does already.
func (c *Cursor) Fail(code codec.Code, offset int, field string) {
	if c.err == nil {
		c.err = &codec.Error{Code: code, Offset: int64(offset), Field: field}
	}
	// No method reads on from here: every one of them looks at a byte first.
	c.b, c.i = c.b[:0:0], 0
}

func (c *Cursor) limit(code codec.Code, offset int, limit int64, field string) {
	if c.err == nil {
		c.Fail(code, offset, field)
		c.err.Limit = limit
	}
}

// Tolerate reports whether the reader accepts rule r, and reports its use. If not,
// the error that names it sticks.
func (c *Cursor) Tolerate(r *codec.Rule, offset int, field string) bool {
	if c.err != nil {
		return false
	}
	return c.tolerate(r, codec.NonCanonical, offset, field)
}

// tolerate reports whether the departure r, named or not, may pass.
func (c *Cursor) tolerate(r *codec.Rule, unnamed codec.Code, offset int, field string) bool {
	if r == nil {
		c.Fail(unnamed, offset, field)
		return false
	}
	if c.o.Allow(r, offset) {
		return true
	}
	c.Fail(codec.NonCanonical, offset, field)
	c.err.Rule = r
	return false
}

// wrong fails at offset i: the input ends there, or a byte does not belong there.
func (c *Cursor) wrong(i int, field string) {
	if i >= len(c.b) {
		c.Fail(codec.Truncated, len(c.b), field)
	} else {
		c.Fail(codec.Syntax, i, field)
	}
}

// Peek returns the kind of the next value without reading it.
func (c *Cursor) Peek() Kind {
	if c.i >= len(c.b) {
		return None
	}
	switch ch := c.b[c.i]; {
	case ch == 'i':
		return Int
	case ch == 'l':
		return List
	case ch == 'd':
		return Dict
	case '0' <= ch && ch <= '9':
		return String
	}
	return None
}

// Literal passes the exact bytes s, which must be whole tokens, if they come next.
// It is for readers that know what a writer usually writes. A key passed this way
// is neither counted nor compared with its neighbours.
func (c *Cursor) Literal(s string) bool {
	if len(c.b)-c.i < len(s) || string(c.b[c.i:c.i+len(s)]) != s {
		return false
	}
	c.i += len(s)
	return true
}
