package ipc

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"enginespec/codec"
	wire "enginespec/codec/ipc"
	"enginespec/reference/engine"
)

// errDuplicate is why a torrent is not added again.
var errDuplicate = errors.New("the torrent is there already")

// addFiles adds each file that it can, and tells the IDs of those, tagged or not: an
// untagged info is what real daemons send.
func (c *session) addFiles(m *wire.Message) {
	r := c.answer(m, wire.KeyInfo)
	for _, path := range m.Texts {
		n, err := c.addPath(string(path), "", nil)
		if err != nil {
			c.log.Warn("not added", "path", string(path), "error", err)
			continue
		}
		r.Infos = append(r.Infos, wire.Info{Fields: wire.Fields{Has: wire.InfoID}, ID: n})
	}
	c.send(r)
}

// addFile adds one torrent.
func (c *session) addFile(m *wire.Message) {
	a := &m.Add
	dir, err := absolute(string(a.Directory))
	if a.Has&wire.AddDirectory == 0 || len(a.Directory) == 0 {
		dir, err = "", nil
	}
	var start *bool
	if a.Has&wire.AddAutostart != 0 {
		start = &a.Autostart
	}
	var n int64
	switch {
	case err != nil:
	case a.Has&wire.AddFile != 0:
		n, err = c.addPath(string(a.File), dir, start)
	default:
		n, err = c.s.torrents.add(a.Data, dir, start)
	}
	if err != nil {
		c.done(m, err)
		return
	}
	r := c.answer(m, wire.KeyInfo)
	r.Infos = append(r.Infos, wire.Info{Fields: wire.Fields{Has: wire.InfoID}, ID: n})
	c.send(r)
}

func (c *session) addPath(path, dir string, start *bool) (int64, error) {
	b, err := c.o.ReadFile(path)
	if err != nil {
		return 0, err
	}
	return c.s.torrents.add(b, dir, start)
}

// absolute makes a path one that does not depend on where the daemon was started.
func absolute(path string) (string, error) {
	if strings.ContainsRune(path, 0) {
		return "", errors.New("directory: has a zero byte")
	}
	return filepath.Abs(path)
}

// add adds a torrent to a folder, or the default one. start is whether it runs; nil:
// as autostart says.
func (t *torrents) add(metainfo []byte, dir string, start *bool) (n int64, err error) {
	id, _, _, err := engine.ParseMetainfo(metainfo)
	if err != nil {
		return 0, err
	}
	err = t.change(func(ctx context.Context) error {
		if len(t.e.Snapshot(id).Torrents) > 0 {
			return errDuplicate
		}
		if dir == "" {
			dir = t.settings().Dir
		}
		k := kept{Hash: id.String(), Dir: codec.Bytes(dir), Running: t.starts(start)}
		if err := t.kept.save(id, metainfo); err != nil {
			return err
		}
		next := t.kept.edit()
		next.put(id, k)
		if err := t.kept.try(next, func() error { return t.enter(ctx, metainfo, k) }); err != nil {
			return errors.Join(err, t.kept.erase(id))
		}
		t.mu.Lock()
		defer t.mu.Unlock()
		n = t.number(id)
		t.copies[id] = t.kept.path(id)
		return nil
	})
	return n, err
}

// put adds a torrent to a record, or replaces it: one whose copy was lost may be there.
func (r *record) put(id engine.ID, k kept) {
	if i := r.find(id); i >= 0 {
		r.Torrents[i] = k
		return
	}
	r.Torrents = append(r.Torrents, k)
}

// starts is whether a new torrent runs.
func (t *torrents) starts(start *bool) bool {
	if start != nil {
		return *start
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.autostart
}

// enter gives a torrent to the engine.
func (t *torrents) enter(ctx context.Context, metainfo []byte, k kept) error {
	_, err := t.e.Add(ctx, engine.Source{Metainfo: metainfo}, engine.AddOptions{Dir: string(k.Dir), Paused: !k.Running})
	return err
}

// command starts, stops, removes or verifies torrents: those of the message's list, or
// all. IDs that no torrent has do nothing.
func (c *session) command(m *wire.Message, key string, numbers []int64) {
	var list []view
	if k, _ := wire.Lookup(m.Kind()); k.Format == wire.IDs {
		list, _ = c.s.torrents.look(numbers)
	} else {
		list, _ = c.s.torrents.all()
	}
	if len(list) == 0 {
		c.outcome(m, wire.KeySucceeded)
		return
	}
	c.done(m, c.s.torrents.command(key, list))
}

// op is the engine's word for a command.
func op(key string) engine.Op {
	switch key {
	case wire.KeyStart:
		return engine.Start
	case wire.KeyStop:
		return engine.Stop
	case wire.KeyRemove:
		return engine.Remove
	}
	return engine.Verify
}

// command gives one command to torrents. The record of all is kept in one step, and
// again if some of them refuse.
func (t *torrents) command(key string, list []view) error {
	return t.change(func(ctx context.Context) error {
		old, next := t.kept.edit(), t.kept.edit()
		if next.apply(key, list) {
			if err := t.kept.commit(next); err != nil {
				return errors.Join(err, t.kept.commit(old))
			}
		}
		var done []view
		var errs []error
		for _, v := range list {
			if err := t.do(ctx, key, v); err != nil {
				errs = append(errs, fmt.Errorf("torrent %d: %w", v.number, err))
			} else {
				done = append(done, v)
			}
		}
		if len(errs) > 0 {
			old.apply(key, done)
			errs = append(errs, t.kept.commit(old))
		}
		return errors.Join(errs...)
	})
}

// do gives a command to the engine. One that is gone meanwhile is as good as done.
func (t *torrents) do(ctx context.Context, key string, v view) error {
	err := t.e.Do(ctx, v.ID, engine.Command{Op: op(key)})
	if err != nil && !errors.Is(err, engine.ErrNotFound) {
		return err
	}
	if key == wire.KeyRemove {
		t.forget(v.ID)
		if err := t.kept.erase(v.ID); err != nil {
			t.log.Error("the copy of a removed torrent is left until the next start", "error", err)
		}
	}
	return nil
}

// apply changes a record as a command demands, and reports whether it did.
func (r *record) apply(key string, list []view) (changed bool) {
	meant := map[string]bool{}
	for _, v := range list {
		meant[v.ID.String()] = true
	}
	torrents := r.Torrents[:0]
	for _, k := range r.Torrents {
		switch hit := meant[k.Hash]; {
		case hit && key == wire.KeyRemove:
			changed = true
			continue
		case hit && (key == wire.KeyStart || key == wire.KeyStop):
			run := key == wire.KeyStart
			changed = changed || k.Running != run
			k.Running = run
		}
		torrents = append(torrents, k)
	}
	r.Torrents = torrents
	return changed
}
