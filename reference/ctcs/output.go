package ctcs

import (
	"bytes"
	"errors"
	"net"
	"sync"
	"time"

	"enginespec/codec"
)

const (
	easy     = 64 << 10 // octets that may wait before new orders do
	maxQueue = 8 << 20  // octets that may wait at all: more than the longest block
)

// errFull is a peer that does not read.
var errFull = errors.New("the other side does not read")

// output writes the lines of one connection in order, so that whoever has something to
// say never waits for a slow reader.
type output struct {
	conn    net.Conn
	timeout time.Duration // real, for one write
	limit   int           // octets that may wait
	byLine  bool          // one line a write (CTCS-021): ctorrent does not like parts of one

	mu    sync.Mutex
	queue []byte
	ready chan struct{} // something waits
	eased chan struct{} // less than easy waits
	flush chan struct{} // closed: write what waits, then end
	ended chan struct{} // closed when nothing will be written any more
	once  sync.Once
}

func newOutput(conn net.Conn, timeout time.Duration, limit int, byLine bool) *output {
	return &output{conn: conn, timeout: timeout, limit: limit, byLine: byLine,
		ready: make(chan struct{}, 1), eased: make(chan struct{}, 1), flush: make(chan struct{}), ended: make(chan struct{})}
}

// put queues messages together: nothing comes between them. On an error nothing is
// queued. What finds the queue empty may be longer than the limit: it is one answer.
func (o *output) put(messages ...codec.Message) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	b := o.queue
	for _, m := range messages {
		var err error
		if b, err = m.Append(b); err != nil {
			return err
		}
	}
	if len(b) > o.limit && len(o.queue) > 0 {
		return errFull
	}
	o.queue = b
	select {
	case o.ready <- struct{}{}:
	default:
	}
	return nil
}

// room reports whether an order may be carried out: its answer will have room.
func (o *output) room() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.queue) < easy
}

// run writes until finish, or until the peer takes nothing for too long or is gone,
// which is an error.
func (o *output) run() error {
	defer close(o.ended)
	for {
		b := o.take()
		if len(b) == 0 {
			select {
			case <-o.ready:
				continue
			case <-o.flush:
			}
			if b = o.take(); len(b) == 0 {
				return nil
			}
		}
		if err := o.write(b); err != nil {
			return err
		}
		select {
		case o.eased <- struct{}{}:
		default:
		}
	}
}

func (o *output) take() []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	b := o.queue
	o.queue = nil
	return b
}

func (o *output) write(b []byte) error {
	for len(b) > 0 {
		n := len(b)
		if o.byLine {
			n = bytes.IndexByte(b, '\n') + 1
		}
		o.conn.SetWriteDeadline(time.Now().Add(o.timeout))
		if _, err := o.conn.Write(b[:n]); err != nil {
			return err
		}
		b = b[n:]
	}
	return nil
}

// finish lets what waits be written, and ends.
func (o *output) finish() { o.once.Do(func() { close(o.flush) }) }
