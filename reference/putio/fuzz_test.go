package putio_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	wire "enginespec/codec/putio"
	"enginespec/reference/engine/sim"
	"enginespec/reference/engine/store"
	"enginespec/reference/putio"
	"enginespec/reference/putio/bundle"
)

// quiet is a server that works on nothing, for calls one after the other.
func quiet(t testing.TB) *putio.Server {
	e, err := sim.New(sim.Options{})
	require.NoError(t, err)
	s, err := putio.New(putio.Options{
		Accounts: bundle.Accounts(), Engine: e, FS: new(store.Mem), Dir: "/", HTTP: "http://h", HighLoad: true,
		MaxItems: 50, MaxTransfers: 5, MaxSubscriptions: 2, MaxRequest: 64 << 10,
		Transport: http.NewFileTransport(http.Dir("/nonexistent")), // no network
	})
	require.NoError(t, err)
	t.Cleanup(func() {
		s.Close()
		e.Close()
	})
	return s
}

// Whatever stands in request, with or without good credentials, the answer is an
// envelope with status 200, a 404 or a 413: never a 500, and never a panic.
func FuzzRequest(f *testing.F) {
	for i, m := range wire.Methods() {
		f.Add(uint8(i), "request="+url.QueryEscape(as(`{"id":11,"name":"x","parent_id":"0","links":["http://127.0.0.1/a"],"query":"a from:me","title":"t","url":"http://127.0.0.1/","limit":3}`)), false)
		f.Add(uint8(i), "request="+as(`{}`), i%2 == 0)
		_ = m
	}
	f.Add(uint8(0), "request={\"api_key\":\"demo-key\",\"api_secret\":\"demo-secret\",\"params\":{\"name\":\"\xe9%zz&\"}}", false)
	f.Add(uint8(3), "request=%", true)
	s := quiet(f)
	f.Fuzz(func(t *testing.T, n uint8, form string, inQuery bool) {
		m := wire.Methods()[int(n)%24]
		target := "/v1/" + m.Class() + "?method=" + m.Name()
		r := httptest.NewRequest(http.MethodPost, target, bytes.NewReader([]byte(form)))
		r.RequestURI = target
		if inQuery {
			r = httptest.NewRequest(http.MethodGet, target, nil)
			r.RequestURI = target + "&" + form
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		switch w.Code {
		case 200:
			body := w.Body.Bytes()
			if w.Header().Get("Content-Type") != "application/json; charset=utf-8" {
				open, end := bytes.IndexByte(body, '('), len(body)-1
				body = body[open+1 : end]
			}
			var e wire.Envelope
			require.NoError(t, e.Decode(body, m, nil), "%s", body)
		case 404, 413:
		default:
			t.Errorf("%s %q: status %d: %s", m, form, w.Code, w.Body)
		}
	})
}

// Every byte of a good call cut off, or replaced, is answered as a whole too.
func TestMutatedCalls(t *testing.T) {
	s := quiet(t)
	form := "request=" + url.QueryEscape(as(`{"name":"x","parent_id":0}`))
	call := func(form string) {
		r := httptest.NewRequest(http.MethodPost, "/v1/files?method=create_dir", bytes.NewReader([]byte(form)))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		require.Equal(t, 200, w.Code, form)
		var e wire.Envelope
		require.NoError(t, e.Decode(w.Body.Bytes(), wire.MethodFilesCreateDir, nil))
	}
	for i := range form {
		call(form[:i])
		for _, c := range "\x00\xff%&+\"{[" {
			call(fmt.Sprintf("%s%c%s", form[:i], c, form[i+1:]))
		}
	}
}
