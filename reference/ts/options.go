package ts

import (
	"context"
	"io"

	wire "enginespec/codec/ts"
	"enginespec/reference/engine"
)

// setOptions keeps the options that the server knows. There is no answer.
func (c *session) setOptions(m *wire.SetOptions) {
	if v, ok := m.Params.Int("use_stop_notifications"); ok {
		c.stopNote = v != 0
	}
}

// save copies a complete file to where Options.Save puts it, one at a time. There is
// no answer; what went wrong is in the log.
func (c *session) save(m *wire.Save) {
	id, err := engine.ParseID(m.Params.Text("infohash"))
	file, path := int(m.Index()), m.Path()
	if c.o.Save == nil || err != nil || c.saving {
		return
	}
	c.saving = true
	c.async(func(ctx context.Context) job {
		if err := c.s.saveFile(ctx, id, file, path); err != nil {
			c.log.Warn("SAVE failed", "torrent", id, "index", file, "error", err)
		}
		return job{done: func() { c.saving = false }}
	})
}

func (s *Server) saveFile(ctx context.Context, id engine.ID, file int, path string) error {
	snap := s.o.Engine.Snapshot(id)
	if len(snap.Torrents) != 1 || snap.Torrents[0].Meta == nil || file < 0 || file >= len(snap.Torrents[0].Files) {
		return engine.ErrNoFile
	}
	if t := &snap.Torrents[0]; t.Files[file].Done < t.Meta.Files[file].Size {
		return engine.ErrStopped // not complete: EVENT cansave has not been sent
	}
	src, err := s.o.Engine.Open(ctx, id, file)
	if err != nil {
		return err
	}
	defer src.Close()
	dst, err := s.o.Save(path)
	if err != nil {
		return err
	}
	if _, err := io.Copy(dst, src); err != nil {
		dst.Close()
		return err
	}
	return dst.Close()
}
