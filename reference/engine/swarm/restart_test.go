package swarm

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/reference/engine"
	"enginespec/reference/engine/store"
)

// summary is what a user would miss after a restart.
func summary(e *Engine) string {
	s := e.Snapshot()
	var b strings.Builder
	fmt.Fprintf(&b, "up %d", s.Settings.Up)
	for _, t := range s.Torrents {
		fmt.Fprintf(&b, "; %s running %v", t.Meta.Name, t.State != engine.Stopped)
		for _, f := range t.Files {
			fmt.Fprintf(&b, " %d", f.Priority)
		}
	}
	return b.String()
}

// TestKilled dies at every write point of a life of commands, both as a process
// (what was written is there) and by a power cut (only what was synced is). What
// was acknowledged is there afterwards; the order that was not is there or not.
func TestKilled(t *testing.T) {
	one := torrentOf(t, "one", 16<<10, []int{50_000})
	many := torrentOf(t, "many", 16<<10, []int{30_000, 0, 30_000})
	do := func(e *Engine, f fixture, c engine.Command) error { return e.Do(t.Context(), f.id, c) }
	put := func(e *Engine, f fixture, o engine.AddOptions) error {
		_, err := e.Add(t.Context(), engine.Source{Metainfo: f.raw}, o)
		return err
	}
	steps := []func(e *Engine) error{
		func(e *Engine) error { return put(e, one, engine.AddOptions{Paused: true}) },
		func(e *Engine) error { return put(e, many, engine.AddOptions{Paused: true, Files: []int{0}}) },
		func(e *Engine) error {
			return do(e, many, engine.Command{Op: engine.SetFiles, Files: []engine.FilePriority{{File: 2, Priority: engine.High}}})
		},
		func(e *Engine) error {
			_, err := e.Configure(t.Context(), engine.Patch{Up: ptr(int64(123))})
			return err
		},
		func(e *Engine) error { return do(e, one, engine.Command{Op: engine.Remove}) },
		func(e *Engine) error { return do(e, many, engine.Command{Op: engine.Start}) },
		func(e *Engine) error { return do(e, many, engine.Command{Op: engine.Stop}) },
		func(e *Engine) error { return put(e, one, engine.AddOptions{Paused: true}) },
	}
	start := func(fsys store.FS) (*Engine, error) {
		return New(Options{FS: fsys, State: "/state", Initial: engine.Patch{Dir: ptr("/data")}})
	}
	live := func(f *store.Fault, after func(*Engine)) {
		e, err := start(f)
		if err != nil {
			return
		}
		defer e.Close()
		after(e)
		for _, step := range steps {
			if step(e) != nil {
				return
			}
			after(e)
		}
	}
	var want []string
	clean := &store.Fault{FS: &store.Mem{}, Limit: -1}
	live(clean, func(e *Engine) { want = append(want, summary(e)) })
	require.Len(t, want, len(steps)+1)
	require.Greater(t, clean.Points(), 30)

	for n := range clean.Points() {
		mem := &store.Mem{}
		f := &store.Fault{FS: mem, Limit: n}
		done := -1 // steps acknowledged, the start included
		live(f, func(*Engine) { done++ })
		require.True(t, f.Dead())
		for how, disk := range map[string]store.FS{"killed": mem, "power cut": mem.Crash()} {
			e, err := start(disk)
			require.NoError(t, err, "%s at write %d", how, n)
			may := want[max(done, 0):min(max(done, 0)+2, len(want))]
			require.Contains(t, may, summary(e), "%s at write %d, %d steps acknowledged", how, n, done)
			require.NoError(t, e.Close())
		}
	}
}

// TestKilledDownload dies at write points of a download. No verified piece is
// fetched again after a kill; after a power cut pieces may be lost, and what is
// believed to be verified is.
func TestKilledDownload(t *testing.T) {
	f := torrentOf(t, "blob", 16<<10, []int{70_000, 0, 50_000})
	s := f.seed(t, SeedOptions{})
	start := func(fsys store.FS) (*Engine, error) {
		return New(Options{FS: fsys, State: "/state", Host: "127.0.0.2", Initial: engine.Patch{Dir: ptr("/data")}})
	}
	download := func(fsys store.FS) engine.Torrent {
		e, err := start(fsys)
		if err != nil {
			return engine.Torrent{}
		}
		defer e.Close()
		_, err = e.Add(t.Context(), engine.Source{Metainfo: f.raw, Peers: []string{s.Addr()}}, engine.AddOptions{})
		if err != nil {
			return engine.Torrent{}
		}
		return await(t, e, f.id, "an end", func(v engine.Torrent) bool {
			return v.State == engine.Seeding || v.State == engine.Failed
		})
	}
	clean := &store.Fault{FS: &store.Mem{}, Limit: -1}
	require.Equal(t, engine.Seeding, download(clean).State)
	partly := 0
	for n := 0; n < clean.Points(); n += 2 {
		mem := &store.Mem{}
		was := download(&store.Fault{FS: mem, Limit: n})
		if was.Pieces.Have > 0 && was.Left > 0 {
			partly++
		}
		for how, disk := range map[string]store.FS{"killed": mem, "power cut": mem.Crash()} {
			e, err := start(disk)
			require.NoError(t, err, "%s at write %d", how, n)
			if was.Meta == nil { // the Add was not acknowledged
				_, err := e.Add(t.Context(), engine.Source{Metainfo: f.raw, Peers: []string{s.Addr()}}, engine.AddOptions{})
				if err != nil {
					require.ErrorIs(t, err, engine.ErrExists)
				}
			}
			got := await(t, e, f.id, "complete", seeding)
			for i := range f.meta.Files {
				require.True(t, string(f.file(i)) == string(readAll(t, e, f.id, i)), "%s at write %d: file %d", how, n, i)
			}
			if how == "killed" {
				require.LessOrEqual(t, got.Down.Session, int64(len(f.content))-was.Pieces.Bytes, "write %d: a verified piece was fetched again", n)
			}
			require.NoError(t, e.Close())
		}
	}
	require.Positive(t, partly, "no kill hit a download half done: the test is empty")
}

// TestRestart keeps pieces, counters and peers over a clean restart.
func TestRestart(t *testing.T) {
	t.Parallel()
	f := torrentOf(t, "restarted", 16<<10, []int{1 << 20})
	s := f.seed(t, SeedOptions{UpRate: 1 << 20})
	o := Options{FS: &store.Mem{}, State: "/state", Host: "127.0.0.2", Initial: engine.Patch{Dir: ptr("/data")}}
	e := open(t, o)
	add(t, e, f, engine.AddOptions{}, s.Addr())
	await(t, e, f.id, "some pieces", func(v engine.Torrent) bool { return v.Pieces.Have > 5 })
	require.NoError(t, e.Close())
	was := e.Snapshot().Torrents[0]

	e = open(t, o)
	got := e.Snapshot().Torrents[0]
	require.GreaterOrEqual(t, got.Pieces.Have, was.Pieces.Have, "what was verified is believed without hashing")
	require.GreaterOrEqual(t, got.Down.Total, was.Down.Total)
	got = await(t, e, f.id, "complete", seeding) // the peer is remembered
	require.LessOrEqual(t, got.Down.Session, int64(len(f.content))-was.Pieces.Bytes)
	require.True(t, string(f.content) == string(readAll(t, e, f.id, 0)))
}
