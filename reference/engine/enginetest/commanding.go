package enginetest

import (
	"github.com/stretchr/testify/require"

	"enginespec/reference/engine"
)

var commanding = []behaviour{
	{"stop ends blocked readers with ErrStopped", func(w *world) {
		w.freeze()
		w.add(w.one, engine.AddOptions{})
		failed := w.blocked(w.open(w.one, 0))
		w.do(w.one, engine.Stop)
		w.ended(failed, engine.ErrStopped)
		v := w.stopped(w.one)
		require.Empty(w, v.Peers)
		require.Zero(w, v.Down.PerSec)
	}},
	{"after stop no payload moves", func(w *world) {
		w.add(w.one, engine.AddOptions{})
		w.until("a first piece", w.one, func(v engine.Torrent) bool { return v.Pieces.Have > 0 })
		w.do(w.one, engine.Stop)
		before := w.get(w.one)
		w.add(w.many, engine.AddOptions{})
		w.complete(w.many)
		after := w.get(w.one)
		require.Equal(w, before.Down.Total, after.Down.Total)
		require.Equal(w, before.Up.Total, after.Up.Total)
		require.Equal(w, before.Pieces, after.Pieces)
	}},
	{"stop keeps verified pieces and start goes on", func(w *world) {
		w.add(w.one, engine.AddOptions{})
		w.until("a first piece", w.one, func(v engine.Torrent) bool { return v.Pieces.Have > 0 })
		w.do(w.one, engine.Stop)
		v := w.stopped(w.one)
		require.Positive(w, v.Pieces.Have)
		w.do(w.one, engine.Stop)
		w.do(w.one, engine.Start)
		w.do(w.one, engine.Start)
		w.complete(w.one)
		w.whole(w.one, 0)
	}},
	{"verify finds what is there and goes back to the state before", func(w *world) {
		w.add(w.one, engine.AddOptions{})
		w.complete(w.one)
		w.do(w.one, engine.Verify)
		v := w.complete(w.one)
		require.Equal(w, v.Pieces.Total, v.Pieces.Have)
		w.do(w.one, engine.Stop)
		w.stopped(w.one)
		w.do(w.one, engine.Verify)
		v = w.stopped(w.one)
		require.Equal(w, v.Pieces.Total, v.Pieces.Have)
		w.whole(w.one, 0)
	}},
	{"remove forgets", func(w *world) {
		w.freeze()
		w.add(w.one, engine.AddOptions{})
		c := w.open(w.one, 0)
		failed := w.blocked(c)
		w.do(w.one, engine.Remove)
		w.ended(failed, engine.ErrNotFound)
		require.Empty(w, w.Engine.Snapshot().Torrents)
		require.Empty(w, w.Engine.Snapshot(w.one.ID).Torrents)
		for op := engine.Start; op <= engine.SetFiles; op++ {
			require.ErrorIs(w, w.Engine.Do(w.ctx, w.one.ID, engine.Command{Op: op}), engine.ErrNotFound)
		}
		_, err := w.Engine.Open(w.ctx, w.one.ID, 0)
		require.ErrorIs(w, err, engine.ErrNotFound)
	}},
	{"remove keeps the files and a new add finds them", func(w *world) {
		w.add(w.one, engine.AddOptions{})
		w.complete(w.one)
		w.do(w.one, engine.Remove)
		w.freeze()
		w.add(w.one, engine.AddOptions{})
		require.Zero(w, w.complete(w.one).Down.Total)
		w.whole(w.one, 0)
	}},
	{"remove with data deletes the files", func(w *world) {
		w.add(w.one, engine.AddOptions{})
		w.complete(w.one)
		require.NoError(w, w.Engine.Do(w.ctx, w.one.ID, engine.Command{Op: engine.Remove, DeleteData: true}))
		w.add(w.one, engine.AddOptions{Paused: true})
		v := w.stopped(w.one)
		require.Zero(w, v.Pieces.Have)
		w.do(w.one, engine.Start)
		w.complete(w.one)
	}},
	{"set files selects and deselects", func(w *world) {
		w.add(w.many, engine.AddOptions{Files: []int{}})
		set := func(files ...engine.FilePriority) error {
			return w.Engine.Do(w.ctx, w.many.ID, engine.Command{Op: engine.SetFiles, Files: files})
		}
		require.NoError(w, set(engine.FilePriority{File: 2, Priority: engine.High}))
		v := w.complete(w.many)
		require.Equal(w, engine.High, v.Files[2].Priority)
		require.False(w, v.DoneAt.IsZero())
		w.whole(w.many, 2)

		w.freeze()
		require.NoError(w, set(engine.FilePriority{File: 4, Priority: engine.Low}))
		w.until("downloading again", w.many, func(v engine.Torrent) bool {
			return v.State == engine.Downloading && v.Left > 0 && v.DoneAt.IsZero()
		})
		require.ErrorIs(w, set(engine.FilePriority{File: 4}, engine.FilePriority{File: 5}), engine.ErrNoFile)
		require.Equal(w, engine.Low, w.get(w.many).Files[4].Priority, "a refused order changes nothing")
		require.NoError(w, set(engine.FilePriority{File: 4, Priority: engine.Skip}))
		w.complete(w.many)
	}},
	{"unknown orders are refused", func(w *world) {
		w.add(w.one, engine.AddOptions{Paused: true})
		require.Error(w, w.Engine.Do(w.ctx, w.one.ID, engine.Command{}))
		require.Error(w, w.Engine.Do(w.ctx, w.one.ID, engine.Command{Op: 99}))
	}},
	{"announce is harmless in every state", func(w *world) {
		w.add(w.one, engine.AddOptions{})
		w.do(w.one, engine.Announce)
		w.complete(w.one)
		w.do(w.one, engine.Announce)
		w.do(w.one, engine.Stop)
		w.do(w.one, engine.Announce)
		w.stopped(w.one)
	}},
	{"configure changes only what is given", func(w *world) {
		before := w.Engine.Snapshot().Settings
		up, peers := int64(1<<20), 7
		got, err := w.Engine.Configure(w.ctx, engine.Patch{Up: &up, MaxPeers: &peers})
		require.NoError(w, err)
		want := before
		want.Up, want.MaxPeers = up, peers
		require.Equal(w, want, got)
		require.Equal(w, want, w.Engine.Snapshot().Settings)
		got, err = w.Engine.Configure(w.ctx, engine.Patch{})
		require.NoError(w, err)
		require.Equal(w, want, got)
		peers = -1
		_, err = w.Engine.Configure(w.ctx, engine.Patch{MaxPeers: &peers})
		require.Error(w, err)
		require.Equal(w, want, w.Engine.Snapshot().Settings)
	}},
	{"a limit of zero stops the download and none lets it go on", func(w *world) {
		w.freeze()
		w.add(w.one, engine.AddOptions{})
		w.until("downloading", w.one, func(v engine.Torrent) bool { return v.State == engine.Downloading })
		require.Zero(w, w.get(w.one).Pieces.Have)
		w.thaw()
		w.complete(w.one)
	}},
}
