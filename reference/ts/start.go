package ts

import (
	"context"
	"errors"
	"path"
	"time"

	"enginespec/codec"
	wire "enginespec/codec/ts"
	"enginespec/reference/engine"
	"enginespec/reference/media"
)

// The ids of STATUS main:err. No document lists them.
const (
	codeSource   = 1 // the source cannot be loaded
	codeFile     = 2 // the torrent has no such file
	codeDownload = 3 // the download failed
)

// opened is what a START source leads to.
type opened struct {
	t       *torrent // nil for URL
	files   []int
	opener  media.Opener
	content engine.Content // at the playhead: it steers the download and shows what is there
	id      engine.ID
	file    int
	name    string
	title   Title
}

// start begins a playback; one that there was is dropped.
func (c *session) start(m *wire.StartRequest) {
	c.drop()
	p := &playback{phase: starting, since: c.clock().Now(), position: m.Position()}
	p.ctx, p.cancel = context.WithCancel(c.ctx)
	format, _ := m.Options.Get("output_format")
	p.hls = string(format) == "hls"
	c.play = p
	c.busy()
	c.put(&wire.State{ID: wire.StatePrebuffering})
	c.putStatus()
	src := m.Source
	src.Value = src.Value.Clone()
	files := indexes(m.Indexes)
	c.async(func(context.Context) job {
		o, err := c.s.open(p.ctx, src, files)
		return job{func() { c.opened(p, o, err) }, func() { c.s.release(o) }}
	})
}

// indexes are file_indexes as ints, each once. What does not fit is no file.
func indexes(list []int64) []int {
	if len(list) == 0 {
		return []int{0} // EFILE
	}
	var files []int
	seen := map[int64]bool{}
	for _, v := range list {
		if !seen[v] {
			seen[v] = true
			files = append(files, int(min(v, 1<<30)))
		}
	}
	return files
}

// open finds the source and makes the engine download it.
func (s *Server) open(ctx context.Context, src wire.Source, files []int) (*opened, error) {
	if src.Type == wire.URL {
		return s.openURL(ctx, string(src.Value))
	}
	found, err := s.find(ctx, src)
	if err != nil {
		return nil, err
	}
	t := found.torrent
	for _, f := range files {
		if f >= len(t.meta.Files) {
			s.torrents.leave(t)
			return nil, engine.ErrNoFile
		}
	}
	o := &opened{t: t, files: files, opener: s.o.Engine, id: t.id, file: files[0], name: path.Base(t.meta.Files[files[0]].Path)}
	o.title, _ = s.o.Library.Title(t.id)
	if err = s.torrents.play(ctx, t, files); err == nil {
		o.content, err = s.o.Engine.Open(ctx, t.id, o.file)
	}
	if err != nil {
		s.release(o)
		return nil, err
	}
	o.content.Window() // before peers are asked for anything else
	return o, nil
}

// release frees what open took.
func (s *Server) release(o *opened) {
	if o == nil {
		return
	}
	if o.content != nil {
		o.content.Close()
	}
	if o.t != nil {
		s.torrents.stop(o.t, o.files)
	}
}

// opened goes on with a START whose source is found, or is not.
func (c *session) opened(p *playback, o *opened, err error) {
	switch {
	case c.play != p: // replaced or stopped meanwhile
		c.s.release(o)
		return
	case errors.Is(err, engine.ErrNoFile):
		c.fail(codeFile, err)
		return
	case err != nil:
		c.fail(codeSource, err)
		return
	}
	p.opened = o
	p.begin(c.o)
	if o.t != nil {
		p.events = c.o.Engine.Watch(p.ctx)
	}
	if v := c.look(p); v.state == engine.Checking {
		c.enter(checking)
		c.put(&wire.State{ID: wire.StateChecking})
	} else {
		p.baseDown, p.baseUp = v.down, v.up
		c.enter(prebuffering)
	}
	c.putStatus()
	c.step()
}

// fail ends the playback with an error.
func (c *session) fail(code int64, err error) {
	c.log.Info("playback failed", "error", err)
	c.drop()
	c.put(&wire.State{ID: wire.StateIdle})
	c.putError(code, err)
	if c.stopNote {
		c.put(&wire.Event{Name: codec.Bytes("download_stopped"), Params: wire.Pairs("reason", stopReason(code))})
	}
	c.putStatus()
}

// stopReason is the reason of EVENT download_stopped. The documents know only
// missing_option, which is about licences that this engine does not sell.
func stopReason(code int64) string {
	switch code {
	case codeSource:
		return "load_failed"
	case codeFile:
		return "no_such_file"
	}
	return "download_failed"
}

// refuse answers a START that is not understood. A playback goes on.
func (c *session) refuse(code int64, err error) {
	c.putError(code, err)
	c.putStatus()
}

func (c *session) putError(code int64, err error) {
	c.put(&wire.Status{Main: wire.Part{State: wire.Err, ErrorID: code, Text: codec.Bytes(reason(err))}})
}

// drop ends the playback, if there is one, without a word. Its url stops serving.
func (c *session) drop() {
	p := c.play
	if p == nil {
		return
	}
	c.play = nil
	p.cancel()
	p.revoke()
	c.s.release(p.opened)
	c.idle()
}

// stop ends the playback on the client's wish.
func (c *session) stop() {
	c.drop()
	c.put(&wire.State{ID: wire.StateIdle})
	c.putStatus()
}

// enter changes the phase.
func (c *session) enter(ph phase) {
	c.play.phase, c.play.since = ph, c.clock().Now()
}

// age is how long the phase lasts, in the protocol's time.
func (c *session) age() time.Duration { return c.clock().Now().Sub(c.play.since) }
