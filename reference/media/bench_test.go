package media_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"enginespec/reference/media"
)

// BenchmarkGet takes a whole file that is there, from here and from ServeContent alone.
func BenchmarkGet(b *testing.B) {
	content := make([]byte, 64<<20)
	srv := media.New(media.Options{})
	for name, h := range map[string]http.Handler{
		"media": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			l := srv.Publish(memory{bytes.NewReader(content)}, media.Stream{Name: "a.ts"})
			defer l.Revoke()
			r.URL.Path = l.Path
			srv.ServeHTTP(w, r)
		}),
		"plain": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			http.ServeContent(w, r, "a.ts", time.Time{}, bytes.NewReader(content))
		}),
	} {
		b.Run(name, func(b *testing.B) {
			web := httptest.NewServer(h)
			defer web.Close()
			b.SetBytes(int64(len(content)))
			for b.Loop() {
				resp, err := web.Client().Get(web.URL)
				if err != nil {
					b.Fatal(err)
				}
				io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
			}
		})
	}
}
