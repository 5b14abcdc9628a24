package bencode

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"

	"enginespec/codec"
)

// Value is one whole bencode value as it stands on the wire: what a reader keeps
// of what it does not know. It may alias the input.
//
// In JSON an integer is a number, a string is a string, or {"hex": "..."} when it
// is not UTF-8, a list is an array, and a dictionary is an object with its keys in
// the order of the wire, or {"dict": [[key, value], ...]} where an object could
// not hold it. Reading it back gives the same bytes, apart from departures such as
// leading zeros.
type Value []byte

// Kind is the kind of the value.
func (v Value) Kind() Kind {
	c := Cursor{b: v}
	return c.Peek()
}

// Clone returns a copy that does not alias the input. Nil stays nil.
func (v Value) Clone() Value { return bytes.Clone(v) }

// String returns the value in the notation of the protocol's document:
// "text", 12, ("a", 1), {"k": 2}.
func (v Value) String() string { return string(v.AppendText(nil)) }

// AppendText appends what String returns.
func (v Value) AppendText(dst []byte) []byte {
	var c Cursor
	v.open(&c)
	dst = appendText(dst, &c)
	if c.End() != nil {
		dst = append(dst, "?!"...)
	}
	return dst
}

// MarshalJSON writes the JSON that the type's comment describes.
func (v Value) MarshalJSON() ([]byte, error) {
	var c Cursor
	v.open(&c)
	dst := appendJSON(nil, &c)
	return dst, c.End()
}

// open makes c read v, which was checked when it was taken, or will be written.
func (v Value) open(c *Cursor) {
	c.Reset(v, 0, &passed, &passedGrammar)
	c.plain = true
}

func appendText(dst []byte, c *Cursor) []byte {
	switch c.Peek() {
	case Int:
		return strconv.AppendInt(dst, c.Int(), 10)
	case List:
		dst = append(dst, '(')
		c.EnterList()
		for n := 0; c.More(); n++ {
			if n > 0 {
				dst = append(dst, ", "...)
			}
			dst = appendText(dst, c)
		}
		dst = append(dst, ')')
	case Dict:
		dst = append(dst, '{')
		c.EnterDict()
		for n := 0; c.More(); n++ {
			if n > 0 {
				dst = append(dst, ", "...)
			}
			dst = appendQuoted(dst, c.Key())
			dst = append(dst, ": "...)
			dst = appendText(dst, c)
		}
		dst = append(dst, '}')
	default:
		return appendQuoted(dst, c.Bytes())
	}
	c.Leave()
	return dst
}

// appendQuoted keeps to one line whatever the bytes are.
func appendQuoted(dst, s []byte) []byte { return strconv.AppendQuote(dst, string(s)) }

func appendJSON(dst []byte, c *Cursor) []byte {
	switch c.Peek() {
	case Int:
		return strconv.AppendInt(dst, c.Int(), 10)
	case List:
		dst = append(dst, '[')
		c.EnterList()
		for n := 0; c.More(); n++ {
			if n > 0 {
				dst = append(dst, ',')
			}
			dst = appendJSON(dst, c)
		}
		c.Leave()
		return append(dst, ']')
	case Dict:
		return appendObject(dst, c)
	}
	b, _ := codec.Bytes(c.Bytes()).MarshalJSON()
	return append(dst, b...)
}

func appendObject(dst []byte, c *Cursor) []byte {
	start := len(dst)
	seen := map[string]bool{}
	plain := true
	var pairs []byte
	dst = append(dst, '{')
	c.EnterDict()
	for n := 0; c.More(); n++ {
		k := c.Key()
		plain = plain && utf8.Valid(k) && !seen[string(k)]
		seen[string(k)] = true
		if n > 0 {
			dst, pairs = append(dst, ','), append(pairs, ',')
		}
		name, _ := codec.Bytes(k).MarshalJSON()
		value := appendJSON(nil, c)
		dst = append(append(append(dst, name...), ':'), value...)
		pairs = append(append(append(append(append(pairs, '['), name...), ','), value...), ']')
	}
	c.Leave()
	if plain && !(len(seen) == 1 && (seen["hex"] || seen["dict"])) {
		return append(dst, '}')
	}
	dst = append(dst[:start], `{"dict":[`...)
	return append(append(dst, pairs...), "]}"...)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (v *Value) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	b, err := valueOf(nil, d, 0)
	if err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("expected one JSON value")
	}
	*v = b
	return nil
}

func valueOf(dst []byte, d *json.Decoder, depth int) ([]byte, error) {
	if depth > MaxDepth {
		return nil, &codec.Error{Code: codec.Depth, Offset: d.InputOffset(), Limit: MaxDepth}
	}
	tok, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := tok.(type) {
	case json.Number:
		n, err := strconv.ParseInt(t.String(), 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%s is not an integer of 64 bits", t)
		}
		return AppendInt(dst, n), nil
	case string:
		return AppendString(dst, t), nil
	case json.Delim:
		if t == '[' {
			dst = BeginList(dst)
			for d.More() {
				if dst, err = valueOf(dst, d, depth+1); err != nil {
					return nil, err
				}
			}
			_, err = d.Token()
			return End(dst), err
		}
		return objectOf(dst, d, depth)
	}
	return nil, fmt.Errorf("bencode has no %v: expected an integer, a string, an array or an object", tok)
}

func objectOf(dst []byte, d *json.Decoder, depth int) ([]byte, error) {
	start, n, only := len(dst), 0, ""
	dst = BeginDict(dst)
	value := 0
	for d.More() {
		tok, err := d.Token()
		if err != nil {
			return nil, err
		}
		only, _ = tok.(string)
		dst = AppendString(dst, only)
		value = len(dst)
		if dst, err = valueOf(dst, d, depth+1); err != nil {
			return nil, err
		}
		n++
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if n != 1 || only != "hex" && only != "dict" {
		return End(dst), nil
	}
	var c Cursor
	Value(bytes.Clone(dst[value:])).open(&c)
	dst = dst[:start]
	if only == "hex" {
		s, err := hex.DecodeString(c.Text())
		if err != nil || c.End() != nil {
			return nil, fmt.Errorf(`"hex" is not a string of hex digits`)
		}
		return AppendBytes(dst, s), nil
	}
	dst = BeginDict(dst)
	for c.EnterList(); c.More(); c.Leave() {
		c.EnterList()
		c.More()
		dst = AppendBytes(dst, c.Bytes())
		c.More()
		dst = append(dst, c.Raw()...)
	}
	c.Leave()
	if c.End() != nil {
		return nil, fmt.Errorf(`"dict" is not an array of [key, value]`)
	}
	return End(dst), nil
}
