package ts

import (
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"strings"

	"enginespec/codec"
	wire "enginespec/codec/ts"
	"enginespec/corpus"
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

// load answers LOAD by "##" and JSON, in its turn among the synchronous commands.
func (c *session) load(m *wire.Load) {
	r := c.expectReply()
	if r == nil {
		return
	}
	c.resolve(m.Source, func(f *found, err error) {
		b, _ := c.response(f, err, 2).Append(nil) // without Extra it cannot fail
		c.reply(r, b)
	})
}

// loadAsync answers LOADASYNC by LOADRESP, between STATUS loading and, if nothing
// plays, STATUS idle.
func (c *session) loadAsync(m *wire.LoadAsync) {
	id := m.RequestID.Clone()
	c.loading()
	c.resolve(m.Source, func(f *found, err error) { c.loaded(id, f, err) })
}

// loading begins an asynchronous load.
func (c *session) loading() {
	if c.loads++; c.loads == 1 {
		c.patience = c.clock().Timer(c.o.Patience)
		c.busy()
	}
	c.putStatus()
}

// loaded ends one.
func (c *session) loaded(id codec.Bytes, f *found, err error) {
	c.put(&wire.LoadResp{RequestID: id, Response: *c.response(f, err, len("LOADRESP  ")+len(id))})
	if c.loads--; c.loads > 0 {
		return
	}
	c.patience.Stop()
	c.patience, c.impatient = nil, false
	if c.play == nil {
		c.putStatus()
	}
	c.idle()
	c.step()
}

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
	ctx, cancel := context.WithTimeoutCause(ctx, s.o.Clock.Real(s.o.LoadTimeout), engine.ErrFetch)
	defer cancel()
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

// response is what LOAD and LOADASYNC say of a torrent, or of an error. around is the
// length of what stands around the JSON.
func (c *session) response(t *found, err error, around int) *wire.Response {
	if err != nil {
		c.log.Info("source not loaded", "error", err)
		return &wire.Response{Status: wire.Failure, Message: codec.Bytes(reason(err))}
	}
	r := &wire.Response{Files: []wire.File{}, InfoHash: codec.Bytes(t.id.String()), Checksum: codec.Bytes(t.checksum)}
	media := 0
	room := c.o.MaxReply - around - len("\r\n") - 256 // less the other keys
	for i, f := range t.meta.Files {
		if !corpus.IsMedia(f.Path) {
			continue
		}
		media++
		name := wire.AppendEscape(nil, f.Path)
		if c.o.MaxReply >= 0 {
			// Clients read lines of 8192 bytes at most (TS-014): a list that is longer is
			// cut, but one file is always there.
			if len(r.Files) == 0 {
				name = shorten(name, room-32)
			}
			if room -= len(name) + len(itoa(int64(i))) + len(`["", ], `); room < 0 && len(r.Files) > 0 {
				continue
			}
		}
		r.Files = append(r.Files, wire.File{Name: name, Index: int64(i)})
	}
	r.Status = min(int64(media), wire.SomeFiles)
	return r
}

// shorten cuts a percent-encoded name to n bytes, between two characters.
func shorten(name []byte, n int) []byte {
	if len(name) <= n {
		return name
	}
	n = max(n, 0)
	if k := bytes.LastIndexByte(name[:n], '%'); k >= 0 && k > n-3 {
		n = k
	}
	// Continuation bytes are %80 to %BF: the character they belong to goes as a whole.
	for n >= 3 && name[n] == '%' && (name[n+1] == '8' || name[n+1] == '9' || name[n+1] == 'A' || name[n+1] == 'B') {
		n -= 3
	}
	return name[:n]
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

// malformed reacts to a line that is not understood: what was asked for in it gets
// its failure, all else silence.
func (c *session) malformed(line []byte) {
	words := bytes.Fields(line)
	if len(words) == 0 {
		return
	}
	if c.auth != accepted {
		c.greetingMalformed(string(words[0]))
		return
	}
	switch string(words[0]) {
	case "LOAD":
		if r := c.expectReply(); r != nil {
			b, _ := c.response(nil, errSource, 2).Append(nil)
			c.reply(r, b)
		}
	case "LOADASYNC":
		if len(words) > 1 && isNumber(words[1]) {
			c.loading()
			c.loaded(bytes.Clone(words[1]), nil, errSource)
		}
	case "GETPID", "GETCID":
		if r := c.expectReply(); r != nil {
			c.reply(r, nil)
		}
	case "START":
		c.refuse(codeSource, errSource)
	}
}

// greetingMalformed reacts before AUTH, when even a malformed command is one.
func (c *session) greetingMalformed(word string) {
	switch word {
	case "SHUTDOWN":
		c.shutdown()
	case "HELLOBG":
		if c.auth == fresh {
			c.hello(&wire.HelloBG{})
		}
	case "READY":
		c.ready(&wire.Ready{Key: codec.Bytes{}})
	default:
		if wire.Protocol.New(codec.Controller, word) != nil {
			c.notReady()
		}
	}
}

func isNumber(w []byte) bool {
	for _, b := range w {
		if b < '0' || b > '9' {
			return false
		}
	}
	return len(w) > 0 && len(w) < 20
}
