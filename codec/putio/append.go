package putio

import (
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"enginespec/codec"
)

// writer appends JSON with a sticky error: the first field that cannot be
// written. The error has no offset, for there is no input.
type writer struct {
	b   []byte
	err error
}

// fail keeps the first error.
func (w *writer) fail(code codec.Code, field string) {
	if w.err == nil {
		w.err = &codec.Error{Code: code, Field: field}
	}
}

// finish returns what was written, or dst if it could not be.
func (w *writer) finish(dst []byte) ([]byte, error) {
	if w.err != nil {
		return dst, w.err
	}
	return w.b, nil
}

// value writes a field by its type.
func (w *writer) value(field any) {
	switch p := field.(type) {
	case *string:
		w.str(*p)
	case *ID:
		w.quoted(int64(*p), 1<<63-1)
	case *Size:
		w.quoted(int64(*p), 1<<63-1)
	case *bool:
		w.b = strconv.AppendBool(w.b, *p)
	case *Percent:
		w.quoted(int64(*p), 100)
	case *Digit:
		w.quoted(int64(*p), 1<<31-1)
	case *Count:
		w.int(int64(*p))
	case *Flag:
		w.b = append(w.b, '"', digit(bool(*p)), '"')
	case *Switch:
		w.b = append(w.b, digit(bool(*p)))
	case *[]string:
		w.strings(*p)
	case record:
		p.append(w)
	default:
		w.pointer(field)
	}
}

// pointer writes a field that may be null.
func (w *writer) pointer(field any) {
	var v any
	switch p := field.(type) {
	case **string:
		if *p != nil {
			v = *p
		}
	case **bool:
		if *p != nil {
			v = *p
		}
	case **ID:
		if *p != nil {
			v = *p
		}
	case **Count:
		if *p != nil {
			v = *p
		}
	case **Size:
		if *p != nil {
			v = *p
		}
	case **Switch:
		if *p != nil {
			v = *p
		}
	case **Date:
		if *p != nil {
			v = *p
		}
	case **Filters:
		if *p != nil {
			v = *p
		}
	default:
		w.fail(codec.Unknown, "table")
		return
	}
	if v == nil {
		w.null()
		return
	}
	w.value(v)
}

func (w *writer) null() { w.b = append(w.b, "null"...) }

func digit(v bool) byte {
	if v {
		return '1'
	}
	return '0'
}

// quoted writes a decimal string from 0 to max.
func (w *writer) quoted(v, max int64) {
	if v < 0 || v > max {
		w.fail(codec.Range, "number")
		return
	}
	w.b = append(w.b, '"')
	w.b = strconv.AppendInt(w.b, v, 10)
	w.b = append(w.b, '"')
}

func (w *writer) int(v int64) {
	if v < 0 {
		w.fail(codec.Range, "number")
		return
	}
	w.b = strconv.AppendInt(w.b, v, 10)
}

// str writes a string.
func (w *writer) str(s string) { w.b = w.quote(w.b, s) }

// quote appends a string; text that needs no escape, which is nearly all, is copied.
func (w *writer) quote(b []byte, s string) []byte {
	if asItIs(s) {
		b = append(b, '"')
		b = append(b, s...)
		return append(b, '"')
	}
	if !utf8.ValidString(s) {
		w.fail(codec.Encoding, "string")
		return append(b, `""`...)
	}
	b, _ = jsontext.AppendQuote(b, s)
	return b
}

// asItIs reports whether s is UTF-8 without control characters, quote and backslash. It
// looks at eight bytes at a time: of x-n, what is not in x, the top bit is set where a
// byte is below n, and so where one of x^c is zero.
func asItIs(s string) bool {
	const (
		ones  = 0x0101010101010101
		highs = 0x8080808080808080
	)
	all, seen := s, uint64(0)
	for ; len(s) >= 8; s = s[8:] {
		x := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		q, e := x^ones*'"', x^ones*'\\'
		if ((x-ones*0x20)&^x|(q-ones)&^q|(e-ones)&^e)&highs != 0 {
			return false
		}
		seen |= x
	}
	for i := range len(s) {
		c := s[i]
		if c < 0x20 || c == '"' || c == '\\' {
			return false
		}
		seen |= uint64(c)
	}
	return seen&highs == 0 || utf8.ValidString(all)
}

func appendList[T any, P interface {
	*T
	record
}](w *writer, from []T) {
	w.b = append(w.b, '[')
	for i := range from {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		P(&from[i]).append(w)
	}
	w.b = append(w.b, ']')
}
