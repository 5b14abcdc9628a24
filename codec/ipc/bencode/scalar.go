package bencode

import "enginespec/codec"

// Int reads an integer of 64 bits, sign included.
func (c *Cursor) Int() int64 {
	b, i := c.b, c.i
	if i >= len(b) || b[i] != 'i' {
		c.wrong(i, "integer")
		return 0
	}
	i++
	start := i
	neg := i < len(b) && b[i] == '-'
	if neg {
		i++
	}
	// Up to 18 digits cannot overflow; nearly every integer ends here.
	var v uint64
	first := i
	for i < len(b) && i-first < 18 && b[i]-'0' <= 9 {
		v = v*10 + uint64(b[i]-'0')
		i++
	}
	if i == first || i >= len(b) || b[i] != 'e' || b[first] == '0' && (neg || i-first > 1) {
		return c.oddInt(start, neg)
	}
	c.i = i + 1
	if neg {
		return -int64(v)
	}
	return int64(v)
}

// oddInt reads the integers that Int's short way cannot: long ones, wrong ones.
func (c *Cursor) oddInt(start int, neg bool) int64 {
	v, ok := c.integer(start, neg)
	if !ok {
		return 0
	}
	if neg && v <= 1<<63 {
		return -int64(v)
	}
	if neg || v > 1<<63-1 {
		c.Fail(codec.Range, start, "integer")
		return 0
	}
	return int64(v)
}

// Uint reads an integer from 0 to 2^64-1.
func (c *Cursor) Uint() uint64 {
	if c.i >= len(c.b) || c.b[c.i] != 'i' {
		c.wrong(c.i, "integer")
		return 0
	}
	start := c.i + 1
	neg := start < len(c.b) && c.b[start] == '-'
	v, ok := c.integer(start, neg)
	if ok && neg && v != 0 {
		c.Fail(codec.Range, start, "integer")
		return 0
	}
	return v
}

// integer reads a number that begins at start, and its "e". It keeps to the
// grammar and to 64 bits without the sign.
func (c *Cursor) integer(start int, neg bool) (uint64, bool) {
	i := start
	if neg {
		i++
	}
	v, n, fits := number(c.b, i)
	switch {
	case n == i || n >= len(c.b) || c.b[n] != 'e':
		c.wrong(n, "integer")
		return 0, false
	case c.b[i] == '0' && n-i > 1 && !c.tolerate(c.g.LeadingZeros, codec.Syntax, start, "integer"):
		return 0, false
	case !fits:
		c.Fail(codec.Range, start, "integer")
		return 0, false
	case neg && v == 0 && !c.tolerate(c.g.NegativeZero, codec.Syntax, start, "integer"):
		return 0, false
	}
	c.i = n + 1
	return v, true
}

// number reads digits from i on and returns where they end.
func number(b []byte, i int) (v uint64, n int, fits bool) {
	fits = true
	for ; i < len(b) && b[i]-'0' <= 9; i++ {
		d := uint64(b[i] - '0')
		if v > (1<<64-1-d)/10 {
			fits = false
		}
		v = v*10 + d
	}
	return v, i, fits
}

// Bytes reads a string. The result aliases the input and has no spare capacity.
func (c *Cursor) Bytes() []byte {
	b, i := c.b, c.i
	if i+2 < len(b) {
		// One or two digits: nearly every string.
		d, e := b[i]-'0', b[i+1]-'0'
		if d <= 9 && b[i+1] == ':' {
			from := i + 2
			if to := from + int(d); to <= len(b) && int(d) <= c.lim.str {
				c.i = to
				return b[from:to:to]
			}
		} else if d-1 <= 8 && e <= 9 && b[i+2] == ':' {
			from, n := i+3, int(d)*10+int(e)
			if to := from + n; to <= len(b) && n <= c.lim.str {
				c.i = to
				return b[from:to:to]
			}
		}
	}
	return c.oddBytes()
}

// oddBytes reads the strings that the short way of Bytes cannot.
func (c *Cursor) oddBytes() []byte {
	start := c.i
	v, n, fits := number(c.b, start)
	switch {
	case n == start:
		c.wrong(n, "string")
		return nil
	case fits && v > uint64(c.lim.str) || !fits:
		// Before the colon is asked for: a length that cannot pass need not be whole.
		c.limit(codec.Limit, start, int64(c.lim.str), "string")
		return nil
	case n >= len(c.b) || c.b[n] != ':':
		c.wrong(n, "string")
		return nil
	case c.b[start] == '0' && n-start > 1 && !c.tolerate(c.g.LeadingZeros, codec.Syntax, start, "string"):
		return nil
	case v > uint64(len(c.b)-n-1):
		c.Fail(codec.Truncated, len(c.b), "string")
		return nil
	}
	from := n + 1
	to := from + int(v)
	c.i = to
	return c.b[from:to:to]
}

// Bool reads an integer as truth: 0 is false, anything else is true.
func (c *Cursor) Bool() bool { return c.Int() != 0 }

// Text reads a string into memory of its own.
func (c *Cursor) Text() string { return string(c.Bytes()) }
