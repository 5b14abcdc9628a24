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
