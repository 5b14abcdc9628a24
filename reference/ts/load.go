package ts

import (
	"bytes"
	"time"

	"enginespec/codec"
	wire "enginespec/codec/ts"
	"enginespec/corpus"
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
		// Fetching a url takes real time, however fast the clock runs.
		c.patience = time.NewTimer(max(c.clock().Real(c.o.Patience), min(c.o.Patience, 300*time.Millisecond)))
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
