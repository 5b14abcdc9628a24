package ts

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// Server is an engine's side of the protocol. It is safe for concurrent use.
type Server struct {
	o        Options
	httpPort int
	torrents *torrents
	ctx      context.Context // of all sessions
	cancel   context.CancelFunc
	sessions sync.WaitGroup
	slots    chan struct{} // one for each session that may be

	mu        sync.Mutex
	closed    bool
	listeners map[*net.Listener]struct{}
}

// ErrServerClosed is what Serve returns after Close.
var ErrServerClosed = errors.New("ts: server closed")

// New returns a server. It takes over neither the Engine nor the Media of its
// options: close them behind it.
func New(o Options) (*Server, error) {
	port, err := o.fill()
	if err != nil {
		return nil, err
	}
	s := &Server{o: o, httpPort: port, slots: make(chan struct{}, o.MaxSessions), listeners: map[*net.Listener]struct{}{}}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.torrents = newTorrents(o.Engine, o.MaxTorrents, o.Log)
	return s, nil
}

// Serve accepts connections until ctx ends, l fails or Close; it closes l. It returns
// nil if ctx ended, ErrServerClosed after Close. Sessions that are open then stay
// open until Close.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	defer l.Close()
	if !s.listen(&l) {
		return ErrServerClosed
	}
	defer s.unlisten(&l)
	if s.o.PortFile != "" {
		if err := writePort(s.o.PortFile, l.Addr()); err != nil {
			return err
		}
		defer os.Remove(s.o.PortFile)
	}
	defer context.AfterFunc(ctx, func() { l.Close() })()
	for {
		conn, err := l.Accept()
		if err != nil {
			switch {
			case s.isClosed():
				return ErrServerClosed
			case ctx.Err() != nil:
				return nil
			case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE), errors.Is(err, syscall.ECONNABORTED):
				// Others hold the files that we lack: they will let go of some.
				s.o.Log.Warn("connection not accepted", "error", err)
				pause(ctx, 50*time.Millisecond)
				continue
			}
			return fmt.Errorf("ts: accept: %w", err)
		}
		if !s.Handle(conn) {
			s.o.Log.Warn("connection refused: too many sessions", "limit", s.o.MaxSessions)
		}
	}
}

// Handle runs a session on conn, in a goroutine, and closes it in the end. It
// reports false, and closes conn, if the server is closed or has MaxSessions.
func (s *Server) Handle(conn net.Conn) bool {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		conn.Close()
		return false
	}
	select {
	case s.slots <- struct{}{}:
	default:
		s.mu.Unlock()
		conn.Close()
		return false
	}
	c := newSession(s, conn) // here, where the stack is large already
	s.sessions.Go(func() {
		defer func() { <-s.slots }()
		c.run()
	})
	s.mu.Unlock()
	return true
}

// Sessions is the number of open connections.
func (s *Server) Sessions() int { return len(s.slots) }

// Close ends all sessions with SHUTDOWN, stops what they played and waits for it. It
// is idempotent.
func (s *Server) Close() error {
	s.mu.Lock()
	s.closed = true
	for l := range s.listeners {
		(*l).Close()
	}
	s.mu.Unlock()
	s.cancel()
	s.sessions.Wait()
	s.torrents.close()
	return nil
}

func (s *Server) listen(l *net.Listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.listeners[l] = struct{}{}
	return true
}

func (s *Server) unlisten(l *net.Listener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.listeners, l)
}

func (s *Server) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

// writePort writes the port of addr in decimal: what clients read acestream.port for.
func writePort(name string, addr net.Addr) error {
	_, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return fmt.Errorf("ts: port file: %w", err)
	}
	if err := os.WriteFile(name, []byte(port), 0o644); err != nil {
		return fmt.Errorf("ts: port file: %w", err)
	}
	return nil
}

// pause waits for d of real time, or for ctx.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
