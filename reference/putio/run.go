package putio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	wire "enginespec/codec/putio"
	"enginespec/reference/engine"
)

// run is one transfer at work, from In queue to the end.
type run struct {
	q      *queue
	s      *Server
	a      *account
	id     wire.ID
	ctx    context.Context // ends with cancel and with the server
	cancel context.CancelFunc

	hash    engine.ID     // of a torrent that it needs
	needs   bool          // the torrent is counted for it
	body    io.ReadCloser // of a plain link whose answer has begun
	content wire.ID       // the file that its record names

	mu   sync.Mutex
	live progress
}

// errGone says that the transfer was cancelled.
var errGone = errors.New("the transfer is cancelled")

// run goes through the stages from where the record says it is. It reports whether
// its slot is free now, rather than the server closing.
func (r *run) run() bool {
	err := r.stages()
	if r.body != nil {
		r.body.Close()
	}
	switch {
	case r.s.ctx.Err() != nil:
		return false // it goes on at the next start
	case err == nil:
	case errors.Is(err, errGone), r.ctx.Err() != nil:
		r.s.content.remove(r.content)
	default:
		r.fail(err)
	}
	if r.needs {
		r.q.unneed(r.hash)
	}
	return true
}

func (r *run) stages() error {
	t, err := r.record()
	if err != nil {
		return err
	}
	r.content = t.Content
	if t.Status == wire.InQueue {
		if err := r.prepare(t); err != nil {
			return err
		}
		if t, err = r.record(); err != nil {
			return err
		}
	}
	if t.Torrent {
		if err := r.attach(t); err != nil {
			return err
		}
	}
	switch {
	case t.fetching() && t.Torrent:
		err = r.fetchTorrent()
	case t.fetching():
		err = r.fetchPlain(t)
	}
	if err == nil {
		err = r.seed()
	}
	if err == nil {
		err = r.complete()
	}
	return err
}

// record is the transfer as it is kept.
func (r *run) record() (*transfer, error) {
	if t := r.a.view().transfer(r.id); t != nil {
		return t, nil
	}
	return nil, errGone
}

// move keeps a new status, and what change does to the record besides. Only the ways
// of the document's machine are open.
func (r *run) move(to wire.Status, change func(t *transfer)) error {
	err := r.a.update(func(st *state) error {
		i := st.transferAt(r.id)
		if i < 0 {
			return errGone
		}
		c := *st.Transfers[i]
		if change != nil {
			change(&c)
		}
		if from := c.Status; from != to && !from.CanBecome(to, c.traits()) {
			return fmt.Errorf("a transfer cannot go from %q to %q", from, to)
		}
		c.Status = to
		st.Transfers[i] = &c
		r.content = c.Content
		return nil
	})
	if err == nil {
		r.s.o.Log.Debug("transfer", "id", r.id, "status", to)
	}
	return err
}

// fail keeps the Error. It tries until the disk takes it, for a transfer that stood
// still without one would never be noticed.
func (r *run) fail(why error) {
	r.s.o.Log.Info("transfer failed", "id", r.id, "error", why)
	content, percent := r.content, r.progress().percent
	for {
		err := r.move(wire.Error, func(t *transfer) { t.Why, t.Content, t.Percent = why.Error(), 0, percent })
		if err == nil || errors.Is(err, errGone) {
			r.s.content.remove(content)
			return
		}
		if r.pause(10*r.s.o.Stage) != nil && r.s.ctx.Err() != nil {
			return
		}
	}
}

// pause waits for d of the protocol's time.
func (r *run) pause(d time.Duration) error {
	t := r.s.o.Clock.Timer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-r.ctx.Done():
		return r.ctx.Err()
	}
}

// take waits for a place; the caller gives it back.
func (r *run) take(places chan struct{}) error {
	select {
	case places <- struct{}{}:
		return nil
	case <-r.ctx.Done():
		return r.ctx.Err()
	}
}

func (r *run) progress() progress {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.live
}

// show sets how the transfer shows while it is fetched. percent never falls, and a
// status that cannot follow is not shown.
func (r *run) show(status wire.Status, percent int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := wire.Traits{Torrent: true}
	if r.live.status == "" || r.live.status.CanBecome(status, t) {
		r.live.status = status
	}
	r.live.percent = max(r.live.percent, min(percent, 100))
}

// seed uploads until the ratio is reached, or nobody wants more.
func (r *run) seed() error {
	t, err := r.record()
	if err != nil || t.Status != wire.Seeding {
		return err
	}
	var sent int64 = -1
	var last time.Time
	for {
		if err := r.pause(r.s.o.Stage); err != nil {
			return err
		}
		snap, err := r.torrent()
		if err != nil {
			return err
		}
		now := r.s.o.Clock.Now()
		if snap.Up.Total != sent {
			sent, last = snap.Up.Total, now
		}
		got := max(snap.Down.Total, t.Size)
		if float64(sent) >= r.s.o.SeedRatio*float64(got) || now.Sub(last) >= r.s.o.SeedIdle {
			return r.move(wire.InCompleteQueue, nil)
		}
	}
}
