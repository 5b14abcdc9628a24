package ctcs

import (
	"fmt"
	"math"

	"enginespec/codec"
	wire "enginespec/codec/ctcs"
	"enginespec/reference/engine"
)

// sendDetail answers SENDDETAIL: CTDETAIL and the file block, with nothing between
// (CTCS-069, CTCS-076).
func (e *Engine) sendDetail() {
	t := e.look()
	if t == nil {
		return
	}
	v := e.link.version
	now := e.o.Clock.Now()
	d := &wire.Detail{TorrentSize: uint64(t.Meta.Size), PieceSize: t.Meta.PieceSize, Current: now.Unix()}
	if whole(t) {
		if d.Seed = e.start.Unix(); !t.DoneAt.IsZero() {
			d.Seed = min(t.DoneAt.Unix(), d.Current)
		}
	}
	m := make([]codec.Message, 0, len(t.Files)+3)
	m = append(m, d, &wire.FileStart{Version: v})
	current := int64(e.conf.files.current(t))
	for i, f := range t.Files {
		m = append(m, &wire.File{
			Version: v, FileNo: int64(i + 1), Priority: int64(e.conf.files.group(i)), CurrentPriority: current,
			NPieces: int64(f.End - f.Begin), NHave: int64(f.Have), NAvailable: int64(max(f.Available, f.Have)),
			FileSize: uint64(t.Meta.Files[i].Size), Filename: clean(t.Meta.Files[i].Path),
		})
	}
	e.say(append(m, &wire.FilesDone{Version: v})...)
}

// selection is a file_list carried out: the group of each file, from 1, 0 for one that
// is not selected. Nil is no selection.
type selection []int

// parseFiles reads a file_list for a torrent of n files.
func parseFiles(list string, n int) (selection, error) {
	var s selection
	rest := 0 // group of * and ...
	for f, err := range wire.FileList([]byte(list)) {
		if err != nil {
			return nil, fmt.Errorf("file_list: %w", err)
		}
		if s == nil {
			s = make(selection, n)
		}
		switch {
		case f.Rest():
			if rest == 0 {
				rest = f.Group
			}
			continue
		case f.Last > int64(n):
			return nil, fmt.Errorf("file_list: the torrent has %d files", n)
		}
		for i := f.First - 1; i < f.Last; i++ {
			if s[i] == 0 {
				s[i] = f.Group
			}
		}
	}
	for i := range s {
		if s[i] == 0 {
			s[i] = rest
		}
	}
	return s, nil
}

// first is the number of the first file of the selection, 0 for none: what protocols 1
// and 2 tell of it.
func (s selection) first() int {
	best, at := math.MaxInt, 0
	for i, g := range s {
		if g > 0 && g < best {
			best, at = g, i+1
		}
	}
	return at
}

// group is the priority of a file, 0 without a selection.
func (s selection) group(file int) int {
	if file >= len(s) {
		return 0
	}
	return s[file]
}

// current is the group being fetched, the last one when all are there.
func (s selection) current(t *engine.Torrent) int {
	lowest, last := math.MaxInt, 0
	for i, g := range s {
		last = max(last, g)
		if g > 0 && t.Files[i].Have < t.Files[i].End-t.Files[i].Begin {
			lowest = min(lowest, g)
		}
	}
	return min(lowest, last)
}

// priorities are what the core is to do: the group being fetched first, the next one
// after it, then the others.
func (s selection) priorities(t *engine.Torrent) []engine.FilePriority {
	now := s.current(t)
	p := make([]engine.FilePriority, len(t.Files))
	for i := range p {
		p[i] = engine.FilePriority{File: i, Priority: engine.Normal}
		switch g := s.group(i); {
		case s == nil || g == now+1:
		case g == 0:
			p[i].Priority = engine.Skip
		case g <= now:
			p[i].Priority = engine.High
		default:
			p[i].Priority = engine.Low
		}
	}
	return p
}

// choose puts a selection in force.
func (e *Engine) choose(t *engine.Torrent, s selection) error {
	err := e.core.Do(e.ctx, e.o.Torrent, engine.Command{Op: engine.SetFiles, Files: s.priorities(t)})
	if err == nil {
		e.conf.files, e.conf.group = s, s.current(t)
	}
	return err
}

// advance goes on to the next group when one is complete.
func (e *Engine) advance(t *engine.Torrent) {
	if s := e.conf.files; s != nil && s.current(t) != e.conf.group && !e.quitting {
		if err := e.choose(t, s); err != nil {
			e.log.Error("the next group of files cannot be fetched", "error", err)
		}
	}
}

// detail takes CTDETAIL. The file block may follow it, or not (e7).
func (c *session) detail(m *wire.Detail) {
	t := c.torrent
	c.s.update(t, func() {
		t.Detail = m.Clone()
		t.Skew = skew(m.Current, t.Heard)
	})
}

// fileStart opens the file block. Its name is the engine's own word for how CTFILE is
// to be read, if it is not in the version in force.
func (c *session) fileStart(m *wire.FileStart) {
	c.begin(fileBlock)
	if (m.Version == 3) != (c.version == 3) {
		c.r.SetVersion(m.Version)
	}
}

func (c *session) file(m *wire.File) {
	if c.within(fileBlock, len(c.block.files), m.Filename) {
		c.block.files = append(c.block.files, *m.Clone())
	}
}

func (c *session) filesDone() {
	if b, ok := c.done(fileBlock); ok {
		c.s.update(c.torrent, func() {
			c.torrent.Files = b.files
			c.torrent.Blocks.Files++
		})
	}
}
