package relay

import (
	"net"
	"slices"
	"sync"

	"enginespec/codec"
	"enginespec/conformance"
)

// tap is where all that passes on one connection is seen.
type tap struct {
	j     *journal
	conn  int
	dials codec.Party
	over  chan struct{} // closed when both directions have ended
	all   []net.Conn    // to be closed when it is over, or must be

	mu    sync.Mutex
	ended [3]bool // by party
}

// on makes c the place of the tap: reads is who is at its other end.
func (t *tap) on(c net.Conn, reads codec.Party) net.Conn {
	x := &tapped{Conn: c, t: t, reads: reads}
	t.all = append(t.all, x)
	return x
}

// end tells once that a party ended its direction; a reset ends both.
func (t *tap) end(from codec.Party, end conformance.End) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended[from] || t.ended[codec.Engine] && t.ended[codec.Controller] {
		return
	}
	t.ended[from] = true
	over := end == conformance.RST || t.ended[from.Other()]
	t.ended[from.Other()] = over
	t.j.put(Event{Conn: t.conn, From: from, End: end, Over: over})
	if over {
		close(t.over)
	}
}

// cut ends both directions from here.
func (t *tap) cut() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.ended[codec.Engine] || !t.ended[codec.Controller] {
		t.ended[codec.Engine], t.ended[codec.Controller] = true, true
		t.j.put(Event{Conn: t.conn, End: conformance.Ours, Over: true})
		close(t.over)
	}
}

// tapped is a connection to one party on which the other's words are seen too.
type tapped struct {
	net.Conn
	t     *tap
	reads codec.Party

	mu  sync.Mutex
	rst bool // closing it resets
}

// Read tells what the party at the other end says.
func (c *tapped) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.put(c.reads, b[:n])
	if err != nil {
		if end := conformance.EndOf(err); end == conformance.FIN || end == conformance.RST {
			c.t.end(c.reads, end)
		}
	}
	return n, err
}

// Write tells what is said to the party at the other end.
func (c *tapped) Write(b []byte) (int, error) {
	c.put(c.reads.Other(), b)
	return c.Conn.Write(b)
}

func (c *tapped) put(from codec.Party, b []byte) {
	if len(b) == 0 {
		return
	}
	c.t.mu.Lock()
	defer c.t.mu.Unlock()
	if !c.t.ended[from] {
		c.t.j.put(Event{Conn: c.t.conn, From: from, Bytes: slices.Clone(b)})
	}
}

// CloseWrite passes a FIN on.
func (c *tapped) CloseWrite() error {
	h, ok := c.Conn.(interface{ CloseWrite() error })
	if !ok {
		return net.ErrClosed
	}
	c.t.end(c.reads.Other(), conformance.FIN)
	return h.CloseWrite()
}

// SetLinger makes Close a reset.
func (c *tapped) SetLinger(sec int) error {
	l, ok := c.Conn.(interface{ SetLinger(int) error })
	if !ok {
		return nil // a unix socket: its close with unread input is one
	}
	c.mu.Lock()
	c.rst = sec == 0
	c.mu.Unlock()
	return l.SetLinger(sec)
}

// Close ends what has not ended: the words of who speaks through c, and then nothing
// can follow.
func (c *tapped) Close() error {
	c.mu.Lock()
	end := conformance.FIN
	if c.rst {
		end = conformance.RST
	}
	c.mu.Unlock()
	c.t.end(c.reads.Other(), end)
	err := c.Conn.Close()
	c.t.end(c.reads, conformance.FIN)
	return err
}
