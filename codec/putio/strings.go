package putio

import (
	"cmp"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"enginespec/codec"
)

// strings reads a list of strings. PHP's JSON_FORCE_OBJECT makes an object of it
// with "0", "1", ... for names; careless callers send one bare string.
func (s *scanner) strings() []string {
	var to []string
	switch s.kind() {
	case jsontext.KindBeginObject:
		return s.numbered()
	case jsontext.KindString:
		raw := s.scalar()
		if s.tolerate(ListAsString, s.offset()-int64(len(raw)), "") {
			to = []string{s.text(raw)}
		}
		return to
	}
	if !s.enter('[') {
		return nil
	}
	to = []string{}
	for s.more() {
		if len(to) >= s.lim.Items {
			s.failLimit(codec.Limit, s.offset(), "", s.lim.Items)
			return nil
		}
		to = append(to, s.str())
	}
	return to
}

// numbered reads an object as the list of its values in the order of their names,
// which are numbers; jsontext has refused equal names, but 1 and 01 are equal too.
func (s *scanner) numbered() []string {
	s.enter('{')
	if !s.tolerate(ListAsObject, s.offset()-1, "") {
		return nil
	}
	type element struct {
		n    int64
		text string
	}
	elements := []element{}
	for s.more() {
		if len(elements) >= s.lim.Items {
			s.failLimit(codec.Limit, s.offset(), "", s.lim.Items)
			return nil
		}
		raw := s.scalar()
		if raw == nil {
			return nil
		}
		n, code := parseNum(raw[1:len(raw)-1], 1<<31-1)
		if code != 0 {
			s.fail(code, s.offset()-int64(len(raw)), "")
			return nil
		}
		elements = append(elements, element{n, s.str()})
	}
	slices.SortStableFunc(elements, func(a, b element) int { return cmp.Compare(a.n, b.n) })
	to := make([]string, len(elements))
	for i := range elements {
		to[i] = elements[i].text
	}
	return to
}

// strings writes a list.
func (w *writer) strings(from []string) {
	w.b = append(w.b, '[')
	for i, v := range from {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		w.str(v)
	}
	w.b = append(w.b, ']')
}
