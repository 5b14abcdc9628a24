package ts

import (
	"bytes"
	"unicode/utf8"

	"enginespec/codec"
)

// The message ids of INFO.
const (
	InfoText    = 0 // free text
	InfoNoPeers = 1 // no active peers
	InfoAd      = 2 // an advertising clip
	InfoContent = 3 // the main content
)

// Info is a message for the user: `INFO SP int ";" text`.
type Info struct {
	ID   int64       `json:"message_id"`
	Text codec.Bytes `json:"message_text"`
}

// Kind returns "INFO".
func (*Info) Kind() string { return "INFO" }

// Decode reads a line without its terminator. Text aliases it.
func (m *Info) Decode(line []byte, o *codec.Options) error {
	var s scan
	s.command(line, o, "INFO")
	m.ID, m.Text = 0, nil
	w, at := s.rest("message_id")
	if s.err != nil {
		return s.err
	}
	k := bytes.IndexByte(w, ';')
	if k < 0 {
		s.number(w, at, "message_id")
		s.fail(codec.Missing, len(line), "message_text")
		return s.err
	}
	m.ID, m.Text = s.number(w[:k], at, "message_id"), w[k+1:]
	if s.err == nil && m.ID > InfoContent {
		s.allow(OtherInfo, at, "message_id")
	}
	s.text(m.Text, at+k+1, "message_text")
	return s.err
}

// invalidUTF8 returns the index of the first byte of w that is not UTF-8, or -1.
func invalidUTF8(w []byte) int {
	for k := 0; k < len(w); {
		r, n := utf8.DecodeRune(w[k:])
		if r == utf8.RuneError && n == 1 {
			return k
		}
		k += n
	}
	return -1
}

// Append appends the line with CR LF.
func (m *Info) Append(dst []byte) ([]byte, error) {
	l := newLine(dst, "INFO")
	l.int(m.ID, "message_id")
	l.b = append(l.b, ';')
	l.text(m.Text, "message_text")
	return l.done()
}

// Size is an upper bound of what Append writes.
func (m *Info) Size() int { return len("INFO;\r\n") + numberSize + len(m.Text) }

// Clone returns a copy that does not alias the line.
func (m *Info) Clone() *Info { return &Info{m.ID, m.Text.Clone()} }

// String is the line without its terminator.
func (m *Info) String() string { return show(m) }
