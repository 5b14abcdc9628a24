package targets

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"enginespec/codec"
	"enginespec/codec/putio"
	"enginespec/codec/ts"
)

// Percent holds the percent-encoding of TS against net/url: what that reads is read the
// same, and what is written that reads.
func Percent(data []byte) int {
	text := string(data)
	if back, err := url.PathUnescape(ts.Escape(text)); err != nil || back != text {
		panic(fmt.Sprintf("%q is escaped as %q, which net/url reads as %q (%v)", text, ts.Escape(text), back, err))
	}
	want, err := url.PathUnescape(text)
	if err != nil {
		return 0
	}
	if have := ts.Unescape(text); have != want {
		panic(fmt.Sprintf("%q is %q, and %q to net/url", text, have, want))
	}
	return 1
}

// JSON holds the JSON of LOADRESP against encoding/json: what is read strictly is JSON,
// with the same values.
func JSON(data []byte) int {
	var r ts.Response
	if r.Decode(data, nil) != nil {
		var line ts.LoadResp // seeds are whole lines
		body, n, err := ts.ConsumeLine(data, nil)
		if err != nil || n == 0 || line.Decode(body, nil) != nil {
			return 0
		}
		_, data, _ = bytes.Cut(body, []byte(" "))
		_, data, _ = bytes.Cut(data, []byte(" "))
		r = line.Response
	}
	var w struct {
		Status   int64
		InfoHash *string
		Checksum *string
		Message  *string
	}
	if err := json.Unmarshal(data, &w); err != nil {
		panic(fmt.Sprintf("%q is read, and refused by encoding/json: %v", data, err))
	}
	// Keys of another case are other keys to us, and the same to encoding/json.
	if bytes.Count(bytes.ToLower(data), []byte(`"status"`)) != bytes.Count(data, []byte(`"status"`)) {
		return 1
	}
	if w.Status != r.Status {
		panic(fmt.Sprintf("%q has status %d, and %d to encoding/json", data, r.Status, w.Status))
	}
	return 1
}

// Form holds the calls of put.io against net/http: a call that is read strictly is an HTTP
// request with a form that has the same credentials.
func Form(data []byte) int {
	var r putio.Request
	if r.Decode(data, &codec.Options{}) != nil {
		return 0
	}
	h, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(data)))
	if err != nil {
		panic(fmt.Sprintf("%q is read, and refused by net/http: %v", data, err))
	}
	if err := h.ParseForm(); err != nil {
		panic(fmt.Sprintf("%q is read, and its form is refused by net/http: %v", data, err))
	}
	var w struct {
		Key    string `json:"api_key"`
		Secret string `json:"api_secret"`
	}
	if err := json.Unmarshal([]byte(h.FormValue("request")), &w); err != nil {
		panic(fmt.Sprintf("the request of %q is %q to net/http: %v", data, h.FormValue("request"), err))
	}
	if bytes.Contains(bytes.ToLower(data), []byte("api_key")) && (w.Key != r.Key || w.Secret != r.Secret) {
		panic(fmt.Sprintf("%q is of %q and %q, and of %q and %q to net/http", data, r.Key, r.Secret, w.Key, w.Secret))
	}
	return 1
}
