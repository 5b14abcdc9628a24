package ipc

import (
	"context"
	"errors"
	"fmt"

	"enginespec/reference/engine"
	"enginespec/reference/engine/store"
)

// resume brings the engine to what is kept. What a core keeps itself is there already.
func (t *torrents) resume() error {
	ctx := context.Background()
	if err := t.resumeSettings(ctx); err != nil {
		return fmt.Errorf("ipc: settings: %w", err)
	}
	if err := t.sweep(ctx); err != nil {
		return fmt.Errorf("ipc: state: %w", err)
	}
	there := map[engine.ID]bool{}
	for _, x := range t.e.Snapshot().Torrents {
		there[x.ID] = true
	}
	for _, k := range t.kept.now.Torrents {
		id, err := engine.ParseID(k.Hash)
		if err != nil {
			return fmt.Errorf("ipc: %s: %w", t.kept.file(), err)
		}
		if err := t.resumeOne(ctx, id, k, there[id]); err != nil {
			// One bad torrent is no reason to be without the others. Its record stays.
			t.log.Error("torrent not resumed", "hash", k.Hash, "error", err)
		}
	}
	return nil
}

// sweep ends what died half way. A torrent that is being added is not in the engine
// before its record is kept, and one that is being removed is out of it before its
// copy goes; so one that has a copy and no record is to go.
func (t *torrents) sweep(ctx context.Context) error {
	list, err := t.kept.stale()
	if err != nil {
		return err
	}
	for _, id := range list {
		err := t.e.Do(ctx, id, engine.Command{Op: engine.Remove})
		if err != nil && !errors.Is(err, engine.ErrNotFound) {
			return err
		}
		if err := t.kept.erase(id); err != nil {
			return err
		}
	}
	return nil
}

func (t *torrents) resumeOne(ctx context.Context, id engine.ID, k kept, there bool) error {
	path := t.kept.path(id)
	if there {
		cmd := engine.Command{Op: engine.Stop}
		if k.Running {
			cmd.Op = engine.Start
		}
		if err := t.e.Do(ctx, id, cmd); err != nil {
			return err
		}
	} else {
		b, err := store.ReadFile(t.kept.fs, path, engine.MaxMetainfo)
		if err != nil {
			return err
		}
		got, _, _, err := engine.ParseMetainfo(b)
		if err == nil && got != id {
			err = errors.New("the copy of the torrent file is of another torrent")
		}
		if err == nil {
			err = t.enter(ctx, b, k)
		}
		if err != nil {
			return err
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.number(id)
	t.copies[id] = path
	return nil
}

// resumeSettings puts the kept settings in force. A port that is taken now is no reason
// not to start.
func (t *torrents) resumeSettings(ctx context.Context) error {
	k := t.kept.now.Settings
	if k.Autostart != nil {
		t.autostart = *k.Autostart
	}
	_, err := t.e.Configure(ctx, k.patch())
	if err != nil && k.Port != nil {
		t.log.Error("setting not resumed", "port", *k.Port, "error", err)
		k.Port = nil
		_, err = t.e.Configure(ctx, k.patch())
	}
	return err
}
