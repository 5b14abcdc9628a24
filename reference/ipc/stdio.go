package ipc

import (
	"io"
	"net"
	"sync"
	"time"
)

// Stdio makes a connection of two pipes, such as a program's standard input and
// output: the protocol needs no socket. Closing it closes both. It ends with its
// input; what was written is written out before Close returns, if the other side
// takes it within a second.
//
// A read of in that cannot be interrupted goes on behind Close, until its end.
func Stdio(in io.ReadCloser, out io.WriteCloser) net.Conn {
	pr, pw := io.Pipe()
	qr, qw := io.Pipe()
	c := &stdio{PipeReader: pr, in: in, out: out, qw: qw, written: make(chan struct{})}
	go func() {
		_, err := io.Copy(pw, in)
		pw.CloseWithError(err) // nil is io.EOF
	}()
	go func() {
		_, err := io.Copy(out, qr)
		qr.CloseWithError(err)
		out.Close()
		close(c.written)
	}()
	return c
}

type stdio struct {
	*io.PipeReader
	in      io.ReadCloser
	out     io.WriteCloser
	qw      *io.PipeWriter
	written chan struct{} // closed when nothing is written any more
	once    sync.Once

	mu    sync.Mutex
	timer *time.Timer // of the read deadline
}

func (c *stdio) Write(b []byte) (int, error) { return c.qw.Write(b) }

// CloseWrite writes out what was written and closes the output.
func (c *stdio) CloseWrite() error {
	c.qw.Close()
	late := time.NewTimer(goodbye)
	defer late.Stop()
	select {
	case <-c.written:
	case <-late.C:
	}
	return nil
}

func (c *stdio) Close() error {
	c.once.Do(func() {
		c.SetReadDeadline(time.Time{})
		c.CloseWrite()
		c.PipeReader.Close()
		c.in.Close()
	})
	return nil
}

// SetReadDeadline ends reading for good once t is over, which is all that a session
// needs.
func (c *stdio) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.timer != nil {
		c.timer.Stop()
		c.timer = nil
	}
	if !t.IsZero() {
		c.timer = time.AfterFunc(time.Until(t), func() { c.PipeReader.CloseWithError(net.ErrClosed) })
	}
	return nil
}

func (c *stdio) SetDeadline(t time.Time) error    { return c.SetReadDeadline(t) }
func (c *stdio) SetWriteDeadline(time.Time) error { return nil }
func (c *stdio) LocalAddr() net.Addr              { return pipeAddr{} }
func (c *stdio) RemoteAddr() net.Addr             { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "stdio" }
