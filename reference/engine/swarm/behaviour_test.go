package swarm

import (
	"bytes"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/reference/engine"
	"enginespec/reference/engine/enginetest"
	"enginespec/reference/engine/store"
)

// TestBehaviour runs the suite that both cores share, with real seeders.
func TestBehaviour(t *testing.T) {
	t.Parallel()
	disks := map[string]*store.Mem{}
	seeders := map[string][]string{}
	enginetest.Run(t, func(t testing.TB, s enginetest.Setup) enginetest.Bench {
		if disks[s.Store] == nil {
			disks[s.Store] = &store.Mem{}
			for _, x := range s.Torrents {
				seeder, err := Seed(t.Context(), x.Metainfo, func(i int) io.ReaderAt { return bytes.NewReader(x.File(i)) }, SeedOptions{})
				require.NoError(t, err)
				t.Cleanup(func() { seeder.Close() })
				seeders[s.Store] = append(seeders[s.Store], seeder.Addr())
			}
		}
		e, err := New(Options{
			FS: disks[s.Store], State: "/state", Host: "127.0.0.2",
			Initial: engine.Patch{Dir: ptr("/data")},
		})
		require.NoError(t, err)
		return enginetest.Bench{Engine: e, Peers: seeders[s.Store]}
	})
}
