package putio

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"enginespec/codec"
)

// limits are the defaults for zero fields of Options.Limits. A body of 16 MiB
// holds some 40,000 items; no client asked for more than 2,000. A folder takes two
// levels of depth.
var limits = codec.Limits{Message: 16 << 20, String: 1 << 20, Items: 100_000, Depth: 256}

func optionLimits(o *codec.Options) codec.Limits {
	if o == nil {
		return limits
	}
	return o.Limits.OrDefault(limits)
}

// scanner reads one JSON value with a sticky error: straight-line code, one
// check at the end, and the first error keeps its place. jsontext checks syntax,
// UTF-8 and duplicate names; the scanner adds types, rules and limits.
type scanner struct {
	d       jsontext.Decoder
	in      bytes.Buffer // what d reads, unless that is a stream
	src     string       // a private copy of the input; all strings are parts of it. Empty when reading a stream
	o       *codec.Options
	lim     codec.Limits
	request bool            // numbers and decimal strings are alike (PUTIO-032)
	plain   []byte          // of the last string with escapes
	kept    strings.Builder // the last strings with escapes
	views   bool            // a stream's strings need hold only until the next element
	room    []byte          // for them
	uses    []codec.Use     // rules needed so far; told only when the whole value was read
	err     error
}

func newScanner(b []byte, o *codec.Options) *scanner { return newScannerOf(b, string(b), o) }

// scanners are those that are done with: their room for names and brackets is used again.
// They keep their last input until they read another, or the collector empties the pool.
var scanners = sync.Pool{New: func() any { return new(scanner) }}

// newScannerOf returns a scanner of b, of which src is a copy.
func newScannerOf(b []byte, src string, o *codec.Options) *scanner {
	s := scanners.Get().(*scanner)
	s.src, s.o, s.lim = src, o, optionLimits(o)
	// A bytes.Buffer is read in place and never written to by jsontext.
	s.in = *bytes.NewBuffer(b)
	s.d.Reset(&s.in)
	if len(b) > s.lim.Message {
		s.err = &codec.Error{Code: codec.Limit, Offset: int64(s.lim.Message), Field: "body", Limit: int64(s.lim.Message)}
	}
	return s
}

// offset is that of the end of what was read last.
func (s *scanner) offset() int64 { return s.d.InputOffset() }

// fail keeps the first error. The pointer is that of the value read last, with
// member names behind it if there are any: "id", "response/total".
func (s *scanner) fail(code codec.Code, offset int64, member string) {
	s.failLimit(code, offset, member, 0)
}

func (s *scanner) failLimit(code codec.Code, offset int64, member string, limit int) {
	if s.err == nil {
		s.err = &codec.Error{Code: code, Offset: offset, Field: s.pointer(member), Limit: int64(limit)}
	}
}

func (s *scanner) pointer(member string) string {
	p := s.d.StackPointer()
	if member != "" {
		for name := range strings.SplitSeq(member, "/") {
			p = p.AppendToken(name)
		}
	}
	return cleanPointer(p)
}

// syntax translates an error of jsontext.
func (s *scanner) syntax(err error) {
	if s.err != nil {
		return
	}
	e := &codec.Error{Code: codec.Syntax, Offset: s.offset()}
	var se *jsontext.SyntacticError
	if errors.As(err, &se) {
		e.Offset, e.Field = se.ByteOffset, cleanPointer(se.JSONPointer)
	}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		e.Code = codec.Truncated
	case errors.Is(err, jsontext.ErrDuplicateName):
		e.Code = codec.Duplicate
	case se == nil:
		s.err = err // the reader below failed: not ours to translate
		return
	case se.Err != nil && strings.Contains(se.Err.Error(), "UTF-8"):
		e.Code = codec.Encoding
	case se.Err != nil && strings.Contains(se.Err.Error(), "maximum depth"):
		e.Code = codec.Depth
	}
	s.err = e
}

// tolerate notes the use of r, or fails with the error that names it.
func (s *scanner) tolerate(r *codec.Rule, offset int64, member string) bool {
	if s.err != nil {
		return false
	}
	if s.o == nil || !s.o.Accept.Has(r) {
		s.fail(codec.NonCanonical, offset, member)
		s.err.(*codec.Error).Rule = r
		return false
	}
	// One list of numbers in place of strings is one departure an element, but a
	// hostile body must not make the report larger than itself.
	if s.o.Report != nil && len(s.uses) < maxUses {
		s.uses = append(s.uses, codec.Use{Rule: r, Offset: offset})
	}
	return true
}

// maxUses bounds the uses of rules that one message reports.
const maxUses = 10_000

// finish checks that nothing follows, and reports the rules that were needed. s must not be
// used any more.
func (s *scanner) finish() error {
	err := s.end()
	s.src, s.o, s.request, s.kept, s.uses, s.err = "", nil, false, strings.Builder{}, s.uses[:0], nil
	scanners.Put(s)
	return err
}

// end is finish for a scanner of a stream.
func (s *scanner) end() error {
	if s.err == nil {
		_, err := s.d.ReadToken()
		switch {
		case err == nil:
			s.err = &codec.Error{Code: codec.Trailing, Offset: s.offset() - 1}
		case err != io.EOF:
			s.syntax(err)
			if e, ok := s.err.(*codec.Error); ok && e.Code == codec.Syntax {
				e.Code = codec.Trailing
			}
		}
	}
	if s.err == nil {
		s.report()
	}
	return s.err
}

func (s *scanner) report() {
	for _, u := range s.uses {
		s.o.Report(u)
	}
	s.uses = s.uses[:0]
}

// kind is that of the next value; 0 after any error.
func (s *scanner) kind() jsontext.Kind {
	if s.err != nil {
		return 0
	}
	return s.d.PeekKind()
}

// enter reads the opening '{' or '['.
func (s *scanner) enter(open jsontext.Kind) bool {
	if s.err != nil {
		return false
	}
	t, err := s.d.ReadToken()
	if err != nil {
		s.syntax(err)
		return false
	}
	if t.Kind() != open {
		s.fail(codec.Syntax, s.offset()-1, "")
		return false
	}
	if s.d.StackDepth() > s.lim.Depth {
		s.failLimit(codec.Depth, s.offset()-1, "", s.lim.Depth)
		return false
	}
	return true
}

// more reports whether another member or element comes, and reads the closing
// bracket if not.
func (s *scanner) more() bool {
	switch s.kind() {
	case '}', ']':
		if _, err := s.d.ReadToken(); err != nil {
			s.syntax(err)
		}
		return false
	}
	return s.err == nil
}

// scalar reads a string, number or literal; raw is valid until the next read.
func (s *scanner) scalar() (raw jsontext.Value) {
	switch k := s.kind(); k {
	case '{', '[':
		s.enter(k)
		s.fail(codec.Syntax, s.offset()-1, "")
		return nil
	}
	if s.err != nil {
		return nil
	}
	raw, err := s.d.ReadValue()
	if err != nil {
		s.syntax(err)
		return nil
	}
	if len(raw)-2 > s.lim.String {
		s.failLimit(codec.Limit, s.offset()-int64(len(raw)), "", s.lim.String)
		return nil
	}
	return raw
}

// text makes an owned string of a quoted one that scalar returned.
func (s *scanner) text(raw jsontext.Value) string {
	if bytes.IndexByte(raw, '\\') >= 0 {
		var err error
		if s.plain, err = jsontext.AppendUnquote(s.plain[:0], raw); err != nil {
			s.fail(codec.Encoding, s.offset()-int64(len(raw)), "")
		}
		return s.keep(s.plain)
	}
	if s.src != "" {
		end := int(s.offset())
		return s.src[end-len(raw)+1 : end-1]
	}
	return s.keep(raw[1 : len(raw)-1])
}

// keep makes an owned string of b: many short ones share memory, and a list that is
// read as a stream, whose elements may be kept alone, shares none.
func (s *scanner) keep(b []byte) string {
	if s.views {
		if cap(s.room)-len(s.room) < len(b) {
			s.room = make([]byte, 0, max(2*cap(s.room), len(b), 1<<10)) // what was handed out stays where it is
		}
		at := len(s.room)
		s.room = append(s.room, b...)
		return view(s.room[at:])
	}
	if s.src == "" || len(b) > keepTogether/8 {
		return string(b)
	}
	if s.kept.Cap()-s.kept.Len() < len(b) {
		s.kept = strings.Builder{}
		s.kept.Grow(min(keepTogether, len(s.src)))
	}
	start := s.kept.Len()
	s.kept.Write(b)
	return s.kept.String()[start:]
}

// keepTogether is how many bytes of strings share memory.
const keepTogether = 16 << 10

// skip reads over one value of any kind, keeping to the limit of depth.
func (s *scanner) skip() {
	switch s.kind() {
	case '{', '[':
	default:
		s.scalar()
		return
	}
	base := s.d.StackDepth()
	for s.err == nil {
		switch k := s.kind(); k {
		case '{', '[':
			s.enter(k)
		case '}', ']':
			s.more()
			if s.d.StackDepth() == base {
				return
			}
		default:
			s.scalar()
		}
	}
}
