package putio

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"enginespec/codec"
)

// mediaType is a Content-Type without its parameters, in lower case.
func mediaType(v []byte) string {
	media, _, _ := bytes.Cut(v, []byte{';'})
	return strings.ToLower(string(bytes.TrimSpace(media)))
}

// jsonp finds the JSON in "name({...})", with or without a semicolon behind it.
func jsonp(body []byte) (name string, from, to int, ok bool) {
	open := bytes.IndexByte(body, '(')
	end := len(bytes.TrimRight(body, " \t\r\n;"))
	if open <= 0 || end <= open || body[end-1] != ')' || !isCallback(body[:open]) {
		return "", 0, 0, false
	}
	return string(body[:open]), open + 1, end - 1, true
}

func appendQuoted(dst []byte, s string) []byte {
	dst, _ = jsontext.AppendQuote(dst, s)
	return dst
}

// reasons are the words behind the statuses that the protocol uses.
func reason(status int) string {
	switch status {
	case 200:
		return "OK"
	case 404:
		return "Not Found"
	case 413:
		return "Content Too Large"
	case 500:
		return "Internal Server Error"
	case 503:
		return "Service Unavailable"
	}
	return "Status"
}

// Append appends the HTTP response in its canonical form, with Content-Length.
func (r *Response) Append(dst []byte) ([]byte, error) {
	status := r.Status
	if status == 0 {
		status = 200
	}
	if status < 100 || status > 599 {
		return dst, &codec.Error{Code: codec.Range, Field: "status"}
	}
	h := head{
		start:  orElse(r.Version, "HTTP/1.1") + " " + strconv.Itoa(status) + " " + orElse(r.Reason, reason(status)),
		fields: r.Header, body: r.Body, always: !bodyless(status),
	}
	media := "text/plain; charset=utf-8"
	if r.ok() {
		var err error
		if h.body, media, err = r.appendBody(); err != nil {
			return dst, err
		}
	}
	if bodyless(status) && len(h.body) > 0 {
		return dst, &codec.Error{Code: codec.Range, Field: "body"}
	}
	if h.fields == nil {
		h.fields = []Field{{"Content-Type", codec.Bytes(media)}}
	}
	return h.append(dst)
}

func (r *Response) appendBody() (body []byte, media string, err error) {
	body = make([]byte, 0, r.Size()+len(r.Callback)+2)
	if r.Callback == "" {
		body, err = r.Envelope.Append(body)
		return body, jsonType + "; charset=utf-8", err
	}
	if !isCallback([]byte(r.Callback)) {
		return nil, "", &codec.Error{Code: codec.Syntax, Field: "callback"}
	}
	body = append(append(body, r.Callback...), '(')
	body, err = r.Envelope.Append(body)
	return append(body, ')'), jsType + "; charset=utf-8", err
}
