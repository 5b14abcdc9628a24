package ts

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"enginespec/codec"
)

// The nesting that JSON may have.
const (
	DefaultDepth = 16 // unless Limits.Depth says otherwise
	maxDepth     = 64 // the most that Limits.Depth can ask for
)

// jsonScan walks over JSON in a line. It never recurses, and its first error sticks.
// It takes any white space; a line break needs SplitLoadResp.
type jsonScan struct {
	scan
	base int  // the offset of b in the line
	cut  bool // a line break has been allowed
}

func scanner(w []byte, at int, o *codec.Options) jsonScan {
	return jsonScan{scan: scan{b: w, o: o}, base: at}
}

// bad fails at s.i: Truncated at the end, Syntax before it.
func (j *jsonScan) bad(field string) {
	if j.i >= len(j.b) {
		j.failAt(codec.Truncated, j.i, field)
	} else {
		j.failAt(codec.Syntax, j.i, field)
	}
}

// failAt is scan.fail for an index of b.
func (j *jsonScan) failAt(c codec.Code, i int, field string) { j.scan.fail(c, j.base+i, field) }

func (j *jsonScan) space() {
	if j.i < len(j.b) && j.b[j.i] <= ' ' {
		j.spaces()
	}
}

func (j *jsonScan) spaces() {
	for j.i < len(j.b) {
		switch j.b[j.i] {
		case ' ', '\t':
		case '\r', '\n':
			if !j.cut && !j.allow(SplitLoadResp, j.base+j.i, "json") {
				return
			}
			j.cut = true
		default:
			return
		}
		j.i++
	}
}

// peek returns the next byte, 0 at the end.
func (j *jsonScan) peek() byte {
	if j.err == nil && j.i < len(j.b) {
		return j.b[j.i]
	}
	return 0
}

// mark expects one byte, between spaces, and returns its offset in the line.
func (j *jsonScan) mark(c byte, field string) int {
	j.space()
	at := j.i
	if j.peek() != c {
		j.bad(field)
		return j.base + at
	}
	j.i++
	j.space()
	return j.base + at
}

// next moves to the element behind n others, up to a closing byte. comma, if not
// nil, is a rule for elements without a comma between.
func (j *jsonScan) next(end byte, n int, comma *codec.Rule) bool {
	j.space()
	switch c := j.peek(); {
	case j.err != nil:
		return false
	case c == end:
		j.i++
		return false
	case n == 0:
		return true
	case c == ',':
		j.i++
		if j.space(); j.peek() == end {
			j.bad("json")
		}
	case comma == nil || c == 0:
		j.bad("json")
	default:
		j.allow(comma, j.base+j.i, "json")
	}
	return j.err == nil
}

// end expects nothing more.
func (j *jsonScan) end() {
	if j.space(); j.i < len(j.b) {
		j.failAt(codec.Trailing, j.i, "json")
	}
}

// number reads an integer, which a rule allows to be in quotes.
func (j *jsonScan) number(field string) int64 {
	j.space()
	quoted := j.peek() == '"' && j.allow(QuotedNumber, j.base+j.i, field)
	if quoted {
		j.i++
	}
	neg := j.peek() == '-'
	if neg {
		j.i++
	}
	if j.err != nil {
		return 0
	}
	v, next, ok := digits(j.b, j.i)
	switch {
	case !ok:
		j.failAt(codec.Range, j.i, field)
	case next == j.i:
		j.bad(field)
	case j.b[j.i] == '0' && next > j.i+1:
		j.allow(LeadingZero, j.base+j.i, field)
	}
	if j.err != nil {
		return 0
	}
	if j.i = next; quoted {
		if j.peek() != '"' {
			j.bad(field)
		} else {
			j.i++
		}
	} else if c := j.peek(); c == '.' || c|0x20 == 'e' {
		j.bad(field)
	}
	if neg {
		v = -v
	}
	return v
}

// string reads a string: a view if it has no escapes.
func (j *jsonScan) string(field string) []byte {
	raw, escaped := j.rawString(field)
	if !escaped || j.err != nil {
		return raw
	}
	return unescapeJSON(make([]byte, 0, len(raw)), raw)
}

// rawString reads a string and checks it. It returns what is between the quotes.
func (j *jsonScan) rawString(field string) (raw []byte, escaped bool) {
	j.space()
	if j.peek() != '"' {
		j.bad(field)
		return nil, false
	}
	j.i++
	start, ascii := j.i, true
	j.i += plainJSON(j.b[j.i:])
	for j.i < len(j.b) {
		switch c := j.b[j.i]; {
		case c == '"':
			raw = j.b[start:j.i:j.i]
			j.i++
			if !ascii {
				if k := invalidUTF8(raw); k >= 0 {
					j.allow(NotUTF8, j.base+start+k, field)
				}
			}
			return raw, escaped
		case c == '\\':
			escaped = true
			if j.escape(field); j.err != nil {
				return nil, false
			}
			continue
		case c < ' ':
			j.bad(field)
			return nil, false
		case c >= 0x80:
			ascii = false
		}
		j.i++
	}
	j.bad(field)
	return nil, false
}

// escape checks one escape and moves behind it.
func (j *jsonScan) escape(field string) {
	j.i++
	switch c := j.peek(); c {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		j.i++
	case 'u':
		for range 4 {
			if j.i++; !isHex(j.peek()) {
				j.bad(field)
				return
			}
		}
		j.i++
	default:
		j.bad(field)
	}
}

// unescapeJSON appends the text of a checked string.
func unescapeJSON(dst, raw []byte) []byte {
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			dst = append(dst, raw[i])
			continue
		}
		i++
		switch c := raw[i]; c {
		case 'u':
			r := unhex4(raw[i+1:])
			i += 4
			if utf16.IsSurrogate(r) && i+6 < len(raw) && raw[i+1] == '\\' && raw[i+2] == 'u' {
				if pair := utf16.DecodeRune(r, unhex4(raw[i+3:])); pair != utf8.RuneError {
					r = pair
					i += 6
				}
			}
			dst = utf8.AppendRune(dst, r)
		default:
			dst = append(dst, plainEscape(c))
		}
	}
	return dst
}

func unhex4(b []byte) rune {
	return rune(unhex(b[0]))<<12 | rune(unhex(b[1]))<<8 | rune(unhex(b[2]))<<4 | rune(unhex(b[3]))
}

func plainEscape(c byte) byte {
	switch c {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
}

// appendString appends a JSON string, as Python writes it: all but ASCII is escaped.
// Bytes that are not UTF-8 stay as they are.
func appendString(dst, text []byte) []byte {
	dst = append(dst, '"')
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case c == '"' || c == '\\':
				dst = append(dst, '\\', c)
			case c < ' ':
				dst = append(dst, '\\', 'u', '0', '0', hexDigit(c>>4), hexDigit(c&15))
			default:
				dst = append(dst, c)
			}
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			dst = append(dst, c)
		case r > 0xffff:
			hi, lo := utf16.EncodeRune(r)
			dst = appendUnicode(appendUnicode(dst, hi), lo)
		default:
			dst = appendUnicode(dst, r)
		}
		i += n
	}
	return append(dst, '"')
}

func appendUnicode(dst []byte, r rune) []byte {
	return append(dst, '\\', 'u', hexDigit(byte(r>>12)), hexDigit(byte(r>>8&15)), hexDigit(byte(r>>4&15)), hexDigit(byte(r&15)))
}

func hexDigit(c byte) byte { return strconv.FormatUint(uint64(c), 16)[0] }
