package ts

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"enginespec/codec"
	wire "enginespec/codec/ts"
	"enginespec/reference/engine"
)

// Errors that callers of a Client test for with errors.Is.
var (
	ErrNotReady = errors.New("the engine refuses the signature: NOTREADY")
	ErrNoHello  = errors.New("the engine does not answer HELLOBG")
	ErrNoAuth   = errors.New("the engine does not answer READY")
	ErrClosed   = errors.New("the connection to the engine is closed")
	ErrShutdown = errors.New("the engine shuts down")
	ErrStopped  = errors.New("the engine stopped the playback")
	ErrTimeout  = errors.New("the engine does not answer in time")
)

// LoadError is the engine's answer to a source that it cannot load.
type LoadError struct {
	Status  int64 // 100, or another that no document knows
	Message string
}

func (e *LoadError) Error() string {
	return fmt.Sprintf("not loaded: status %d: %s", e.Status, e.Message)
}

// PlaybackError is STATUS main:err.
type PlaybackError struct {
	ID   int64
	Text string
}

func (e *PlaybackError) Error() string {
	return fmt.Sprintf("playback failed: error %d: %s", e.ID, e.Text)
}

// ClientOptions say how to speak to an engine. The zero value is a client of the first
// protocol: a bare HELLOBG, and a bare READY unless the engine asks for a signature.
type ClientOptions struct {
	// Version is the API level of HELLOBG: 1 to 6, 0 for none.
	Version int
	// Params are further keys of HELLOBG, such as ace.
	Params wire.Params
	// ProductKey signs READY if the engine announces a request key; empty: a bare READY.
	ProductKey string
	// Timeout is how long the engine may take for HELLOTS, AUTH, STATE 0 and SHUTDOWN;
	// default 10 s. Other waiting is bounded by the caller's context.
	Timeout time.Duration
	// HelloTimeout bounds HELLOTS instead, if it is above zero: who does not speak at all
	// may be given up earlier than who is busy.
	HelloTimeout time.Duration
	// Clock is the pace of the engine; zero: real time.
	Clock engine.Clock
	// On, if set, sees every message of the engine in order, and may keep it. It is
	// called by the goroutine that reads, so it must not wait for the Client.
	On func(m codec.Message)
}

// Client is a controller's side of one session. It is safe for concurrent use. It
// copes with what engines are known to do: bare HELLOTS, unknown keys and words,
// short STATUS forms, answers that nobody asked for, and any segmentation.
type Client struct {
	o    ClientOptions
	conn net.Conn
	turn chan struct{} // held by whoever writes
	done chan struct{} // closed when the engine can say nothing more

	hello chan *wire.HelloTS
	auth  chan error // nil: AUTH
	his   *wire.HelloTS
	level int64

	mu     sync.Mutex
	err    error
	ready  bool
	nextID int64
	loads  map[string]chan answer // by request id
	syncs  []chan answer          // oldest first
	stops  []chan struct{}        // STOPs without their STATE 0
	play   *Playback
}

// answer is what comes back for a request.
type answer struct {
	text []byte
	resp *wire.Response
	err  error
}

// Dial connects to an engine at host:port and shakes hands.
func Dial(ctx context.Context, addr string, o ClientOptions) (*Client, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	return NewClient(ctx, conn, o)
}

// NewClient shakes hands on conn, which it takes over, even if it fails.
func NewClient(ctx context.Context, conn net.Conn, o ClientOptions) (*Client, error) {
	or(&o.Timeout, 10*time.Second)
	c := &Client{o: o, conn: conn, turn: make(chan struct{}, 1), done: make(chan struct{}),
		hello: make(chan *wire.HelloTS, 1), auth: make(chan error, 1), loads: map[string]chan answer{}}
	go c.read()
	if err := c.shake(ctx); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// shake is the handshake: HELLOBG, HELLOTS, READY, AUTH.
func (c *Client) shake(ctx context.Context) error {
	hi := &wire.HelloBG{}
	if c.o.Version > 0 {
		hi.Params = wire.Pairs("version", itoa(int64(c.o.Version)))
	}
	hi.Params = append(hi.Params, c.o.Params...)
	if err := c.send(ctx, hi); err != nil {
		return err
	}
	patience := c.o.HelloTimeout
	or(&patience, c.o.Timeout)
	h, err := awaitFor(ctx, c, patience, c.hello, ErrNoHello)
	if err != nil {
		return err
	}
	c.his = h
	ready := &wire.Ready{}
	if key := h.Key(); key != "" && c.o.ProductKey != "" {
		ready.Key = codec.Bytes(wire.ResponseKey(key, c.o.ProductKey))
	}
	if err := c.send(ctx, ready); err != nil {
		return err
	}
	refused, err := await(ctx, c, c.auth, ErrNoAuth)
	if err == nil {
		err = refused
	}
	return err
}

// Hello is what the engine said of itself. Do not change it.
func (c *Client) Hello() *wire.HelloTS { return c.his }

// AuthLevel is the level of AUTH: 0 basic, else registered.
func (c *Client) AuthLevel() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.level
}

// Done is closed when the session has ended, for whatever reason. Err says why.
func (c *Client) Done() <-chan struct{} { return c.done }

// Err is why the session ended: ErrShutdown, ErrClosed; nil while it lasts.
func (c *Client) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// Shutdown ends the session in order: SHUTDOWN, and the engine's SHUTDOWN and end. It
// closes the connection in any case.
func (c *Client) Shutdown(ctx context.Context) error {
	err := c.send(ctx, &wire.Shutdown{})
	if err == nil {
		_, err = await(ctx, c, c.done, fmt.Errorf("SHUTDOWN: %w", ErrTimeout))
	}
	c.Close()
	if errors.Is(err, ErrShutdown) || errors.Is(err, ErrClosed) {
		return nil
	}
	return err
}

// Close closes the connection without a word and waits for the reader to end. It is
// idempotent.
func (c *Client) Close() error {
	c.conn.Close()
	<-c.done
	return nil
}
