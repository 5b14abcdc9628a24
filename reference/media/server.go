// Package media serves the content of torrents over HTTP while they download:
// byte ranges, live streams and HLS playlists, each under a path that nobody can
// guess and that ends when playback ends.
package media

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"enginespec/reference/engine"
)

// Opener opens files of torrents. Every engine.Engine is one.
type Opener interface {
	Open(ctx context.Context, id engine.ID, file int) (engine.Content, error)
}

// Options bound what clients may take. Zero fields mean the default; times are
// real time.
type Options struct {
	// Idle is how long a client may take none of the bytes offered; default 30 s.
	Idle time.Duration
	// FirstByte is how long headers wait for the first byte of the content, so that
	// a stopped torrent is a 503 and not an empty 200; default 2 s.
	FirstByte time.Duration
	// Transfers is the number of transfers at the same time; default 256.
	Transfers int
	// Token makes the last part of a path; default "0." and 18 random digits. One
	// that is taken is asked for again, and after some times the default is used.
	Token func() string
}

// Stream is one thing to play.
type Stream struct {
	ID   engine.ID
	File int
	// Name gives the MIME type by its ending.
	Name string
	// Bitrate in bytes per second cuts HLS segments into times; zero: 256 KiB/s.
	Bitrate int64
	// Live, if set, makes the stream one without end: the bytes come from the reader
	// that it returns for each client, which knows where to begin, not from the
	// torrent's file. Its Read must end when ctx does.
	Live func(ctx context.Context) (io.ReadCloser, error)
}

// Server is an http.Handler for what is published on it. It is safe for concurrent use.
type Server struct {
	o    Options
	busy chan struct{} // one place for each transfer

	mu      sync.Mutex
	closed  bool
	links   map[string]*Link // by Path
	revoked []string         // the last paths that were, oldest first
}

// New returns a server on which nothing is published.
func New(o Options) *Server {
	if o.Idle <= 0 {
		o.Idle = 30 * time.Second
	}
	if o.FirstByte <= 0 {
		o.FirstByte = 2 * time.Second
	}
	if o.Transfers <= 0 {
		o.Transfers = 256
	}
	if o.Token == nil {
		o.Token = token
	}
	return &Server{o: o, busy: make(chan struct{}, o.Transfers), links: map[string]*Link{}}
}

// HTTP returns an http.Server for h, which is a Server or leads to one. Its timeouts
// suit long transfers: headers and idle connections are bounded, bodies are not.
func HTTP(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10}
}

// ServeHTTP answers GET and HEAD for published paths. Others are 404, and those
// that were revoked lately are 410.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, playlist := r.URL.Path, false
	if rest, ok := strings.CutPrefix(path, "/hls/"); ok {
		if rest, playlist = strings.CutSuffix(rest, ".m3u8"); !playlist {
			http.NotFound(w, r)
			return
		}
		path = "/content/" + rest
	}
	l, status := s.find(path)
	if l == nil {
		http.Error(w, http.StatusText(status), status)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "expected GET or HEAD", http.StatusMethodNotAllowed)
		return
	}
	select {
	case s.busy <- struct{}{}:
		defer func() { <-s.busy }()
	default:
		w.Header().Set("Retry-After", "1")
		http.Error(w, "too many transfers", http.StatusServiceUnavailable)
		return
	}
	// The transfer ends with the client, with the link, and with this function.
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(l.ctx, cancel)()
	out := newOutput(ctx, w, s.o.Idle)
	defer out.release()
	switch {
	case playlist:
		l.servePlaylist(ctx, out, r)
	case l.stream.Live != nil:
		l.serveLive(ctx, out, r)
	default:
		l.serveFile(ctx, out, r)
	}
}

// find returns the link of a path, or the status that says why there is none.
func (s *Server) find(path string) (*Link, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l := s.links[path]; l != nil {
		return l, 0
	}
	for _, p := range s.revoked {
		if p == path {
			return nil, http.StatusGone
		}
	}
	return nil, http.StatusNotFound
}

// Close revokes all links; nothing can be published any more. It is idempotent.
func (s *Server) Close() error {
	s.mu.Lock()
	s.closed = true
	var all []*Link
	for _, l := range s.links {
		all = append(all, l)
	}
	s.mu.Unlock()
	for _, l := range all {
		l.Revoke()
	}
	return nil
}
