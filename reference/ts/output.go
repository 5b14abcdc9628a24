package ts

import (
	"bytes"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"enginespec/codec"
	"enginespec/reference/internal/nowait"
)

// queueLines is how many lines wait for a slow reader before his session ends.
const queueLines = 256

// output writes the lines of one session in order. With a pace it writes one line at
// a time, with a pause between them, so that clients that read chunks instead of lines
// see each by itself (PowderWeb, Plexus); without, what waits leaves together. It has
// a goroutine only while a client is slow or a pause is due.
type output struct {
	conn    net.Conn
	now     *nowait.Writer
	pace    time.Duration // real
	timeout time.Duration // real
	eased   chan struct{} // there is room again
	ended   chan struct{} // closed when nothing will be written any more

	lines atomic.Int32 // that wait or are being written
	full  atomic.Bool  // one found no room

	mu      sync.Mutex
	waiting []byte
	spare   []byte
	last    time.Time // of the last write, if there is a pace
	busy    bool      // somebody writes
	timed   bool      // the connection has a write deadline
	final   bool      // finish was called
	by      time.Time
}

func newOutput(conn net.Conn, pace, timeout time.Duration) *output {
	return &output{conn: conn, now: nowait.New(conn), pace: pace, timeout: timeout, eased: make(chan struct{}, 1), ended: make(chan struct{})}
}

// put queues a message, to leave at flush or start. If there is no room the session
// ends: see overflown.
func (o *output) put(m codec.Message) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.lines.Load() >= queueLines {
		o.full.Store(true)
		return nil
	}
	b, err := m.Append(o.waiting)
	if err == nil {
		o.waiting = b
		o.lines.Add(1)
	}
	return err
}

// room reports whether a command may be carried out: what it says will have room.
func (o *output) room() bool { return o.lines.Load() <= queueLines/2 }

// overflown reports whether a line found no room.
func (o *output) overflown() bool { return o.full.Load() }

// start lets what waits be written by a goroutine.
func (o *output) start() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.busy && len(o.waiting) > 0 {
		o.busy = true
		go o.run(nil, 0)
	}
}

// flush writes what waits, at once if there is room for it and no pause is due: that is
// cheaper than to wake somebody up.
func (o *output) flush() {
	o.mu.Lock()
	switch {
	case o.busy || len(o.waiting) == 0:
		o.mu.Unlock()
		return
	case o.pace > 0 && (o.lines.Load() > 1 || time.Since(o.last) < o.pace):
		o.busy = true
		o.mu.Unlock()
		go o.run(nil, 0)
		return
	}
	o.busy = true
	b, n := o.take()
	o.mu.Unlock()
	sent, err := o.now.Write(b)
	if err == nil && sent < len(b) {
		go o.run(b[sent:], n)
		return
	}
	if o.done(b, n, err) && err == nil {
		go o.run(nil, 0) // more was put meanwhile
	}
}

// run writes the rest of some lines, and then what waits, until nothing does.
func (o *output) run(rest []byte, lines int32) {
	for more := true; more; {
		until := time.Now().Add(o.timeout)
		o.mu.Lock()
		if len(rest) == 0 {
			rest, lines = o.take()
		}
		if o.final {
			until = o.by
		}
		last := o.last
		o.timed = true
		o.mu.Unlock()
		if o.pace > 0 && !last.IsZero() {
			if wait := o.pace - time.Since(last); wait > 0 {
				t := time.NewTimer(wait)
				<-t.C
			}
		}
		o.conn.SetWriteDeadline(until)
		_, err := o.conn.Write(rest)
		more = o.done(rest, lines, err)
		rest = nil
	}
}

// take takes what is to be written at once. mu must be held.
func (o *output) take() (b []byte, lines int32) {
	b, lines = o.waiting, o.lines.Load()
	if o.pace > 0 {
		n := bytes.IndexByte(b, '\n') + 1
		b, o.waiting = b[:n:n], b[n:]
		return b, 1
	}
	o.waiting, o.spare = o.spare[:0], nil
	return b, lines
}

// done ends a write, and reports whether there is more. An error ends the output.
func (o *output) done(b []byte, lines int32, err error) (more bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.pace > 0 {
		o.last = time.Now()
	} else if cap(b) <= 4<<10 {
		o.spare = b[:0]
	}
	if left := o.lines.Add(-lines); left <= queueLines/2 && left+lines > queueLines/2 {
		signal(o.eased)
	}
	if err != nil {
		close(o.ended) // and busy stays: nothing begins any more
		o.conn.Close() // the session may be waiting for its client
		return false
	}
	if len(o.waiting) > 0 {
		return true
	}
	if o.final {
		close(o.ended)
		return false
	}
	if o.busy = false; o.timed { // flush must not meet a deadline of long ago
		o.timed = false
		o.conn.SetWriteDeadline(time.Time{})
	}
	return false
}

// finish lets what waits be written, for a while, and ends. It is called once.
func (o *output) finish(by time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.final, o.by = true, by
	switch {
	case o.busy:
		o.conn.SetWriteDeadline(by)
	case len(o.waiting) > 0:
		o.busy = true
		go o.run(nil, 0)
	default:
		o.busy = true
		close(o.ended)
	}
}

// signal fills a channel of one place.
func signal(ch chan struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}
