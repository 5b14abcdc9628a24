// Package nowait writes to a connection what it takes at once, so that who has an
// answer can send it himself and only a slow client costs a goroutine.
package nowait

import (
	"errors"
	"net"
	"os"
	"syscall"
	"time"
)

// Writer writes to one connection. It is for one writer at a time.
type Writer struct {
	conn net.Conn
	raw  syscall.RawConn // nil: it is none of the operating system's
	once func(fd uintptr) bool

	b   []byte
	n   int
	err error
}

// New returns a Writer to conn.
func New(conn net.Conn) *Writer {
	w := &Writer{conn: conn}
	if c, ok := conn.(syscall.Conn); ok && supported {
		w.raw, _ = c.SyscallConn()
	}
	w.once = func(fd uintptr) bool {
		w.n, w.err = write(fd, w.b)
		return true // whatever came of it: we do not wait
	}
	return w
}

// prompt is how long a connection that is none of the operating system's may take.
const prompt = 2 * time.Millisecond

// Write writes the beginning of b, as much as there is room for. Less than all of it
// is no error. It leaves the connection without a write deadline.
//
// A deadline for each write would do the same, at the price of a timer: one that is due
// before all others wakes the thread that waits for the network.
func (w *Writer) Write(b []byte) (n int, err error) {
	if w.raw == nil {
		w.conn.SetWriteDeadline(time.Now().Add(prompt))
		n, err = w.conn.Write(b)
		w.conn.SetWriteDeadline(time.Time{})
		if errors.Is(err, os.ErrDeadlineExceeded) {
			err = nil
		}
		return n, err
	}
	w.b = b
	err = w.raw.Write(w.once)
	w.b = nil
	if err == nil {
		n, err = w.n, w.err
	}
	return n, err
}
