package ts

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"strings"

	wire "enginespec/codec/ts"
	"enginespec/reference/engine"
)

// Reasons that the client sees. They are of plain words: no ";" and no "|" (A7, A8).
var (
	errNoPID   = errors.New("no torrent is known by this player id")
	errHash    = errors.New("the infohash is not 40 hex digits")
	errBase64  = errors.New("the torrent data is not base64")
	errTooMany = errors.New("too many requests are unanswered")
	errSource  = errors.New("the source is not understood")
)

// resolve finds the torrent of a source and hands it to done, on the session's
// goroutine. The torrent is good until done returns.
func (c *session) resolve(src wire.Source, done func(*found, error)) {
	if c.resolving >= c.o.MaxLoads {
		done(nil, errTooMany)
		return
	}
	c.resolving++
	src.Value = src.Value.Clone()
	c.async(func(ctx context.Context) job {
		f, err := c.s.find(ctx, src)
		leave := func() {
			if f != nil {
				c.s.torrents.leave(f.torrent)
			}
		}
		return job{func() { c.resolving--; done(f, err); leave() }, leave}
	})
}

// found is what a source leads to.
type found struct {
	*torrent
	checksum string // SHA-1 of its metainfo, 40 hex digits
}

// find takes up the torrent of any source but URL. Give it back with leave.
func (s *Server) find(ctx context.Context, src wire.Source) (*found, error) {
	switch src.Type {
	case wire.Torrent, wire.EFile:
		b, err := s.o.Fetcher.Fetch(ctx, string(src.Value))
		if err != nil {
			return nil, err
		}
		return s.byMetainfo(ctx, b)
	case wire.Raw:
		b, err := src.Torrent()
		if err != nil {
			return nil, errBase64
		}
		return s.byMetainfo(ctx, b)
	case wire.InfoHash:
		id, err := engine.ParseID(string(src.Value))
		if err != nil {
			return nil, errHash
		}
		return s.byHash(ctx, id)
	case wire.PID:
		id, ok := s.byPlayerID(strings.ToLower(string(src.Value)))
		if !ok {
			return nil, errNoPID
		}
		return s.byHash(ctx, id)
	}
	return nil, errSource
}

func (s *Server) byMetainfo(ctx context.Context, b []byte) (*found, error) {
	id, _, _, err := engine.ParseMetainfo(b)
	if err != nil {
		return nil, err
	}
	t, err := s.torrents.take(ctx, id, b)
	if err != nil {
		return nil, err
	}
	return &found{t, checksum(b)}, nil
}

// byHash finds a torrent without its .torrent file. Its checksum is that of the file
// if the library has it; else there is none, and any stable digits do.
func (s *Server) byHash(ctx context.Context, id engine.ID) (*found, error) {
	ctx, cancel := context.WithTimeout(ctx, s.o.Clock.Real(s.o.LoadTimeout))
	defer cancel()
	title, _ := s.o.Library.Title(id)
	t, err := s.torrents.take(ctx, id, title.Metainfo)
	if err != nil {
		return nil, err
	}
	f := &found{t, title.Checksum}
	switch {
	case title.Metainfo != nil:
		f.checksum = checksum(title.Metainfo)
	case f.checksum == "":
		f.checksum = checksum(id[:])
	}
	return f, nil
}

func checksum(b []byte) string {
	h := sha1.Sum(b)
	return hex.EncodeToString(h[:])
}

// reason is an error as a client may see it: one short line, without ";", "|" and
// anything that is not ASCII.
func reason(err error) string {
	text := strings.Map(func(r rune) rune {
		switch {
		case r == ';' || r == '|':
			return ','
		case r < ' ' || r > '~':
			return '?'
		}
		return r
	}, err.Error())
	if len(text) > 200 {
		text = text[:197] + "..."
	}
	return strings.TrimSpace(text)
}
