package swarm

import (
	"context"
	"time"

	"github.com/anacrolix/torrent"

	"enginespec/reference/engine"
)

// checking is a hash check under way.
type checking struct {
	cancel   context.CancelFunc
	done     chan struct{}
	progress float64
}

// settle takes op and makes the transfer do what it should: nothing, a check, or
// its part in the swarm.
func (e *Engine) settle(t *transfer) {
	if t.lock(e.ctx.Done()) {
		e.settleLocked(t)
		<-t.op
	}
}

// settleLocked is settle with op held.
func (e *Engine) settleLocked(t *transfer) {
	e.mu.Lock()
	want := t.run && t.fail == nil && !t.gone && !e.closed && t.meta != nil
	busy := t.checking != nil
	e.mu.Unlock()
	switch {
	case !want:
		e.detach(t)
	case busy: // the check goes on to attach
	case t.data.unknown() > 0:
		e.startCheck(t, false)
	default:
		e.attach(t)
	}
}

// enter is settleLocked for a transfer that is new here: what lies on the disk is
// looked at even if it is not to run. op must be held.
func (e *Engine) enter(t *transfer) {
	if t.data.unknown() > 0 {
		e.startCheck(t, false)
		return
	}
	e.settleLocked(t)
}

// startCheck hashes the unknown pieces in the background, or all of them. op must
// be held, and no check under way.
func (e *Engine) startCheck(t *transfer, all bool) {
	ctx, cancel := context.WithCancel(e.ctx)
	c := &checking{cancel: cancel, done: make(chan struct{})}
	e.mu.Lock()
	t.checking = c
	e.emit(engine.Changed, t.id)
	e.mu.Unlock()
	e.wg.Go(func() {
		defer close(c.done)
		defer cancel()
		if all {
			t.data.forget()
		}
		err := t.data.check(ctx, func(p float64) {
			e.mu.Lock()
			c.progress = p
			e.mu.Unlock()
		})
		e.mu.Lock()
		t.checking = nil
		t.dirty = true
		e.arrived(t)
		t.signal()
		e.emit(engine.Changed, t.id)
		e.mu.Unlock()
		if err != nil && ctx.Err() == nil {
			e.failed(t, err)
		}
		if t.lock(ctx.Done()) {
			e.settleLocked(t)
			<-t.op
		}
	})
}

// stopCheck ends a check and waits for it. op must be held.
func (e *Engine) stopCheck(t *transfer) {
	e.mu.Lock()
	c := t.checking
	e.mu.Unlock()
	if c != nil {
		c.cancel()
		<-c.done
	}
}

// attach makes the transfer take part in the swarm. op must be held.
func (e *Engine) attach(t *transfer) {
	if err := t.data.touchEmpty(); err != nil {
		e.failed(t, err)
		return
	}
	e.life.RLock()
	defer e.life.RUnlock()
	e.mu.Lock()
	stay := t.lt != nil || e.closed || e.held(t)
	e.mu.Unlock()
	if stay {
		return
	}
	e.join(t)
}

// join adds the transfer to the client. life must be held.
func (e *Engine) join(t *transfer) {
	store := &libStore{d: t.data}
	store.onError = func(err error) { e.failedIn(t, store, err) }
	lt, _ := e.client.AddTorrentOpt(torrent.AddTorrentOpts{
		InfoHash: t.mi.HashInfoBytes(), InfoBytes: t.mi.InfoBytes,
		Storage: store, DisableInitialPieceCheck: true,
	})
	lt.SetOnWriteChunkError(store.onError)
	e.mu.Lock()
	defer e.mu.Unlock()
	t.lt, t.store = lt, store
	lt.SetMaxEstablishedConns(e.settings.MaxPeers)
	e.allow(t)
	for i, f := range lt.Files() {
		f.SetPriority(libPriority(t.prio[i]))
	}
	e.readd(t)
	e.announce(t)
	t.signal()
	e.emit(engine.Changed, t.id)
}

// held reports whether a download limit of zero keeps the transfer out of the
// swarm: the library cannot be told to upload only. mu must be held.
func (e *Engine) held(t *transfer) bool {
	return e.settings.Down == 0 && t.data != nil && !t.data.whole()
}

// allow puts an upload limit of zero in force for one torrent. mu must be held.
func (e *Engine) allow(t *transfer) {
	if t.lt == nil {
		return
	}
	if e.settings.Up == 0 {
		t.lt.DisallowDataUpload()
	} else {
		t.lt.AllowDataUpload()
	}
}

// detach takes the transfer out of the swarm: when it returns no byte of content
// moves. op must be held.
func (e *Engine) detach(t *transfer) {
	e.life.RLock()
	defer e.life.RUnlock()
	e.part(t)
	e.mu.Lock()
	e.goodbye(t)
	e.mu.Unlock()
}

// part removes the transfer from the client. life must be held.
func (e *Engine) part(t *transfer) {
	e.mu.Lock()
	lt, store := t.lt, t.store
	e.mu.Unlock()
	if lt == nil {
		return
	}
	// Closing the connections is what stops at once. DisallowDataDownload is never
	// used: it forgets to update the order of requests, and the library's own check
	// of that order panics sooner or later.
	lt.DisallowDataUpload()
	lt.SetMaxEstablishedConns(0)
	lt.Drop()
	if store != nil {
		store.end()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	t.live(lt)
	t.down.detach()
	t.up.detach()
	t.sampled = sampled{}
	t.lt, t.store = nil, nil
	t.dirty = true
	t.signal()
}

// failed records trouble with the files and takes the transfer out of the swarm.
// It may be called by the library.
func (e *Engine) failed(t *transfer, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.failedLocked(t, err)
}

// failedIn is failed for what the library reports. It reports late: an error of an
// earlier stay in the swarm says nothing about this one.
func (e *Engine) failedIn(t *transfer, store *libStore, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if t.store == store {
		e.failedLocked(t, err)
	}
}

// failedLocked is failed with mu held.
func (e *Engine) failedLocked(t *transfer, err error) {
	if t.gone || t.fail != nil || e.closed {
		return
	}
	e.log.Error("torrent failed", "torrent", t.id.String(), "err", err)
	t.fail = classify(err)
	t.signal()
	e.emit(engine.Changed, t.id)
	e.wg.Go(func() { e.settle(t) })
}

// onPiece follows the record of verified pieces. No lock is held.
func (e *Engine) onPiece(t *transfer, piece int, ok bool, apply func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	apply()
	n := t.selected(piece)
	if !ok {
		t.left += n
		return
	}
	t.left -= n
	t.dirty = true
	e.emit(engine.Progress, t.id)
	if t.left == 0 {
		e.arrived(t)
	}
}

// arrived notes that the selected files are complete, or not any more. mu must be held.
func (e *Engine) arrived(t *transfer) {
	switch {
	case t.left > 0:
		t.doneAt = time.Time{}
	case t.doneAt.IsZero() && t.wants():
		t.doneAt = e.o.Clock.Now()
		e.emit(engine.Done, t.id)
		if t.ann != nil && t.lt != nil {
			t.ann.complete()
		}
		e.emit(engine.Changed, t.id)
	}
}
