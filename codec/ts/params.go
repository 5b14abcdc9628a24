package ts

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"enginespec/codec"
)

// Param is one key=value of a line. Value is percent-encoded, as on the wire.
type Param struct {
	Key, Value codec.Bytes

	form bool // read under FormDecoding: + is a space
}

// Params are the key=value tokens of a line in their order. No key is there twice.
// In JSON they are an object that keeps the order.
type Params []Param

// Pairs returns Params of keys and plain values, in turn: Pairs("version", "4").
// The values are percent-encoded. A last key without a value gets an empty one.
func Pairs(kv ...string) Params {
	p := make(Params, 0, (len(kv)+1)/2)
	for i := 0; i < len(kv); i += 2 {
		v := ""
		if i+1 < len(kv) {
			v = kv[i+1]
		}
		p = append(p, Param{Key: codec.Bytes(kv[i]), Value: AppendEscape(nil, v)})
	}
	return p
}

// Get returns the value of a key as on the wire, a view, and whether it is there.
func (p Params) Get(key string) (codec.Bytes, bool) {
	for i := range p {
		if string(p[i].Key) == key {
			return p[i].Value, true
		}
	}
	return nil, false
}

// Text returns the percent-decoded value of a key, empty if it is not there.
func (p Params) Text(key string) string {
	for i := range p {
		if string(p[i].Key) == key {
			return string(AppendUnescape(nil, p[i].Value, p[i].form))
		}
	}
	return ""
}

// Int returns the value of a key as an integer, and whether it is one.
func (p Params) Int(key string) (int64, bool) {
	w, _ := p.Get(key)
	v, j, ok := digits(w, 0)
	return v, ok && j == len(w) && j > 0
}

// With returns p with key set to a plain value, which it percent-encodes: in its
// place if the key is there, at the end if not. It may change p's own array.
func (p Params) With(key, value string) Params {
	v := codec.Bytes(AppendEscape(nil, value))
	for i := range p {
		if string(p[i].Key) == key {
			p[i] = Param{Key: p[i].Key, Value: v}
			return p
		}
	}
	return append(p, Param{Key: codec.Bytes(key), Value: v})
}

// Without returns p less a key. It may change p's own array.
func (p Params) Without(key string) Params {
	return slices.DeleteFunc(p, func(x Param) bool { return string(x.Key) == key })
}

// Clone returns a copy that does not alias the line.
func (p Params) Clone() Params {
	c := slices.Clone(p)
	for i := range c {
		c[i].Key, c[i].Value = c[i].Key.Clone(), c[i].Value.Clone()
	}
	return c
}

// MarshalJSON writes an object with the keys in their order.
func (p Params) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i := range p {
		if i > 0 {
			b = append(b, ',')
		}
		for k, part := range [2]any{p[i].Key.String(), p[i].Value} {
			j, err := json.Marshal(part)
			if err != nil {
				return nil, err
			}
			if b = append(b, j...); k == 0 {
				b = append(b, ':')
			}
		}
	}
	return append(b, '}'), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (p *Params) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	t, err := d.Token()
	if err != nil {
		return err
	}
	*p = (*p)[:0]
	if t == nil {
		return nil
	}
	if t != json.Delim('{') {
		return fmt.Errorf("params: expected an object of key and value")
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		var v codec.Bytes
		if err := d.Decode(&v); err != nil {
			return fmt.Errorf("params: %v: %w", key, err)
		}
		*p = append(*p, Param{Key: codec.Bytes(key.(string)), Value: v})
	}
	return nil
}

func (p Params) size() int {
	n := 0
	for i := range p {
		n += len(p[i].Key) + len(p[i].Value) + 2
	}
	return n
}

// params appends all of p.
func (l *lineBuf) params(p Params) {
	for i := range p {
		if bytes.IndexByte(p[i].Key, '=') >= 0 {
			l.fail(codec.Syntax, "key")
		}
		l.token(p[i].Key, "key")
		l.b = append(l.b, '=')
		l.glue(p[i].Value, "value")
	}
}

// A keyset says which keys a message knows, and which of them are integers.
type keyset struct {
	known []string
	ints  []string
	open  bool // any key is good
}

// params reads the rest of the line as key=value tokens into p[:0].
func (s *scan) params(p Params, ks *keyset) Params {
	p = p[:0]
	for s.more() {
		at := s.i
		w := s.here()
		p = s.param(p, w, at, ks)
	}
	return p
}

// param reads the token w, found at an offset, as key=value.
func (s *scan) param(p Params, w []byte, at int, ks *keyset) Params {
	if limit := itemLimit(s.o, DefaultKeys); len(p) >= limit {
		s.limit(limit, at, "params")
		return p
	}
	e := bytes.IndexByte(w, '=')
	if e <= 0 {
		s.fail(codec.Syntax, at+max(e, 0), "key=value")
		return p
	}
	key := w[:e:e]
	for k, c := range key {
		if c-0x21 > 0x7e-0x21 {
			s.fail(codec.Syntax, at+k, "key")
			return p
		}
	}
	for i := range p {
		if bytes.Equal(p[i].Key, key) {
			s.fail(codec.Duplicate, at, "key")
			return p
		}
	}
	if !ks.open && !slices.Contains(ks.known, string(key)) && !s.allow(UnknownKey, at, "key") {
		return p
	}
	x := Param{Key: key, Value: w[e+1:]}
	x.form = s.value(x.Value, at+e+1, "value")
	if slices.Contains(ks.ints, string(key)) {
		s.number(x.Value, at+e+1, "value")
	}
	return append(p, x)
}

// value checks a percent-encoded value, and reports whether it is to be read as a
// form: a + is a space.
func (s *scan) value(v []byte, at int, field string) (form bool) {
	var equals, odd, percent bool
	for k := unmarked(v, 0); k < len(v); k = unmarked(v, k+1) {
		switch c := v[k]; {
		case c == '=':
			equals = equals || s.allow(RawEquals, at+k, field)
		case c == '%':
			if k+2 >= len(v) || !isHex(v[k+1]) || !isHex(v[k+2]) {
				percent = percent || s.allow(BarePercent, at+k, field)
			}
		case c == '+':
			form = form || s.o.Allow(FormDecoding, at+k)
		case c >= 0x80:
			odd = odd || s.allow(Unescaped, at+k, field)
		case c <= ' ' || c == 0x7f:
			s.fail(codec.Syntax, at+k, field)
		}
		if s.err != nil {
			return false
		}
	}
	return form
}
