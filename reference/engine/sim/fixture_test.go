package sim_test

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/corpus"
	"enginespec/reference/engine"
	"enginespec/reference/engine/sim"
)

// TestFixtures downloads what the suite downloads: its hashes must be those of the
// content, and the metadata what the corpus says.
func TestFixtures(t *testing.T) {
	for _, f := range corpus.Fixtures() {
		t.Run(f.Name, func(t *testing.T) {
			e, err := sim.New(sim.Options{
				Clock:    engine.NewClock(1000),
				Torrents: [][]byte{f.Metainfo()},
				Content:  func(_ engine.ID, file int) io.ReaderAt { return f.Content(file) },
			})
			require.NoError(t, err)
			defer e.Close()
			id, err := e.Add(t.Context(), engine.Source{Hash: f.InfoHash()}, engine.AddOptions{})
			require.NoError(t, err)
			for i, ff := range f.Files {
				c, err := e.Open(t.Context(), id, i)
				require.NoError(t, err)
				require.Equal(t, ff.Size, c.Size())
				got, err := io.ReadAll(c)
				require.NoError(t, err)
				want, err := io.ReadAll(f.Content(i))
				require.NoError(t, err)
				require.Equal(t, len(want), len(got))
				require.True(t, string(want) == string(got))
			}
			m := e.Snapshot().Torrents[0].Meta
			require.Equal(t, f.Title, m.Name)
			require.Equal(t, f.Multi, m.Multi)
			require.Equal(t, f.PieceSize, m.PieceSize)
			require.Equal(t, f.Size(), m.Size)
		})
	}
}
