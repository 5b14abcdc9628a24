package ts

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"enginespec/reference/engine"
)

// torrents are those that the sessions of a server use. A torrent that two sessions
// play is one in the engine: it runs until the last of them leaves, and is forgotten
// when too many lie there that nobody uses. No lock is held while the engine works.
type torrents struct {
	e    engine.Engine
	keep int
	log  *slog.Logger
	wg   sync.WaitGroup

	mu   sync.Mutex
	byID map[engine.ID]*torrent
	rest []*torrent // without users, the longest unused first
}

type torrent struct {
	id     engine.ID
	cancel context.CancelFunc // gives up on the metadata
	offer  chan []byte        // a metainfo came while peers were asked for the metadata
	ready  chan struct{}      // closed when meta or err is set
	err    error
	meta   *engine.Meta
	gone   chan struct{} // not nil: being forgotten; closed when it is

	users int         // guarded by torrents.mu
	plays map[int]int // by file; guarded by torrents.mu

	turn    chan struct{} // held by whoever gives orders for it
	ours    bool          // we added it: it is ours to forget
	always  bool          // it ran before we came: it is not ours to stop
	running bool          // guarded by turn, like chosen
	chosen  map[int]bool
}

func newTorrents(e engine.Engine, keep int, log *slog.Logger) *torrents {
	return &torrents{e: e, keep: keep, log: log, byID: map[engine.ID]*torrent{}}
}

// take takes up a torrent: by its metainfo, or, if that is nil, by its hash.
func (ts *torrents) take(ctx context.Context, id engine.ID, metainfo []byte) (*torrent, error) {
	for {
		ts.mu.Lock()
		t := ts.byID[id]
		if t != nil && t.gone != nil {
			ts.mu.Unlock()
			select {
			case <-t.gone:
				continue
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		if t == nil {
			t = &torrent{id: id, offer: make(chan []byte, 1), ready: make(chan struct{}), turn: make(chan struct{}, 1),
				plays: map[int]int{}, chosen: map[int]bool{}}
			var actx context.Context
			actx, t.cancel = context.WithCancel(context.Background())
			ts.byID[id] = t
			ts.wg.Go(func() { ts.add(actx, t, metainfo) })
		} else if metainfo != nil {
			select {
			case t.offer <- metainfo:
			default:
			}
		}
		t.users++
		ts.rest = slices.DeleteFunc(ts.rest, func(u *torrent) bool { return u == t })
		ts.mu.Unlock()
		select {
		case <-t.ready:
		case <-ctx.Done():
			ts.leave(t)
			return nil, fmt.Errorf("%w: nobody had its metadata", engine.ErrFetch)
		}
		if t.err != nil {
			ts.leave(t)
			return nil, t.err
		}
		return t, nil
	}
}

// add makes the torrent known to the engine and sets ready.
func (ts *torrents) add(ctx context.Context, t *torrent, metainfo []byte) {
	defer t.cancel()
	defer close(t.ready)
	for {
		src := engine.Source{Metainfo: metainfo}
		if metainfo == nil {
			src = engine.Source{Hash: t.id}
		}
		actx, cancel := context.WithCancel(ctx)
		added := make(chan error, 1)
		go func() {
			_, err := ts.e.Add(actx, src, engine.AddOptions{Paused: true, Files: []int{}})
			added <- err
		}()
		var err error
		offered := t.offer
		if metainfo != nil {
			offered = nil
		}
		select {
		case err = <-added:
		case metainfo = <-offered:
			cancel()
			err = <-added
		}
		cancel()
		if err != nil && metainfo != nil && src.Metainfo == nil && !errors.Is(err, engine.ErrExists) {
			continue
		}
		t.err = ts.adopt(t, err)
		return
	}
}

// adopt looks at what Add has done.
func (ts *torrents) adopt(t *torrent, err error) error {
	if err != nil && !errors.Is(err, engine.ErrExists) {
		return err
	}
	t.ours = err == nil
	snap := ts.e.Snapshot(t.id)
	if len(snap.Torrents) != 1 || snap.Torrents[0].Meta == nil {
		return fmt.Errorf("%w: its metadata has not come", engine.ErrFetch)
	}
	now := &snap.Torrents[0]
	t.meta = now.Meta
	t.always = !t.ours && (now.State == engine.Queued || now.State == engine.Downloading || now.State == engine.Seeding)
	t.running = t.always
	for i, f := range now.Files {
		t.chosen[i] = f.Priority != engine.Skip
	}
	return nil
}

// leave gives a torrent back.
func (ts *torrents) leave(t *torrent) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if t.users--; t.users > 0 {
		return
	}
	select {
	case <-t.ready:
		if t.err != nil {
			ts.forget(t)
			return
		}
		if ts.rest = append(ts.rest, t); len(ts.rest) > ts.keep {
			old := ts.rest[0]
			ts.rest = ts.rest[1:]
			ts.forget(old)
		}
	default:
		t.cancel()
		ts.forget(t)
	}
}

// forget removes a torrent without users, in the background. The caller holds mu.
func (ts *torrents) forget(t *torrent) {
	if t.gone != nil {
		return
	}
	t.gone = make(chan struct{})
	ts.wg.Go(func() {
		<-t.ready
		t.turn <- struct{}{}
		if t.err == nil && t.ours {
			ts.do(t, engine.Command{Op: engine.Remove})
		}
		ts.mu.Lock()
		delete(ts.byID, t.id)
		ts.mu.Unlock()
		close(t.gone)
	})
}

// play makes the engine download files of a torrent that was taken, until stop.
func (ts *torrents) play(ctx context.Context, t *torrent, files []int) error {
	ts.count(t, files, 1)
	return ts.settle(ctx, t)
}

// stop takes back play and take; it does not wait.
func (ts *torrents) stop(t *torrent, files []int) {
	ts.count(t, files, -1)
	ts.wg.Go(func() {
		if err := ts.settle(context.Background(), t); err != nil {
			ts.log.Warn("torrent not stopped", "torrent", t.id, "error", err)
		}
		ts.leave(t)
	})
}

func (ts *torrents) count(t *torrent, files []int, n int) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	for _, f := range files {
		if t.plays[f] += n; t.plays[f] == 0 {
			delete(t.plays, f)
		}
	}
}

// settle brings the engine to what is being played now.
func (ts *torrents) settle(ctx context.Context, t *torrent) error {
	select {
	case t.turn <- struct{}{}:
		defer func() { <-t.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	ts.mu.Lock()
	var set []engine.FilePriority
	for i := range t.meta.Files {
		want := t.plays[i] > 0
		if want && !t.chosen[i] {
			set = append(set, engine.FilePriority{File: i, Priority: engine.High})
		} else if !want && t.chosen[i] && t.ours && len(t.plays) > 0 {
			set = append(set, engine.FilePriority{File: i, Priority: engine.Skip})
		}
	}
	run := len(t.plays) > 0
	ts.mu.Unlock()
	if len(set) > 0 {
		if err := ts.do(t, engine.Command{Op: engine.SetFiles, Files: set}); err != nil {
			return err
		}
		for _, f := range set {
			t.chosen[f.File] = f.Priority != engine.Skip
		}
	}
	switch {
	case run && (!t.running || ts.halted(t)):
		if err := ts.do(t, engine.Command{Op: engine.Start}); err != nil {
			return err
		}
		t.running = true
	case !run && t.running && !t.always:
		t.running = false
		return ts.do(t, engine.Command{Op: engine.Stop})
	}
	return nil
}

// halted reports whether a torrent that should run failed or was stopped by others.
func (ts *torrents) halted(t *torrent) bool {
	snap := ts.e.Snapshot(t.id)
	return len(snap.Torrents) == 1 && (snap.Torrents[0].State == engine.Failed || snap.Torrents[0].State == engine.Stopped)
}

// do gives an order that must not be lost because a client has left.
func (ts *torrents) do(t *torrent, c engine.Command) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	return ts.e.Do(ctx, t.id, c)
}

// close waits for orders on their way. Nobody may use ts any more.
func (ts *torrents) close() { ts.wg.Wait() }
