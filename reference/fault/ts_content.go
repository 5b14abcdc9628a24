package fault

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"enginespec/codec"
)

// tsContent are lies told over HTTP: TS-094, TS-108.
func tsContent() []*Fault {
	served := func(id, clause, diagnosis, doc string, wrap func(http.Handler) http.Handler) *Fault {
		return &Fault{ID: "ts/" + id, Party: codec.Engine, Clause: clause, Diagnosis: diagnosis, Doc: doc, HTTP: wrap}
	}
	return []*Fault{
		served("url-hangs-up", "TS-094", "unreachable", "ends the HTTP connection without an answer", func(http.Handler) http.Handler {
			return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
		}),
		served("url-not-found", "TS-094", "wrong-content", "answers 404 to GET of the announced url", func(http.Handler) http.Handler { return http.NotFoundHandler() }),
		served("html-for-media", "TS-094", "wrong-content", "answers with a page of HTML", func(http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				io.WriteString(w, "<!doctype html><title>Please register</title>")
			})
		}),
		served("empty-body", "TS-094", "wrong-content", "answers 200 and nothing", func(http.Handler) http.Handler {
			return http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
		}),
		served("body-cut-off", "TS-094", "wrong-content", "sends 20000 bytes of the body and hangs up", writing(func(b []byte, at int64) (send []byte, hang bool) {
			left := 20000 - at
			return b[:max(0, min(left, int64(len(b))))], left <= int64(len(b))
		})),
		served("body-corrupted", "TS-094", "wrong-content", "spoils one byte in 4096", writing(func(b []byte, at int64) ([]byte, bool) {
			b = append([]byte(nil), b...)
			for i := (4096 - at%4096) % 4096; i < int64(len(b)); i += 4096 {
				b[i] ^= 0x20
			}
			return b, false
		})),
		served("range-shifted", "TS-094", "wrong-content", "serves a range from the byte behind its first", func(h http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				from, to, ok := strings.Cut(strings.TrimPrefix(r.Header.Get("Range"), "bytes="), "-")
				first, err := strconv.Atoi(from)
				last, err2 := strconv.Atoi(to)
				if !ok || err != nil || err2 != nil || first == last {
					h.ServeHTTP(w, r)
					return
				}
				r = r.Clone(r.Context())
				r.Header.Set("Range", "bytes="+strconv.Itoa(first+1)+"-"+to)
				h.ServeHTTP(w, r)
			})
		}),
		served("range-without-size", "TS-094", "wrong-content", "answers a range with 206 and no Content-Range", heading(func(status int, h http.Header) {
			if status == http.StatusPartialContent {
				h.Del("Content-Range")
			}
		})),
		served("old-url-serves", "TS-108", "not-closed", "goes on serving a url that was replaced", func(h http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				h.ServeHTTP(&forgiving{ResponseWriter: w}, r)
			})
		}),
	}
}

// forgiving turns an error into some bytes of media.
type forgiving struct {
	http.ResponseWriter
	failed bool
}

func (f *forgiving) WriteHeader(status int) {
	if f.failed = status >= 400; f.failed {
		f.Header().Set("Content-Type", "video/mp4")
		f.Header().Del("Content-Length")
		f.ResponseWriter.WriteHeader(http.StatusOK)
		f.ResponseWriter.Write([]byte("the bytes of before"))
		return
	}
	f.ResponseWriter.WriteHeader(status)
}

func (f *forgiving) Write(b []byte) (int, error) {
	if f.failed {
		return len(b), nil
	}
	return f.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the real writer.
func (f *forgiving) Unwrap() http.ResponseWriter { return f.ResponseWriter }

// heading changes the header of an answer.
func heading(change func(status int, h http.Header)) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(&headed{w, change}, r) })
	}
}

type headed struct {
	http.ResponseWriter
	change func(status int, h http.Header)
}

func (w *headed) WriteHeader(status int) {
	w.change(status, w.Header())
	w.ResponseWriter.WriteHeader(status)
}

func (w *headed) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// writing changes the bytes of a body. change gets them with their offset in the body;
// hang says that the connection ends behind what is sent.
func writing(change func(b []byte, at int64) (send []byte, hang bool)) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h.ServeHTTP(&rewritten{ResponseWriter: w, change: change}, r)
		})
	}
}

type rewritten struct {
	http.ResponseWriter
	change func(b []byte, at int64) ([]byte, bool)
	at     int64
}

func (w *rewritten) Write(b []byte) (int, error) {
	send, hang := w.change(b, w.at)
	w.at += int64(len(b))
	if _, err := w.ResponseWriter.Write(send); err != nil {
		return 0, err
	}
	if hang {
		http.NewResponseController(w.ResponseWriter).Flush()
		panic(http.ErrAbortHandler)
	}
	return len(b), nil
}

func (w *rewritten) Unwrap() http.ResponseWriter { return w.ResponseWriter }
