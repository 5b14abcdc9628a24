package swarm

import (
	"context"
	"net"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// The limiters' bursts never change: the library panics when the upload burst
// shrinks below a request that it has already accepted.
const (
	downBurst = 32 << 10
	upBurst   = 256 << 10
)

// limiters are shared by all torrents of an engine and outlive its clients.
//
// The library has a download limiter too, but refuses all new connections while
// it has no tokens left, which under a limit is nearly always. So downloading is
// limited here, where bytes come from the socket.
type limiters struct {
	up   *rate.Limiter
	down *rate.Limiter

	mu      sync.Mutex
	changed chan struct{} // closed and replaced by set
}

func newLimiters() *limiters {
	return &limiters{
		up:      rate.NewLimiter(rate.Inf, upBurst),
		down:    rate.NewLimiter(rate.Inf, downBurst),
		changed: make(chan struct{}),
	}
}

// set puts limits in force: bytes per second of real time, below zero for none.
// Zero is none here too: a torrent that must not move is told so (see held, allow).
func (l *limiters) set(down, up int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down.SetLimit(limit(down))
	l.up.SetLimit(limit(up))
	close(l.changed)
	l.changed = make(chan struct{})
}

func limit(n int64) rate.Limit {
	if n <= 0 {
		return rate.Inf
	}
	return rate.Limit(n)
}

// wrap limits what is read from a connection.
func (l *limiters) wrap(c net.Conn) net.Conn {
	return &limitedConn{Conn: c, l: l, closed: make(chan struct{})}
}

type limitedConn struct {
	net.Conn
	l      *limiters
	once   sync.Once
	closed chan struct{}
	wrote  time.Time // of the writer alone
}

// aliveAfter is how long a connection is quiet before a keep-alive goes out on it.
const aliveAfter = time.Minute

// Write writes, but not the keep-alives of a second's quiet that wake the library's
// writer (see config): there are clients, aria2 is one, to whom two of them in five
// seconds are a flood, and who ban the peer. They can be seen, and be left out, where the
// stream is not encrypted; config asks for fewer of them where it is.
func (c *limitedConn) Write(p []byte) (int, error) {
	now := time.Now()
	if string(p) == "\x00\x00\x00\x00" && now.Sub(c.wrote) < aliveAfter {
		return len(p), nil
	}
	c.wrote = now
	return c.Conn.Write(p)
}

// Read reads, and then waits for as long as what it read is worth. Other limits,
// and the end of the connection, end the wait.
func (c *limitedConn) Read(p []byte) (int, error) {
	if c.l.down.Limit() == rate.Inf {
		return c.Conn.Read(p)
	}
	n, err := c.Conn.Read(p[:min(len(p), downBurst)])
	if n == 0 {
		return n, err
	}
	c.l.mu.Lock()
	changed := c.l.changed
	delay := c.l.down.ReserveN(time.Now(), n).Delay()
	c.l.mu.Unlock()
	if delay > 0 {
		timer := time.NewTimer(delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-changed:
		case <-c.closed:
		}
	}
	return n, err
}

// Close closes the connection and wakes its reader.
func (c *limitedConn) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}

// limitedDialer makes limited connections, through the guard.
type limitedDialer struct {
	g *guard
	l *limiters
}

// DialContext is part of the library's dialer.
func (d limitedDialer) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	c, err := d.g.DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return d.l.wrap(c), nil
}

// limitedListener hands out limited connections.
type limitedListener struct {
	net.Listener
	l *limiters
}

func (l limitedListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return l.l.wrap(c), nil
}
