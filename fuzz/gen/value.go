package gen

import (
	"net/netip"
	"reflect"

	"enginespec/codec/ipc/bencode"
)

// texts are values for fields that hold text: of those that programs write, and of those
// that they stumble over.
var texts = []string{
	"", "0", "1", "a", "7", "name", "a b", "-1", "00", "1.5", "100", "127.0.0.1:6881", "http://127.0.0.1:6878/content/a/0.1", "0123456789abcdef0123456789ABCDEF01234567",
	"100%", "a=b&c=d", "a,b;c|d", "\u00e9", "\u0444\u0438\u043b\u044c\u043c", "\"quoted\"", "back\\slash", "tab\there", "a\rb", "a\nb", "\x00", "\xff\xfe", " lead", "trail ",
	"18446744073709551616", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	"{}", "[]", "i0e", "<b>", "../..", "%41", "+", "'", "\u2028", "\U0001f600", "\x7f", "\xc3", "null",
}

var rawBencode = []string{"i0e", "le", "de", "4:spam", "i-3e", "l4:spami-3ee", "d1:ai1ee", "i-0e", "i01e", "d1:bi1e1:ai2ee", "l", "99:a"}

var rawJSON = []string{`0`, `""`, `null`, `true`, `{}`, `[]`, `{"a":[1,2.5e3,"\u00e9"]}`, `-0`, `[[[[1]]]]`, `{"a":1,"a":2}`, `"\ud800"`, `01`, `{`}

var (
	bencodeValue = reflect.TypeFor[bencode.Value]()
	address      = reflect.TypeFor[netip.Addr]()
)

// isJSON reports whether a type holds a piece of JSON as it was written.
func isJSON(t reflect.Type) bool {
	return t.Name() == "Value" && t != bencodeValue || t.Name() == "RawMessage"
}

// assign draws another value for a leaf.
func (g *Grammar) assign(s *Source, v reflect.Value) {
	t := v.Type()
	switch {
	case t == address:
		v.Set(reflect.ValueOf(one(s, []netip.Addr{
			netip.AddrFrom4([4]byte{127, 0, 0, 1}), {}, netip.AddrFrom4([4]byte{byte(s.N(256)), byte(s.N(256)), byte(s.N(256)), byte(s.N(256))}), netip.IPv6Loopback(),
		})))
		return
	case t == bencodeValue:
		v.SetBytes([]byte(one(s, rawBencode)))
		return
	}
	switch t.Kind() {
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n := int64(s.Uint64())
		if s.Chance(4) {
			n = -n
		}
		v.SetInt(n) // narrow types keep the low bits
	case reflect.Uint8:
		v.SetUint(uint64(s.N(24))) // enumerations, mostly
	case reflect.Uint, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(s.Uint64())
	case reflect.Float32, reflect.Float64:
		v.SetFloat(one(s, []float64{0, 1, -1, 0.5, 99.9, 1e300}))
	case reflect.String:
		v.SetString(g.text(s))
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			g.bytes(s, v)
			return
		}
		g.list(s, v)
	}
}

func (g *Grammar) bytes(s *Source, v reflect.Value) {
	switch {
	case isJSON(v.Type()):
		v.SetBytes([]byte(one(s, rawJSON)))
	case s.Chance(8):
		v.SetZero() // absent
	default:
		v.SetBytes([]byte(g.text(s)))
	}
}

// text is a text: of the corpus, of the list, of random letters or of random bytes.
func (g *Grammar) text(s *Source) string {
	switch s.N(8) {
	case 0, 1, 2:
		return one(s, texts)
	case 3, 4, 5:
		return one(s, g.words)
	}
	n := s.N(24)
	b := make([]byte, n)
	any := s.Chance(4)
	for i := range b {
		if b[i] = byte(s.take(8)); !any {
			b[i] = ' ' + b[i]%95
		}
	}
	return string(b)
}

// list makes a list shorter, or longer by elements that it has, or by an empty one.
func (g *Grammar) list(s *Source, v reflect.Value) {
	n := v.Len()
	switch {
	case n > 0 && s.Chance(2):
		v.Set(v.Slice(0, s.N(n)))
	case n > 0 && n < 8:
		v.Set(reflect.Append(v, copied(v.Index(s.N(n)))))
	case n < 8:
		v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
	}
}

// copied is a copy that shares nothing that assign could write to.
func copied(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		p := reflect.New(v.Type().Elem())
		p.Elem().Set(copied(v.Elem()))
		return p
	case reflect.Interface:
		if v.IsNil() {
			return v
		}
		i := reflect.New(v.Type()).Elem()
		i.Set(copied(v.Elem()))
		return i
	case reflect.Slice:
		if v.IsNil() || leaf(v.Type()) {
			return v // assign puts other bytes in their place, and writes into none
		}
		list := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			list.Index(i).Set(copied(v.Index(i)))
		}
		return list
	case reflect.Struct:
		c := reflect.New(v.Type()).Elem()
		c.Set(v)
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && !leaf(f.Type) {
				c.Field(i).Set(copied(v.Field(i)))
			}
		}
		return c
	}
	return v
}

// leaf reports whether values of a type have nothing below them that is shared.
func leaf(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Map, reflect.Array:
		return false
	case reflect.Slice:
		return t.Elem().Kind() == reflect.Uint8
	case reflect.Struct:
		return t == address
	}
	return true
}
