package enginetest

import (
	"github.com/stretchr/testify/require"

	"enginespec/reference/engine"
)

var keeping = []behaviour{
	{"close ends everything and may be repeated", func(w *world) {
		w.freeze()
		w.add(w.one, engine.AddOptions{})
		failed := w.blocked(w.open(w.one, 0))
		require.NoError(w, w.Engine.Close())
		w.ended(failed, engine.ErrClosed)
		require.NoError(w, w.Engine.Close())
		_, err := w.Engine.Add(w.ctx, w.source(w.many), engine.AddOptions{})
		require.ErrorIs(w, err, engine.ErrClosed)
		require.ErrorIs(w, w.Engine.Do(w.ctx, w.one.ID, engine.Command{Op: engine.Start}), engine.ErrClosed)
		_, err = w.Engine.Open(w.ctx, w.one.ID, 0)
		require.ErrorIs(w, err, engine.ErrClosed)
		_, err = w.Engine.Configure(w.ctx, engine.Patch{})
		require.ErrorIs(w, err, engine.ErrClosed)
	}},
	{"what was acknowledged is there after a restart", func(w *world) {
		up := int64(123_456)
		_, err := w.Engine.Configure(w.ctx, engine.Patch{Up: &up})
		require.NoError(w, err)
		w.add(w.many, engine.AddOptions{Files: []int{0, 2}, Paused: true})
		require.NoError(w, w.Engine.Do(w.ctx, w.many.ID, engine.Command{Op: engine.SetFiles,
			Files: []engine.FilePriority{{File: 2, Priority: engine.High}}}))
		w.add(w.one, engine.AddOptions{})
		before := w.complete(w.one)
		w.freeze()
		require.NoError(w, w.Engine.Close())

		w.boot()
		s := w.Engine.Snapshot()
		require.Equal(w, up, s.Settings.Up)
		require.Equal(w, int64(0), s.Settings.Down)
		require.Len(w, s.Torrents, 2)
		require.Equal(w, w.many.ID, s.Torrents[0].ID, "in the order they were added")
		v := w.stopped(w.many)
		for i, p := range []engine.Priority{engine.Normal, engine.Skip, engine.High, engine.Skip, engine.Skip} {
			require.Equal(w, p, v.Files[i].Priority, "file %d", i)
		}
		v = w.complete(w.one) // nothing can be downloaded: it is all there
		require.Equal(w, before.Down.Total, v.Down.Total)
		require.True(w, before.AddedAt.Equal(v.AddedAt))
		require.True(w, before.DoneAt.Equal(v.DoneAt))
		w.whole(w.one, 0)
	}},
	{"what was removed is gone after a restart", func(w *world) {
		w.add(w.one, engine.AddOptions{Paused: true})
		w.do(w.one, engine.Remove)
		require.NoError(w, w.Engine.Close())
		w.boot()
		require.Empty(w, w.Engine.Snapshot().Torrents)
	}},
}
