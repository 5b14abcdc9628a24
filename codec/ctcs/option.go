package ctcs

import (
	"bytes"
	"strconv"

	"enginespec/codec"
	"enginespec/codec/internal/text"
)

func isType(w []byte) bool {
	return len(w) == 1 && (w[0] == 'I' || w[0] == 'F' || w[0] == 'B' || w[0] == 'S')
}

func isName(b byte) bool {
	return b-'0' <= 9 || b|0x20-'a' <= 25 || b == '_' || b == '.'
}

// name takes the name of an option.
func (c *cursor) name() []byte {
	w := c.token("name", lineLimit(c.o))
	for k, b := range w {
		if !isName(b) {
			c.fail(codec.Syntax, c.i-len(w)+k, "name")
			return nil
		}
	}
	return w
}

func (l *line) name(w []byte) {
	if len(w) == 0 {
		l.fail(codec.Missing, "name")
	}
	for _, b := range w {
		if !isName(b) {
			l.fail(codec.Syntax, "name")
		}
	}
	l.b = append(l.b, w...)
}

// optionType takes I, F, B or S.
func (c *cursor) optionType() OptionType {
	w := c.token("type", lineLimit(c.o))
	switch string(w) {
	case "I":
		return Integer
	case "F":
		return Float
	case "B":
		return Binary
	case "S":
		return String
	}
	c.fail(codec.Unknown, c.i-len(w), "type")
	return ""
}

// optionRange takes `num` or `num-num`.
func (c *cursor) optionRange() []byte {
	w := c.token("range", lineLimit(c.o))
	if n := rangeEnd(w); n < len(w) {
		c.fail(codec.Syntax, c.i-len(w)+max(n, 0), "range")
		return nil
	}
	return w
}

// rangeEnd is the offset behind the range at the start of w, -1 if there is none.
func rangeEnd(w []byte) int {
	n := numEnd(w, 0)
	if n > 0 && n < len(w) && w[n] == '-' {
		return max(n, numEnd(w, n+1))
	}
	return n
}

// numEnd is the offset behind the num at w[i:], -1 if there is none.
func numEnd(w []byte, i int) int {
	if i < len(w) && w[i] == '-' {
		i++
	}
	n := digitsEnd(w, i)
	if n == i {
		return -1
	}
	if n < len(w) && w[n] == '.' {
		if k := digitsEnd(w, n+1); k > n+1 {
			return k
		}
	}
	return n
}

func digitsEnd(w []byte, i int) int {
	for i < len(w) && w[i]-'0' <= 9 {
		i++
	}
	return i
}

// Bounds returns the inclusive bounds of an Integer or Float option, or the greatest
// length of the value of a String one, from 0. ok is false if the range is 0, that
// is, none is stated.
func (m *Config) Bounds() (low, high float64, ok bool) {
	n := numEnd(m.Range, 0)
	if n <= 0 {
		return 0, 0, false
	}
	if n < len(m.Range) {
		low, _ = strconv.ParseFloat(string(m.Range[:n]), 64)
		high, _ = strconv.ParseFloat(string(m.Range[n+1:]), 64)
		return low, high, true
	}
	high, _ = strconv.ParseFloat(string(m.Range), 64)
	return 0, high, high != 0
}

// counted takes `n:` and n octets, or, under IncompleteCount, what there is of
// them. Behind a string that was cut there is nothing more to take.
func (c *cursor) counted(field string, cut *bool) []byte {
	if c.err != nil || *cut {
		return nil
	}
	at := c.i
	n, i, ok := text.Uint(c.b, at)
	switch {
	case i == at:
		c.fail(codec.Syntax, at, field)
	case i == len(c.b):
		c.fail(codec.Missing, i, field)
	case c.b[i] != ':':
		c.fail(codec.Syntax, i, field)
	case i > at+1 && c.b[at] == '0':
		c.allow(LeadingZeros, at, field)
	}
	if left := uint64(len(c.b) - i - 1); c.err == nil && (!ok || n > left) {
		c.allow(IncompleteCount, at, field)
		n, *cut = left, true
	}
	if c.err != nil {
		return nil
	}
	w := c.b[i+1 : i+1+int(n)]
	if k := badText(w); k >= 0 {
		c.fail(codec.Syntax, i+1+k, field)
		return nil
	}
	c.i = i + 1 + len(w)
	return w
}

// between moves to the next counted string, if the last one was not cut.
func (c *cursor) between(field string, cut bool) {
	if !cut {
		c.next(field)
	}
}

func (l *line) counted(w []byte, field string) {
	l.b = append(text.AppendUint(l.b, uint64(len(w))), ':')
	l.text(w, field)
}

// Num is a decimal number as it stands on the wire, `[-]digits[.digits]`, or `.`, by
// which a controller leaves a setting as it is. It is a view of the input until
// Clone; in JSON a string.
type Num codec.Bytes

// Leave reports whether the number is `.` or empty.
func (n Num) Leave() bool { return len(n) == 0 || len(n) == 1 && n[0] == '.' }

// Float returns the value. ok is false if it is no number.
func (n Num) Float() (v float64, ok bool) {
	if numEnd(n, 0) != len(n) || len(n) == 0 {
		return 0, false
	}
	v, err := strconv.ParseFloat(string(n), 64)
	return v, err == nil
}

// Int returns the value. ok is false if it is no integer that fits.
func (n Num) Int() (v int64, ok bool) {
	v, err := strconv.ParseInt(string(n), 10, 64)
	return v, err == nil && n[0] != '+'
}

// String returns the digits.
func (n Num) String() string { return string(n) }

// Clone returns a copy that aliases nothing.
func (n Num) Clone() Num { return bytes.Clone(n) }

// MarshalJSON writes a string.
func (n Num) MarshalJSON() ([]byte, error) { return codec.Bytes(n).MarshalJSON() }

// UnmarshalJSON reads a string.
func (n *Num) UnmarshalJSON(b []byte) error { return (*codec.Bytes)(n).UnmarshalJSON(b) }
