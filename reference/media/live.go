package media

import (
	"context"
	"net/http"
)

// serveLive answers with a stream that has no length and no ranges. What the reader
// gives is sent at once.
func (l *Link) serveLive(ctx context.Context, w *output, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", mimeType(l.stream.Name))
	h.Set("Accept-Ranges", "none")
	h.Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead {
		return
	}
	src, err := l.stream.Live(ctx)
	if err != nil {
		refuse(w, err)
		return
	}
	defer src.Close()
	w.WriteHeader(http.StatusOK)
	b := make([]byte, 32<<10)
	for {
		n, err := src.Read(b)
		if n > 0 {
			if _, err := w.Write(b[:n]); err != nil {
				panic(http.ErrAbortHandler)
			}
			w.rc.Flush()
		}
		if ctx.Err() != nil {
			// A proper end of the body would say that the stream is over.
			panic(http.ErrAbortHandler)
		}
		if err != nil {
			return
		}
	}
}
