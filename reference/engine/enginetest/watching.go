package enginetest

import (
	"context"
	"slices"
	"sync"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/reference/engine"
)

var watching = []behaviour{
	{"watch tells the life of a torrent in order", func(w *world) {
		ctx, cancel := context.WithCancel(w.ctx)
		defer cancel()
		events := w.Engine.Watch(ctx)
		w.add(w.one, engine.AddOptions{})
		w.complete(w.one)
		w.do(w.one, engine.Remove)
		var seen []engine.EventKind // without repetition, and Lost means that anything may be missing
		lost := false
		for e := range events {
			require.Equal(w, w.one.ID, e.ID)
			require.False(w, e.At.IsZero())
			lost = lost || e.Kind == engine.Lost
			if !slices.Contains(seen, e.Kind) {
				seen = append(seen, e.Kind)
			}
			if e.Kind == engine.Removed || lost {
				break
			}
		}
		if !lost {
			require.Equal(w, engine.Added, seen[0])
			require.Equal(w, engine.Removed, seen[len(seen)-1])
			require.Subset(w, seen, []engine.EventKind{engine.Changed, engine.Progress, engine.Done})
			require.Less(w, slices.Index(seen, engine.Progress), slices.Index(seen, engine.Done))
		}
	}},
	{"watch ends with its context", func(w *world) {
		for range w.Engine.Watch(done(w.ctx)) {
			require.Fail(w, "an event after the end of ctx")
		}
	}},
	{"watch tells a slow reader that it lost something", func(w *world) {
		ctx, cancel := context.WithCancel(w.ctx)
		defer cancel()
		events := w.Engine.Watch(ctx)
		const n = 2000
		for i := range n {
			w.limit(int64(1<<20 + i))
		}
		lost, seen := false, 0
		for range cap(events) {
			select {
			case e := <-events:
				lost = lost || e.Kind == engine.Lost
				seen++
			default:
			}
		}
		require.True(w, lost || seen == n, "%d of %d events and no Lost", seen, n)
		w.thaw()
		e, ok := <-events
		require.True(w, ok, "after Lost the channel goes on")
		require.Contains(w, []engine.EventKind{engine.Configured, engine.Lost}, e.Kind)
		cancel()
		for range events {
		}
	}},
	{"snapshot shares no memory with the engine", func(w *world) {
		w.add(w.one, engine.AddOptions{Paused: true})
		w.add(w.many, engine.AddOptions{Paused: true})
		s := w.Engine.Snapshot()
		require.Equal(w, []engine.ID{w.one.ID, w.many.ID}, []engine.ID{s.Torrents[0].ID, s.Torrents[1].ID})
		s.Torrents[1].Files[0].Priority = engine.High
		s.Torrents[0].ID = engine.ID{}
		s = w.Engine.Snapshot(w.many.ID, engine.ID{9}, w.one.ID)
		require.Len(w, s.Torrents, 2, "unknown ids are left out")
		require.Equal(w, w.one.ID, s.Torrents[0].ID, "in the order they were added")
		require.Equal(w, engine.Normal, s.Torrents[1].Files[0].Priority)
	}},
	{"everything may be called at once", func(w *world) {
		var all sync.WaitGroup
		each := func(f func()) {
			all.Go(func() {
				for range 20 {
					f()
				}
			})
		}
		for _, x := range []Torrent{w.one, w.many} {
			for op := engine.Start; op <= engine.Remove; op++ {
				each(func() {
					if err := w.Engine.Do(w.ctx, x.ID, engine.Command{Op: op}); err != nil {
						assert.ErrorIs(w, err, engine.ErrNotFound)
					}
				})
			}
			each(func() {
				if _, err := w.Engine.Add(w.ctx, w.source(x), engine.AddOptions{}); err != nil {
					assert.ErrorIs(w, err, engine.ErrExists)
				}
			})
			each(func() {
				c, err := w.Engine.Open(w.ctx, x.ID, 0)
				if err != nil {
					assert.ErrorIs(w, err, engine.ErrNotFound)
					return
				}
				c.SetContext(done(w.ctx))
				c.Read(make([]byte, 10))
				c.Window()
				c.Close()
			})
		}
		each(func() { w.Engine.Snapshot() })
		each(func() { w.limit(-1) })
		each(func() {
			for range w.Engine.Watch(done(w.ctx)) {
			}
		})
		all.Wait()
	}},
}

// done returns a context that has ended.
func done(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	return ctx
}
