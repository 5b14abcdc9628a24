package putio

import (
	"mime"
	"strings"

	"enginespec/codec"
)

// Request is one call: an HTTP request with its credentials and arguments.
type Request struct {
	Verb     string  // "POST" or "GET"; empty writes POST
	Base     string  // "http://host" of an absolute target, as proxies get it; empty: a path
	Version  string  // "HTTP/1.1" or "HTTP/1.0"; empty writes HTTP/1.1
	Header   []Field // as read; nil writes Host, and for POST Content-Type. The value of Content-Length is always written anew
	Key      string  // api_key
	Secret   string  // api_secret
	Params   Params  // the method and its arguments; nil only if reading them failed
	Callback string  // name of a JSONP function, or empty

	method Method // for JSON, while Params are not there yet
}

// Method is the method that is called.
func (r *Request) Method() Method {
	if r.Params == nil {
		return r.method
	}
	return r.Params.Method()
}

// Kind is the method: "files.list".
func (r *Request) Kind() string { return string(r.Method()) }

// String is the call on one line, without credentials.
func (r *Request) String() string {
	if r.Params == nil {
		return r.Kind()
	}
	w := writer{}
	r.Params.append(&w)
	return r.Kind() + " " + string(w.b)
}

// Decode resets r and reads one whole HTTP request, nothing behind it. Nothing
// in r aliases b.
//
// If the arguments are wrong, but not the credentials, r has its Key and Secret
// and the error's Field begins with "/params": a server that knows the user answers
// with an error, and with a login failure otherwise.
func (r *Request) Decode(b []byte, o *codec.Options) error {
	c := cutter{from: codec.Controller}
	n, err := c.next(b, true, o)
	if err != nil {
		*r = Request{}
		return err
	}
	if n < len(b) {
		*r = Request{}
		return lost(codec.Trailing, n, "")
	}
	return r.decode(b, &c.frame, o)
}

// ParseRequest reads one whole HTTP request strictly.
func ParseRequest(b []byte) (*Request, error) {
	r := new(Request)
	if err := r.Decode(b, nil); err != nil {
		return nil, err
	}
	return r, nil
}

// decode reads a message that was cut out.
func (r *Request) decode(b []byte, f *frame, o *codec.Options) error {
	*r = Request{Verb: string(f.start[0].of(b)), Version: string(f.start[2].of(b)), Header: f.fields(b)}
	var t target
	if err := t.parse(b, f.start[1], o); err != nil {
		return err
	}
	r.method = t.method
	r.Base, r.Callback = string(t.base.of(b)), string(t.callback.of(b))
	t.uses = append(f.uses[:len(f.uses):len(f.uses)], t.uses...)
	content := f.content(b)
	v := value{raw: t.request.of(b), at: func(n int64) int64 { return n + int64(t.request.off) }}
	switch r.Verb {
	case "GET":
		if len(content) > 0 {
			return lost(codec.Trailing, f.segs[0].off, "body")
		}
	case "POST":
		if err := r.contentType(b, f, &t, len(content), o); err != nil {
			return err
		}
		body, err := t.body(content, f, o)
		if err != nil {
			return err
		}
		if body.raw == nil {
			v.extra = body.extra
			err = t.tolerate(o, RequestInQuery, t.request.off, "query")
		} else if v = body; t.asked {
			err = t.tolerate(o, ExtraField, t.request.off, "query")
		}
		if err != nil && (body.raw != nil || len(t.request.of(b)) > 0) {
			return err
		}
	default:
		return lost(codec.Unknown, f.start[0].off, "verb")
	}
	if len(v.raw) == 0 {
		return lost(codec.Missing, len(b), "request")
	}
	uses, err := r.read(&v, o)
	if err != nil {
		r.Params = nil
		return err
	}
	if o != nil && o.Report != nil {
		for _, u := range append(t.uses, uses...) {
			o.Report(u)
		}
	}
	return nil
}

const formType = "application/x-www-form-urlencoded"

// contentType checks that a body says it is a form. Which parameters follow is no matter,
// but parameters they are: what is none makes others refuse the form.
func (r *Request) contentType(b []byte, f *frame, t *target, body int, o *codec.Options) error {
	v, ok, err := f.find(b, "Content-Type")
	if err != nil || body == 0 {
		return err
	}
	media, _, more := strings.Cut(string(v.of(b)), ";")
	if strings.EqualFold(strings.TrimSpace(media), formType) {
		if more {
			_, _, err = mime.ParseMediaType(string(v.of(b)))
		}
		if err == nil {
			return nil
		}
	}
	if !ok {
		v.off = f.segs[0].off
	}
	return t.tolerate(o, OtherType, v.off, "Content-Type")
}

// body finds the field request in a form; all others are extra. The value keeps
// what follows it too, for raw JSON may hold &.
func (t *target) body(content []byte, f *frame, o *codec.Options) (v value, err error) {
	at := func(n int) int { return int(f.raw(int64(n))) }
	extra := -1
	err = formFields(span{0, len(content)}, content, func(name, val span) error {
		if key := string(name.of(content)); key == "request" {
			if v.raw != nil {
				return lost(codec.Duplicate, at(name.off), key)
			}
			v.raw, v.rest = val.of(content), content[val.off:]
			v.at = func(n int64) int64 { return f.raw(n + int64(val.off)) }
			return nil
		}
		if extra < 0 {
			extra = at(name.off)
		}
		return nil
	})
	if err == nil && extra >= 0 {
		v.extra = extra
	}
	return v, err
}

// Append appends the HTTP request in its canonical form: the JSON is compact, in
// the order api_key, api_secret, params, and form-encoded; POST has it in the body,
// GET in the query.
func (r *Request) Append(dst []byte) ([]byte, error) {
	if r.Params == nil {
		return dst, &codec.Error{Code: codec.Missing, Field: "params"}
	}
	json, err := r.AppendJSON(nil)
	if err != nil {
		return dst, err
	}
	form := appendEscaped([]byte("request="), json)
	m := r.Params.Method()
	target := r.Base + "/v1/" + m.Class() + "?method=" + m.Name()
	if r.Callback != "" {
		if !isCallback([]byte(r.Callback)) {
			return dst, &codec.Error{Code: codec.Syntax, Field: "callback"}
		}
		target += "&callback=" + r.Callback
	}
	if strings.ContainsFunc(r.Base, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return dst, &codec.Error{Code: codec.Syntax, Field: "target"}
	}
	h := head{start: orElse(r.Verb, "POST") + " " + target, fields: r.Header, body: form}
	if h.fields == nil {
		h.fields = []Field{{"Host", codec.Bytes("api.put.io")}}
		if r.Verb != "GET" {
			h.fields = append(h.fields, Field{"Content-Type", codec.Bytes(formType)})
		}
	}
	switch r.Verb {
	case "GET":
		h.start += "&" + string(form)
		h.body = nil
	case "", "POST":
		h.always = true
	default:
		return dst, &codec.Error{Code: codec.Unknown, Field: "verb"}
	}
	h.start += " " + orElse(r.Version, "HTTP/1.1")
	return h.append(dst)
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
