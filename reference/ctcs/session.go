package ctcs

import (
	"bufio"
	"bytes"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"enginespec/codec"
	wire "enginespec/codec/ctcs"
)

// maxWaiting is how many octets wait for an engine that does not read before its
// connection ends.
const maxWaiting = 1 << 20

// session is one connection of a server, and belongs to the goroutine that reads it.
type session struct {
	s    *Server
	conn net.Conn
	log  *slog.Logger
	out  *output
	r    *wire.Reader
	wg   sync.WaitGroup

	own     int       // what we announced; 0: nothing yet
	version int       // in force
	authed  bool      // or nothing was asked for
	heard   time.Time // when the line that is taken came
	torrent *torrent
	block   block
	over    bool
	denied  bool // we have something to say before we close
}

func newSession(s *Server, conn net.Conn) *session {
	return &session{s: s, conn: conn, log: s.o.Log.With("engine", conn.RemoteAddr()), authed: s.o.Password == "",
		out: newOutput(conn, s.o.WriteTimeout, maxWaiting, true)}
}

// run reads until the engine or the session ends.
func (c *session) run() {
	defer c.conn.Close()
	c.conn.SetReadDeadline(time.Now().Add(atLeast(c.s.o.Clock, c.s.o.Greeting, 3*time.Second)))
	in := bufio.NewReaderSize(c, 64) // for the first word: the codec has a buffer of its own
	if browser(in) {
		c.s.browse(c.conn, in)
		return
	}
	c.wg.Go(func() {
		if err := c.out.run(); err != nil {
			c.conn.Close() // nothing can be said any more: end the reading too
		}
	})
	c.r = wire.NewReader(in, codec.Engine, reading(c.s.o.Version, c.s.o.MaxLine, func(u codec.Use) {
		c.log.Debug("line departs from the grammar", "rule", u.Rule.Name, "clause", u.Rule.Clause, "offset", u.Offset)
	}))
	for !c.over {
		m, err := c.r.Next()
		switch bad := refused(err); {
		case err == nil:
			c.take(m)
		case bad != nil:
			c.refuse(bad)
		default:
			c.log.Info("engine lost", "why", lost(err))
			c.over = true
		}
	}
	c.end(in)
}

// Read reads from the engine. The time is taken here, not for each line: lines that come
// together come at one time.
func (c *session) Read(b []byte) (int, error) {
	n, err := c.conn.Read(b)
	c.heard = c.s.o.Clock.Now()
	return n, err
}

// end closes the connection. An ERROR is to be read before the end is seen, so what
// the engine still says is discarded.
func (c *session) end(in io.Reader) {
	if c.torrent != nil {
		c.s.leave(c.torrent)
	}
	c.conn.SetReadDeadline(time.Now().Add(linger))
	c.out.finish()
	c.wg.Wait()
	if !c.denied {
		return
	}
	if h, ok := c.conn.(interface{ CloseWrite() error }); ok {
		h.CloseWrite()
		io.Copy(io.Discard, in)
	}
}

// take carries out one message. Without a right AUTH only PROTOCOL has an effect
// (CTCS-041).
func (c *session) take(m wire.Message) {
	switch m := m.(type) {
	case *wire.Version:
		c.agree(m)
		return
	case *wire.Auth:
		c.auth(m)
		return
	}
	if c.unannounced(); !c.authed {
		c.deny("no AUTH")
		return
	}
	if t, ok := m.(*wire.Torrent); ok {
		c.enter(t)
		return
	}
	if c.torrent == nil {
		if u, ok := m.(*wire.Unknown); ok {
			c.log.Debug("unknown line", "length", len(u.Line))
		} else {
			c.log.Warn("line dropped: it comes before CTORRENT", "kind", m.Kind())
		}
		return
	}
	c.hear(m)
}

// hear takes what an engine says of its torrent. The message is good for this call.
func (c *session) hear(m wire.Message) {
	switch m := m.(type) {
	case *wire.Status:
		c.status(m)
	case *wire.BW:
		c.bandwidth(m)
	case *wire.Info:
		c.info(m)
	case *wire.Detail:
		c.detail(m)
	case *wire.FileStart:
		c.fileStart(m)
	case *wire.File:
		c.file(m)
	case *wire.FilesDone:
		c.filesDone()
	case *wire.PeerStart:
		c.peerStart()
	case *wire.Peer:
		c.peer(m)
	case *wire.PeersDone:
		c.peersDone()
	case *wire.ConfigStart:
		c.configStart()
	case *wire.Config:
		c.config(m)
	case *wire.ConfigDone:
		c.configDone()
	default:
		c.log.Debug("unknown line", "kind", plain([]byte(m.Kind())))
	}
}

// refuse drops one line and says so (CTCS-065); the model is as it was.
func (c *session) refuse(why *codec.Error) {
	if word, _, _ := bytes.Cut(bytes.TrimRight(c.r.Raw(), "\r\n"), []byte(" ")); !c.authed && string(word) != "PROTOCOL" {
		c.unannounced()
		c.deny("no AUTH")
		return
	}
	c.drop(why.Error())
}

// drop names a line that had no effect.
func (c *session) drop(why string) {
	c.log.Warn("line dropped", "why", why)
	if c.torrent != nil {
		c.s.update(c.torrent, func() {
			c.torrent.Dropped++
			c.torrent.Why = why
		})
	}
}

// say tells the engine, or ends the connection of one that does not read.
func (c *session) say(messages ...codec.Message) error {
	err := c.out.put(messages...)
	if err == errFull {
		c.log.Warn("connection closed: the engine does not read")
		c.conn.Close()
	}
	return err
}
