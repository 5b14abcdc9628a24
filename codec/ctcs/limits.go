package ctcs

import (
	"math"

	"enginespec/codec"
	"enginespec/codec/internal/text"
)

const (
	wordSetDLimit = "SETDLIMIT"
	wordSetULimit = "SETULIMIT"
)

// SetDLimit is SETDLIMIT, from the controller: `SETDLIMIT limit`. It sets the
// download limit.
type SetDLimit struct {
	Limit int64 `json:"dl_limit"` // octets/s, 0 is none; 0..2147483647
}

// Kind returns "SETDLIMIT".
func (*SetDLimit) Kind() string { return wordSetDLimit }

// Decode reads a line. A fraction takes FractionLimit, a larger limit LargeLimit.
func (m *SetDLimit) Decode(line []byte, o *codec.Options) (err error) {
	m.Limit, err = limit(line, o, wordSetDLimit, "dl_limit")
	return err
}

// Append writes the line. It fails if Limit is not 0..2147483647.
func (m *SetDLimit) Append(dst []byte) ([]byte, error) {
	return appendLimit(dst, wordSetDLimit+" ", m.Limit, "dl_limit")
}

// Size is an upper bound of the octets that Append writes.
func (*SetDLimit) Size() int { return len(wordSetDLimit) + 1 + numberSize }

// Clone returns a copy.
func (m *SetDLimit) Clone() *SetDLimit { c := *m; return &c }

func (m *SetDLimit) clone() Message { return m.Clone() }

// String is the line for people.
func (m *SetDLimit) String() string { return show(m) }

// SetULimit is SETULIMIT, from the controller: `SETULIMIT limit`. It sets the
// upload limit.
type SetULimit struct {
	Limit int64 `json:"ul_limit"` // octets/s, 0 is none; 0..2147483647
}

// Kind returns "SETULIMIT".
func (*SetULimit) Kind() string { return wordSetULimit }

// Decode reads a line. A fraction takes FractionLimit, a larger limit LargeLimit.
func (m *SetULimit) Decode(line []byte, o *codec.Options) (err error) {
	m.Limit, err = limit(line, o, wordSetULimit, "ul_limit")
	return err
}

// Append writes the line. It fails if Limit is not 0..2147483647.
func (m *SetULimit) Append(dst []byte) ([]byte, error) {
	return appendLimit(dst, wordSetULimit+" ", m.Limit, "ul_limit")
}

// Size is an upper bound of the octets that Append writes.
func (*SetULimit) Size() int { return len(wordSetULimit) + 1 + numberSize }

// Clone returns a copy.
func (m *SetULimit) Clone() *SetULimit { c := *m; return &c }

func (m *SetULimit) clone() Message { return m.Clone() }

// String is the line for people.
func (m *SetULimit) String() string { return show(m) }

func limit(line []byte, o *codec.Options, word, field string) (int64, error) {
	c := command(line, o, word)
	w := c.token(field, len(line))
	at := c.i - len(w)
	if c.err != nil {
		return 0, c.err
	}
	whole := digitsEnd(w, 0)
	switch n := numEnd(w, 0); {
	case n == len(w) && w[0] == '-':
		c.fail(codec.Range, at, field)
	case n < len(w):
		c.fail(codec.Syntax, at+max(n, 0), field)
	case whole > 1 && w[0] == '0':
		c.allow(LeadingZeros, at, field)
	}
	v, _, ok := text.Uint(w[:whole], 0)
	if c.err == nil && (!ok || v > math.MaxInt32) {
		c.allow(LargeLimit, at, field)
		v = math.MaxInt32
	}
	if whole < len(w) {
		c.allow(FractionLimit, at+whole, field)
	}
	if err := c.end(); err != nil {
		return 0, err
	}
	return int64(v), nil
}

func appendLimit(dst []byte, word string, v int64, field string) ([]byte, error) {
	l := newLine(dst, word)
	if v > math.MaxInt32 {
		l.fail(codec.Range, field)
	}
	l.num(v, field)
	return l.done()
}
