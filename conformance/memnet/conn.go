package memnet

import (
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// window is how many bytes one direction holds before a write waits.
const window = 1 << 20

// half is one direction: the chunks written and not yet read.
type half struct {
	mu       sync.Mutex
	chunks   [][]byte
	size     int
	eof, rst bool          // the writer closed; the reader went away
	changed  chan struct{} // closed and replaced at every change
}

func newHalf() *half { return &half{changed: make(chan struct{})} }

// change runs f under the lock and wakes all who wait.
func (h *half) change(f func()) {
	h.mu.Lock()
	f()
	close(h.changed)
	h.changed = make(chan struct{})
	h.mu.Unlock()
}

type conn struct {
	in, out       *half
	local, remote addr
	once          sync.Once
	done          chan struct{}
	rd, wd        deadline
}

func pair(client, server addr) (*conn, *conn) {
	a, b := newHalf(), newHalf()
	x := &conn{in: a, out: b, local: client, remote: server, done: make(chan struct{})}
	y := &conn{in: b, out: a, local: server, remote: client, done: make(chan struct{})}
	return x, y
}

// Read returns at most one chunk as it was written, so that cuts stay visible.
func (c *conn) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	for {
		select {
		case <-c.done:
			return 0, c.fail("read", net.ErrClosed)
		default:
		}
		h := c.in
		h.mu.Lock()
		if len(h.chunks) > 0 {
			n := copy(b, h.chunks[0])
			if h.chunks[0] = h.chunks[0][n:]; len(h.chunks[0]) == 0 {
				h.chunks = h.chunks[1:]
			}
			h.size -= n
			close(h.changed)
			h.changed = make(chan struct{})
			h.mu.Unlock()
			return n, nil
		}
		eof, rst, wait := h.eof, h.rst, h.changed
		h.mu.Unlock()
		switch {
		case rst:
			return 0, c.fail("read", syscall.ECONNRESET)
		case eof:
			return 0, io.EOF
		}
		select {
		case <-wait:
		case <-c.done:
			return 0, c.fail("read", net.ErrClosed)
		case <-c.rd.expired():
			return 0, c.fail("read", os.ErrDeadlineExceeded)
		}
	}
}

// Write appends b as one chunk.
func (c *conn) Write(b []byte) (int, error) {
	for {
		select {
		case <-c.done:
			return 0, c.fail("write", net.ErrClosed)
		default:
		}
		h := c.out
		h.mu.Lock()
		if h.rst {
			h.mu.Unlock()
			return 0, c.fail("write", syscall.EPIPE)
		}
		if h.size < window || h.size == 0 {
			if len(b) > 0 {
				h.chunks = append(h.chunks, append([]byte{}, b...))
				h.size += len(b)
				close(h.changed)
				h.changed = make(chan struct{})
			}
			h.mu.Unlock()
			return len(b), nil
		}
		wait := h.changed
		h.mu.Unlock()
		select {
		case <-wait:
		case <-c.done:
		case <-c.wd.expired():
			return 0, c.fail("write", os.ErrDeadlineExceeded)
		}
	}
}

// CloseWrite sends a FIN and keeps reading.
func (c *conn) CloseWrite() error {
	c.out.change(func() { c.out.eof = true })
	return nil
}

// Close ends both directions. Like TCP, it resets the peer if input was unread.
func (c *conn) Close() error {
	err := error(net.ErrClosed)
	c.once.Do(func() {
		err = nil
		close(c.done)
		unread := false
		c.in.change(func() { unread = len(c.in.chunks) > 0; c.in.rst = true })
		c.out.change(func() { c.out.eof = true; c.out.rst = c.out.rst || unread })
		c.rd.set(time.Time{})
		c.wd.set(time.Time{})
	})
	return err
}

// SetLinger with 0 makes the Close that follows a reset, as on a TCP connection.
func (c *conn) SetLinger(sec int) error {
	if sec == 0 {
		c.out.change(func() { c.out.chunks, c.out.size, c.out.rst = nil, 0, true })
	}
	return nil
}

func (c *conn) LocalAddr() net.Addr                { return c.local }
func (c *conn) RemoteAddr() net.Addr               { return c.remote }
func (c *conn) SetDeadline(t time.Time) error      { c.rd.set(t); c.wd.set(t); return nil }
func (c *conn) SetReadDeadline(t time.Time) error  { c.rd.set(t); return nil }
func (c *conn) SetWriteDeadline(t time.Time) error { c.wd.set(t); return nil }

func (c *conn) fail(op string, err error) error {
	return &net.OpError{Op: op, Net: "mem", Source: c.local, Addr: c.remote, Err: err}
}

// deadline is a channel that closes when a time has come.
type deadline struct {
	mu    sync.Mutex
	timer *time.Timer
	ch    chan struct{}
}

func (d *deadline) expired() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ch == nil {
		d.ch = make(chan struct{})
	}
	return d.ch
}

func (d *deadline) set(t time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
	select {
	case <-d.ch: // it was over: those who wait from now on wait anew
		d.ch = nil
	default:
	}
	if d.ch == nil {
		d.ch = make(chan struct{})
	}
	if t.IsZero() {
		return
	}
	ch := d.ch
	if left := time.Until(t); left > 0 {
		d.timer = time.AfterFunc(left, func() { closeOnce(d, ch) })
		return
	}
	close(ch)
}

func closeOnce(d *deadline, ch chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	select {
	case <-ch:
	default:
		close(ch)
	}
}
