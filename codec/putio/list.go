package putio

import (
	"errors"
	"io"
	"iter"

	"enginespec/codec"
)

// ListReader reads an answer that is a list element by element, in memory that does
// not grow with the list: what it holds is one element.
type ListReader[T Record] struct {
	s     *scanner
	guard *guard
	v     outer
	out   Envelope
}

// NewListReader returns a reader of the JSON of one answer. Limits.Message and
// Limits.Items bound it only if they are set; Limits.String always bounds a text.
// Rules are reported as elements pass.
func NewListReader[T Record](r io.Reader, o *codec.Options) *ListReader[T] {
	lim := optionLimits(o)
	if o == nil || o.Limits.Items == 0 {
		lim.Items = 1<<63 - 1
	}
	g := &guard{r: r, window: int64(lim.String)*6 + 64<<10} // \u0000 takes six bytes
	if o != nil {
		g.limit = int64(o.Limits.Message)
	}
	s := &scanner{o: o, lim: lim}
	s.d.Reset(g)
	g.s = s
	return &ListReader[T]{s: s, guard: g}
}

// All yields the elements in order. The pointer is to the same value each time, but
// its strings are its own. An error is the last thing yielded. A call that failed
// yields nothing and no error: see Envelope. All or Views can be used once.
func (l *ListReader[T]) All() iter.Seq2[*T, error] { return l.each(false) }

// Views is All without memory for each element: strings hold only until the next one is
// asked for.
func (l *ListReader[T]) Views() iter.Seq2[*T, error] { return l.each(true) }

func (l *ListReader[T]) each(views bool) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		if l.v.results != nil {
			return
		}
		e := &elements[T]{yield: yield, views: views}
		l.v.results = e
		l.v.decode(l.s)
		if l.s.err == nil && !l.v.failed {
			l.v.success(l.s)
		}
		err := l.s.end()
		if err == errStopped {
			return
		}
		if l.failed(err) {
			return
		}
		if err != nil {
			yield(nil, err)
			return
		}
		l.out = Envelope{UserName: l.v.userName, UserID: l.v.user()}
	}
}

// failed looks whether the answer, which is short then, is that of a failed call.
func (l *ListReader[T]) failed(err error) bool {
	if err == nil && !l.v.failed {
		return false
	}
	head, whole := l.guard.whole()
	var e Envelope
	if !whole || e.Decode(head, "", l.s.o) != nil || e.Outcome == Success {
		return false
	}
	l.out = e
	return true
}

// Envelope is all but the results, once All is through.
func (l *ListReader[T]) Envelope() Envelope { return l.out }

// errStopped ends the scan when the caller leaves the loop.
var errStopped = errors.New("putio: stopped")

// elements is the list as the scanner meets it.
type elements[T Record] struct {
	yield func(*T, error) bool
	views bool
	n     int64
}

func (e *elements[T]) Total() int64   { return e.n }
func (e *elements[T]) append(*writer) {}

func (e *elements[T]) decode(s *scanner) {
	if !s.enter('[') {
		return
	}
	s.views = e.views
	defer func() { s.views = false }() // what stands around the list is the caller's
	var v T
	for s.more() {
		s.room = s.room[:0]
		if e.n >= int64(s.lim.Items) {
			s.failLimit(codec.Limit, s.offset(), "", s.lim.Items)
			return
		}
		element(&v).decode(s)
		if s.err != nil {
			return
		}
		s.report()
		e.n++
		if !e.yield(&v, nil) {
			s.err = errStopped
			return
		}
	}
}

// guard bounds what jsontext buffers for one value, and keeps the start of the
// input, which is all of it when a call has failed.
type guard struct {
	r      io.Reader
	s      *scanner
	read   int64
	window int64
	limit  int64 // of the whole input, 0: none
	head   []byte
	err    error
}

const headKept = 4 << 10

func (g *guard) Read(p []byte) (int, error) {
	if g.read-g.s.offset() > g.window {
		return 0, over(int(g.s.offset()), "string", g.s.lim.String)
	}
	if g.limit > 0 {
		if g.read > g.limit {
			return 0, over(int(g.limit), "body", int(g.limit))
		}
		p = p[:min(int64(len(p)), g.limit+1-g.read)]
	}
	n, err := g.r.Read(p)
	g.read += int64(n)
	if room := headKept - len(g.head); room > 0 {
		g.head = append(g.head, p[:min(n, room)]...)
	}
	g.err = err
	return n, err
}

// whole returns the input if it was short enough to be kept.
func (g *guard) whole() ([]byte, bool) {
	var rest [headKept]byte
	for g.err == nil && g.read < headKept {
		_, g.err = g.Read(rest[:])
	}
	return g.head, g.err == io.EOF && g.read == int64(len(g.head))
}

// WriteList writes the JSON of a successful answer with total elements from seq, in
// memory that does not grow with the list. It fails if seq has another number.
func WriteList[T Record](w io.Writer, e *Envelope, total int64, seq iter.Seq[*T]) error {
	const flush = 16 << 10
	out := writer{b: append(make([]byte, 0, flush+4<<10), `{"response":{"total":`...)}
	out.int(total)
	out.b = append(out.b, `,"results":[`...)
	n := int64(0)
	for v := range seq {
		if n++; n > 1 {
			out.b = append(out.b, ',')
		}
		element(v).append(&out)
		if out.err != nil || n > total {
			break
		}
		if len(out.b) >= flush {
			if _, err := w.Write(out.b); err != nil {
				return err
			}
			out.b = out.b[:0]
		}
	}
	if n != total {
		out.fail(codec.Range, "total")
	}
	out.b = append(out.b, ']')
	(&Envelope{UserName: e.UserName, UserID: e.UserID}).appendTail(&out)
	if out.err != nil {
		return out.err
	}
	_, err := w.Write(out.b)
	return err
}
