package ts

import (
	"net"
	"time"

	"enginespec/codec"
)

// queueLines is how many lines wait for a slow reader before his session ends.
const queueLines = 256

// output writes the lines of one session: one line a write, in order, with a pause
// between them, so that clients that read chunks instead of lines see each by itself
// (PowderWeb, Plexus).
type output struct {
	conn    net.Conn
	pace    time.Duration // real
	timeout time.Duration // real
	lines   chan []byte
	eased   chan struct{} // there is room again
	flush   chan struct{} // closed: write what waits until by, then end
	by      time.Time
	ended   chan struct{} // closed when nothing will be written any more
	full    bool          // a line found no room; for the session's goroutine only
}

func newOutput(conn net.Conn, pace, timeout time.Duration) *output {
	return &output{conn: conn, pace: pace, timeout: timeout, lines: make(chan []byte, queueLines),
		eased: make(chan struct{}, 1), flush: make(chan struct{}), ended: make(chan struct{})}
}

// run writes until finish, or until the peer takes nothing for too long or is gone.
func (o *output) run() {
	defer close(o.ended)
	var last time.Time
	for {
		select {
		case b := <-o.lines:
			if !o.write(b, &last) {
				return
			}
			continue
		default:
		}
		select {
		case b := <-o.lines:
			if !o.write(b, &last) {
				return
			}
		case <-o.flush:
			if len(o.lines) == 0 {
				return
			}
		}
	}
}

func (o *output) write(b []byte, last *time.Time) bool {
	if o.pace > 0 && !last.IsZero() {
		if wait := o.pace - time.Since(*last); wait > 0 {
			t := time.NewTimer(wait)
			<-t.C
		}
	}
	until := time.Now().Add(o.timeout)
	select {
	case <-o.flush:
		until = o.by
	default:
	}
	o.conn.SetWriteDeadline(until)
	_, err := o.conn.Write(b)
	*last = time.Now()
	if len(o.lines) <= queueLines/2 {
		select {
		case o.eased <- struct{}{}:
		default:
		}
	}
	return err == nil
}

// put queues a message. The session ends if there is no room: see overflow.
func (o *output) put(m codec.Message) error {
	b, err := m.Append(nil)
	if err != nil {
		return err
	}
	select {
	case o.lines <- b:
	default:
		o.full = true
	}
	return nil
}

// room reports whether a command may be carried out: what it says will have room.
func (o *output) room() bool { return len(o.lines) <= queueLines/2 }

// finish lets what waits be written, for a while, and ends. It is called once.
func (o *output) finish(by time.Time) {
	o.by = by
	close(o.flush)
}
