package ipc

import (
	"context"
	"log/slog"
	"sync"

	"enginespec/reference/engine"
)

// torrents is what the daemon knows of the engine's torrents: the IDs under which
// clients know them, which are the same for all connections and never used again,
// and what is kept of them.
//
// A change is kept before the engine is told. If the engine refuses, the old record
// is kept again; if the machine dies between the two, the engine is told at the next
// start. Nobody was told that it succeeded, so both outcomes are right.
type torrents struct {
	e    engine.Engine
	log  *slog.Logger
	turn chan struct{} // held by whoever changes something
	kept *state        // for the holder of the turn

	mu        sync.Mutex
	ids       map[engine.ID]int64
	byID      map[int64]engine.ID
	last      int64
	autostart bool
	copies    map[engine.ID]string // path of the saved copy
}

// openTorrents reads the state and brings the engine to it.
func openTorrents(o *Options) (*torrents, error) {
	t := &torrents{
		e: o.Engine, log: o.Log, turn: make(chan struct{}, 1), autostart: !o.Paused,
		ids: map[engine.ID]int64{}, byID: map[int64]engine.ID{}, copies: map[engine.ID]string{},
	}
	var err error
	if t.kept, err = openState(o.FS, o.State); err != nil {
		return nil, err
	}
	return t, t.resume()
}

// change runs f while nobody else changes anything. What has begun is carried
// through, whatever becomes of the connection that asked for it.
func (t *torrents) change(f func(ctx context.Context) error) error {
	t.turn <- struct{}{}
	defer func() { <-t.turn }()
	return f(context.Background())
}

// number returns the ID of a torrent, a new one for one not seen before. mu must be
// held.
func (t *torrents) number(id engine.ID) int64 {
	n := t.ids[id]
	if n == 0 {
		t.last++
		n = t.last
		t.ids[id], t.byID[n] = n, id
	}
	return n
}

// forget gives up the ID of a torrent that is removed.
func (t *torrents) forget(id engine.ID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.byID, t.ids[id])
	delete(t.ids, id)
	delete(t.copies, id)
}

// view is one torrent at one instant, under its ID.
type view struct {
	engine.Torrent
	number int64
	copy   string // path of the saved copy, or empty
}

// few is how many torrents are asked for one by one; more are picked from all.
const few = 16

// all returns all torrents in the order they were added.
func (t *torrents) all() ([]view, engine.Settings) { return t.views(t.e.Snapshot()) }

// look returns torrents by their IDs, each once and in this order, without those that
// are unknown.
func (t *torrents) look(numbers []int64) ([]view, engine.Settings) {
	t.mu.Lock()
	var ids []engine.ID
	place := map[engine.ID]int{}
	for _, n := range numbers {
		id, ok := t.byID[n]
		if _, twice := place[id]; ok && !twice {
			place[id] = len(ids)
			ids = append(ids, id)
		}
	}
	t.mu.Unlock()
	switch {
	case len(ids) == 0:
		return nil, t.settings()
	case len(ids) > few:
		ids = nil
	}
	all, set := t.views(t.e.Snapshot(ids...))
	list := make([]*view, len(place))
	for i := range all {
		if at, ok := place[all[i].ID]; ok {
			list[at] = &all[i]
		}
	}
	var found []view
	for _, v := range list {
		if v != nil { // else it was removed meanwhile
			found = append(found, *v)
		}
	}
	return found, set
}

// views numbers the torrents of a snapshot.
func (t *torrents) views(s engine.Snapshot) ([]view, engine.Settings) {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := make([]view, len(s.Torrents))
	for i, x := range s.Torrents {
		list[i] = view{x, t.number(x.ID), t.copies[x.ID]}
	}
	return list, s.Settings
}

// settings are what is in force. No torrent has the hash of zeros.
func (t *torrents) settings() engine.Settings { return t.e.Snapshot(engine.ID{}).Settings }
