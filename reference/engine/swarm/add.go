package swarm

import (
	"context"
	"fmt"
	"net/netip"

	"github.com/anacrolix/torrent"

	"enginespec/reference/engine"
)

// Add is part of engine.Engine. A torrent added by its hash is in Snapshots, as
// FetchingMeta, while Add waits; it is gone again if that fails.
func (e *Engine) Add(ctx context.Context, s engine.Source, o engine.AddOptions) (engine.ID, error) {
	if err := ctx.Err(); err != nil {
		return engine.ID{}, err
	}
	peers, err := parsePeers(s.Peers)
	if err != nil {
		return engine.ID{}, fmt.Errorf("peer address: %w", err)
	}
	n := 0
	for _, given := range []bool{s.Metainfo != nil, s.URL != "", s.Hash != engine.ID{}} {
		if given {
			n++
		}
	}
	if n != 1 {
		return engine.ID{}, fmt.Errorf("%w: expected exactly one of metainfo, hash and URL", engine.ErrBadMeta)
	}
	raw := s.Metainfo
	switch {
	case s.URL != "":
		if raw, err = e.fetch(ctx, s.URL); err != nil {
			return engine.ID{}, err
		}
	case raw == nil:
		t := newTransfer(s.Hash)
		t.extra = s.Trackers
		return s.Hash, e.addHash(ctx, t, peers, o)
	}
	id, _, _, err := engine.ParseMetainfo(raw)
	if err != nil {
		return engine.ID{}, err
	}
	t := newTransfer(id)
	t.extra = s.Trackers
	t.op <- struct{}{}
	defer func() { <-t.op }()
	if err := e.register(ctx, t); err != nil {
		return id, err
	}
	return id, e.begin(t, raw, peers, o, false)
}

// register puts a transfer into the list, after one of the same hash has left.
func (e *Engine) register(ctx context.Context, t *transfer) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	for left := e.leaving[t.id]; left != nil; left = e.leaving[t.id] {
		e.mu.Unlock()
		select {
		case <-left:
		case <-ctx.Done():
		}
		e.mu.Lock()
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	if e.closed {
		return engine.ErrClosed
	}
	if e.find(t.id) != nil {
		return fmt.Errorf("%w: %s", engine.ErrExists, t.id)
	}
	e.seq++
	t.number, t.addedAt, t.run = e.seq, e.o.Clock.Now(), true
	e.transfers = append(e.transfers, t)
	return nil
}

// forget takes a transfer out of the list. mu must be held.
func (e *Engine) forget(t *transfer) {
	t.gone = true
	for i, other := range e.transfers {
		if other == t {
			e.transfers = append(e.transfers[:i:i], e.transfers[i+1:]...)
			break
		}
	}
	t.signal()
}

// begin gives a registered transfer its metainfo, keeps it and starts it. op must
// be held. A transfer that cannot begin is forgotten. known: it was shown before.
func (e *Engine) begin(t *transfer, raw []byte, peers []netip.AddrPort, o engine.AddOptions, known bool) (err error) {
	defer func() {
		if err == nil {
			return
		}
		e.mu.Lock()
		defer e.mu.Unlock()
		e.forget(t)
		if known {
			e.emit(engine.Removed, t.id)
		}
	}()
	e.mu.Lock()
	t.run = !o.Paused
	set(&t.run, t.wish)
	t.dir = o.Dir
	if t.dir == "" {
		t.dir = e.settings.Dir
	}
	e.mu.Unlock()
	if err := e.o.FS.MkdirAll(t.dir, 0o755); err != nil {
		return fmt.Errorf("download folder: %w", err)
	}
	if err := e.fill(t, raw, nil); err != nil {
		return err
	}
	if o.Files != nil {
		clear(t.prio)
		for _, i := range o.Files {
			if i < 0 || i >= len(t.prio) {
				return fmt.Errorf("%w: number %d", engine.ErrNoFile, i)
			}
			t.prio[i] = engine.Normal
		}
	}
	t.data.restore(nil, nil)
	e.mu.Lock()
	t.count()
	e.addPeers(t, peers, engine.FromUser)
	t.dirty = true
	e.mu.Unlock()
	if err := e.keepNew(t, raw); err != nil {
		return err
	}
	e.mu.Lock()
	if !known {
		t.shown = true
		e.emit(engine.Added, t.id)
	}
	e.mu.Unlock()
	e.enter(t)
	return nil
}

// fill sets what follows from the metainfo: all files at normal priority unless
// prio is given.
func (e *Engine) fill(t *transfer, raw []byte, prio []engine.Priority) error {
	id, meta, hashes, err := engine.ParseMetainfo(raw)
	if err != nil {
		return err
	}
	mi, err := loadInfo(raw)
	if err != nil {
		return err
	}
	if id != t.id || mi.HashInfoBytes() != [20]byte(id) {
		return fmt.Errorf("%w: its info hash is %s, expected %s", engine.ErrBadMeta, id, t.id)
	}
	d := newData(e.o.FS, t.dir, meta, hashes)
	d.onPiece = func(i int, ok bool, apply func()) { e.onPiece(t, i, ok, apply) }
	e.mu.Lock()
	defer e.mu.Unlock()
	t.mi, t.data, t.prio = mi, d, prio
	if len(prio) != len(meta.Files) {
		t.prio = make([]engine.Priority, len(meta.Files))
		for i := range t.prio {
			t.prio[i] = engine.Normal
		}
	}
	t.meta = meta
	t.setTrackers()
	return nil
}

// addHash gets the metadata from peers and goes on as for a .torrent file.
func (e *Engine) addHash(ctx context.Context, t *transfer, peers []netip.AddrPort, o engine.AddOptions) error {
	t.op <- struct{}{}
	defer func() { <-t.op }()
	if err := e.register(ctx, t); err != nil {
		return err
	}
	e.mu.Lock()
	t.shown = true
	e.emit(engine.Added, t.id)
	t.setTrackers()
	t.left = 1 // unknown, but not nothing: trackers would count us as a seeder
	e.addPeers(t, peers, engine.FromUser)
	e.mu.Unlock()
	info, err := e.fetchInfo(ctx, t)
	if err != nil {
		e.mu.Lock()
		if !t.gone {
			e.forget(t)
			e.emit(engine.Removed, t.id)
		}
		e.mu.Unlock()
		return err
	}
	return e.begin(t, wrapInfo(info), nil, o, true)
}

// fetchInfo joins the swarm for the metadata alone.
func (e *Engine) fetchInfo(ctx context.Context, t *transfer) ([]byte, error) {
	for {
		e.life.RLock()
		e.mu.Lock()
		if e.closed || t.gone {
			closed := e.closed
			e.mu.Unlock()
			e.life.RUnlock()
			if closed {
				return nil, engine.ErrClosed
			}
			return nil, fmt.Errorf("%w: removed while its metadata was fetched", engine.ErrNotFound)
		}
		lt, _ := e.client.AddTorrentOpt(torrent.AddTorrentOpts{
			InfoHash: [20]byte(t.id), Storage: noStore{}, DisableInitialPieceCheck: true,
		})
		t.lt = lt
		e.readd(t)
		e.announce(t)
		changed := t.changed
		e.mu.Unlock()
		e.life.RUnlock()
		var err error
		select {
		case <-lt.GotInfo():
		case <-lt.Closed(): // the client was made anew
		case <-changed:
		case <-ctx.Done():
			err = fmt.Errorf("%w: no metadata from peers: %w", engine.ErrFetch, ctx.Err())
		case <-e.ctx.Done():
			err = engine.ErrClosed
		}
		info := lt.Metainfo().InfoBytes
		e.detach(t)
		if err != nil || info != nil {
			return info, err
		}
	}
}
