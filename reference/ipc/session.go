package ipc

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"time"

	"enginespec/codec"
	wire "enginespec/codec/ipc"
)

// session is one connection. All of it belongs to the goroutine of run.
type session struct {
	s    *Server
	o    *Options
	conn net.Conn
	log  *slog.Logger
	out  *output
	r    *wire.Reader

	ctx     context.Context
	version int
	reply   wire.Message // used again for each reply
	bare    bool         // reply is an outcome: it has a key and a tag, and nothing else
	begins  bool         // nothing of the next message was read
	over    bool         // nothing more is read
}

func newSession(s *Server, conn net.Conn) *session {
	c := &session{s: s, o: &s.o, conn: conn, log: s.o.Log, ctx: s.ctx}
	c.out = newOutput(conn, s.o.MaxPending, s.o.WriteTimeout)
	c.r = wire.NewReader(c, &codec.Options{
		Accept: wire.Served(), Limits: codec.Limits{Message: s.o.MaxFrame}, Report: c.report,
	})
	return c
}

// How long, in real time, a client may take to close after we have: when he is at
// fault, and when the server ends.
const (
	linger      = 500 * time.Millisecond
	lingerAtEnd = 50 * time.Millisecond
)

// past is a deadline that is over.
var past = time.Unix(1, 0)

func (c *session) run() {
	unblock := context.AfterFunc(c.ctx, func() { c.conn.SetReadDeadline(past) })
	err := c.handshake()
	var m wire.Message
	for err == nil && !c.over {
		if err = c.await(); err != nil {
			break
		}
		if err = c.r.Next(&m); err == nil {
			for one := range m.All() {
				if c.carryOut(one); c.over {
					break
				}
			}
		}
	}
	unblock()
	c.end(err)
}

// await makes room for a reply to the next message.
func (c *session) await() error {
	c.begins = true
	if c.out.crowded.Load() {
		if err := c.out.drain(c.ctx); err != nil {
			return err
		}
	}
	return c.ctx.Err()
}

// Read reads for the Reader, which needs more only when the next message is not whole:
// then the client may be waiting, and the replies go.
func (c *session) Read(b []byte) (int, error) {
	c.out.release()
	if c.begins && c.o.Idle > 0 {
		c.conn.SetReadDeadline(time.Now().Add(c.o.Clock.Real(c.o.Idle)))
	}
	c.begins = false
	if err := c.ctx.Err(); err != nil { // behind the deadline, which must not replace that of the end
		return 0, err
	}
	return c.conn.Read(b)
}

// end delivers the replies to what was carried out, and closes the connection. err is
// why reading ended. What the client still sends is thrown away, because closing
// before it is read would reset the connection under the replies.
func (c *session) end(err error) {
	var refused *codec.Error
	rest := true // the client may have sent more
	switch {
	case errors.As(err, &refused):
		c.log.Info("connection closed: bad input", "error", refused)
		rest = refused.Code != codec.Truncated
	case err == io.EOF:
		rest = false
	case c.out.failed() != nil:
		c.log.Info("connection closed: the client does not read", "error", c.out.failed())
		rest = false
	case errors.Is(err, os.ErrDeadlineExceeded) && c.ctx.Err() == nil:
		c.log.Info("connection closed: idle")
	case err != nil && c.ctx.Err() == nil && !errors.Is(err, errNoVersion):
		c.log.Debug("connection lost", "error", err)
		rest = false
	}
	c.out.finish(c.ctx)
	if h, ok := c.conn.(interface{ CloseWrite() error }); ok && rest && h.CloseWrite() == nil {
		wait := linger
		if c.ctx.Err() != nil {
			wait = lingerAtEnd
		}
		c.conn.SetReadDeadline(time.Now().Add(wait))
		io.Copy(io.Discard, c.conn)
	}
	c.conn.Close()
}

// report names the departures of a client in the log.
func (c *session) report(u codec.Use) {
	c.log.Debug("message departs from the grammar", "rule", u.Rule.Name, "clause", u.Rule.Clause, "offset", u.Offset)
}
