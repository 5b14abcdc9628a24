package fault

import (
	"bytes"
	"net/http"
	"strings"

	"enginespec/codec/putio"
)

func putioStream() []*Fault {
	lie := func(id, clause, diagnosis, doc string, f func(w http.ResponseWriter, r *http.Request, next http.Handler)) *Fault {
		row := server(id, clause, diagnosis, doc, nil)
		row.HTTP = func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if strings.HasPrefix(r.URL.Path, "/v1/") {
					next.ServeHTTP(w, r)
					return
				}
				f(w, r, next)
			})
		}
		return row
	}
	refusing := func(text string) func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if strings.Contains(r.URL.Path, text) {
				http.NotFound(w, r)
				return
			}
			next.ServeHTTP(w, r)
		}
	}
	return []*Fault{
		lie("no-stream", "PUTIO-060", "wrong-value", "streams nothing", refusing("/atk/")),
		lie("no-two-slashes", "PUTIO-060", "wrong-value", "stumbles over two slashes before atk", refusing("//atk/")),
		lie("stream-turned", "PUTIO-060", "wrong-content", "streams other bytes", func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			next.ServeHTTP(turned{w}, r)
		}),
		lie("any-token", "PUTIO-061", "accepted", "answers whoever comes", func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			next.ServeHTTP(accepting{w}, r)
		}),
		lie("no-ranges", "PUTIO-062", "wrong-value", "does not look at Range", func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			r = r.Clone(r.Context())
			r.Header.Del("Range")
			next.ServeHTTP(w, r)
		}),
		server("token-capitals", "PUTIO-063", "malformed", "writes tokens in capitals", answered(results(func(v any) any {
			o := v.(map[string]any)
			o["token"] = strings.ToUpper("a" + o["token"].(string)[1:])
			return v
		}), putio.MethodUserAcctoken)),
		server("token-for-all", "PUTIO-063", "wrong-value", "has one token for all", answered(results(func(any) any {
			return map[string]any{"token": "0123456789abcdef0123456789abcdef01234567"}
		}), putio.MethodUserAcctoken)),
		lie("token-later", "PUTIO-064", "wrong-value", "does not know a new token yet", func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			http.Error(w, "not yet", http.StatusForbidden)
		}),
		lie("download-turned", "PUTIO-066", "wrong-content", "serves other bytes as a download", func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			next.ServeHTTP(turned{w}, r)
		}),
	}
}

// turned changes every byte of a body.
type turned struct{ http.ResponseWriter }

func (t turned) Write(b []byte) (int, error) {
	c := bytes.Clone(b)
	for i := range c {
		c[i] ^= 0xff
	}
	return t.ResponseWriter.Write(c)
}

// accepting makes a refusal a success.
type accepting struct{ http.ResponseWriter }

func (a accepting) WriteHeader(code int) {
	if code >= 400 && code < 500 {
		code = http.StatusOK
	}
	a.ResponseWriter.WriteHeader(code)
}
