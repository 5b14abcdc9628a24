package ts

import (
	"slices"

	"enginespec/codec"
	wire "enginespec/codec/ts"
	"enginespec/corpus"
	"enginespec/reference/engine"
)

// reply is the place of one synchronous command in the order of their answers.
type reply struct {
	text []byte
	done bool
}

// expectReply takes the next place. It returns nil if the client has so many
// unanswered commands that its session ends: the order of the answers is all that
// tells them apart, so none can be refused out of turn.
func (c *session) expectReply() *reply {
	if len(c.replies) >= queueLines {
		c.log.Warn("session closed: too many unanswered commands", "limit", queueLines)
		c.over = true
		return nil
	}
	r := new(reply)
	c.replies = append(c.replies, r)
	return r
}

// reply fills a place, and says all answers whose turn has come.
func (c *session) reply(r *reply, text []byte) {
	r.text, r.done = text, true
	for len(c.replies) > 0 && c.replies[0].done {
		c.put(&wire.Reply{Text: c.replies[0].text})
		c.replies = c.replies[1:]
	}
}

// getPID answers GETPID: the player id, or nothing for a torrent that is unknown or
// has none.
func (c *session) getPID(m *wire.GetPID) {
	r := c.expectReply()
	if r == nil {
		return
	}
	id, err := engine.ParseID(string(m.InfoHash))
	if err != nil {
		c.reply(r, nil)
		return
	}
	c.reply(r, []byte(c.s.playerID(id)))
}

// getCID answers GETCID, which names the torrent by its infohash.
func (c *session) getCID(m *wire.GetCID) {
	r := c.expectReply()
	if r == nil {
		return
	}
	id, err := engine.ParseID(m.Params.Text("infohash"))
	if err != nil {
		c.reply(r, nil)
		return
	}
	c.reply(r, []byte(c.s.contentID(id)))
}

// getAdURL answers GETADURL if there is something to show.
func (c *session) getAdURL(m *wire.GetAdURL) {
	if c.o.AdURL == "" {
		return
	}
	p := wire.Pairs("type", "preroll", "url", c.o.AdURL)
	for _, k := range []string{"width", "height"} {
		if v, ok := m.Params.Get(k); ok {
			p = append(p, wire.Param{Key: codec.Bytes(k), Value: v.Clone()})
		}
	}
	c.put(&wire.Event{Name: codec.Bytes("showurl"), Params: p})
}

// playerID is the player id of a torrent, or empty. A torrent that the library does
// not name has one if the engine knows it and it has media.
func (s *Server) playerID(id engine.ID) string {
	if t, ok := s.o.Library.Title(id); ok {
		return t.PlayerID
	}
	if !s.hasMedia(id) {
		return ""
	}
	return opaque("player id", id)
}

func (s *Server) contentID(id engine.ID) string {
	if t, ok := s.o.Library.Title(id); ok {
		return t.ContentID
	}
	if !s.hasMedia(id) {
		return ""
	}
	return opaque("content id", id)
}

func (s *Server) hasMedia(id engine.ID) bool {
	snap := s.o.Engine.Snapshot(id)
	return len(snap.Torrents) == 1 && playable(&snap.Torrents[0])
}

func playable(t *engine.Torrent) bool {
	return t.Meta != nil && slices.ContainsFunc(t.Meta.Files, func(f engine.FileMeta) bool { return corpus.IsMedia(f.Path) })
}

// byPlayerID is the torrent of a player id. Ids are computed from hashes, so those
// given out before a restart are good for all torrents that the engine still knows.
func (s *Server) byPlayerID(pid string) (engine.ID, bool) {
	if id, ok := s.o.Library.byPID[pid]; ok {
		return id, true
	}
	snap := s.o.Engine.Snapshot()
	for i := range snap.Torrents {
		if id := snap.Torrents[i].ID; playable(&snap.Torrents[i]) && opaque("player id", id) == pid {
			return id, true
		}
	}
	return engine.ID{}, false
}
