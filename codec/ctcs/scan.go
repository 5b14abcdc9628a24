package ctcs

import (
	"bytes"

	"enginespec/codec"
)

// word is what stands before the first blank of a line.
func word(line []byte) []byte {
	for i, c := range line {
		if c == ' ' || c == '\t' {
			return line[:i]
		}
	}
	return line
}

// cursor walks over the fields of one line. Its first error sticks, so that
// decoders read straight on and look at err once.
type cursor struct {
	b   []byte
	i   int
	o   *codec.Options
	err error
}

func (c *cursor) fail(code codec.Code, at int, field string) {
	if c.err == nil {
		c.err = &codec.Error{Code: code, Offset: int64(at), Field: field}
	}
}

// allow applies a rule, or fails with the error that names it.
func (c *cursor) allow(r *codec.Rule, at int, field string) {
	if c.err == nil {
		c.err = c.o.Tolerate(r, at, field)
	}
}

// command begins a line, whose word must be w.
func command(line []byte, o *codec.Options, w string) cursor {
	c := cursor{b: line, o: o}
	if len(line) < len(w) || string(line[:len(w)]) != w || len(line) > len(w) && !isBlank(line[len(w)]) {
		c.fail(codec.Unknown, 0, w)
	}
	c.i = len(w)
	return c
}

func isBlank(b byte) bool { return b == ' ' || b == '\t' }

// next moves over the blank before a field.
func (c *cursor) next(field string) {
	if c.err != nil {
		return
	}
	at := c.i
	for c.i < len(c.b) && isBlank(c.b[c.i]) {
		c.i++
	}
	switch {
	case c.i == len(c.b):
		c.fail(codec.Missing, at, field)
	case c.i == at:
		c.fail(codec.Syntax, at, field)
	case c.i > at+1 || c.b[at] == '\t':
		c.allow(Blanks, at, field)
	}
}

// is moves over the separator b.
func (c *cursor) is(b byte, field string) {
	switch {
	case c.err != nil:
	case b == ' ':
		c.next(field)
	case c.i >= len(c.b):
		c.fail(codec.Missing, c.i, field)
	case c.b[c.i] != b:
		c.fail(codec.Syntax, c.i, field)
	default:
		c.i++
	}
}

// end fails if anything but blanks follows.
func (c *cursor) end() error {
	at := c.i
	for c.i < len(c.b) && isBlank(c.b[c.i]) {
		c.i++
	}
	switch {
	case c.err != nil || at == len(c.b):
	case c.i == len(c.b):
		c.allow(Blanks, at, "line")
	case c.i == at:
		c.fail(codec.Syntax, at, "line")
	default:
		c.fail(codec.Trailing, c.i, "line")
	}
	return c.err
}

// drop is end for messages whose further parameters readers ignore.
func (c *cursor) drop() error {
	at := c.i
	rest := bytes.TrimLeft(c.b[min(at, len(c.b)):], " \t")
	switch {
	case c.err != nil || len(rest) == 0 || len(rest) == len(c.b)-at:
		return c.end()
	case bytes.ContainsAny(rest, "\r\n\x00"):
		c.fail(codec.Syntax, len(c.b)-len(rest)+bytes.IndexAny(rest, "\r\n\x00"), "line")
	default:
		c.allow(ExtraParameters, len(c.b)-len(rest), "line")
	}
	return c.err
}

// text takes the rest of the line, which may be empty.
func (c *cursor) text(field string) []byte {
	if c.err != nil {
		return nil
	}
	w := c.b[c.i:]
	if k := badText(w); k >= 0 {
		c.fail(codec.Syntax, c.i+k, field)
		return nil
	}
	c.i = len(c.b)
	return w
}

// last takes the text behind one blank: more of them belong to the text.
func (c *cursor) last(field string) []byte {
	switch {
	case c.err != nil:
	case c.i >= len(c.b):
		c.fail(codec.Missing, c.i, field)
	case c.b[c.i] == '\t':
		c.allow(Blanks, c.i, field)
	case c.b[c.i] != ' ':
		c.fail(codec.Syntax, c.i, field)
	}
	c.i++
	return c.text(field)
}

// badText is the offset of the first octet that no text can hold, or -1.
func badText(w []byte) int {
	for i, b := range w {
		if b <= '\r' && (b == '\n' || b == '\r' || b == 0) {
			return i
		}
	}
	return -1
}

// token takes the next word, of 1 to limit printable octets.
func (c *cursor) token(field string, limit int) []byte {
	c.next(field)
	if c.err != nil {
		return nil
	}
	at := c.i
	for c.i < len(c.b) && !isBlank(c.b[c.i]) {
		if c.b[c.i] < 33 || c.b[c.i] > 126 {
			c.fail(codec.Syntax, c.i, field)
			return nil
		}
		c.i++
	}
	if c.i-at > limit {
		c.fail(codec.Range, at, field)
		return nil
	}
	return c.b[at:c.i]
}

// version is the version in force.
func version(o *codec.Options) int {
	if o == nil || o.Version <= 0 || o.Version > Highest {
		return Highest
	}
	return o.Version
}

// form returns the version of a form that exists in versions lo to hi: the one in
// force, or else the nearest, under a rule.
func (c *cursor) form(lo, hi int, field string) int {
	v := version(c.o)
	switch {
	case v > hi:
		c.allow(OlderForm, 0, field)
		return hi
	case v < lo:
		c.allow(NewerForm, 0, field)
		return lo
	}
	return v
}

// mark decodes a message without parameters, which versions lo to 3 have.
func mark(line []byte, o *codec.Options, w string, lo int) error {
	c := command(line, o, w)
	c.form(lo, Highest, w)
	return c.drop()
}

// block decodes a name of a block: w in protocol 3, old before. It returns the
// version of the name.
func block(line []byte, o *codec.Options, w, old string) (int, error) {
	lo, hi := 3, 3
	if string(word(line)) == old {
		w, lo, hi = old, 1, 2
	}
	c := command(line, o, w)
	v := c.form(lo, hi, w)
	if err := c.drop(); err != nil {
		return 0, err
	}
	return v, nil
}
