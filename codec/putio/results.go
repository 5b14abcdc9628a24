package putio

import (
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"enginespec/codec"
)

// Results is the answer of one method: a *[List] of records, *[Token], *[Dir],
// *[Analysis], or *[RawResults] if the method is not known.
type Results interface {
	// Total is what response.total must be: the length of a list, 1 for an object.
	Total() int64
	record
}

// Record is one element of a list.
type Record interface {
	Item | Friend | User | Message | Transfer | ExtractedURL | Subscription
}

// List is an answer that is an array.
type List[T Record] []T

// The lists that methods answer with.
type (
	Items         = List[Item]
	Friends       = List[Friend]
	Users         = List[User]
	Messages      = List[Message]
	Transfers     = List[Transfer]
	ExtractedURLs = List[ExtractedURL]
	Subscriptions = List[Subscription]
)

func newList[T Record]() Results { return new(List[T]) }

// Total returns the number of elements.
func (l *List[T]) Total() int64 { return int64(len(*l)) }

// decode reads an array, or under ObjectForArray one object that should be in one.
func (l *List[T]) decode(s *scanner) {
	if s.kind() == jsontext.KindBeginObject {
		*l = append((*l)[:0], *new(T))
		start := s.offset()
		element(&(*l)[0]).decode(s)
		s.tolerate(ObjectForArray, start, "")
		return
	}
	*l = (*l)[:0]
	if !s.enter('[') {
		return
	}
	start := s.offset()
	for s.more() {
		n := len(*l)
		if n >= s.lim.Items {
			s.failLimit(codec.Limit, s.offset(), "", s.lim.Items)
			return
		}
		if n > 0 && n == cap(*l) {
			// As many as the rest would hold if it went on like this, within reason: it may lie.
			each := (s.offset()-start)/int64(n) + 1
			*l = slices.Grow(*l, min(int((int64(len(s.src))-s.offset())/each)+1, 4*n))
		}
		*l = append(*l, *new(T))
		element(&(*l)[len(*l)-1]).decode(s)
	}
	if *l == nil {
		*l = List[T]{}
	}
}

func (l *List[T]) append(w *writer) {
	w.b = append(w.b, '[')
	for i := range *l {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		element(&(*l)[i]).append(w)
	}
	w.b = append(w.b, ']')
}

// element is the one place that knows that a pointer to every Record is a record:
// the language has no way to say so without a second type parameter, which users
// of List would have to write.
func element[T Record](v *T) record { return any(v).(record) }

// single reads an object answer, or under ObjectInArray an array of just it.
func single[T any](s *scanner, t table[T], v *T) {
	if s.kind() != jsontext.KindBeginArray {
		t.decode(s, v)
		return
	}
	s.enter('[')
	if !s.tolerate(ObjectInArray, s.offset()-1, "") {
		return
	}
	t.decode(s, v)
	if s.more() {
		s.fail(codec.Syntax, s.offset(), "")
	}
}

// RawResults is an answer whose method is not known: the decoder saw no request.
type RawResults struct {
	JSON  jsontext.Value // without white space between its tokens; owned
	total int64
}

// Total returns the length of an array, 1 for anything else.
func (r *RawResults) Total() int64 { return r.total }

func (r *RawResults) decode(s *scanner) {
	*r = RawResults{total: 1}
	k := s.kind()
	switch k {
	case jsontext.KindBeginArray:
		r.total = 0
		s.enter('[')
		start := s.offset() - 1
		for s.more() {
			s.skip()
			r.total++
		}
		r.cut(s, start)
	case jsontext.KindBeginObject:
		s.enter('{')
		start := s.offset() - 1
		for s.more() {
			s.scalar()
			s.skip()
		}
		r.cut(s, start)
	default:
		if raw := s.scalar(); raw != nil {
			r.JSON = raw.Clone()
		}
	}
}

func (r *RawResults) cut(s *scanner, start int64) {
	if s.err == nil && s.src != "" {
		r.JSON, _ = jsontext.AppendFormat(nil, s.src[start:s.offset()], jsontext.PreserveRawStrings(true))
	}
}

func (r *RawResults) append(w *writer) {
	if !r.JSON.IsValid() {
		w.fail(codec.Syntax, "results")
		return
	}
	w.b = append(w.b, r.JSON...)
}
