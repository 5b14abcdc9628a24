package corpus

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"enginespec/codec"
)

// Format returns the one canonical text of the file: fixed order of keys, a vector
// a block and a key a line, so that a change of one expectation is a change of one
// line. Values keep the order of their keys.
func (f *File) Format() []byte {
	w := writer{}
	w.open("{", "  ")
	w.key("protocol", quote(f.Protocol))
	w.key("family", quote(f.Family))
	w.key("about", quote(f.About))
	w.open(`"vectors": [`, "    ")
	for i := range f.Vectors {
		w.vector(&f.Vectors[i])
	}
	w.close("  ", "]")
	w.close("", "}")
	return append(w.b, '\n')
}

// Format returns the one canonical text of the session: an entry a line.
func (s *Session) Format() []byte {
	w := s.head()
	for _, e := range s.Entries {
		w.item(e.format())
	}
	return append(w.b, sessionTail...)
}

// sessionTail ends the text of a session.
const sessionTail = "\n  ]\n}\n"

// head writes all that stands before the entries.
func (s *Session) head() *writer {
	w := &writer{}
	w.open("{", "  ")
	w.key("id", quote(s.ID))
	w.key("protocol", quote(s.Protocol))
	if s.Version != 0 {
		w.key("version", number(s.Version))
	}
	w.key("engine", quote(s.Engine))
	w.key("controller", quote(s.Controller))
	w.key("note", quote(s.Note))
	if s.Finding != nil {
		w.key("finding", s.Finding.format())
	}
	w.open(`"entries": [`, "    ")
	return w
}

func (e *Entry) format() []byte {
	o := fields{}.add("at", number(e.At.Milliseconds()))
	if e.Conn != 0 {
		o = o.add("conn", number(e.Conn))
	}
	if e.From != 0 {
		o = o.add("from", quote(e.From.String()))
	}
	switch {
	case len(e.Bytes) > 0:
		o = o.add("bytes", octets(e.Bytes))
		if e.Messages != nil {
			list := make([][]byte, len(e.Messages))
			for i, m := range e.Messages {
				list[i] = quote(m)
			}
			o = o.add("messages", array(list))
		}
	case e.Event != "":
		o = o.add("event", quote(string(e.Event)))
	default:
		o = o.add("comment", quote(e.Comment))
	}
	return o.object()
}

func (w *writer) vector(v *Vector) {
	w.open("{", "      ")
	w.key("id", quote(v.ID))
	w.key("from", quote(v.From.String()))
	if v.Version != 0 {
		w.key("version", number(v.Version))
	}
	if l := formatLimits(v.Limits); l != nil {
		w.key("limits", l)
	}
	if v.Before != nil {
		var before [][]byte
		for _, m := range v.Before {
			before = append(before, fields{}.add("from", quote(m.From.String())).add("input", octets(m.Input)).object())
		}
		w.key("before", array(before))
	}
	w.key("input", octets(v.Input))
	w.key("verdict", quote(string(v.Verdict)))
	if v.Verdict != Invalid {
		w.key("kind", quote(v.Kind))
		w.key("value", spaced(v.Value))
	}
	if v.Verdict == NonCanonical && v.Canonical != nil || v.Verdict == Valid && !bytes.Equal(v.Canonical, v.Input) {
		w.key("canonical", octets(v.Canonical))
	}
	if v.Verdict == NonCanonical {
		var uses [][]byte
		for _, u := range v.Rules {
			uses = append(uses, fields{}.add("rule", quote(u.Rule)).add("offset", number(u.Offset)).object())
		}
		w.key("rules", array(uses))
		if v.Mode {
			w.key("mode", []byte("true"))
		}
	}
	if e := v.Error; e != nil {
		o := fields{}.add("code", quote(e.Code.String())).add("offset", number(e.Offset))
		if e.Field != "" {
			o = o.add("field", quote(e.Field))
		}
		w.key("error", o.object())
	}
	var ids [][]byte
	for _, id := range v.Clauses {
		ids = append(ids, quote(id))
	}
	w.key("clauses", array(ids))
	w.key("note", quote(v.Note))
	w.close("    ", "}")
}

func formatLimits(l codec.Limits) []byte {
	var o fields
	for _, f := range []struct {
		name string
		n    int
	}{{"message", l.Message}, {"string", l.String}, {"items", l.Items}, {"depth", l.Depth}} {
		if f.n != 0 {
			o = o.add(f.name, number(f.n))
		}
	}
	if o == nil {
		return nil
	}
	return o.object()
}

// writer writes nested blocks, one item a line.
type writer struct {
	b      []byte
	indent string
	more   bool // the block has an item already
}

func (w *writer) item(b []byte) {
	if w.more {
		w.b = append(w.b, ',')
	}
	if w.indent != "" {
		w.b = append(append(w.b, '\n'), w.indent...)
	}
	w.b = append(w.b, b...)
	w.more = true
}

func (w *writer) open(s, indent string) {
	w.item([]byte(s))
	w.indent, w.more = indent, false
}

func (w *writer) close(indent, s string) {
	w.b = append(append(append(w.b, '\n'), indent...), s...)
	w.indent, w.more = indent, true
}

func (w *writer) key(name string, value []byte) {
	w.item(append(append(quote(name), ": "...), value...))
}

// fields are the members of an object on one line.
type fields [][]byte

func (o fields) add(name string, value []byte) fields {
	return append(o, append(append(quote(name), ": "...), value...))
}

func (o fields) object() []byte {
	return append(append([]byte{'{'}, bytes.Join(o, []byte(", "))...), '}')
}

func array(items [][]byte) []byte {
	return append(append([]byte{'['}, bytes.Join(items, []byte(", "))...), ']')
}

func number[T int | int64 | uint64](n T) []byte { return fmt.Append(nil, n) }

// quote writes a JSON string in which only what must be escaped is.
func quote(s string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string cannot fail
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'})
}

func octets(b codec.Bytes) []byte {
	if utf8.Valid(b) {
		return quote(string(b))
	}
	return []byte(`{"hex": "` + hex.EncodeToString(b) + `"}`)
}

// spaced writes JSON on one line with a space behind each colon and comma.
func spaced(v json.RawMessage) []byte {
	var c bytes.Buffer
	if json.Compact(&c, v) != nil {
		return v
	}
	var out []byte
	inside := false
	for i, src := 0, c.Bytes(); i < len(src); i++ {
		out = append(out, src[i])
		switch {
		case inside && src[i] == '\\':
			i++
			out = append(out, src[i])
		case src[i] == '"':
			inside = !inside
		case !inside && (src[i] == ':' || src[i] == ','):
			out = append(out, ' ')
		}
	}
	return out
}
