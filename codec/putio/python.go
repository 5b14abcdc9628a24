package putio

import (
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"enginespec/codec"
)

// DecodePython resets r and reads the report as the text of a Python 2 or 3
// dictionary, as the document prints it: strings in single or double quotes, with u
// before them or not, comments from # to the end of the line, numbers as repr
// writes them, commas behind the last element. It makes JSON of the text and reads
// that, so both renderings have the same rules and limits.
func (r *Report) DecodePython(b []byte, o *codec.Options) error {
	*r = Report{}
	if limit := optionLimits(o).Message; len(b) > limit {
		return over(limit, "report", limit)
	}
	p := python{in: b}
	if err := p.all(); err != nil {
		return err
	}
	inner := codec.Options{}
	if o != nil {
		inner = *o
	}
	var uses []codec.Use
	inner.Report = func(u codec.Use) {
		u.Offset = p.source(u.Offset)
		uses = append(uses, u)
	}
	err := r.Decode(p.out, &inner)
	if e, ok := err.(*codec.Error); ok {
		moved := *e
		moved.Offset = p.source(e.Offset)
		return &moved
	}
	report(o, uses)
	return err
}

// python turns Python literals into JSON, token by token. It does not check their
// order: jsontext does.
type python struct {
	in    []byte
	out   []byte
	pos   int
	marks []mark // one a token, for the offsets of errors
	comma int    // where the last token is a comma: its place in out, else -1
}

// mark says that a token at json in the JSON was at text in the text.
type mark struct{ json, text int }

func (p *python) source(off int64) int64 {
	i := sort.Search(len(p.marks), func(i int) bool { return int64(p.marks[i].json) > off })
	if i == 0 {
		return 0
	}
	return int64(p.marks[i-1].text)
}

func (p *python) all() error {
	p.comma = -1
	for p.pos < len(p.in) {
		c := p.in[p.pos]
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			p.pos++
		case c == '#':
			for p.pos < len(p.in) && p.in[p.pos] != '\n' {
				p.pos++
			}
		default:
			if err := p.token(c); err != nil {
				return err
			}
		}
	}
	p.marks = append(p.marks, mark{len(p.out), len(p.in)})
	return nil
}

func (p *python) token(c byte) error {
	if (c == '}' || c == ']') && p.comma > 0 && p.out[p.comma-1] != '{' && p.out[p.comma-1] != '[' {
		p.out = p.out[:p.comma] // Python allows a comma behind the last element
		p.marks = p.marks[:len(p.marks)-1]
	}
	p.comma = -1
	p.marks = append(p.marks, mark{len(p.out), p.pos})
	switch c {
	case ',':
		p.comma = len(p.out)
		fallthrough
	case '{', '}', '[', ']', ':':
		p.out = append(p.out, c)
		p.pos++
		return nil
	case '\'', '"':
		return p.str()
	case 'u', 'U':
		if p.pos+1 == len(p.in) {
			return lost(codec.Truncated, len(p.in), "report")
		}
		if q := p.in[p.pos+1]; q == '\'' || q == '"' {
			p.pos++
			return p.str()
		}
	}
	if isDigit(c) || c == '-' || c == '.' {
		p.number()
		return nil
	}
	for _, w := range [][2]string{{"None", "null"}, {"True", "true"}, {"False", "false"}} {
		rest := p.in[p.pos:min(p.pos+len(w[0]), len(p.in))]
		switch {
		case string(rest) == w[0]:
			p.out = append(p.out, w[1]...)
			p.pos += len(rest)
			return nil
		case strings.HasPrefix(w[0], string(rest)):
			return lost(codec.Truncated, len(p.in), "report")
		}
	}
	return lost(codec.Syntax, p.pos, "report")
}

// number copies a number; JSON's grammar is checked later. Python 2 writes an L
// behind a long integer.
func (p *python) number() {
	for p.pos < len(p.in) {
		c := p.in[p.pos]
		if c == 'L' {
			p.pos++
			return
		}
		if !isDigit(c) && c != '-' && c != '+' && c != '.' && c != 'e' && c != 'E' {
			return
		}
		p.out = append(p.out, c)
		p.pos++
	}
}

// str reads a string in quotes and writes it as a JSON one.
func (p *python) str() error {
	quote, start := p.in[p.pos], p.pos
	p.pos++
	var text []byte
	for {
		if p.pos >= len(p.in) {
			return lost(codec.Truncated, len(p.in), "report")
		}
		c := p.in[p.pos]
		switch {
		case c == quote:
			p.pos++
			if !utf8.Valid(text) {
				return lost(codec.Encoding, start, "report")
			}
			p.out = appendQuoted(p.out, string(text))
			return nil
		case c == '\n':
			return lost(codec.Syntax, p.pos, "report")
		case c == '\\':
			var err error
			if text, err = p.escape(text); err != nil {
				return err
			}
		default:
			text = append(text, c)
			p.pos++
		}
	}
}

// escape reads one escape of a unicode string.
func (p *python) escape(text []byte) ([]byte, error) {
	at := p.pos
	if at+1 >= len(p.in) {
		return nil, lost(codec.Truncated, len(p.in), "report")
	}
	c := p.in[at+1]
	p.pos += 2
	digits := 0
	switch c {
	case '\\', '\'', '"':
		return append(text, c), nil
	case 'n':
		return append(text, '\n'), nil
	case 'r':
		return append(text, '\r'), nil
	case 't':
		return append(text, '\t'), nil
	case 'x':
		digits = 2
	case 'u':
		digits = 4
	case 'U':
		digits = 8
	default:
		return nil, lost(codec.Syntax, at, "report")
	}
	if p.pos+digits > len(p.in) {
		return nil, lost(codec.Truncated, len(p.in), "report")
	}
	n, err := strconv.ParseUint(string(p.in[p.pos:p.pos+digits]), 16, 32)
	if err != nil {
		return nil, lost(codec.Syntax, at, "report")
	}
	if !utf8.ValidRune(rune(n)) {
		return nil, lost(codec.Encoding, at, "report")
	}
	p.pos += digits
	return utf8.AppendRune(text, rune(n)), nil
}
