package swarm

import (
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/reference/engine"
	"enginespec/reference/engine/store"
)

func TestDownload(t *testing.T) {
	for _, fsys := range []store.FS{&store.Mem{}, store.OS{}} {
		f := torrentOf(t, "blob", 64<<10, []int{3<<20 + 17})
		s := f.seed(t, SeedOptions{})
		e := open(t, Options{FS: fsys, Host: "127.0.0.2", Initial: engine.Patch{Dir: ptr(t.TempDir())}})
		add(t, e, f, engine.AddOptions{}, s.Addr())
		got := await(t, e, f.id, "complete", seeding)
		require.Equal(t, f.content, readAll(t, e, f.id, 0))
		require.Zero(t, got.Left)
		require.Equal(t, int64(len(f.content)), got.Down.Total)
		require.False(t, got.DoneAt.IsZero())
	}
}

// Who only watches a content's window, as a front end does that prebuffers, gets
// the window first; and a window that was left behind is left behind.
func TestTheWindowComesFirst(t *testing.T) {
	t.Parallel()
	f := torrentOf(t, "film", 64<<10, []int{8 << 20})
	s := f.seed(t, SeedOptions{UpRate: 4 << 20})
	e := open(t, Options{FS: &store.Mem{}, Host: "127.0.0.2"})
	add(t, e, f, engine.AddOptions{}, s.Addr())
	c, err := e.Open(t.Context(), f.id, 0)
	require.NoError(t, err)
	defer c.Close()
	const window = 1 << 20
	watched := func(pos int64) engine.Torrent {
		_, err := c.Seek(pos, 0)
		require.NoError(t, err)
		return await(t, e, f.id, "the window", func(engine.Torrent) bool {
			from, ready := c.Window()
			return ready-from >= window
		})
	}
	got := watched(0)
	require.LessOrEqual(t, got.Pieces.Have, got.Pieces.Total*3/4, "the window's sixteen pieces are among the first")
	watched(6 << 20)
}
