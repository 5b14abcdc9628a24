package ipc

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"syscall"
	"time"
)

// Server is a daemon's side of the protocol. It is safe for concurrent use.
type Server struct {
	o        Options
	torrents *torrents
	held     *lock           // of the state; nil if it is not on this machine's disk
	ctx      context.Context // of all sessions; ends at quit and Close
	cancel   context.CancelFunc
	sessions sync.WaitGroup
	slots    chan struct{} // one for each session that may be

	mu        sync.Mutex
	closed    bool
	listeners map[*net.Listener]struct{}
}

// ErrServerClosed is what Serve returns after Close.
var ErrServerClosed = errors.New("ipc: server closed")

// New returns a server. It brings the engine to what Options.State holds, and fails
// if another server has that folder: see Close. It does not take over the engine:
// close it behind the server.
func New(o Options) (*Server, error) {
	if err := o.fill(); err != nil {
		return nil, err
	}
	held, err := hold(&o)
	if err != nil {
		return nil, err
	}
	t, err := openTorrents(&o)
	if err != nil {
		held.release()
		return nil, err
	}
	s := &Server{o: o, torrents: t, held: held, slots: make(chan struct{}, o.MaxSessions), listeners: map[*net.Listener]struct{}{}}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s, nil
}

// Serve accepts connections until ctx ends, a client says quit, l fails or Close; it
// closes l. It returns nil for the first two, and ErrServerClosed after Close.
// Sessions that are open when ctx ends stay open until Close.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	defer l.Close()
	if !s.listen(&l) {
		return ErrServerClosed
	}
	defer s.unlisten(&l)
	defer context.AfterFunc(ctx, func() { l.Close() })()
	for {
		conn, err := l.Accept()
		if err != nil {
			switch {
			case s.isClosed():
				return ErrServerClosed
			case ctx.Err() != nil || s.ctx.Err() != nil:
				return nil
			case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE), errors.Is(err, syscall.ECONNABORTED):
				// Others hold the files that we lack: they will let go of some.
				s.o.Log.Warn("connection not accepted", "error", err)
				s.pause(ctx)
				continue
			}
			return fmt.Errorf("ipc: accept: %w", err)
		}
		if !s.Handle(conn) {
			s.o.Log.Warn("connection refused", "limit", s.o.MaxSessions)
		}
	}
}

// pause waits a little before the next attempt.
func (s *Server) pause(ctx context.Context) {
	t := time.NewTimer(50 * time.Millisecond)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	case <-s.ctx.Done():
	}
}

// Handle runs a session on conn, in a goroutine, and closes it in the end. It
// reports false, and closes conn, if the server ends or has MaxSessions.
func (s *Server) Handle(conn net.Conn) bool {
	_, ok := s.handle(conn)
	return ok
}

// ServeConn runs one session on conn to its end, as a daemon over stdin and stdout
// does: see [Stdio]. It ends early when ctx does.
func (s *Server) ServeConn(ctx context.Context, conn net.Conn) error {
	done, ok := s.handle(conn)
	if !ok {
		return ErrServerClosed
	}
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	<-done
	return ctx.Err()
}

// handle starts a session; done is closed at its end.
func (s *Server) handle(conn net.Conn) (done chan struct{}, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.ctx.Err() != nil {
		conn.Close()
		return nil, false
	}
	select {
	case s.slots <- struct{}{}:
	default:
		conn.Close()
		return nil, false
	}
	done = make(chan struct{})
	c := newSession(s, conn) // here, where the stack is large already
	s.sessions.Go(func() {
		defer close(done)
		defer func() { <-s.slots }()
		c.run()
	})
	return done, true
}

// Sessions is the number of open connections.
func (s *Server) Sessions() int { return len(s.slots) }

// Done is closed when the server ends: a client said quit, or Close was called.
func (s *Server) Done() <-chan struct{} { return s.ctx.Done() }

// quit ends listening and all sessions, each behind the message that it carries out.
func (s *Server) quit() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
	for l := range s.listeners {
		(*l).Close()
	}
}

// Close ends listening and all sessions, and waits for them: each carries out the
// message that it has begun, and its replies are delivered. It is idempotent.
func (s *Server) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.quit()
	s.sessions.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held.release()
	s.held = nil
	return nil
}

func (s *Server) listen(l *net.Listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.ctx.Err() != nil {
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
