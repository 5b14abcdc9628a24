package ipc

import (
	"context"
	"net"
	"sync"
	"time"

	"enginespec/codec"
)

const (
	writeSize = 256 << 10 // bytes that are written at once, and for which WriteTimeout holds
	batchSize = 32 << 10  // replies of this many bytes go though more messages are here
)

// output gathers the replies of a session and writes them. Frames that belong
// together leave together, because clients of old read a frame with one recv.
type output struct {
	conn    net.Conn
	limit   int
	timeout time.Duration // real

	mu      sync.Mutex
	waiting []byte
	spare   []byte
	err     error // of the connection: nothing is written any more

	wake  chan struct{} // there is something to write
	eased chan struct{} // there is room again
	last  chan struct{} // closed: write what waits, then end
	ended chan struct{}
}

func newOutput(conn net.Conn, limit int, timeout time.Duration) *output {
	return &output{conn: conn, limit: limit, timeout: timeout,
		wake: make(chan struct{}, 1), eased: make(chan struct{}, 1), last: make(chan struct{}), ended: make(chan struct{})}
}

// run writes until finish, or until the client takes nothing for too long or is gone.
func (o *output) run() {
	defer close(o.ended)
	for final := false; !final; {
		select {
		case <-o.wake:
		case <-o.last:
			final = true
		}
		for o.write() {
		}
	}
}

// write writes what waits, and reports whether there was anything.
func (o *output) write() bool {
	o.mu.Lock()
	b := o.waiting
	o.waiting, o.spare = o.spare[:0], nil
	err := o.err
	o.mu.Unlock()
	n := len(b)
	for rest := b; len(rest) > 0 && err == nil; {
		part := rest[:min(len(rest), writeSize)]
		o.conn.SetWriteDeadline(time.Now().Add(o.timeout))
		_, err = o.conn.Write(part)
		rest = rest[len(part):]
	}
	if err != nil {
		o.conn.Close() // the session may be waiting for a message
	}
	o.mu.Lock()
	o.err = err
	if cap(b) <= 2*writeSize {
		o.spare = b
	}
	o.mu.Unlock()
	signal(o.eased)
	return n > 0 && err == nil
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
	if len(b) >= batchSize {
		signal(o.wake)
	}
	return err
}

// release lets what waits go.
func (o *output) release() { signal(o.wake) }

// full reports whether the limit is reached.
func (o *output) full() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.waiting) >= o.limit || o.err != nil
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
	close(o.last)
	select {
	case <-o.ended:
		return
	case <-ctx.Done():
	}
	late := time.NewTimer(goodbye)
	defer late.Stop()
	select {
	case <-o.ended:
	case <-late.C:
		o.conn.Close()
		<-o.ended
	}
}
