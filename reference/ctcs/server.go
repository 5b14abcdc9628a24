package ctcs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	wire "enginespec/codec/ctcs"
	"enginespec/reference/engine"
)

// Options describe a control server. The zero value is one without a password and
// without overall limits, that speaks protocol 3.
type Options struct {
	// Password is what AUTH must bring, and a browser too; empty: none is asked for.
	Password string
	// Version is the highest that it speaks, 1 to 3; zero: 3.
	Version int
	// DownLimit and UpLimit are octets/s for all torrents together, 0 for none. They are
	// shared out anew each Interval; see [Share].
	DownLimit, UpLimit int64
	// Interval is the time between SENDSTATUS, 5 s by default, below zero never. Each
	// sixth time files and peers are asked for too.
	Interval time.Duration
	// Greeting is how long an engine may take until CTORRENT; default 30 s. Behind it
	// silence means nothing (CTCS-064).
	Greeting time.Duration
	// WriteTimeout, in real time, is how long an engine may take no octet; default 60 s.
	WriteTimeout time.Duration
	// MaxEngines are served at once, MaxEnded ended torrents are remembered; defaults 256
	// and 100.
	MaxEngines, MaxEnded int
	// MaxLine bounds a line in octets, default 65536; MaxItems the files, peers or options
	// of one block, default 10000.
	MaxLine, MaxItems int
	// Clock is the pace.
	Clock engine.Clock
	Log   *slog.Logger
}

func (o *Options) fill() error {
	or(&o.Version, wire.Highest)
	or(&o.Interval, 5*time.Second)
	or(&o.Greeting, 30*time.Second)
	or(&o.WriteTimeout, time.Minute)
	or(&o.MaxEngines, 256)
	or(&o.MaxEnded, 100)
	or(&o.MaxLine, wire.DefaultLine)
	or(&o.MaxItems, 10_000)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	switch {
	case o.Version < 1 || o.Version > wire.Highest:
		return fmt.Errorf("ctcs: version %d: expected 1 to %d", o.Version, wire.Highest)
	case o.DownLimit < 0 || o.UpLimit < 0:
		return fmt.Errorf("ctcs: overall limits %d and %d: expected 0 or more", o.DownLimit, o.UpLimit)
	case o.MaxEngines < 1 || o.MaxEnded < 0 || o.MaxItems < 1 || o.MaxLine < 4295:
		return errors.New("ctcs: MaxEngines, MaxEnded, MaxItems or MaxLine is too small")
	}
	return nil
}

// Server is a control server. It is safe for concurrent use.
type Server struct {
	o        Options
	slots    chan struct{}
	sessions sync.WaitGroup
	done     chan struct{}

	mu        sync.Mutex // never held while blocking
	closed    bool
	listeners map[*net.Listener]struct{}
	open      map[*session]struct{}
	lastID    int
	torrents  []*torrent    // in the order they registered; sessions own what they add
	news      chan struct{} // closed when the model changes; nil while nobody waits
	total     Limits
	rounds    int
}

// ErrServerClosed is what Serve returns after Close.
var ErrServerClosed = errors.New("ctcs: server closed")

// New returns a running server. Close it.
func New(o Options) (*Server, error) {
	if err := o.fill(); err != nil {
		return nil, err
	}
	s := &Server{o: o, slots: make(chan struct{}, o.MaxEngines), done: make(chan struct{}), listeners: map[*net.Listener]struct{}{},
		open: map[*session]struct{}{}, total: Limits{o.DownLimit, o.UpLimit}}
	if o.Interval > 0 {
		s.sessions.Go(s.poll)
	}
	return s, nil
}

// Serve accepts engines until ctx ends, l fails or Close; it closes l. It returns nil
// if ctx ended, ErrServerClosed after Close. Engines that are connected then stay so
// until Close.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	defer l.Close()
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return ErrServerClosed
	}
	s.listeners[&l] = struct{}{}
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.listeners, &l)
		s.mu.Unlock()
	}()
	defer context.AfterFunc(ctx, func() { l.Close() })()
	for {
		conn, err := l.Accept()
		if err == nil {
			if !s.Handle(conn) {
				s.o.Log.Warn("connection refused: too many engines", "limit", s.o.MaxEngines)
			}
			continue
		}
		select {
		case <-s.done:
			return ErrServerClosed
		default:
		}
		if ctx.Err() != nil {
			return nil
		}
		return fmt.Errorf("ctcs: accept: %w", err)
	}
}

// Handle runs a session on conn, in a goroutine, and closes it in the end. It reports
// false, and closes conn, if the server is closed or has MaxEngines.
func (s *Server) Handle(conn net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	full := s.closed
	if !full {
		select {
		case s.slots <- struct{}{}:
		default:
			full = true
		}
	}
	if full {
		conn.Close()
		return false
	}
	c := newSession(s, conn)
	s.open[c] = struct{}{}
	s.sessions.Go(func() {
		c.run()
		s.mu.Lock()
		delete(s.open, c)
		s.mu.Unlock()
		<-s.slots
	})
	return true
}

// Close closes all connections and waits for their ends. It is idempotent.
func (s *Server) Close() error {
	s.mu.Lock()
	if !s.closed {
		s.closed = true
		close(s.done)
	}
	for l := range s.listeners {
		(*l).Close()
	}
	for c := range s.open {
		c.conn.Close()
	}
	s.mu.Unlock()
	s.sessions.Wait()
	return nil
}

// poll asks for status at each interval, and shares out the bandwidth.
func (s *Server) poll() {
	tick := s.o.Clock.Ticker(s.o.Interval)
	defer tick.Stop()
	for {
		select {
		case <-s.done:
			return
		case <-tick.C:
		}
		s.mu.Lock()
		s.rounds++
		for _, t := range s.torrents {
			if t.session == nil || !t.session.out.room() {
				continue // one that does not read is not told more
			}
			t.session.say(&wire.SendStatus{})
			if s.rounds%6 == 0 {
				t.session.say(&wire.SendDetail{}, &wire.SendPeers{})
			}
		}
		s.share()
		s.mu.Unlock()
	}
}

// changed tells those who wait that the model changed. mu must be held.
func (s *Server) changed() {
	if s.news != nil {
		close(s.news)
		s.news = nil
	}
}
