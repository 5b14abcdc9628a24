package putio

import (
	"bytes"
	"encoding/json"
	"fmt"

	"enginespec/codec"
)

// requestJSON is the JSON of a Request for tools: arguments are as on the wire.
type requestJSON struct {
	Verb     string          `json:"verb,omitempty"`
	Base     string          `json:"base,omitempty"`
	Version  string          `json:"version,omitempty"`
	Header   []Field         `json:"header,omitempty"`
	Method   Method          `json:"method"`
	Key      string          `json:"api_key"`
	Secret   string          `json:"api_secret"`
	Params   json.RawMessage `json:"params,omitempty"`
	Callback string          `json:"callback,omitempty"`
}

// MarshalJSON writes the request with its arguments as on the wire.
func (r *Request) MarshalJSON() ([]byte, error) {
	v := requestJSON{Verb: r.Verb, Base: r.Base, Version: r.Version, Header: r.Header, Method: r.Method(),
		Key: r.Key, Secret: r.Secret, Callback: r.Callback}
	if r.Params != nil {
		w := writer{}
		r.Params.append(&w)
		if w.err != nil {
			return nil, w.err
		}
		v.Params = w.b
	}
	return asWritten(v)
}

// asWritten writes JSON in which < and & are themselves: what holds JSON of the wire must
// come back to the byte.
func asWritten(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// UnmarshalJSON reads what MarshalJSON writes, under all rules: what it wrote may
// have been read under them. Without a method it is that of Params, if there are
// any, as [Protocol] makes them.
func (r *Request) UnmarshalJSON(b []byte) error {
	var v requestJSON
	if err := strict(b, &v); err != nil {
		return err
	}
	if v.Method == "" {
		v.Method = r.Method()
	}
	params := v.Method.NewParams()
	if params == nil {
		return fmt.Errorf("method: expected one of the 24, such as %q", MethodFilesList)
	}
	if v.Params == nil {
		v.Params = json.RawMessage("{}")
	}
	s := newScanner(v.Params, &codec.Options{Accept: All()})
	s.request = true
	params.decode(s)
	if err := s.finish(); err != nil {
		return fmt.Errorf("params: %w", err)
	}
	*r = Request{Verb: v.Verb, Base: v.Base, Version: v.Version, Header: v.Header,
		Key: v.Key, Secret: v.Secret, Params: params, Callback: v.Callback}
	return nil
}

// responseJSON is the JSON of a Response for tools: results are as on the wire.
type responseJSON struct {
	Status       int             `json:"status,omitempty"`
	Reason       string          `json:"reason,omitempty"`
	Version      string          `json:"version,omitempty"`
	Header       []Field         `json:"header,omitempty"`
	Outcome      string          `json:"outcome,omitempty"`
	Method       Method          `json:"method,omitempty"`
	Results      json.RawMessage `json:"results,omitempty"`
	ErrorMessage string          `json:"error_message,omitempty"`
	UserName     string          `json:"user_name,omitempty"`
	UserID       int64           `json:"user_id,omitempty"`
	Wide         bool            `json:"wide,omitempty"`
	Callback     string          `json:"callback,omitempty"`
	Body         codec.Bytes     `json:"body,omitempty"`
}

// MarshalJSON writes the answer with its results as on the wire.
func (r *Response) MarshalJSON() ([]byte, error) {
	v := responseJSON{Status: r.Status, Reason: r.Reason, Version: r.Version, Header: r.Header, Method: r.Method,
		ErrorMessage: r.ErrorMessage, UserName: r.UserName, UserID: int64(r.UserID), Wide: r.Wide,
		Callback: r.Callback, Body: r.Body}
	if r.ok() {
		v.Outcome = r.Outcome.String()
		if r.Outcome == Success && r.Results != nil {
			w := writer{}
			r.Results.append(&w)
			if w.err != nil {
				return nil, w.err
			}
			v.Results = w.b
		}
	}
	return asWritten(v)
}

// UnmarshalJSON reads what MarshalJSON writes, under all rules. What is absent
// stays as [Protocol] made it.
func (r *Response) UnmarshalJSON(b []byte) error {
	v := responseJSON{Status: r.Status, Outcome: r.Outcome.String(), Method: r.Method}
	if err := strict(b, &v); err != nil {
		return err
	}
	out := Response{Status: v.Status, Reason: v.Reason, Version: v.Version, Header: v.Header, Callback: v.Callback, Body: v.Body}
	out.Envelope = Envelope{Method: v.Method, ErrorMessage: v.ErrorMessage, UserName: v.UserName, UserID: ID(v.UserID), Wide: v.Wide}
	switch v.Outcome {
	case Success.String():
		if err := out.results(v.Results); err != nil {
			return err
		}
	case Failure.String():
		out.Outcome = Failure
	case LoginFailure.String():
		out.Outcome = LoginFailure
	default:
		return fmt.Errorf("outcome: expected success, failure or login-failure")
	}
	*r = out
	return nil
}

func (r *Response) results(wire json.RawMessage) error {
	if !r.ok() {
		return nil
	}
	if r.Results = r.Method.NewResults(); r.Results == nil {
		r.Results = new(RawResults)
	}
	if wire == nil {
		return nil
	}
	s := newScanner(wire, &codec.Options{Accept: All()})
	r.Results.decode(s)
	if err := s.finish(); err != nil {
		return fmt.Errorf("results: %w", err)
	}
	return nil
}

// strict refuses names that v does not have: a slip in a file of messages must not
// pass for a message without the member.
func strict(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

// KindHTTP is the kind of messages that are not the API's.
const KindHTTP = "http"

// HTTP is a message on the same connection that is not the API's: a stream, a
// download, an icon, or an interim answer. It is kept whole.
type HTTP struct {
	From codec.Party `json:"-"`
	Raw  codec.Bytes `json:"raw"`
}

// Kind returns "http".
func (*HTTP) Kind() string { return KindHTTP }

// Append appends the message as it was.
func (h *HTTP) Append(dst []byte) ([]byte, error) { return append(dst, h.Raw...), nil }

// String is the kind and the length; the start line may hold a token.
func (h *HTTP) String() string { return fmt.Sprintf("%s %d bytes", KindHTTP, len(h.Raw)) }
