package putio

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"

	"enginespec/codec"
)

// A member is one row of a record's table: decoder, encoder, the check for
// missing members and the size all follow the same rows, so they cannot differ.
type member[T any] struct {
	name string
	at   func(*T) any  // pointer to the Go field; its type is the type on the wire
	when func(*T) bool // written only if it holds; nil: always
	opt  bool          // may be absent even if when holds
	as   string        // this row is another spelling of that one
	rule *codec.Rule   // needed to read this spelling
}

type table[T any] []member[T]

// record is a JSON object with a table.
type record interface {
	decode(*scanner)
	append(*writer)
}

// find returns the row of a quoted name. next is the likely one: members mostly
// come in the order of the table.
func (t table[T]) find(name string, next int) int {
	if next < len(t) && t[next].name == name {
		return next
	}
	for i := range t {
		if t[i].name == name {
			return i
		}
	}
	return -1
}

// decode resets v and fills it from the next value, an object.
func (t table[T]) decode(s *scanner, v *T) {
	var zero T
	*v = zero
	t.fill(s, v)
}

// fill is decode into what is there.
func (t table[T]) fill(s *scanner, v *T) {
	if !s.enter('{') {
		return
	}
	start := s.offset() - 1
	var seen uint64
	for next := 0; s.more(); next++ {
		raw := s.scalar()
		if raw == nil || raw[0] != '"' {
			return
		}
		var i int
		if bytes.IndexByte(raw, '\\') < 0 {
			i = t.find(string(raw[1:len(raw)-1]), next)
		} else {
			i = t.find(s.text(raw), next)
		}
		if i < 0 {
			s.unknown(s.offset() - int64(len(raw)))
			continue
		}
		next = i
		if m := &t[i]; m.as != "" {
			i = t.find(m.as, i+1)
			if !s.tolerate(m.rule, s.offset()-int64(len(raw)), "") {
				return
			}
			if seen&(1<<i) != 0 { // the proper spelling wins, wherever it stands
				s.skip()
				continue
			}
		}
		seen |= 1 << i
		s.value(t[i].at(v))
	}
	if s.err != nil {
		return
	}
	for i := range t {
		m := &t[i]
		if seen&(1<<i) == 0 && !m.opt && m.as == "" && (m.when == nil || m.when(v)) {
			s.missing(start, m.name)
		}
	}
}

// missing reports an absent member: a request cannot do without it, a reader of
// answers may.
func (s *scanner) missing(offset int64, name string) {
	if s.request {
		s.fail(codec.Missing, offset, name)
		return
	}
	s.tolerate(MissingMember, offset, name)
}

// unknown skips the value of a member that the table does not name. Answers may
// always grow (PUTIO-026); an unknown argument is a mistake or a private one.
func (s *scanner) unknown(offset int64) {
	if s.request && !s.tolerate(UnknownMember, offset, "") {
		return
	}
	s.skip()
}

// append writes the rows whose condition holds.
func (t table[T]) append(w *writer, v *T) {
	w.b = append(w.b, '{')
	first := true
	for i := range t {
		m := &t[i]
		if m.as != "" || m.when != nil && !m.when(v) {
			continue
		}
		if !first {
			w.b = append(w.b, ',')
		}
		first = false
		w.b = append(w.b, '"')
		w.b = append(w.b, m.name...)
		w.b = append(w.b, '"', ':')
		w.value(m.at(v))
	}
	w.b = append(w.b, '}')
}

// value reads the next value into a field by the field's type.
func (s *scanner) value(field any) {
	switch p := field.(type) {
	case *string:
		*p = s.str()
	case *ID:
		*p = ID(s.num(true, 1<<63-1, NumberID))
	case *Size:
		*p = Size(s.num(true, 1<<63-1, NumberSize))
	case *bool:
		*p = s.boolean()
	case *Percent:
		*p = Percent(s.num(true, 100, NumberPercent))
	case *Digit:
		*p = Digit(s.num(true, 1<<31-1, NumberDigit))
	case *Count:
		*p = Count(s.num(false, 1<<63-1, StringCount))
	case *Flag:
		*p = Flag(s.flag(true))
	case *Switch:
		*p = Switch(s.flag(false))
	case *[]string:
		*p = s.strings()
	case **string:
		*p = optional(s, (*scanner).str)
	case **bool:
		*p = optional(s, (*scanner).boolean)
	case **ID:
		*p = optional(s, func(s *scanner) ID { return ID(s.num(true, 1<<63-1, NumberID)) })
	case **Count:
		*p = optional(s, func(s *scanner) Count { return Count(s.num(false, 1<<63-1, StringCount)) })
	case **Size:
		*p = optional(s, func(s *scanner) Size { return Size(s.num(true, 1<<63-1, NumberSize)) })
	case **Switch:
		*p = optional(s, func(s *scanner) Switch { return Switch(s.flag(false)) })
	case **Date:
		*p = optional(s, func(s *scanner) (d Date) { d.decode(s); return d })
	case **Filters:
		*p = optional(s, func(s *scanner) (f Filters) { f.decode(s); return f })
	case record:
		p.decode(s)
	default:
		s.fail(codec.Unknown, s.offset(), "") // a row of a type that no case reads: a mistake in a table
	}
}

// optional reads null as nil.
func optional[T any](s *scanner, read func(*scanner) T) *T {
	if s.kind() == jsontext.KindNull {
		s.scalar()
		return nil
	}
	v := read(s)
	return &v
}

// str reads a string.
func (s *scanner) str() string {
	raw := s.scalar()
	switch raw.Kind() {
	case jsontext.KindString:
		return s.text(raw)
	case jsontext.KindNull:
		s.tolerate(NullMember, s.offset()-int64(len(raw)), "")
		return ""
	case jsontext.KindNumber:
		if s.tolerate(BareText, s.offset()-int64(len(raw)), "") {
			return string(raw)
		}
	case 0:
	default:
		s.fail(codec.Syntax, s.offset()-int64(len(raw)), "")
	}
	return ""
}

// list reads an array of records, at most Limits.Items of them.
func list[T any, P interface {
	*T
	record
}](s *scanner, to []T) []T {
	to = to[:0]
	if !s.enter('[') {
		return to
	}
	for s.more() {
		if len(to) >= s.lim.Items {
			s.failLimit(codec.Limit, s.offset(), "", s.lim.Items)
			return to
		}
		to = append(to, *new(T))
		P(&to[len(to)-1]).decode(s)
	}
	if to == nil {
		to = []T{} // an empty list is not an absent one
	}
	return to
}
