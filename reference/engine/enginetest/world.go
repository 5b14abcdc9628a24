package enginetest

import (
	"bytes"
	"context"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/reference/engine"
)

// patience is how long the suite waits for something that must happen. It is not a
// bound on how fast a core is: that is for benchmarks.
const patience = 30 * time.Second

// world is one engine, with two torrents that somebody seeds: one is a single
// file, many has several, an empty one and a tiny one among them.
type world struct {
	*testing.T
	Bench
	make      Factory
	setup     Setup
	ctx       context.Context
	events    <-chan engine.Event
	one, many Torrent
}

func newWorld(t *testing.T, make Factory) *world {
	w := &world{T: t, make: make,
		one:  NewTorrent("one.mp4", 16<<10, nil, 200_000),
		many: NewTorrent("many", 16<<10, nil, 70_000, 0, 90_001, 1, 120_000),
	}
	w.setup = Setup{Torrents: []Torrent{w.one, w.many}, Store: t.TempDir()}
	ctx, cancel := context.WithCancel(context.Background())
	w.ctx = ctx
	w.boot()
	t.Cleanup(func() {
		cancel()
		if err := w.Engine.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return w
}

// boot makes the engine, again after a Close.
func (w *world) boot() {
	w.Helper()
	w.Bench = w.make(w.T, w.setup)
	w.events = w.Engine.Watch(w.ctx)
}

// add adds a torrent by its metainfo.
func (w *world) add(x Torrent, o engine.AddOptions) {
	w.Helper()
	id, err := w.Engine.Add(w.ctx, w.source(x), o)
	require.NoError(w, err)
	require.Equal(w, x.ID, id)
}

func (w *world) source(x Torrent) engine.Source {
	return engine.Source{Metainfo: x.Metainfo, Peers: w.Peers}
}

func (w *world) do(x Torrent, op engine.Op) {
	w.Helper()
	require.NoError(w, w.Engine.Do(w.ctx, x.ID, engine.Command{Op: op}))
}

// freeze stops all downloading, thaw lets it go on.
func (w *world) freeze() { w.Helper(); w.limit(0) }
func (w *world) thaw()   { w.Helper(); w.limit(-1) }

func (w *world) limit(down int64) {
	w.Helper()
	s, err := w.Engine.Configure(w.ctx, engine.Patch{Down: &down})
	require.NoError(w, err)
	require.Equal(w, down, s.Down)
}

// get returns the torrent now; it must be there.
func (w *world) get(x Torrent) engine.Torrent {
	w.Helper()
	s := w.Engine.Snapshot(x.ID)
	require.Len(w, s.Torrents, 1)
	return s.Torrents[0]
}

// until waits for an event after which ok holds.
func (w *world) until(what string, x Torrent, ok func(engine.Torrent) bool) engine.Torrent {
	w.Helper()
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		v := w.get(x)
		if ok(v) {
			return v
		}
		select {
		case _, open := <-w.events:
			require.True(w, open, "the channel of Watch was closed")
		case <-late.C:
			v = w.get(x)
			require.Failf(w, "not seen in time", "expected %s; the torrent is %s, %d of %d pieces, %d bytes left, error %v, down %+v, %d peers",
				what, v.State, v.Pieces.Have, v.Pieces.Total, v.Left, v.Err, v.Down, len(v.Peers))
		}
	}
}

func (w *world) complete(x Torrent) engine.Torrent {
	w.Helper()
	return w.until("all selected files complete", x, func(v engine.Torrent) bool {
		return v.State == engine.Seeding && v.Left == 0
	})
}

func (w *world) stopped(x Torrent) engine.Torrent {
	w.Helper()
	return w.until("stopped", x, func(v engine.Torrent) bool { return v.State == engine.Stopped })
}

// soon is a context for things that must not block for ever.
func (w *world) soon() context.Context {
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	w.Cleanup(cancel)
	return ctx
}

func (w *world) open(x Torrent, file int) engine.Content {
	w.Helper()
	c, err := w.Engine.Open(w.soon(), x.ID, file)
	require.NoError(w, err)
	w.Cleanup(func() { c.Close() })
	return c
}

// whole reads a file to its end and compares it.
func (w *world) whole(x Torrent, file int) {
	w.Helper()
	b, err := io.ReadAll(w.open(x, file))
	require.NoError(w, err)
	require.True(w, bytes.Equal(x.File(file), b), "file %d: the bytes differ from the seeder's", file)
}

// blocked reads in the background, where it must block, and returns its error once
// something has ended it.
func (w *world) blocked(c engine.Content) <-chan error {
	from, ready := c.Window()
	require.Equal(w, from, ready, "the reader would not block")
	failed := make(chan error, 1)
	go func() {
		_, err := c.Read(make([]byte, 1))
		failed <- err
	}()
	return failed
}

func (w *world) ended(failed <-chan error, want error) {
	w.Helper()
	select {
	case err := <-failed:
		require.ErrorIs(w, err, want)
	case <-w.soon().Done():
		require.Fail(w, "the blocked reader was never told", "expected %v", want)
	}
}
