package bencode

import (
	"bytes"
	"slices"

	"enginespec/codec"
)

// EnterList opens a list. Its values follow while [Cursor.More] is true.
func (c *Cursor) EnterList() bool { return c.enter('l', "list") }

// EnterDict opens a dictionary. Pairs of [Cursor.Key] and a value follow while
// [Cursor.More] is true.
func (c *Cursor) EnterDict() bool { return c.enter('d', "dict") }

func (c *Cursor) enter(ch byte, field string) bool {
	if c.i >= len(c.b) || c.b[c.i] != ch {
		c.wrong(c.i, field)
		return false
	}
	if c.depth >= c.lim.depth {
		c.limit(codec.Depth, c.i, int64(c.lim.depth), field)
		return false
	}
	c.i++
	c.stack[c.depth] = frame{dict: ch == 'd', body: uint32(c.i)}
	c.depth++
	return true
}

// More reports whether the innermost open list or dictionary has another value or
// pair, and counts it, so it is called once for each. It fails when the input ends
// before the container does.
func (c *Cursor) More() bool {
	if c.i >= len(c.b) {
		c.wrong(c.i, "end of list or dict")
		return false
	}
	if c.b[c.i] == 'e' {
		return false
	}
	f := &c.stack[c.depth-1]
	if int(f.items) >= c.lim.items {
		c.limit(codec.Limit, c.i, int64(c.lim.items), "items")
		return false
	}
	f.items++
	return true
}

// Key reads the key of the next pair and checks its place among its neighbours.
// The result aliases the input.
func (c *Cursor) Key() []byte {
	at := c.i
	k := c.Bytes()
	if c.err != nil || c.plain {
		return k
	}
	f := &c.stack[c.depth-1]
	from, to := uint32(c.i-len(k)), uint32(c.i)
	switch {
	case f.unsorted:
		c.seen = append(c.seen, span{uint32(at), from, to})
	case f.to == 0:
		f.from, f.to = from, to
	default:
		switch bytes.Compare(c.b[f.from:f.to], k) {
		case -1:
			f.from, f.to = from, to
		case 0:
			if !c.tolerate(c.g.DuplicateKeys, codec.Duplicate, at, "key") {
				return nil
			}
		default:
			if !c.g.AnyOrder && !c.tolerate(c.g.UnsortedKeys, codec.Order, at, "key") {
				return nil
			}
			c.collect(f, to)
		}
	}
	return k
}

func (c *Cursor) at(s span) []byte { return c.b[s.from:s.to] }

// collect lists the keys of a dictionary up to end, where the first key out of
// order ends. It walks again what was read already, once for each dictionary, so that
// the dictionaries in order, which are nearly all, cost nothing.
func (c *Cursor) collect(f *frame, end uint32) {
	f.unsorted, f.items = true, 0
	w := Cursor{b: c.b[:end], i: int(f.body), o: &passed, g: &passedGrammar, plain: true}
	w.lim.str, w.lim.items, w.lim.depth = len(c.b), len(c.b), MaxDepth
	for w.err == nil {
		at := w.i
		k := w.Bytes()
		c.seen = append(c.seen, span{uint32(at), uint32(w.i - len(k)), uint32(w.i)})
		f.items++
		if w.i == int(end) {
			return
		}
		w.Skip()
	}
}

// Bytes that were checked once may be anything that some rule accepts. Neither
// variable is ever written.
var (
	passed        = codec.Options{Accept: ^codec.RuleSet(0)}
	passedGrammar = Grammar{LeadingZeros: &codec.Rule{}, NegativeZero: &codec.Rule{}}
)

// Leave closes the innermost list or dictionary. Values that were not read are
// passed, and checked, as by [Cursor.Skip].
func (c *Cursor) Leave() {
	if c.err != nil || c.depth == 0 {
		return
	}
	for c.More() {
		if c.stack[c.depth-1].dict {
			c.Key()
		}
		c.Skip()
	}
	if c.err != nil {
		return
	}
	c.i++
	c.pop()
}

// pop forgets the innermost container, whose end has been read.
func (c *Cursor) pop() {
	c.depth--
	f := &c.stack[c.depth]
	if !f.unsorted {
		return
	}
	base := len(c.seen) - int(f.items)
	keys := c.seen[base:]
	slices.SortFunc(keys, func(x, y span) int {
		if n := bytes.Compare(c.at(x), c.at(y)); n != 0 {
			return n
		}
		return int(x.at) - int(y.at)
	})
	first := -1
	for i := 1; i < len(keys); i++ {
		if at := int(keys[i].at); bytes.Equal(c.at(keys[i-1]), c.at(keys[i])) && (first < 0 || at < first) {
			first = at
		}
	}
	c.seen = c.seen[:base]
	if first >= 0 {
		c.tolerate(c.g.DuplicateKeys, codec.Duplicate, first, "key")
	}
}

// Skip passes the next value, however deep, without recursion, and checks all of it.
func (c *Cursor) Skip() {
	for floor := c.depth; c.err == nil; {
		if c.depth > floor {
			if !c.More() {
				if c.err != nil {
					return
				}
				c.i++
				c.pop()
				if c.depth == floor {
					return
				}
				continue
			}
			if c.stack[c.depth-1].dict {
				c.Key()
			}
		}
		switch c.Peek() {
		case Int:
			c.Int()
		case String:
			c.Bytes()
		case List:
			c.EnterList()
			continue
		case Dict:
			c.EnterDict()
			continue
		default:
			c.wrong(c.i, "value")
			return
		}
		if c.depth == floor {
			return
		}
	}
}

// Raw reads the next value, checks it as [Cursor.Skip] does, and returns its bytes.
// The result aliases the input and has no spare capacity.
func (c *Cursor) Raw() []byte {
	b, from := c.b, c.i
	c.Skip()
	if c.err != nil {
		return nil
	}
	return b[from:c.i:c.i]
}
