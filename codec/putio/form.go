package putio

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"enginespec/codec"
)

// formFields yields the fields of a form or query: name and value, still encoded.
func formFields(form span, b []byte, yield func(name, value span) error) error {
	for form.off < form.end {
		end := form.end
		if i := bytes.IndexByte(form.of(b), '&'); i >= 0 {
			end = form.off + i
		}
		if end > form.off {
			name, value := span{form.off, end}, span{end, end}
			if i := bytes.IndexByte(name.of(b), '='); i >= 0 {
				name.end = form.off + i
				value.off = name.end + 1
			}
			if err := yield(name, value); err != nil {
				return err
			}
		}
		form.off = end + 1
	}
	return nil
}

// unescape decodes percent-encoding with + for space. bad is the offset of the
// first % without two hex digits behind it, or -1.
func unescape(v []byte) (text []byte, bad int) {
	text = make([]byte, 0, len(v))
	for i := 0; i < len(v); i++ {
		switch c := v[i]; c {
		case '+':
			text = append(text, ' ')
		case '%':
			if i+2 >= len(v) {
				return nil, i
			}
			hi, ok1 := unhex(v[i+1])
			lo, ok2 := unhex(v[i+2])
			if !ok1 || !ok2 {
				return nil, i
			}
			text = append(text, hi<<4|lo)
			i += 2
		default:
			text = append(text, c)
		}
	}
	return text, -1
}

// A trail finds the place in a text of a place in what was decoded from it. It goes
// on from where it was, for errors and rules mostly come in order: thousands of
// them in a long text must not each start at its beginning.
type trail struct {
	text []byte
	step func(text []byte, i int) (bytes int, decoded int64)
	i    int
	n    int64
}

// at returns where the n-th decoded byte begins, or comes from.
func (t *trail) at(n int64) int64 {
	if n < t.n {
		t.i, t.n = 0, 0
	}
	for t.i < len(t.text) {
		bytes, decoded := t.step(t.text, t.i)
		if n < t.n+decoded {
			return int64(t.i)
		}
		t.i, t.n = t.i+bytes, t.n+decoded
	}
	return int64(t.i) + n - t.n
}

// escaped is the step of percent-encoding.
func escaped(v []byte, i int) (bytes int, decoded int64) {
	if v[i] == '%' {
		return min(3, len(v)-i), 1
	}
	return 1, 1
}

// firstRaw returns the offset of the first byte that a sender has to encode, or -1.
func firstRaw(v []byte) int {
	for i, c := range v {
		// What forms leave as it is, and what encodeURIComponent does.
		if !isDigit(c) && (c|0x20 < 'a' || c|0x20 > 'z') && bytes.IndexByte([]byte("+%-_.~!*'()"), c) < 0 {
			return i
		}
	}
	return -1
}

// appendEscaped writes form encoding.
func appendEscaped(dst, text []byte) []byte {
	dst = slices.Grow(dst, 2*len(text))
	const hex = "0123456789ABCDEF"
	for _, c := range text {
		switch {
		case isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '-' || c == '_' || c == '.':
			dst = append(dst, c)
		case c == ' ':
			dst = append(dst, '+')
		default:
			dst = append(dst, '%', hex[c>>4], hex[c&15])
		}
	}
	return dst
}

// latin1 makes UTF-8 of text that is not: each byte from 0x80 is one character.
// bad is the offset of the first wrong byte, or -1 if text is UTF-8 already.
func latin1(text []byte) (fixed []byte, bad int) {
	if utf8.Valid(text) {
		return text, -1
	}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && n == 1 {
			fixed = make([]byte, 0, len(text)+len(text)/8)
			for _, c := range text {
				fixed = utf8.AppendRune(fixed, rune(c))
			}
			return fixed, i
		}
		i += n
	}
	return text, -1
}

// widened is the step of latin1.
func widened(text []byte, i int) (bytes int, decoded int64) {
	if text[i] >= 0x80 {
		return 1, 2
	}
	return 1, 1
}

// syntaxOnly reports whether err says that the text is not JSON, as opposed to
// JSON that is not a request.
func syntaxOnly(err error) bool {
	e, ok := err.(*codec.Error)
	if !ok {
		return false
	}
	switch e.Code {
	case codec.Truncated, codec.Trailing, codec.Encoding, codec.Syntax:
		return true
	}
	return false
}
