package putio

import (
	"enginespec/codec"
)

// value is the field request, still encoded.
type value struct {
	raw   []byte
	rest  []byte              // raw and all that follows it in the body, or nil
	extra int                 // offset of the first other field, 0: none
	at    func(n int64) int64 // offset in the message of a byte of raw
}

// read decodes the value by reading 17: as a form value; if that is not JSON, as
// it stands; if that is not either, with everything behind it, for a & may be part
// of it. Bytes that are not UTF-8 are Latin-1.
func (r *Request) read(v *value, o *codec.Options) ([]codec.Use, error) {
	text, bad := unescape(v.raw)
	var first error
	if bad >= 0 {
		first = &codec.Error{Code: codec.Encoding, Offset: v.at(int64(bad)), Field: "request"}
	} else {
		var uses []codec.Use
		way := trail{text: v.raw, step: escaped}
		uses, first = r.readJSON(text, func(n int64) int64 { return v.at(way.at(n)) }, o)
		if !syntaxOnly(first) {
			return r.readForm(v, uses, first, o)
		}
	}
	key, secret := r.Key, r.Secret
	// The retries are tried with all that the reader accepts; whether it accepts to
	// have retried is the last question, so that junk stays junk.
	for _, raw := range [][]byte{v.raw, v.rest} {
		if raw == nil {
			continue
		}
		uses, err := r.readJSON(raw, v.at, o)
		if syntaxOnly(err) {
			continue
		}
		if o == nil || !o.Accept.Has(RawRetry) {
			return nil, &codec.Error{Code: codec.NonCanonical, Offset: v.at(0), Field: "request", Rule: RawRetry}
		}
		return append([]codec.Use{{Rule: RawRetry, Offset: v.at(0)}}, uses...), err
	}
	r.Key, r.Secret = key, secret
	return nil, first
}

// readForm adds the rules of a value that was read as a form value.
func (r *Request) readForm(v *value, uses []codec.Use, err error, o *codec.Options) ([]codec.Use, error) {
	accept := func(rule *codec.Rule, off int64, field string) {
		if err == nil && (o == nil || !o.Accept.Has(rule)) {
			err = &codec.Error{Code: codec.NonCanonical, Offset: off, Field: field, Rule: rule}
		}
		uses = append(uses, codec.Use{Rule: rule, Offset: off})
	}
	if i := firstRaw(v.raw); i >= 0 {
		accept(RawJSON, v.at(int64(i)), "request")
	}
	if v.extra > 0 {
		accept(ExtraField, int64(v.extra), "body")
	}
	return uses, err
}

// readJSON reads the request object; at turns its offsets into those of the message.
func (r *Request) readJSON(text []byte, at func(int64) int64, o *codec.Options) ([]codec.Use, error) {
	fixed, bad := latin1(text)
	place := at
	if bad >= 0 {
		if o == nil || !o.Accept.Has(Latin1) {
			return nil, &codec.Error{Code: codec.NonCanonical, Offset: at(int64(bad)), Field: "request", Rule: Latin1}
		}
		way := trail{text: text, step: widened}
		place = func(n int64) int64 { return at(way.at(n)) }
	}
	var uses []codec.Use
	if bad >= 0 {
		uses = append(uses, codec.Use{Rule: Latin1, Offset: at(int64(bad))})
	}
	inner := codec.Options{}
	if o != nil {
		inner = *o
	}
	inner.Report = func(u codec.Use) {
		u.Offset = place(u.Offset)
		uses = append(uses, u)
	}
	err := r.DecodeJSON(fixed, r.method, &inner)
	if e, ok := err.(*codec.Error); ok {
		moved := *e
		moved.Offset = place(e.Offset)
		err = &moved
	}
	return uses, err
}

// call is the request object.
type call struct {
	key, secret string
	params      arguments
}

// arguments are the params of a method; a nil record skips them.
type arguments struct {
	record
	given bool
}

func (a *arguments) decode(s *scanner) {
	a.given = true
	if a.record == nil {
		s.skip()
		return
	}
	if s.kind() == 'n' {
		s.scalar()
		if s.tolerate(NullMember, s.offset()-4, "") && required(a.record) {
			s.fail(codec.Missing, s.offset()-4, "")
		}
		return
	}
	a.record.decode(s)
}

// required reports whether a method has arguments that it cannot do without: the
// empty object is not enough.
func required(p record) bool {
	s := newScanner([]byte("{}"), nil)
	s.request = true
	p.decode(s)
	return s.finish() != nil
}

var callTable = table[call]{
	{name: "api_key", at: func(v *call) any { return &v.key }},
	{name: "api_secret", at: func(v *call) any { return &v.secret }},
	{name: "params", at: func(v *call) any { return &v.params }, opt: true},
}

// DecodeJSON reads the request object alone into Key, Secret and Params: what a
// server that leaves HTTP to another package calls with the decoded field
// "request". Errors are as of Decode; offsets count from the start of text.
func (r *Request) DecodeJSON(text []byte, m Method, o *codec.Options) error {
	r.Key, r.Secret, r.Params, r.method = "", "", nil, m
	params := m.NewParams()
	if params == nil {
		return &codec.Error{Code: codec.Unknown, Field: "method"}
	}
	s := newScanner(text, o)
	s.request = true
	c := decodeCall(s, params)
	if s.err == nil && !c.params.given && required(params) {
		s.fail(codec.Missing, int64(len(text)), "params")
	}
	if err := s.finish(); err != nil {
		r.credentials(text, o)
		return err
	}
	r.Key, r.Secret, r.Params = c.key, c.secret, params
	return nil
}

// decodeCall reads the object around params, which may be nil.
func decodeCall(s *scanner, params record) call {
	c := call{params: arguments{record: params}}
	callTable.fill(s, &c)
	return c
}

// credentials keeps key and secret of a request whose params are wrong.
func (r *Request) credentials(text []byte, o *codec.Options) {
	var quiet codec.Options
	if o != nil {
		quiet = *o
		quiet.Report = nil
	}
	s := newScanner(text, &quiet)
	s.request = true
	if c := decodeCall(s, nil); s.finish() == nil {
		r.Key, r.Secret = c.key, c.secret
	}
}

// AppendJSON appends the request object alone, neither percent-encoded nor framed.
func (r *Request) AppendJSON(dst []byte) ([]byte, error) {
	if r.Params == nil {
		return dst, &codec.Error{Code: codec.Missing, Field: "params"}
	}
	w := writer{b: append(dst, `{"api_key":`...)}
	w.str(r.Key)
	w.b = append(w.b, `,"api_secret":`...)
	w.str(r.Secret)
	w.b = append(w.b, `,"params":`...)
	r.Params.append(&w)
	w.b = append(w.b, '}')
	return w.finish(dst)
}

func (a *arguments) append(*writer) {}
