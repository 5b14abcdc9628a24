package putio

import (
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"enginespec/codec"
)

// ID names an item, transfer, message, subscription or user: 0 to 2^63-1, a
// decimal string on the wire. Requests may also send a number (PUTIO-032). 0 is
// the root folder.
type ID int64

// String returns the decimal digits.
func (id ID) String() string { return strconv.FormatInt(int64(id), 10) }

// Size is a number of bytes, 0 to 2^63-1, a decimal string on the wire.
type Size int64

// Percent is 0 to 100, a decimal string on the wire.
type Percent int

// Digit is a small code of a message (importance, file_type, channel), 0 to
// 2^31-1, a decimal string on the wire.
type Digit int

// Flag is "0" or "1" on the wire.
type Flag bool

// Count is 0 to 2^63-1, a JSON number on the wire.
type Count int64

// Switch is the number 0 or 1 on the wire.
type Switch bool

// parseNum reads 0 or digits without a leading zero, up to max.
func parseNum(b []byte, max int64) (int64, codec.Code) {
	if len(b) == 0 || b[0] == '0' && len(b) > 1 {
		return 0, codec.Syntax
	}
	var v uint64
	for i, c := range b {
		if c < '0' || c > '9' {
			if i == 0 && c == '-' && len(b) > 1 {
				return 0, codec.Range
			}
			return 0, codec.Syntax
		}
		if v > (1<<63)/10 {
			return 0, codec.Range
		}
		v = v*10 + uint64(c-'0')
	}
	if v > uint64(max) {
		return 0, codec.Range
	}
	return int64(v), 0
}

// num reads a number up to max. The strict form is a decimal string if quoted,
// else a JSON number; the other form is rule r, but the same in a request.
func (s *scanner) num(quoted bool, max int64, r *codec.Rule) int64 {
	raw := s.scalar()
	if raw == nil {
		return 0
	}
	off := s.offset() - int64(len(raw))
	digits := []byte(raw)
	switch raw.Kind() {
	case jsontext.KindString:
		digits = digits[1 : len(digits)-1]
		if !quoted && !s.request && !s.tolerate(r, off, "") {
			return 0
		}
	case jsontext.KindNumber:
		if quoted && !s.request && !s.tolerate(r, off, "") {
			return 0
		}
	case jsontext.KindNull:
		s.tolerate(NullMember, off, "")
		return 0
	default:
		s.fail(codec.Syntax, off, "")
		return 0
	}
	v, code := parseNum(digits, max)
	if code != 0 {
		s.fail(code, off, "")
	}
	return v
}

// flag reads 0 or 1; a boolean, or the other of number and string, is LooseBool.
func (s *scanner) flag(quoted bool) bool {
	raw := s.scalar()
	off := s.offset() - int64(len(raw))
	switch string(raw) {
	case "":
		return false
	case `"0"`, `"1"`:
		if quoted {
			return raw[1] == '1'
		}
	case `0`, `1`:
		if !quoted {
			return raw[0] == '1'
		}
	}
	return s.tolerate(LooseBool, off, "") && isTrue(raw)
}

// isTrue is reading 9: true, 1, "1" and "true" are true, all else is false.
func isTrue(raw []byte) bool {
	switch string(raw) {
	case `true`, `1`, `"1"`, `"true"`:
		return true
	}
	return false
}

// boolean reads true or false; other ways to say it are LooseBool.
func (s *scanner) boolean() bool {
	raw := s.scalar()
	switch raw.Kind() {
	case jsontext.KindTrue:
		return true
	case jsontext.KindFalse, 0:
		return false
	}
	return s.tolerate(LooseBool, s.offset()-int64(len(raw)), "") && isTrue(raw)
}
