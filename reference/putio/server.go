package putio

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"enginespec/codec"
	wire "enginespec/codec/putio"
	"enginespec/reference/engine/store"
)

// Server is put.io: an http.Handler, and what works behind it. It is safe for
// concurrent use. Close it.
type Server struct {
	o        Options
	accept   codec.RuleSet // of calls: clients of its time
	accounts []*account
	last     atomic.Int64 // the largest id ever given
	content  *content
	client   *http.Client
	queue    *queue
	feeds    *feeds
	ctx      context.Context // of all work behind the answers
	cancel   context.CancelFunc

	mu     sync.Mutex // held to begin work, or to end it
	closed bool
	work   sync.WaitGroup
}

// New opens the state in Options.Dir, goes on with the transfers in it, and returns a
// server. It takes over neither the Engine nor anything else of its options.
func New(o Options) (*Server, error) {
	if err := o.fill(); err != nil {
		return nil, err
	}
	s := &Server{o: o, accept: wire.All()}
	s.client = &http.Client{Transport: s.o.transport(), CheckRedirect: redirect}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	if err := s.open(); err != nil {
		s.cancel()
		return nil, err
	}
	s.queue.resume()
	s.begin(s.feeds.run)
	return s, nil
}

// open reads the state.
func (s *Server) open() error {
	accounts := filepath.Join(s.o.Dir, "accounts")
	if err := s.o.FS.MkdirAll(accounts, 0o700); err != nil {
		return fmt.Errorf("putio: %w", err)
	}
	if err := store.Sweep(s.o.FS, accounts); err != nil {
		return fmt.Errorf("putio: %w", err)
	}
	s.queue, s.feeds = newQueue(s), newFeeds(s)
	for _, who := range s.o.Accounts {
		a := &account{Account: who, s: s, key: sha256.Sum256([]byte(who.Key)), secret: sha256.Sum256([]byte(who.Secret))}
		st, err := loadState(s.o.FS, s.o.Dir, who.ID)
		if err != nil {
			return err
		}
		a.state.Store(st)
		s.last.Store(max(s.last.Load(), int64(st.largest())))
		s.accounts = append(s.accounts, a)
	}
	var err error
	if s.content, err = openContent(s.o.FS, filepath.Join(s.o.Dir, "content")); err != nil {
		return err
	}
	if err := s.content.sweep(s.accounts); err != nil {
		return err
	}
	for _, a := range s.accounts {
		if err := a.first(); err != nil {
			return fmt.Errorf("putio: account %d: %w", a.ID, err)
		}
	}
	return nil
}

// The paths besides the API's.
const (
	streamPath   = "/stream-file/"
	downloadPath = "/download-file/"
	basketPath   = "/stream-basket/"
	iconPath     = "/images/file_types/"
)

// ServeHTTP answers the API under /v1, streams, downloads, zip baskets and icons.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			s.fault(w, fmt.Errorf("panic: %v", p))
		}
	}()
	if s.ctx.Err() != nil {
		s.fault(w, s.ctx.Err())
		return
	}
	switch path := r.URL.Path; {
	case path == "/v1", strings.HasPrefix(path, "/v1/"):
		s.serveAPI(w, r)
	case strings.HasPrefix(path, streamPath), strings.HasPrefix(path, downloadPath), strings.HasPrefix(path, basketPath):
		s.deadline(w)
		s.serveContent(w, r)
	case strings.HasPrefix(path, iconPath):
		s.deadline(w)
		serveIcon(w, r)
	default:
		s.deadline(w)
		http.NotFound(w, r)
	}
}

// deadline bounds how long a client may take nothing of an answer. Each answer sets
// its own when it is there: a connection keeps it.
func (s *Server) deadline(w http.ResponseWriter) {
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(s.o.Idle))
}

// base begins the URLs of an answer.
func (s *Server) base(r *http.Request) string {
	if s.o.HTTP != "" {
		return s.o.HTTP
	}
	return "http://" + r.Host
}

// HTTP returns an http.Server for h, which is a Server or leads to one. Its timeouts
// suit long transfers: headers and idle connections are bounded, bodies are not.
// Headers may be as long as a call in the request target.
func HTTP(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 1 << 20}
}

// Serve accepts connections on l until ctx ends or l fails, and closes l. It returns
// nil if ctx ended.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	srv := HTTP(s)
	defer srv.Close()
	defer context.AfterFunc(ctx, func() { srv.Close() })()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("putio: %w", err)
	}
	return nil
}

// SetLoad says whether the load is high. While it is, at most Options.ActiveLimit
// transfers of a user are active, and the rest wait; what is active then stays so.
func (s *Server) SetLoad(high bool) {
	s.queue.load.Store(high)
	for _, a := range s.accounts {
		s.queue.promote(a)
	}
}

// Close stops the work behind the answers and waits for it. Transfers go on at the
// next start. Answers are 503 from now on. It is idempotent.
func (s *Server) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.cancel()
	s.work.Wait()
	s.client.CloseIdleConnections()
	return nil
}

// begin runs f in a goroutine that Close waits for, unless the server is closed.
func (s *Server) begin(f func()) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.work.Go(f)
	return true
}

func redirect(req *http.Request, via []*http.Request) error {
	if len(via) >= 5 {
		return errors.New("more than 5 redirects")
	}
	return nil
}
