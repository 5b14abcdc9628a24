package ts

import (
	"bytes"
	"errors"

	"enginespec/codec"
)

// The limits of one line.
const (
	DefaultLine = 1 << 20  // bytes of a line without its terminator, unless Limits.Message says otherwise
	MaxLine     = 16 << 20 // the most that Limits.Message can ask for: a RAW torrent
	DefaultKeys = 256      // parameters, file indexes or files of one message, unless Limits.Items says otherwise
	maxFiles    = 1 << 16  // files of one LOADRESP
)

var crlf = []byte("\r\n")

func lineLimit(o *codec.Options) int {
	if o == nil || o.Limits.Message <= 0 {
		return DefaultLine
	}
	return min(o.Limits.Message, MaxLine)
}

func itemLimit(o *codec.Options, def int) int {
	if o == nil || o.Limits.Items <= 0 {
		return def
	}
	return o.Limits.Items
}

// ConsumeLine cuts the first line off b. line is a view without the terminator, n
// its length with the terminator. n == 0 without an error means that b holds no
// whole line yet. An error with n > 0 refuses this line only (BareLF);
// an error with n == 0 is a line over the limit: the stream is lost.
func ConsumeLine(b []byte, o *codec.Options) (line []byte, n int, err error) {
	return consumeLine(b, 0, o)
}

// consumeLine is ConsumeLine for a b whose first seen bytes hold no LF.
func consumeLine(b []byte, seen int, o *codec.Options) (line []byte, n int, err error) {
	limit := lineLimit(o)
	window := b[:min(len(b), limit+2)]
	k := bytes.IndexByte(window[min(seen, len(window)):], '\n')
	if k < 0 {
		// A CR at the limit can still be the beginning of the terminator.
		if len(b) > limit+1 || len(b) == limit+1 && b[limit] != '\r' {
			return nil, 0, tooLong(limit)
		}
		return nil, 0, nil
	}
	k += min(seen, len(window))
	line, n = b[:k], k+1
	if k > 0 && b[k-1] == '\r' {
		line = b[:k-1]
	} else if err = o.Tolerate(BareLF, k, "line"); err != nil {
		return line, n, err
	}
	if len(line) > limit {
		return nil, 0, tooLong(limit)
	}
	return line, n, nil
}

// cut is consumeLine for a stream: under SplitLoadResp it joins two lines. A wait for
// the second is n == 0 with a line that is not nil. It reports no rule of a line
// that it does not return.
func cut(from codec.Party, b []byte, seen int, o *codec.Options, final bool) (line []byte, n int, err error) {
	quiet := codec.Options{Accept: o.Accept, Limits: o.Limits}
	if line, n, err = consumeLine(b, seen, &quiet); n == 0 || err != nil {
		return line, n, err
	}
	if from == codec.Engine && o.Accept.Has(SplitLoadResp) && errors.Is(object(line), codec.Truncated) {
		next, m, err := consumeLine(b[n:], 0, &quiet)
		if m == 0 && err == nil && !final {
			return line, 0, nil
		}
		if joined := b[:n+len(next)]; m > 0 && err == nil && len(joined) <= lineLimit(o) && object(joined) == nil {
			if len(line)+1 == n {
				o.Allow(BareLF, len(line))
			}
			line, n = joined, n+m
		}
	}
	if n < 2 || b[n-2] != '\r' {
		o.Allow(BareLF, n-1)
	}
	return line, n, nil
}

// object looks for a JSON object in a LOADRESP line, and returns what is wrong with
// it: codec.Truncated if it ends too early.
func object(line []byte) error {
	if !bytes.HasPrefix(line, []byte("LOADRESP ")) {
		return nil
	}
	k := bytes.IndexByte(line, '{')
	if k < 0 {
		return nil
	}
	j := scanner(line[k:], 0, &codec.Options{Accept: codec.Accept(SplitLoadResp)})
	j.skip("json")
	return j.err
}

func tooLong(limit int) error {
	return &codec.Error{Code: codec.Limit, Offset: int64(limit), Field: "line", Limit: int64(limit)}
}

// scan walks over the tokens of one line. Its first error sticks and ends the walk,
// so that decoders read straight on and look at err once.
type scan struct {
	b   []byte
	i   int // the next byte: a space, or the end
	o   *codec.Options
	err error
}

func (s *scan) fail(c codec.Code, at int, field string) {
	if s.err == nil {
		s.err = &codec.Error{Code: c, Offset: int64(at), Field: field}
		s.i = len(s.b)
	}
}

// limit fails because there are more than n items.
func (s *scan) limit(n, at int, field string) {
	if s.err == nil {
		s.err = &codec.Error{Code: codec.Limit, Offset: int64(at), Field: field, Limit: int64(n)}
		s.i = len(s.b)
	}
}

// allow applies a rule at an offset, or fails with the error that names it.
func (s *scan) allow(r *codec.Rule, at int, field string) bool {
	if s.err != nil {
		return false
	}
	if s.o.Allow(r, at) {
		return true
	}
	s.err = s.o.Tolerate(r, at, field)
	s.i = len(s.b)
	return false
}

// command begins a line whose command must be word. It reports false, with an
// error, if it is another.
func (s *scan) command(b []byte, o *codec.Options, word string) bool {
	*s = scan{b: b, o: o}
	if len(b) >= len(word) && string(b[:len(word)]) == word && (len(b) == len(word) || b[len(word)] == ' ') {
		s.i = len(word)
		return true
	}
	return s.oddCommand(word)
}

// oddCommand is command's slow path: spaces before it, or lower case.
func (s *scan) oddCommand(word string) bool {
	b := s.b
	for s.i < len(b) && b[s.i] == ' ' {
		s.i++
	}
	if s.i > 0 && !s.allow(ExtraSpace, 0, word) {
		return false
	}
	at, end := s.i, s.i+len(word)
	switch {
	case end > len(b) || end < len(b) && b[end] != ' ' || !bytes.EqualFold(b[at:end], []byte(word)):
		s.fail(codec.Unknown, at, word)
		return false
	case string(b[at:end]) != word && !s.allow(AnyCase, at, word):
		return false
	}
	s.i = end
	return true
}

// more reports whether another token follows, and moves to its first byte.
func (s *scan) more() bool {
	if s.err != nil || s.i >= len(s.b) {
		return false
	}
	at := s.i
	s.i++
	if s.i < len(s.b) && s.b[s.i] > ' ' {
		return true
	}
	for s.i < len(s.b) && s.b[s.i] == ' ' {
		s.i++
	}
	if s.i == len(s.b) {
		s.allow(TrailingSpace, at, "line")
		return false
	}
	return s.i-at == 1 || s.allow(ExtraSpace, at+1, "line")
}

// word returns the next token, or fails with Missing in field. Its bytes are not
// checked.
func (s *scan) word(field string) []byte {
	if !s.more() {
		s.fail(codec.Missing, s.i, field)
		return nil
	}
	return s.here()
}

// here returns the token that begins at s.i and moves behind it.
func (s *scan) here() []byte {
	at := s.i
	end := graphic(s.b, at)
	if end < len(s.b) && s.b[end] != ' ' {
		if k := bytes.IndexByte(s.b[end:], ' '); k >= 0 {
			end += k
		} else {
			end = len(s.b)
		}
	}
	s.i = end
	return s.b[at:end:end]
}

// token is word for a token of printable ASCII.
func (s *scan) token(field string) []byte {
	if !s.more() {
		s.fail(codec.Missing, s.i, field)
		return nil
	}
	at := s.i
	if end := graphic(s.b, at); end == len(s.b) || s.b[end] == ' ' {
		s.i = end
		return s.b[at:end:end]
	}
	w := s.here()
	s.printable(w, at, field)
	return w
}

// printable checks that w, found at an offset, is of %x21-7E.
func (s *scan) printable(w []byte, at int, field string) {
	if within(w, '!') {
		return
	}
	odd := false
	for k, c := range w {
		if c-0x21 > 0x7e-0x21 {
			if c < 0x80 {
				s.fail(codec.Syntax, at+k, field)
				return
			}
			if !odd && !s.allow(Unescaped, at+k, field) {
				return
			}
			odd = true
		}
	}
}

// end fails if anything follows.
func (s *scan) end() error {
	if s.more() {
		s.fail(codec.Trailing, s.i, "line")
	}
	return s.err
}

// rest returns all behind one space, which must be there, and its offset: the text
// or JSON that ends a line.
func (s *scan) rest(field string) (w []byte, at int) {
	if s.err != nil {
		return nil, s.i
	}
	if s.i >= len(s.b) {
		s.fail(codec.Missing, s.i, field)
		return nil, s.i
	}
	at = s.i
	s.i++
	for s.i < len(s.b) && s.b[s.i] == ' ' {
		s.i++
	}
	if s.i-at > 1 && !s.allow(ExtraSpace, at+1, "line") {
		return nil, s.i
	}
	w, at = s.b[s.i:], s.i
	s.i = len(s.b)
	if t := bytes.TrimRight(w, " "); len(t) < len(w) {
		s.allow(TrailingSpace, at+len(t), "line")
		w = t
	}
	if len(w) == 0 {
		s.fail(codec.Missing, len(s.b), field)
	}
	return w, at
}

// bare decodes a message that is its command alone.
func bare(line []byte, o *codec.Options, word string) error {
	var s scan
	s.command(line, o, word)
	return s.end()
}
