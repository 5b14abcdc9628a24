package ctcs

import (
	"bytes"

	"enginespec/codec"
)

// The limits of one line, in octets without its terminator.
const (
	DefaultLine = 65536   // unless Limits.Message says otherwise: what ctorrent survives
	MaxLine     = 1 << 24 // the most that Limits.Message can ask for
)

func lineLimit(o *codec.Options) int {
	if o == nil || o.Limits.Message <= 0 {
		return DefaultLine
	}
	return min(o.Limits.Message, MaxLine)
}

// ConsumeLine cuts the first line off b. line is a view without the terminator and
// without NUL octets before it, n its length with both. n == 0 without an error
// means that b holds no whole line yet. An error with n > 0 refuses this line only
// (CRLF, BareCR, LeadingNUL); an error with n == 0 is a line over the limit, whose
// end may never come.
//
// If BareCR is accepted, a CR at the end of b is not yet a line: an LF may follow.
// [Reader], which must answer at once, does not wait for it.
//
// Limits.Message is the one limit that counts: no field outgrows its line.
func ConsumeLine(b []byte, o *codec.Options) (line []byte, n int, err error) {
	c, n, err := cut(b, o, false)
	return b[c.start:c.end], n, err
}

// span is where a line's octets are, before its terminator.
type span struct{ start, end int }

// cut finds the first line of b. last says that no LF will follow a CR at the end
// of b.
func cut(b []byte, o *codec.Options, last bool) (span, int, error) {
	limit := lineLimit(o)
	window := b[:min(len(b), limit+2)]
	end, eol := bytes.IndexByte(window, '\n'), 1
	body := window
	if end >= 0 {
		body = window[:end]
	}
	cr := bytes.IndexByte(body, '\r')
	var odd *codec.Rule
	switch {
	case cr < 0:
	case end >= 0 && cr == end-1:
		odd, end, eol = CRLF, cr, 2
	case end >= 0 && (o == nil || !o.Accept.Has(BareCR)):
		odd = BareCR // the line goes on to its LF, and is refused as a whole
	case last, cr+1 < len(b) && o != nil && o.Accept.Has(BareCR):
		odd, end, eol = BareCR, cr, 1
	}
	switch {
	case end > limit, end < 0 && len(b) > limit+1, end < 0 && len(b) == limit+1 && cr != limit:
		return span{}, 0, &codec.Error{Code: codec.Limit, Offset: int64(limit), Field: "line", Limit: int64(limit)}
	case end < 0:
		return span{}, 0, nil
	}
	c, n := span{0, end}, end+eol
	for c.start < end && b[c.start] == 0 {
		c.start++
	}
	if c.start > 0 {
		if err := o.Tolerate(LeadingNUL, 0, "line"); err != nil {
			return c, n, err
		}
	}
	if odd != nil {
		return c, n, o.Tolerate(odd, cr, "line")
	}
	return c, n, nil
}

const kindEmpty = "(empty)"

// Empty is a line without octets. It carries nothing and readers pass over it;
// Append writes nothing, because nothing is the canonical form of it.
type Empty struct{}

// Kind returns "(empty)".
func (*Empty) Kind() string { return kindEmpty }

// Decode takes an empty line, under the rule EmptyLine.
func (*Empty) Decode(line []byte, o *codec.Options) error {
	if len(line) > 0 {
		return &codec.Error{Code: codec.Trailing, Field: "line"}
	}
	return o.Tolerate(EmptyLine, 0, "line")
}

// Append returns dst.
func (*Empty) Append(dst []byte) ([]byte, error) { return dst, nil }

// Size returns 0.
func (*Empty) Size() int { return 0 }

// Clone returns a copy.
func (*Empty) Clone() *Empty { return new(Empty) }

func (m *Empty) clone() Message { return m.Clone() }

// String returns "".
func (*Empty) String() string { return "" }

// Unknown is a line whose word is none of the protocol, or not one of the party
// that wrote it. Receivers ignore it (CTCS-012). It is kept whole.
type Unknown struct {
	Line codec.Bytes `json:"line"` // without terminator; an alias of the input until Clone
}

// Kind returns the line's word, "(blank)" if a blank stands before it.
func (m *Unknown) Kind() string {
	if w := word(m.Line); len(w) > 0 {
		return string(w)
	}
	return "(blank)"
}

// Decode takes any line that is not empty and holds no CR, LF or NUL.
func (m *Unknown) Decode(line []byte, o *codec.Options) error {
	c := cursor{b: line, o: o}
	m.Line = c.text("line")
	if len(line) == 0 {
		c.fail(codec.Missing, 0, "line")
	}
	return c.err
}

// Append writes the line as it was.
func (m *Unknown) Append(dst []byte) ([]byte, error) {
	l := line{b: dst, mark: len(dst)}
	if len(m.Line) == 0 || m.Line[0] == 0 {
		l.fail(codec.Missing, "line")
	}
	l.text(m.Line, "line")
	return l.done()
}

// Size is an upper bound of the octets that Append writes.
func (m *Unknown) Size() int { return len(m.Line) + 1 }

// Clone returns a copy that aliases nothing.
func (m *Unknown) Clone() *Unknown { return &Unknown{m.Line.Clone()} }

func (m *Unknown) clone() Message { return m.Clone() }

// String is the line for people.
func (m *Unknown) String() string { return show(m) }
