package codec

import (
	"fmt"
	"strings"
)

// Code is the kind of a decoding or encoding error. It is itself an error, so
// that errors.Is(err, codec.Truncated) works on whatever a codec returns.
type Code uint8

// The codes, one for each way in which input can be wrong.
const (
	_            Code = iota
	Truncated         // the input ends inside a message
	Syntax            // a byte that the grammar does not allow here
	Range             // a well-formed number or word outside its range
	NonCanonical      // a tolerable departure from the grammar; Error.Rule names it
	Order             // keys or fields in an order that is not allowed
	Duplicate         // a key or field given twice
	Limit             // longer or larger than a limit in Options.Limits
	Depth             // nested deeper than Limits.Depth
	Trailing          // bytes behind the end of a complete message
	Unknown           // a word, type or method that the grammar does not name
	Encoding          // text that is not valid in its encoding (percent, base64, UTF-8, JSON)
	Missing           // a required field or key is absent
)

var codeNames = [...]string{
	Truncated: "truncated", Syntax: "syntax", Range: "range", NonCanonical: "noncanonical",
	Order: "order", Duplicate: "duplicate", Limit: "limit", Depth: "depth",
	Trailing: "trailing", Unknown: "unknown", Encoding: "encoding", Missing: "missing",
}

// String returns the code's stable name, as the corpus and JSON output write it.
func (c Code) String() string {
	if c == 0 || int(c) >= len(codeNames) {
		return fmt.Sprintf("code(%d)", uint8(c))
	}
	return codeNames[c]
}

// Error makes a Code an error.
func (c Code) Error() string { return c.String() }

// ParseCode returns the Code of a stable name.
func ParseCode(name string) (Code, bool) {
	for c, n := range codeNames {
		if n == name && n != "" {
			return Code(c), true
		}
	}
	return 0, false
}

// MarshalText writes the stable name.
func (c Code) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads a stable name.
func (c *Code) UnmarshalText(b []byte) error {
	v, ok := ParseCode(string(b))
	if !ok {
		return fmt.Errorf("no error code is called %q", b)
	}
	*c = v
	return nil
}

// Error is the one error type of all codecs. It never repeats the input: READY,
// AUTH and api_secret carry secrets, and errors end in logs.
type Error struct {
	Code   Code   // what is wrong
	Offset int64  // where: bytes from the start of the input given to the decoder
	Field  string // in which field or production, in the protocol's own words
	Limit  int64  // the limit that was passed, for Limit and Depth
	Rule   *Rule  // the rule that would accept it, for NonCanonical
}

// Error says what is wrong, where, and what to do about it when that is known.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Field != "" {
		b.WriteString(e.Field)
		b.WriteString(": ")
	}
	fmt.Fprintf(&b, "%s at byte %d", e.Code, e.Offset)
	if e.Limit != 0 {
		fmt.Fprintf(&b, ", limit %d", e.Limit)
	}
	if e.Rule != nil {
		fmt.Fprintf(&b, " (%s; accept %s to read it)", e.Rule.Text, e.Rule.Name)
	}
	return b.String()
}

// Unwrap returns the Code, for errors.Is.
func (e *Error) Unwrap() error { return e.Code }
