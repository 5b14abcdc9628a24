package ctcs

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"enginespec/codec"
	"enginespec/codec/internal/text"
)

// line builds one line behind what dst held. Its first error sticks; done then
// returns dst as it was.
type line struct {
	b    []byte
	mark int
	err  error
}

func newLine(dst []byte, word string) line {
	return line{b: append(dst, word...), mark: len(dst)}
}

// fail records that a field cannot be written; Offset is where it would stand.
func (l *line) fail(c codec.Code, field string) {
	if l.err == nil {
		l.err = &codec.Error{Code: c, Offset: int64(len(l.b) - l.mark), Field: field}
	}
}

// space appends the separator.
func (l *line) space() { l.b = append(l.b, ' ') }

// text appends octets that may hold all but CR, LF and NUL.
func (l *line) text(w []byte, field string) {
	if badText(w) >= 0 {
		l.fail(codec.Syntax, field)
		return
	}
	l.b = append(l.b, w...)
}

// token appends 1 to limit printable octets.
func (l *line) token(w []byte, field string, limit int) {
	switch {
	case len(w) == 0:
		l.fail(codec.Missing, field)
	case len(w) > limit:
		l.fail(codec.Range, field)
	}
	for _, c := range w {
		if c < 33 || c > 126 {
			l.fail(codec.Syntax, field)
		}
	}
	l.b = append(l.b, w...)
}

// num appends a number that may not be negative.
func (l *line) num(v int64, field string) {
	if v < 0 {
		l.fail(codec.Range, field)
		return
	}
	l.b = text.AppendUint(l.b, uint64(v))
}

// form returns the version to write: one of lo to hi, 0 being 3.
func (l *line) form(v, lo, hi int) int {
	if v == 0 {
		v = Highest
	}
	if v < lo || v > hi {
		l.fail(codec.Range, "version")
	}
	return v
}

func (l *line) done() ([]byte, error) {
	if l.err != nil {
		return l.b[:l.mark], l.err
	}
	return append(l.b, '\n'), nil
}

// numberSize is the most octets of a separator and a number.
const numberSize = 21

// show is the message on one line for people: UTF-8, control characters replaced,
// or what keeps it from being written.
func show(m Message) string {
	b, err := m.Append(make([]byte, 0, m.Size()))
	text := string(bytes.TrimSuffix(b, []byte{'\n'}))
	if err != nil {
		text = m.Kind() + ": " + err.Error()
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(text, string(utf8.RuneError)))
}

// nums appends numbers with separators between them.
func (l *line) nums(fields []field, seps string, v []uint64) {
	b := slices.Grow(l.b, len(v)*numberSize)
	for k, x := range v {
		if k > 0 {
			b = append(b, seps[k-1])
		}
		switch {
		case int64(x) >= 0 || fields[k].kind == size:
			b = text.AppendUint(b, x)
		case fields[k].kind == signed:
			b = text.AppendInt(b, int64(x))
		default:
			l.fail(codec.Range, fields[k].name)
		}
	}
	l.b = b
}

// appendMark appends a message without parameters.
func appendMark(dst []byte, word string) ([]byte, error) {
	return append(append(dst, word...), '\n'), nil
}

// appendBlock appends a name of a block: word in protocol 3, old before.
func appendBlock(dst []byte, v int, word, old string) ([]byte, error) {
	l := newLine(dst, "")
	if l.form(v, 1, 3) < 3 {
		word = old
	}
	l.b = append(l.b, word...)
	return l.done()
}
