package media

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
)

// rememberRevoked is how many revoked paths are told from those that never were.
const rememberRevoked = 256

// Link is where one published stream can be had.
type Link struct {
	Path     string // "/content/<infohash>/<token>"
	Playlist string // "/hls/<infohash>/<token>.m3u8"; 404 for a live stream

	s      *Server
	opener Opener
	stream Stream
	ctx    context.Context // ends when the link is revoked
	cancel context.CancelFunc
}

// Publish makes a stream available until its Link is revoked. On a closed Server
// the Link is revoked from the beginning.
func (s *Server) Publish(o Opener, st Stream) *Link {
	if st.Bitrate <= 0 {
		st.Bitrate = 256 << 10
	}
	l := &Link{s: s, opener: o, stream: st}
	l.ctx, l.cancel = context.WithCancel(context.Background())
	s.mu.Lock()
	defer s.mu.Unlock()
	for try := 0; l.Path == "" || s.links[l.Path] != nil; try++ {
		t := s.o.Token()
		if try > 8 {
			t = token()
		}
		l.Path = fmt.Sprintf("/content/%s/%s", st.ID, t)
		l.Playlist = fmt.Sprintf("/hls/%s/%s.m3u8", st.ID, t)
	}
	if s.closed {
		l.cancel()
	} else {
		s.links[l.Path] = l
	}
	return l
}

// Revoke makes the paths 410 and cuts all transfers. It is idempotent, and does not
// wait for the transfers' handlers.
func (l *Link) Revoke() {
	l.s.mu.Lock()
	if l.s.links[l.Path] == l {
		delete(l.s.links, l.Path)
		l.s.revoked = append(l.s.revoked, l.Path)
		if n := len(l.s.revoked) - rememberRevoked; n > 0 {
			l.s.revoked = append(l.s.revoked[:0], l.s.revoked[n:]...)
		}
	}
	l.s.mu.Unlock()
	l.cancel()
}

// token looks like the fractions that the engine of old drew, but cannot be
// guessed: 18 digits of 60 random bits.
func token() string {
	var b [8]byte
	rand.Read(b[:]) // never fails
	return fmt.Sprintf("0.%018d", binary.BigEndian.Uint64(b[:])%1e18)
}
