// Package media serves the content of torrents over HTTP while they download:
// byte ranges, live streams and HLS playlists, each under a path that nobody can
// guess and that ends when playback ends.
package media

import (
	"context"
	"io"
	"net/http"
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
	// Token makes the last part of a path; default "0." and 18 random digits.
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
	// that it returns for each client, not from the torrent's file. The reader must
	// end when ctx does.
	Live func(ctx context.Context) (io.ReadCloser, error)
}

// Server is an http.Handler for what is published on it. It is safe for concurrent use.
type Server struct{ o Options }

// New returns a server on which nothing is published.
func New(o Options) *Server { return &Server{o: o} }

// Link is where one published stream can be had.
type Link struct {
	Path     string // "/content/<infohash>/<token>"
	Playlist string // "/hls/<infohash>/<token>.m3u8"
}

// Publish makes a stream available until its Link is revoked.
func (s *Server) Publish(o Opener, st Stream) *Link { return &Link{} }

// Revoke makes the paths 410 and cuts all transfers. It is idempotent.
func (l *Link) Revoke() {}

// Close revokes all links. It is idempotent.
func (s *Server) Close() error { return nil }

// ServeHTTP answers GET and HEAD for published paths.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }
