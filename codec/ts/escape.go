package ts

const upperHex = "0123456789ABCDEF"

// plain reports whether c stands for itself in a percent-encoded value. It is what
// Python's quote leaves alone, so that what an engine writes comes out the same.
func plain(c byte) bool {
	switch c {
	case '-', '.', '_', '~', '/':
		return true
	}
	return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// AppendEscape appends text percent-encoded, with upper-case hex digits: all but
// letters, digits and -._~/ is encoded.
func AppendEscape[T ~string | ~[]byte](dst []byte, text T) []byte {
	for i := range len(text) {
		if c := text[i]; plain(c) {
			dst = append(dst, c)
		} else {
			dst = append(dst, '%', upperHex[c>>4], upperHex[c&15])
		}
	}
	return dst
}

// Escape returns text percent-encoded, as values and file names travel.
func Escape(text string) string { return string(AppendEscape(nil, text)) }

// AppendUnescape appends the percent-decoded value. A % without two hex digits
// stands for itself. With form, a + is a space, as OFF and GO read it.
func AppendUnescape[T ~string | ~[]byte](dst []byte, value T, form bool) []byte {
	for i := 0; i < len(value); i++ {
		c := value[i]
		switch {
		case c == '%' && i+2 < len(value) && isHex(value[i+1]) && isHex(value[i+2]):
			c = unhex(value[i+1])<<4 | unhex(value[i+2])
			i += 2
		case c == '+' && form:
			c = ' '
		}
		dst = append(dst, c)
	}
	return dst
}

// Unescape returns the percent-decoded value; a + stays a plus.
func Unescape(value string) string { return string(AppendUnescape(nil, value, false)) }

func unhex(c byte) byte {
	if isDigit(c) {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}
