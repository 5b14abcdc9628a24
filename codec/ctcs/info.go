package ctcs

import "enginespec/codec"

const wordInfo = "CTINFO"

// Info is CTINFO, from the engine: `CTINFO severity text`. Clients before dnh2.2
// wrote no severity.
type Info struct {
	Severity int         `json:"severity"` // 1 extremely urgent or important, 2 less important, 3 no problem
	Text     codec.Bytes `json:"text"`     // an alias of the input until Clone
}

// Kind returns "CTINFO".
func (*Info) Kind() string { return wordInfo }

// Decode reads a line. The severity is there if one digit and a blank follow the
// word; otherwise all of it is text, under NoSeverity.
func (m *Info) Decode(line []byte, o *codec.Options) error {
	c := command(line, o, wordInfo)
	*m = Info{}
	if c.i >= len(line) {
		c.fail(codec.Missing, len(line), "severity")
	}
	text := c.last("text")
	if c.err != nil {
		return c.err
	}
	if at := len(line) - len(text); len(text) >= 2 && text[0]-'0' <= 9 && isBlank(text[1]) {
		if text[0] < '1' || text[0] > '3' {
			c.fail(codec.Range, at, "severity")
		}
		c.i = at + 1
		*m = Info{int(text[0] - '0'), c.last("text")}
	} else {
		c.allow(NoSeverity, at, "severity")
		*m = Info{3, text}
	}
	if c.err != nil {
		*m = Info{}
	}
	return c.err
}

// Append writes the line. It fails if Severity is not 1..3 or Text holds CR, LF or
// NUL.
func (m *Info) Append(dst []byte) ([]byte, error) {
	l := newLine(dst, wordInfo+" ")
	if m.Severity < 1 || m.Severity > 3 {
		l.fail(codec.Range, "severity")
		return l.done()
	}
	l.b = append(l.b, byte('0'+m.Severity), ' ')
	l.text(m.Text, "text")
	return l.done()
}

// Size is an upper bound of the octets that Append writes.
func (m *Info) Size() int { return len(wordInfo) + 4 + len(m.Text) }

// Clone returns a copy that aliases nothing.
func (m *Info) Clone() *Info { c := *m; c.Text = m.Text.Clone(); return &c }

func (m *Info) clone() Message { return m.Clone() }

// String is the line for people.
func (m *Info) String() string { return show(m) }
