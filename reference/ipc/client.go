package ipc

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	wire "enginespec/codec/ipc"
	"enginespec/reference/engine"
)

// Errors that callers of a Client test for with errors.Is.
var (
	ErrClosed     = errors.New("the daemon closed the connection")
	ErrTimeout    = errors.New("the daemon says nothing")
	ErrNoVersion  = errors.New("the daemon speaks no version of the protocol that we do")
	ErrVersion1   = errors.New("needs version 2 of the protocol, and the daemon speaks version 1 only")
	ErrBadInput   = errors.New("the daemon breaks the protocol")
	ErrUnexpected = errors.New("the daemon answered with something else")

	ErrFailed       = errors.New("failed")
	ErrNotSupported = errors.New("not supported")
	ErrBadFormat    = errors.New("bad format")
)

// ReplyError is failed, not-supported or bad-format. It is the error of that name.
type ReplyError struct {
	Request string // the key of what was asked
	Reply   string // the key of the answer
	Text    string // of failed, for people; real daemons leave it empty
}

// Error says what was answered to what, and why.
func (e *ReplyError) Error() string {
	s := fmt.Sprintf("%s: the daemon answered %s", e.Request, e.Reply)
	if e.Text != "" {
		s += fmt.Sprintf(": %q", e.Text)
	}
	return s
}

// Unwrap returns ErrFailed, ErrNotSupported or ErrBadFormat.
func (e *ReplyError) Unwrap() error {
	switch e.Reply {
	case wire.KeyNotSupported:
		return ErrNotSupported
	case wire.KeyBadFormat:
		return ErrBadFormat
	}
	return ErrFailed
}

// ClientOptions say how to speak to a daemon. The zero value speaks versions 1 and 2.
type ClientOptions struct {
	// MinVersion and MaxVersion are the versions that are offered; default 1 and 2.
	MinVersion, MaxVersion int
	// Label is the client's name in the handshake; default "enginespec".
	Label string
	// Timeout is how long the daemon may be silent while something is waited for;
	// default 15 s, as real programs have it.
	Timeout time.Duration
	// KeepAlive is the time between two noops, so that a daemon that drops idle
	// connections does not; zero: none.
	KeepAlive time.Duration
	// Clock is the pace of the daemon; zero: real time.
	Clock engine.Clock
	// MaxFrame is the largest payload that is read, in bytes; default 128 MiB.
	MaxFrame int
	// On, if set, sees every message of the daemon in order, and may keep it. It is
	// called by the goroutine that reads, so it must not wait for the Client.
	On func(m *wire.Message)
}

func (o *ClientOptions) fill() error {
	or(&o.MinVersion, wire.MinVersion)
	or(&o.MaxVersion, wire.MaxVersion)
	or(&o.Label, "enginespec")
	or(&o.Timeout, 15*time.Second)
	or(&o.MaxFrame, 128<<20)
	return checkVersions(o.MinVersion, o.MaxVersion)
}

// Client is a controller's side of one connection. It is safe for concurrent use: what
// several goroutines ask is pipelined, and each gets the reply with its own tag, in
// whatever order they come. It copes with what daemons are known to do, and ignores
// messages and replies that it did not ask for.
type Client struct {
	o       ClientOptions
	conn    net.Conn
	ours    *wire.Handshake
	version int
	label   string
	turn    chan struct{} // held by whoever writes
	hello   chan greeting
	done    chan struct{} // closed when the daemon can say nothing more
	heard   atomic.Int64  // when the last byte came, as UnixNano
	alive   sync.WaitGroup

	mu    sync.Mutex
	err   error
	tag   int64
	calls map[int64]*call
}

// call is a message that waits for its reply.
type call struct {
	key   string
	reply chan answered // one place
}

type answered struct {
	m   *wire.Message
	err error
}

// greeting is what the daemon's handshake led to.
type greeting struct {
	version int
	label   string
}

// Dial connects to a daemon's unix socket and shakes hands.
func Dial(ctx context.Context, path string, o ClientOptions) (*Client, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", path)
	if err != nil {
		return nil, fmt.Errorf("connect to the daemon: %w", err)
	}
	return NewClient(ctx, conn, o)
}

// NewClient shakes hands on conn, which it takes over, even if it fails. conn may be
// any stream: see [Stdio].
func NewClient(ctx context.Context, conn net.Conn, o ClientOptions) (*Client, error) {
	if err := o.fill(); err != nil {
		conn.Close()
		return nil, err
	}
	c := &Client{o: o, conn: conn, turn: make(chan struct{}, 1), hello: make(chan greeting, 1),
		done: make(chan struct{}), calls: map[int64]*call{},
		ours: wire.NewHandshake(int64(o.MinVersion), int64(o.MaxVersion), o.Label)}
	c.heard.Store(time.Now().UnixNano())
	go c.read()
	if err := c.shake(ctx); err != nil {
		c.Close()
		return nil, err
	}
	if o.KeepAlive > 0 && c.version > 1 {
		c.alive.Go(c.keepAlive)
	}
	return c, nil
}

// shake sends our handshake at once, and nothing else before the daemon's is here.
func (c *Client) shake(ctx context.Context) error {
	b, err := c.ours.Append(nil)
	if err != nil {
		return err
	}
	if err := c.write(ctx, b); err != nil {
		return err
	}
	g, err := await(ctx, c, c.hello)
	c.version, c.label = g.version, g.label
	return err
}

// await takes from ch, bounded by the daemon's life, its silence, and ctx.
func await[T any](ctx context.Context, c *Client, ch <-chan T) (v T, err error) {
	limit := c.o.Clock.Real(c.o.Timeout)
	t := time.NewTimer(limit)
	defer t.Stop()
	since := time.Now()
	for {
		select {
		case v = <-ch:
			return v, nil
		case <-t.C:
			last := time.Unix(0, c.heard.Load())
			if last.Before(since) {
				last = since
			}
			left := time.Until(last.Add(limit))
			if left <= 0 {
				return v, fmt.Errorf("%w for %v", ErrTimeout, c.o.Timeout)
			}
			t.Reset(left)
		case <-c.done:
			select {
			case v = <-ch: // it said so before it left
				return v, nil
			default:
				return v, c.Err()
			}
		case <-ctx.Done():
			return v, context.Cause(ctx)
		}
	}
}

// keepAlive says noop now and then.
func (c *Client) keepAlive() {
	tick := c.o.Clock.Ticker(c.o.KeepAlive)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			c.Send(context.Background(), wire.New(wire.KeyNoop))
		case <-c.done:
			return
		}
	}
}

// Version is the version of the protocol that is spoken: 1 or 2.
func (c *Client) Version() int { return c.version }

// Label is how the daemon names itself; it may be empty.
func (c *Client) Label() string { return c.label }

// Done is closed when the connection has ended, for whatever reason. Err says why.
func (c *Client) Done() <-chan struct{} { return c.done }

// Err is why the connection ended; nil while it lasts.
func (c *Client) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// Close closes the connection and waits for all that the Client started. It is
// idempotent.
func (c *Client) Close() error {
	c.conn.Close()
	<-c.done
	c.alive.Wait()
	return nil
}
