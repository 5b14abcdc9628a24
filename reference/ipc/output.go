package ipc

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"enginespec/codec"
	"enginespec/reference/internal/nowait"
)

const (
	writeSize = 256 << 10 // bytes that are written at once, and for which WriteTimeout holds
	batchSize = 32 << 10  // replies of this many bytes go though more messages are here
)

// output gathers the replies of a session and writes them. Frames that belong
// together leave together, because clients of old read a frame with one recv. It has a
// goroutine only while a client is slow.
type output struct {
	conn    net.Conn
	now     *nowait.Writer
	limit   int
	timeout time.Duration // real
	eased   chan struct{} // somebody stopped writing, or there is room again
	crowded atomic.Bool   // the limit is reached, or nothing is written any more

	mu      sync.Mutex
	waiting []byte
	spare   []byte
	busy    bool  // somebody writes
	err     error // of the connection: nothing is written any more
}

func newOutput(conn net.Conn, limit int, timeout time.Duration) *output {
	return &output{conn: conn, now: nowait.New(conn), limit: limit, timeout: timeout, eased: make(chan struct{}, 1)}
}

// run writes the rest of some frames, and then what waits, until nothing does, or until
// the client takes nothing for too long or is gone.
func (o *output) run(b []byte) {
	for more := true; more; {
		var err error
		for rest := b; len(rest) > 0 && err == nil; {
			part := rest[:min(len(rest), writeSize)]
			o.conn.SetWriteDeadline(time.Now().Add(o.timeout))
			_, err = o.conn.Write(part)
			rest = rest[len(part):]
		}
		b, more = o.done(b, err, true)
	}
}

// done ends a write of b, and takes what there is to write next. timed says that it
// left a write deadline.
func (o *output) done(b []byte, err error, timed bool) (next []byte, more bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	defer signal(o.eased)
	if cap(b) <= 2*writeSize {
		o.spare = b[:0]
	}
	if o.err = err; err != nil {
		o.busy = false
		o.crowded.Store(true)
		o.conn.Close() // the session may be waiting for a message
		return nil, false
	}
	if len(o.waiting) > 0 {
		return o.take(), true
	}
	if o.busy = false; timed { // release must not meet a deadline of long ago
		o.conn.SetWriteDeadline(time.Time{})
	}
	return nil, false
}

// take takes what waits. mu must be held.
func (o *output) take() []byte {
	b := o.waiting
	o.waiting, o.spare = o.spare[:0], nil
	o.crowded.Store(false)
	return b
}

// signal fills a channel of one place.
func signal(ch chan struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}

// put adds a message. It leaves at release, or when there are many.
func (o *output) put(m codec.Message) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	b, err := m.Append(o.waiting)
	o.waiting = b
	if len(b) >= batchSize && !o.busy && o.err == nil {
		o.busy = true
		go o.run(o.take())
	} else if len(b) >= o.limit {
		o.crowded.Store(true)
	}
	return err
}

// release lets what waits go: at once if there is room for it, which is cheaper than to
// wake somebody up.
func (o *output) release() {
	o.mu.Lock()
	if o.busy || o.err != nil || len(o.waiting) == 0 {
		o.mu.Unlock()
		return
	}
	o.busy = true
	b := o.take()
	o.mu.Unlock()
	n, err := o.now.Write(b)
	if err == nil && n < len(b) {
		go o.run(b[n:])
		return
	}
	if b, more := o.done(b, err, false); more {
		go o.run(b)
	}
}

// failed returns why nothing is written any more, if that is so.
func (o *output) failed() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}

// drain waits until there is room.
func (o *output) drain(ctx context.Context) error {
	for {
		o.release()
		o.mu.Lock()
		n, err := len(o.waiting), o.err
		o.mu.Unlock()
		if n < o.limit || err != nil {
			return err
		}
		select {
		case <-o.eased:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// goodbye is how long, in real time, a client may take to read the last replies when
// the server ends.
const goodbye = time.Second

// finish writes what waits, and returns when that is done or cannot be. Once ctx ends
// it does not take long.
func (o *output) finish(ctx context.Context) {
	o.release()
	if o.idle(ctx.Done(), nil) {
		return
	}
	late := time.NewTimer(goodbye)
	defer late.Stop()
	if !o.idle(nil, late.C) {
		o.conn.Close()
		o.idle(nil, nil)
	}
}

// idle waits until nobody writes, and reports whether that came first.
func (o *output) idle(ended <-chan struct{}, late <-chan time.Time) bool {
	for {
		o.mu.Lock()
		busy := o.busy
		o.mu.Unlock()
		if !busy {
			return true
		}
		select {
		case <-o.eased:
		case <-ended:
			return false
		case <-late:
			return false
		}
	}
}
