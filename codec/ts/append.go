package ts

import (
	"bytes"
	"strconv"

	"enginespec/codec"
)

// lineBuf builds one line behind what dst held. Its first error sticks; done then
// returns dst as it was.
type lineBuf struct {
	b    []byte
	mark int
	err  error
}

func newLine(dst []byte, word string) lineBuf {
	return lineBuf{b: append(dst, word...), mark: len(dst)}
}

func (l *lineBuf) fail(c codec.Code, field string) {
	if l.err == nil {
		l.err = &codec.Error{Code: c, Offset: int64(len(l.b) - l.mark), Field: field}
	}
}

// token appends a space and a token.
func (l *lineBuf) token(w []byte, field string) {
	if len(w) == 0 {
		l.fail(codec.Missing, field)
	}
	l.b = append(l.b, ' ')
	l.glue(w, field)
}

// glue appends bytes that may not hold a space or a control character.
func (l *lineBuf) glue(w []byte, field string) {
	for _, c := range w {
		if c <= ' ' || c == 0x7f {
			l.fail(codec.Syntax, field)
			return
		}
	}
	l.b = append(l.b, w...)
}

// text appends bytes that may hold spaces inside, but no control character.
func (l *lineBuf) text(w []byte, field string) {
	for _, c := range w {
		if c < ' ' || c == 0x7f {
			l.fail(codec.Syntax, field)
			return
		}
	}
	l.b = append(l.b, w...)
}

// int appends a space and a number, which may not be negative.
func (l *lineBuf) int(v int64, field string) {
	if v < 0 {
		l.fail(codec.Range, field)
	}
	l.b = strconv.AppendInt(append(l.b, ' '), v, 10)
}

// done ends the line. A space before the terminator would be read as none.
func (l *lineBuf) done() ([]byte, error) {
	if n := len(l.b); n > l.mark && l.b[n-1] == ' ' {
		l.fail(codec.Syntax, "line")
	}
	if l.err != nil {
		return l.b[:l.mark], l.err
	}
	return append(l.b, crlf...), nil
}

// numberSize is the most bytes of a space and a number.
const numberSize = 21

// show is the message on one line, or what keeps it from being written.
func show(m message) string {
	b, err := m.Append(make([]byte, 0, m.Size()))
	if err != nil {
		return m.Kind() + ": " + err.Error()
	}
	return string(bytes.TrimSuffix(b, crlf))
}
