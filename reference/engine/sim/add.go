package sim

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"enginespec/reference/engine"
)

// Add implements engine.Engine. Metadata for a Hash comes from Options.Torrents; for
// others Add waits until ctx ends.
func (e *Engine) Add(ctx context.Context, s engine.Source, o engine.AddOptions) (engine.ID, error) {
	if err := ctx.Err(); err != nil {
		return engine.ID{}, err
	}
	n := 0
	for _, given := range []bool{s.Metainfo != nil, s.Hash != engine.ID{}, s.URL != ""} {
		if given {
			n++
		}
	}
	if n != 1 {
		return engine.ID{}, errors.New("source: expected one of Metainfo, Hash and URL")
	}
	s.Trackers, s.Peers, o.Files = slices.Clone(s.Trackers), slices.Clone(s.Peers), slices.Clone(o.Files)
	if s.Hash != (engine.ID{}) {
		return e.addHash(ctx, s, o)
	}
	b := s.Metainfo
	if s.URL != "" {
		var err error
		if b, err = e.o.Fetcher.Fetch(ctx, s.URL); err != nil {
			return engine.ID{}, err
		}
	}
	return e.addMeta(b, s, o)
}

func (e *Engine) addMeta(b []byte, s engine.Source, o engine.AddOptions) (engine.ID, error) {
	id, meta, hashes, err := engine.ParseMetainfo(b)
	if err != nil {
		return engine.ID{}, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.room(id); err != nil {
		return id, err
	}
	if !validFiles(o.Files, meta) {
		return engine.ID{}, engine.ErrNoFile
	}
	s.Metainfo = nil
	t := e.newTorrent(id, s, e.folder(o))
	t.wish = o
	t.know(b, meta, hashes)
	e.emit(engine.Added, id)
	t.begun()
	return id, nil
}

func (e *Engine) addHash(ctx context.Context, s engine.Source, o engine.AddOptions) (engine.ID, error) {
	e.mu.Lock()
	if err := e.room(s.Hash); err != nil {
		e.mu.Unlock()
		return s.Hash, err
	}
	t := e.newTorrent(s.Hash, s, e.folder(o))
	t.wish = o
	e.emit(engine.Added, t.id)
	t.settle()
	for t.meta == nil && t.wrong == nil && !t.removed && !e.closed && ctx.Err() == nil {
		change := t.change
		e.mu.Unlock()
		select {
		case <-ctx.Done():
		case <-change:
		}
		e.mu.Lock()
	}
	defer e.mu.Unlock()
	switch {
	case t.removed:
		return engine.ID{}, engine.ErrNotFound
	case e.closed:
		return engine.ID{}, engine.ErrClosed
	case t.wrong != nil:
		e.forget(t)
		return engine.ID{}, t.wrong
	case t.meta == nil:
		e.forget(t)
		return engine.ID{}, fmt.Errorf("%w: nobody had its metadata: %w", engine.ErrFetch, ctx.Err())
	}
	return t.id, nil
}

// room reports why a torrent cannot be added. The caller holds mu.
func (e *Engine) room(id engine.ID) error {
	if e.closed {
		return engine.ErrClosed
	}
	if e.byID[id] != nil {
		return engine.ErrExists
	}
	return nil
}

func (e *Engine) folder(o engine.AddOptions) string {
	if o.Dir != "" {
		return o.Dir
	}
	return e.set.Dir
}

func validFiles(files []int, m *engine.Meta) bool {
	for _, f := range files {
		if f < 0 || f >= len(m.Files) {
			return false
		}
	}
	return true
}

// begun starts a torrent that has just got its metadata. Files that lie in its
// folder already are checked first.
func (t *torrent) begun() {
	o := t.wish
	for i := range t.priority {
		if o.Files == nil || slices.Contains(o.Files, i) {
			t.priority[i] = engine.Normal
		}
	}
	t.requeue()
	if t.found = t.e.o.Disk.read(place{t.id, t.dir}); len(t.found) > 0 {
		t.checking, t.checked = true, 0
	}
	if !o.Paused {
		t.start(t.e.now())
	}
	t.settle()
	t.e.save()
}

// forget takes a torrent out of the engine. The caller holds mu.
func (e *Engine) forget(t *torrent) {
	t.removed = true
	t.sharing = false
	t.leave()
	delete(e.byID, t.id)
	e.list = slices.DeleteFunc(e.list, func(u *torrent) bool { return u == t })
	e.emit(engine.Removed, t.id)
	t.notify()
}
