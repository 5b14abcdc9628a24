package fault

import (
	"errors"
	"net"
	"time"
)

// end is one end of a connection in memory whose directions end alone, as those of a
// socket do: who has said all can still be answered.
type end struct{ in, out net.Conn }

// pipe returns the two ends of such a connection.
func pipe() (a, b *end) {
	toA, fromB := net.Pipe()
	toB, fromA := net.Pipe()
	return &end{toA, fromA}, &end{toB, fromB}
}

func (e *end) Read(b []byte) (int, error)  { return e.in.Read(b) }
func (e *end) Write(b []byte) (int, error) { return e.out.Write(b) }

// CloseWrite ends what this end says.
func (e *end) CloseWrite() error { return e.out.Close() }

// Close ends both directions.
func (e *end) Close() error { return errors.Join(e.out.Close(), e.in.Close()) }

func (e *end) SetReadDeadline(t time.Time) error  { return e.in.SetReadDeadline(t) }
func (e *end) SetWriteDeadline(t time.Time) error { return e.out.SetWriteDeadline(t) }

// SetDeadline sets both deadlines.
func (e *end) SetDeadline(t time.Time) error {
	return errors.Join(e.SetReadDeadline(t), e.SetWriteDeadline(t))
}

func (e *end) LocalAddr() net.Addr  { return e.in.LocalAddr() }
func (e *end) RemoteAddr() net.Addr { return e.in.RemoteAddr() }
