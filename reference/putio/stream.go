package putio

import (
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	wire "enginespec/codec/putio"
)

// serveContent answers a stream, a download or a zip basket. Streams want a token in
// the path; the others take HTTP Basic with the account's name and password, too.
func (s *Server) serveContent(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "expected GET or HEAD", http.StatusMethodNotAllowed)
		return
	}
	base, token, ok := wire.CutStreamURL(r.URL.Path)
	if !ok {
		base = r.URL.Path
	}
	stream, basket := strings.HasPrefix(base, streamPath), strings.HasPrefix(base, basketPath)
	var reader *account
	if ok {
		reader = s.tokenOwner(token)
	} else if name, password, given := r.BasicAuth(); given && !stream {
		reader = s.basic(name, password)
	}
	switch {
	case reader == nil && (stream || ok):
		http.Error(w, "the token is wrong or missing: expected <stream_url>/atk/<token> with that of user.acctoken", http.StatusForbidden)
		return
	case reader == nil:
		w.Header().Set("WWW-Authenticate", `Basic realm="put.io", charset="UTF-8"`)
		http.Error(w, "expected the name and password of the account", http.StatusUnauthorized)
		return
	}
	_, ids, _ := strings.Cut(base[1:], "/")
	st, it := reader.located(ids)
	switch {
	case it == nil || it.folder() && stream || !it.folder() && basket:
		http.NotFound(w, r)
	case it.folder():
		s.serveBasket(newOutput(w, s.o.Idle), r, st, it)
	default:
		s.serveFile(newOutput(w, s.o.Idle), r, it, stream)
	}
}

// located finds the item of "<uid>/<id>" that the account may read.
func (a *account) located(ids string) (*state, *item) {
	uid, id, _ := strings.Cut(strings.TrimRight(ids, "/"), "/")
	u, err1 := strconv.ParseInt(uid, 10, 64)
	n, err2 := strconv.ParseInt(id, 10, 64)
	if err1 != nil || err2 != nil {
		return nil, nil
	}
	owner, st, it := a.readable(wire.ID(n))
	if it == nil || owner.ID != wire.ID(u) {
		return nil, nil
	}
	return st, it
}

func (s *Server) serveFile(w *output, r *http.Request, it *item, stream bool) {
	defer w.release()
	var src io.ReadSeeker = strings.NewReader("")
	if it.Content != 0 {
		f, err := s.content.open(it.Content)
		if err != nil {
			s.fault(w, err)
			return
		}
		defer f.Close()
		src = io.NewSectionReader(f, 0, it.Size)
	}
	defer context.AfterFunc(s.ctx, w.cut)()
	h := w.Header()
	h.Set("Content-Type", contentType(it.Name))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("ETag", fmt.Sprintf(`"%d-%d"`, it.ID, it.Content))
	if !stream {
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": it.Name}))
	}
	http.ServeContent(w, r, "", it.Created, src)
}

// output is the way to a client that may not stand still: a write that it does not
// take in time fails.
type output struct {
	http.ResponseWriter
	rc   *http.ResponseController
	idle time.Duration
}

func newOutput(w http.ResponseWriter, idle time.Duration) *output {
	return &output{w, http.NewResponseController(w), idle}
}

func (o *output) Write(b []byte) (int, error) {
	o.rc.SetWriteDeadline(time.Now().Add(o.idle))
	return o.ResponseWriter.Write(b)
}

// cut ends the transfer.
func (o *output) cut() { o.rc.SetWriteDeadline(time.Unix(1, 0)) }

// release sends what is buffered while there is a deadline, and gives the connection
// back for the next request.
func (o *output) release() {
	o.rc.Flush()
	o.rc.SetWriteDeadline(time.Time{})
}

// Unwrap lets an http.ResponseController through.
func (o *output) Unwrap() http.ResponseWriter { return o.ResponseWriter }
