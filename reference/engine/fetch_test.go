package engine_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/reference/engine"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestFetch(t *testing.T) {
	hang := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/ok":
			io.WriteString(w, "body")
		case "/to-ok":
			http.Redirect(w, r, "/ok", http.StatusFound)
		case "/out":
			http.Redirect(w, r, "http://192.0.2.1/secret", http.StatusFound)
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case "/hang":
			<-hang
		default:
			http.NotFound(w, r)
		}
	}))
	defer srv.Close()
	defer close(hang)
	var f engine.Fetcher
	for _, path := range []string{"/ok", "/to-ok"} {
		b, err := f.Fetch(t.Context(), srv.URL+path)
		require.NoError(t, err)
		require.Equal(t, "body", string(b))
	}
	_, err := f.Fetch(t.Context(), strings.Replace(srv.URL, "127.0.0.1", "localhost", 1)+"/ok")
	require.NoError(t, err)
	for url, want := range map[string]string{
		srv.URL + "/none":        "404",
		srv.URL + "/out":         "network is not allowed",
		srv.URL + "/loop":        "redirects",
		"http://192.0.2.1/":      "network is not allowed",
		"http://example.invalid": "network is not allowed",
		"http://[2001:db8::1]/":  "network is not allowed",
		"ftp://127.0.0.1/":       "expected http",
		"http://u:secret@%zz":    "cannot be parsed",
		"":                       "expected http",
	} {
		_, err := f.Fetch(t.Context(), url)
		require.ErrorIs(t, err, engine.ErrFetch, url)
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), "secret")
	}
	f.Timeout = time.Millisecond
	_, err = f.Fetch(t.Context(), srv.URL+"/hang")
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestFetchIsBounded(t *testing.T) {
	for _, length := range []int64{-1, 1 << 40} {
		f := engine.Fetcher{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, ContentLength: length, Request: r,
				Body: io.NopCloser(io.LimitReader(zeros{}, 1<<40))}, nil
		})}
		_, err := f.Fetch(t.Context(), "http://127.0.0.1/")
		require.ErrorIs(t, err, engine.ErrFetch)
		require.ErrorContains(t, err, "bytes")
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }
