package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"enginespec/reference/engine"
)

// serveFile answers with the file or the parts of it that are asked for. Each
// transfer has a Content of its own, so that each steers the download to its
// place; the engine sees to it that no byte comes twice.
func (l *Link) serveFile(ctx context.Context, w *output, r *http.Request) {
	c, err := l.opener.Open(ctx, l.stream.ID, l.stream.File)
	if err != nil {
		refuse(w, err)
		return
	}
	f := newFile(ctx, c)
	defer f.close()
	h := w.Header()
	etag := fmt.Sprintf(`"%s-%d"`, l.stream.ID, l.stream.File)
	h.Set("ETag", etag)
	h.Set("Content-Type", mimeType(l.stream.Name))
	if r.Method == http.MethodGet {
		if err := f.await(firstByte(r, etag, c.Size()), l.s.o.FirstByte); err != nil {
			h.Del("ETag")
			h.Del("Content-Type")
			refuse(w, err)
			return
		}
	}
	http.ServeContent(w, r, "", time.Time{}, f)
}

// refuse answers instead of content.
func refuse(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	switch {
	case errors.Is(err, engine.ErrStopped), errors.Is(err, engine.ErrClosed):
		status = http.StatusServiceUnavailable
		w.Header().Set("Retry-After", "1")
	case errors.Is(err, engine.ErrNotFound), errors.Is(err, engine.ErrNoFile):
		status = http.StatusNotFound
	case errors.Is(err, context.Canceled):
		status = http.StatusGone // revoked; a client that left does not read it
	}
	http.Error(w, http.StatusText(status), status)
}

// firstByte is the position of the first byte that the answer will have. It may err
// on the side of 0 or of the file's end: then headers wait for another byte, or for
// none.
func firstByte(r *http.Request, etag string, size int64) int64 {
	if m := r.Header.Get("If-Range"); m != "" && m != etag {
		return 0
	}
	if r.Header.Get("If-None-Match") != "" {
		return size
	}
	spec, ok := strings.CutPrefix(r.Header.Get("Range"), "bytes=")
	if !ok {
		return 0
	}
	spec, _, _ = strings.Cut(spec, ",")
	from, to, _ := strings.Cut(strings.TrimSpace(spec), "-")
	if from == "" {
		n, _ := strconv.ParseInt(to, 10, 64)
		return max(size-max(n, 0), 0)
	}
	n, err := strconv.ParseInt(from, 10, 64)
	if err != nil || n < 0 {
		return size
	}
	return min(n, size)
}

// file makes a Content one that two goroutines may hold: for several ranges
// ServeContent reads in one of its own, which may still read when the answer is over.
type file struct {
	turn chan struct{} // holds the turn
	c    engine.Content
	ctx  context.Context
	end  context.CancelFunc
}

func newFile(ctx context.Context, c engine.Content) *file {
	f := &file{turn: make(chan struct{}, 1), c: c}
	f.ctx, f.end = context.WithCancel(ctx)
	c.SetContext(f.ctx)
	f.turn <- struct{}{}
	return f
}

// Read is the Content's.
func (f *file) Read(b []byte) (int, error) {
	<-f.turn
	defer func() { f.turn <- struct{}{} }()
	if err := f.ctx.Err(); err != nil {
		return 0, err
	}
	return f.c.Read(b)
}

// Seek is the Content's.
func (f *file) Seek(offset int64, whence int) (int64, error) {
	<-f.turn
	defer func() { f.turn <- struct{}{} }()
	return f.c.Seek(offset, whence)
}

// close ends a Read that is under way, then closes.
func (f *file) close() {
	f.end()
	<-f.turn
	f.c.Close()
	f.turn <- struct{}{}
}

// await waits until the byte at a position can be read, or for d, or for an error
// that makes waiting vain. The position is then again where it was.
func (f *file) await(at int64, d time.Duration) error {
	if at >= f.c.Size() {
		return nil
	}
	ctx, cancel := context.WithTimeout(f.ctx, d)
	defer cancel()
	f.c.SetContext(ctx)
	defer f.c.SetContext(f.ctx)
	if _, err := f.c.Seek(at, io.SeekStart); err != nil {
		return err
	}
	_, err := f.c.Read(make([]byte, 1))
	if errors.Is(err, context.DeadlineExceeded) && f.ctx.Err() == nil {
		err = nil // the headers go out; the body comes when it comes
	}
	if err == nil {
		_, err = f.c.Seek(0, io.SeekStart)
	}
	return err
}
