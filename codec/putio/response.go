package putio

import (
	"fmt"

	"enginespec/codec"
)

// Response is one answer: an HTTP response with its envelope, or the body of one
// whose status is not 2xx.
type Response struct {
	Status  int     // 200; 0 writes 200
	Reason  string  // "OK"; empty writes the usual words
	Version string  // "HTTP/1.1" or "HTTP/1.0"; empty writes HTTP/1.1
	Header  []Field // as read; nil writes Content-Type. The value of Content-Length is always written anew
	Envelope
	Callback string      // name of the JSONP function around the JSON, or empty
	Body     codec.Bytes // of a status that is not 2xx, and so without an Envelope; owned
}

// The kinds of answers that are not named by their method.
const (
	KindFailure      = "failure"       // the call failed
	KindLoginFailure = "login-failure" // the credentials were wrong
	KindStatus       = "status"        // HTTP says no: 404, 500, 503
	KindResults      = "results"       // a success of an unknown method
)

// ok reports whether there is an envelope.
func (r *Response) ok() bool { return r.Status == 0 || r.Status/100 == 2 }

// Kind is the method that the answer belongs to, or one of the four constants.
func (r *Response) Kind() string {
	switch {
	case !r.ok():
		return KindStatus
	case r.Outcome == LoginFailure:
		return KindLoginFailure
	case r.Outcome == Failure:
		return KindFailure
	case r.Method == "":
		return KindResults
	}
	return string(r.Method)
}

// String is the answer on one line, without tokens.
func (r *Response) String() string {
	switch {
	case !r.ok():
		return fmt.Sprintf("%s %d", KindStatus, r.Status)
	case r.Outcome == Success && r.Results != nil:
		if _, secret := r.Results.(*Token); secret {
			return r.Kind()
		}
		w := writer{}
		r.Results.append(&w)
		const most = 1 << 10
		if len(w.b) > most {
			return fmt.Sprintf("%s %d results", r.Kind(), r.Results.Total())
		}
		return r.Kind() + " " + string(w.b)
	case r.Outcome == Success:
		return r.Kind()
	}
	return r.Kind() + " " + string(appendQuoted(nil, r.ErrorMessage))
}

// Decode resets r and reads one whole HTTP response, the answer to a call of m;
// an unknown m, such as "", makes Results a *[RawResults]. Nothing in r aliases b.
func (r *Response) Decode(b []byte, m Method, o *codec.Options) error {
	c := cutter{from: codec.Engine}
	n, err := c.next(b, true, o)
	if err != nil {
		*r = Response{}
		return err
	}
	if n < len(b) {
		*r = Response{}
		return lost(codec.Trailing, n, "")
	}
	return r.decode(b, &c.frame, m, o)
}

// ParseResponse reads one whole HTTP response to a call of m strictly.
func ParseResponse(b []byte, m Method) (*Response, error) {
	r := new(Response)
	if err := r.Decode(b, m, nil); err != nil {
		return nil, err
	}
	return r, nil
}

// decode reads a message that was cut out.
func (r *Response) decode(b []byte, f *frame, m Method, o *codec.Options) error {
	*r = Response{Status: f.status(b), Reason: string(f.start[2].of(b)), Version: string(f.start[0].of(b)), Header: f.fields(b)}
	r.Method = m
	uses := f.uses
	body := f.content(b)
	if !r.ok() {
		r.Body = codec.Bytes(body).Clone()
		report(o, uses)
		return nil
	}
	open, end := 0, len(body)
	if name, from, to, ok := jsonp(body); ok {
		if o == nil || !o.Accept.Has(JSONP) {
			return &codec.Error{Code: codec.NonCanonical, Offset: f.raw(0), Field: "body", Rule: JSONP}
		}
		uses = append(uses[:len(uses):len(uses)], codec.Use{Rule: JSONP, Offset: f.raw(0)})
		r.Callback, open, end = name, from, to
	}
	use, err := r.contentType(b, f, o)
	if err != nil {
		return err
	}
	uses = append(uses[:len(uses):len(uses)], use...)
	inner := codec.Options{}
	if o != nil {
		inner = *o
	}
	inner.Report = func(u codec.Use) {
		u.Offset = f.raw(u.Offset + int64(open))
		uses = append(uses, u)
	}
	if err := r.Envelope.Decode(body[open:end], m, &inner); err != nil {
		if e, is := err.(*codec.Error); is {
			moved := *e
			moved.Offset = f.raw(e.Offset + int64(open))
			err = &moved
		}
		return err
	}
	report(o, uses)
	return nil
}

func report(o *codec.Options, uses []codec.Use) {
	if o == nil || o.Report == nil {
		return
	}
	for _, u := range uses {
		o.Report(u)
	}
}

const (
	jsonType = "application/json"
	jsType   = "text/javascript"
)

// contentType checks that the answer says that it is JSON.
func (r *Response) contentType(b []byte, f *frame, o *codec.Options) ([]codec.Use, error) {
	v, ok, err := f.find(b, "Content-Type")
	if err != nil {
		return nil, err
	}
	if want := mediaType(v.of(b)); ok && (want == jsonType || want == jsType && r.Callback != "") {
		return nil, nil
	}
	off := int64(v.off)
	if !ok {
		off = f.raw(0)
	}
	if o == nil || !o.Accept.Has(OtherType) {
		return nil, &codec.Error{Code: codec.NonCanonical, Offset: off, Field: "Content-Type", Rule: OtherType}
	}
	return []codec.Use{{Rule: OtherType, Offset: off}}, nil
}
