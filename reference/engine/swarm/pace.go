package swarm

import (
	"context"
	"net"

	"golang.org/x/time/rate"
)

// pacedListener hands out connections that are quick at first and slow then.
type pacedListener struct {
	net.Listener
	fast int64 // bytes written at full speed
	rate int64 // bytes per second behind them
}

// Accept is part of net.Listener.
func (l pacedListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	return &pacedConn{Conn: c, left: l.fast, slow: rate.NewLimiter(rate.Limit(l.rate), paceBurst), ctx: ctx, cancel: cancel}, nil
}

// paceBurst is what goes out in one piece once it is slow: bytes.
const paceBurst = 4 << 10

type pacedConn struct {
	net.Conn
	left   int64 // of the writer alone
	slow   *rate.Limiter
	ctx    context.Context
	cancel context.CancelFunc
}

// Write writes, and waits before each part that is beyond the quick ones.
func (c *pacedConn) Write(p []byte) (n int, err error) {
	for n < len(p) {
		part := min(len(p)-n, paceBurst)
		if c.left -= int64(part); c.left < 0 {
			if err := c.slow.WaitN(c.ctx, part); err != nil {
				return n, net.ErrClosed
			}
		}
		m, err := c.Conn.Write(p[n : n+part])
		if n += m; err != nil {
			return n, err
		}
	}
	return n, nil
}

// Close closes the connection and wakes its writer.
func (c *pacedConn) Close() error {
	c.cancel()
	return c.Conn.Close()
}
