package putio

import (
	"bytes"

	"enginespec/codec"
)

// startLine cuts "POST /v1/user HTTP/1.1" or "HTTP/1.1 200 OK" into its words.
func (c *cutter) startLine(b []byte, line span) error {
	text := line.of(b)
	first := bytes.IndexByte(text, ' ')
	second := -1
	if first >= 0 {
		second = bytes.IndexByte(text[first+1:], ' ') + first + 1
	}
	if second <= first {
		return lost(codec.Syntax, line.end, "start line")
	}
	c.start = [3]span{{line.off, line.off + first}, {line.off + first + 1, line.off + second}, {line.off + second + 1, line.end}}
	if c.from == codec.Engine {
		return c.statusLine(b)
	}
	for i, ch := range c.start[0].of(b) {
		if ch < 'A' || ch > 'Z' {
			return lost(codec.Syntax, line.off+i, "verb")
		}
	}
	for i, ch := range c.start[1].of(b) {
		if ch <= ' ' || ch == 0x7f {
			return lost(codec.Syntax, c.start[1].off+i, "target")
		}
	}
	if first == 0 || c.start[1].off == c.start[1].end {
		return lost(codec.Missing, line.off+first, "start line")
	}
	return version(b, c.start[2])
}

func version(b []byte, v span) error {
	switch string(v.of(b)) {
	case "HTTP/1.1", "HTTP/1.0":
		return nil
	}
	return lost(codec.Syntax, v.off, "version")
}

func (c *cutter) statusLine(b []byte) error {
	if err := version(b, c.start[0]); err != nil {
		return err
	}
	code := c.start[1].of(b)
	if len(code) != 3 || code[0] < '1' || code[0] > '5' || !isDigit(code[1]) || !isDigit(code[2]) {
		return lost(codec.Syntax, c.start[1].off, "status")
	}
	for i, ch := range c.start[2].of(b) {
		if ch < ' ' && ch != '\t' || ch >= 0x7f {
			return lost(codec.Syntax, c.start[2].off+i, "reason")
		}
	}
	return nil
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// status is the number of an answer's status line.
func (f *frame) status(b []byte) int {
	s := f.start[1].of(b)
	return int(s[0]-'0')*100 + int(s[1]-'0')*10 + int(s[2]-'0')
}

// field reads "Name: value". There are no continued lines: RFC 9112 has dropped them.
func (c *cutter) field(b []byte, line span) error {
	if len(c.names) >= fieldLimit {
		return over(line.off, "head", fieldLimit)
	}
	text := line.of(b)
	colon := bytes.IndexByte(text, ':')
	if colon <= 0 {
		return lost(codec.Syntax, line.off, "head")
	}
	for i, ch := range text[:colon] {
		if !isToken(ch) {
			return lost(codec.Syntax, line.off+i, "head")
		}
	}
	v := span{line.off + colon + 1, line.end}
	for v.off < v.end && (b[v.off] == ' ' || b[v.off] == '\t') {
		v.off++
	}
	for v.off < v.end && (b[v.end-1] == ' ' || b[v.end-1] == '\t') {
		v.end--
	}
	for i, ch := range v.of(b) {
		if ch < ' ' && ch != '\t' || ch == 0x7f {
			return lost(codec.Syntax, v.off+i, "head")
		}
	}
	c.names = append(c.names, span{line.off, line.off + colon})
	c.values = append(c.values, v)
	return nil
}

// isToken reports whether c may stand in the name of a field (RFC 9110, 5.6.2).
func isToken(c byte) bool {
	return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'z' || bytes.IndexByte([]byte("!#$%&'*+-.^_`|~"), c) >= 0
}

// find returns the value of the only field with a name; more than one is an error.
func (f *frame) find(b []byte, name string) (v span, ok bool, err error) {
	for i, n := range f.names {
		if !bytes.EqualFold(n.of(b), []byte(name)) {
			continue
		}
		if ok {
			return v, ok, lost(codec.Duplicate, n.off, name)
		}
		v, ok = f.values[i], true
	}
	return v, ok, nil
}

// fields returns the head as owned values.
func (f *frame) fields(b []byte) []Field {
	if len(f.names) == 0 {
		return nil
	}
	all := make([]Field, len(f.names))
	for i := range f.names {
		all[i] = Field{Name: string(f.names[i].of(b)), Value: bytes.Clone(f.values[i].of(b))}
	}
	return all
}
