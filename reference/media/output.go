package media

import (
	"context"
	"net/http"
	"time"
)

// output is the way to one client. A write that the client does not take within
// idle fails, and so does every write, also one that blocks, once ctx has ended.
type output struct {
	http.ResponseWriter
	ctx  context.Context
	rc   *http.ResponseController
	idle time.Duration
	stop func() bool
	body bool // something was written
}

func newOutput(ctx context.Context, w http.ResponseWriter, idle time.Duration) *output {
	o := &output{ResponseWriter: w, ctx: ctx, rc: http.NewResponseController(w), idle: idle}
	o.stop = context.AfterFunc(ctx, func() { o.rc.SetWriteDeadline(time.Unix(1, 0)) })
	return o
}

// WriteHeader sends the headers of content at once: its first byte may come late.
func (o *output) WriteHeader(status int) {
	o.ResponseWriter.WriteHeader(status)
	if status == http.StatusOK || status == http.StatusPartialContent {
		o.rc.SetWriteDeadline(time.Now().Add(o.idle))
		o.rc.Flush()
	}
}

// Write writes b. The deadline is set before ctx is asked, so that one of the two
// always ends a transfer that was cut meanwhile.
func (o *output) Write(b []byte) (int, error) {
	o.rc.SetWriteDeadline(time.Now().Add(o.idle))
	if err := o.ctx.Err(); err != nil {
		o.rc.SetWriteDeadline(time.Unix(1, 0))
		return 0, err
	}
	o.body = true
	return o.ResponseWriter.Write(b)
}

// release sends what is buffered while there is still a deadline, then gives the
// connection back for the next request. After a cut it leaves the deadline where it
// makes the server close the connection.
func (o *output) release() {
	if o.body && o.Header().Get("Content-Length") != "" {
		o.rc.Flush()
	}
	if o.stop() {
		o.rc.SetWriteDeadline(time.Time{})
	}
}

// Unwrap lets an http.ResponseController through.
func (o *output) Unwrap() http.ResponseWriter { return o.ResponseWriter }
