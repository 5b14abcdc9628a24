package enginetest

import (
	"context"
	"net/http"
	"net/http/httptest"

	"github.com/stretchr/testify/require"

	"enginespec/reference/engine"
)

var adding = []behaviour{
	{"add starts the download and it completes", func(w *world) {
		w.add(w.many, engine.AddOptions{})
		v := w.complete(w.many)
		require.Equal(w, v.Pieces.Total, v.Pieces.Have)
		require.Equal(w, w.many.Meta.Size, v.Pieces.Bytes)
		require.False(w, v.DoneAt.IsZero())
		require.False(w, v.DoneAt.Before(v.AddedAt))
		require.GreaterOrEqual(w, v.Down.Total, w.many.Meta.Size)
		for i := range w.many.Meta.Files {
			require.Equal(w, w.many.Meta.Files[i].Size, v.Files[i].Done)
			w.whole(w.many, i)
		}
	}},
	{"add returns with the metadata known", func(w *world) {
		w.add(w.many, engine.AddOptions{Paused: true})
		v := w.get(w.many)
		require.Equal(w, w.many.Meta, v.Meta)
		require.Len(w, v.Files, len(w.many.Meta.Files))
		require.Equal(w, 18, v.Pieces.Total)
		require.Equal(w, [2]int{4, 10}, [2]int{v.Files[2].Begin, v.Files[2].End})
		require.Equal(w, v.Files[1].Begin, v.Files[1].End, "an empty file has no piece")
	}},
	{"add paused does not start", func(w *world) {
		w.add(w.one, engine.AddOptions{Paused: true})
		v := w.stopped(w.one)
		require.Zero(w, v.Down.Total)
		require.Equal(w, w.one.Meta.Size, v.Left)
		w.do(w.one, engine.Start)
		w.complete(w.one)
	}},
	{"add of a known torrent returns its id and ErrExists", func(w *world) {
		w.add(w.one, engine.AddOptions{Paused: true})
		for _, s := range []engine.Source{w.source(w.one), {Hash: w.one.ID, Peers: w.Peers}} {
			id, err := w.Engine.Add(w.soon(), s, engine.AddOptions{})
			require.ErrorIs(w, err, engine.ErrExists)
			require.Equal(w, w.one.ID, id)
		}
		require.Len(w, w.Engine.Snapshot().Torrents, 1)
		require.Equal(w, engine.Stopped, w.get(w.one).State, "the first order holds")
	}},
	{"add of garbage is ErrBadMeta and leaves nothing", func(w *world) {
		for _, b := range [][]byte{{}, []byte("d"), []byte("de"), []byte("hello"), w.one.Metainfo[:len(w.one.Metainfo)-1]} {
			_, err := w.Engine.Add(w.soon(), engine.Source{Metainfo: b}, engine.AddOptions{})
			require.ErrorIs(w, err, engine.ErrBadMeta)
		}
		require.Empty(w, w.Engine.Snapshot().Torrents)
	}},
	{"add wants exactly one source", func(w *world) {
		for _, s := range []engine.Source{{}, {Metainfo: w.one.Metainfo, Hash: w.one.ID}} {
			_, err := w.Engine.Add(w.soon(), s, engine.AddOptions{})
			require.Error(w, err)
		}
		require.Empty(w, w.Engine.Snapshot().Torrents)
	}},
	{"add by info hash gets the metadata from peers", func(w *world) {
		id, err := w.Engine.Add(w.soon(), engine.Source{Hash: w.many.ID, Peers: w.Peers}, engine.AddOptions{Files: []int{0}})
		require.NoError(w, err)
		require.Equal(w, w.many.ID, id)
		v := w.complete(w.many)
		require.Equal(w, w.many.Meta.Files, v.Meta.Files)
		w.whole(w.many, 0)
	}},
	{"add by a hash that nobody knows ends with ctx and leaves nothing", func(w *world) {
		ctx, cancel := context.WithCancel(w.ctx)
		stop := context.AfterFunc(w.soon(), cancel)
		defer stop()
		failed := make(chan error, 1)
		go func() {
			_, err := w.Engine.Add(ctx, engine.Source{Hash: engine.ID{1, 2, 3}, Peers: w.Peers}, engine.AddOptions{})
			failed <- err
		}()
		x := Torrent{ID: engine.ID{1, 2, 3}}
		for e := range w.events {
			if e.ID == x.ID || e.Kind == engine.Lost {
				break
			}
		}
		require.Equal(w, engine.FetchingMeta, w.get(x).State)
		cancel()
		w.ended(failed, context.Canceled)
		require.Empty(w, w.Engine.Snapshot().Torrents)
	}},
	{"add by URL fetches", func(w *world) {
		srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/one.torrent":
				rw.Write(w.one.Metainfo)
			case "/page":
				rw.Write([]byte("<html>"))
			default:
				http.NotFound(rw, r)
			}
		}))
		defer srv.Close()
		_, err := w.Engine.Add(w.soon(), engine.Source{URL: srv.URL + "/none"}, engine.AddOptions{})
		require.ErrorIs(w, err, engine.ErrFetch)
		_, err = w.Engine.Add(w.soon(), engine.Source{URL: srv.URL + "/page"}, engine.AddOptions{})
		require.ErrorIs(w, err, engine.ErrBadMeta)
		require.Empty(w, w.Engine.Snapshot().Torrents)
		id, err := w.Engine.Add(w.soon(), engine.Source{URL: srv.URL + "/one.torrent", Peers: w.Peers}, engine.AddOptions{})
		require.NoError(w, err)
		require.Equal(w, w.one.ID, id)
		w.complete(w.one)
	}},
	{"add with files downloads only these", func(w *world) {
		w.add(w.many, engine.AddOptions{Files: []int{0}})
		v := w.complete(w.many)
		w.whole(w.many, 0)
		require.Equal(w, engine.Normal, v.Files[0].Priority)
		require.Equal(w, engine.Skip, v.Files[4].Priority)
		require.Zero(w, v.Files[4].Done)
		require.Zero(w, w.get(w.many).Files[4].Done)
	}},
	{"add with no files downloads nothing", func(w *world) {
		w.add(w.many, engine.AddOptions{Files: []int{}})
		w.add(w.one, engine.AddOptions{})
		w.complete(w.one)
		v := w.get(w.many)
		require.Zero(w, v.Down.Total)
		require.Zero(w, v.Left)
		require.True(w, v.DoneAt.IsZero())
	}},
	{"add with a file that is not there is ErrNoFile and leaves nothing", func(w *world) {
		for _, f := range []int{-1, 5} {
			_, err := w.Engine.Add(w.soon(), w.source(w.many), engine.AddOptions{Files: []int{f}})
			require.ErrorIs(w, err, engine.ErrNoFile)
		}
		require.Empty(w, w.Engine.Snapshot().Torrents)
	}},
	{"add after the end of ctx does nothing", func(w *world) {
		ctx, cancel := context.WithCancel(w.ctx)
		cancel()
		_, err := w.Engine.Add(ctx, w.source(w.one), engine.AddOptions{})
		require.ErrorIs(w, err, context.Canceled)
		require.Empty(w, w.Engine.Snapshot().Torrents)
	}},
}
