package swarm

import (
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/anacrolix/torrent/metainfo"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"enginespec/reference/engine"
	"enginespec/reference/engine/store"
)

// TestData compares the layout over files with one slice of bytes.
func TestData(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		sizes := rapid.SliceOfN(rapid.IntRange(0, 300), 2, 8).Draw(r, "sizes")
		sizes = append(sizes, 1) // a torrent has bytes
		f := torrentOf(t, "data", rapid.IntRange(1, 400).Draw(r, "piece"), sizes)
		_, meta, hashes, err := engine.ParseMetainfo(f.raw)
		require.NoError(r, err)
		mem := &store.Mem{}
		require.NoError(r, mem.MkdirAll("/root", 0o755))
		d := newData(mem, "/root", meta, hashes)
		d.restore(nil, nil)
		require.Zero(r, d.unknown(), "nothing is there: nothing is to be hashed")
		for off := 0; off < len(f.content); {
			n := min(rapid.IntRange(1, 500).Draw(r, "n"), len(f.content)-off)
			_, err := d.writeAt(f.content[off:off+n], int64(off))
			require.NoError(r, err)
			off += n
		}
		for range 5 {
			off := rapid.IntRange(0, len(f.content)).Draw(r, "off")
			b := make([]byte, rapid.IntRange(0, 600).Draw(r, "len"))
			n, err := d.readAt(b, int64(off))
			require.Equal(r, min(len(b), len(f.content)-off), n)
			require.Equal(r, n < len(b), errors.Is(err, io.EOF))
			require.Equal(r, string(f.content[off:off+n]), string(b[:n]))
		}
		d.forget()
		require.NoError(r, d.check(t.Context(), func(float64) {}))
		require.True(r, d.whole())
		have, stamps, err := d.record()
		require.NoError(r, err)
		d.close()

		// Damage one file and see that exactly its pieces are doubted.
		i := rand.IntN(len(meta.Files))
		if meta.Files[i].Size > 0 {
			file, err := mem.OpenFile(filepath.Join("/root", "data", filepath.FromSlash(meta.Files[i].Path)), os.O_RDWR, 0)
			require.NoError(r, err)
			_, err = file.WriteAt([]byte{f.file(i)[0] + 1}, 0)
			require.NoError(r, err)
		}
		d = newData(mem, "/root", meta, hashes)
		d.restore(have, stamps)
		for p := range d.state {
			doubt := meta.Files[i].Size > 0 && d.files[i].begin <= p && p < d.files[i].end
			require.Equal(r, doubt, d.piece(p) == unknown, "piece %d", p)
		}
		require.NoError(r, d.check(t.Context(), func(float64) {}))
		lost := 0
		if meta.Files[i].Size > 0 {
			lost = 1
		}
		require.Equal(r, len(hashes)-lost, d.have)
		require.NoError(r, d.remove())
		entries, err := mem.ReadDir("/root")
		require.NoError(r, err)
		require.Empty(r, entries)
	})
}

// TestLateWord: after a stop, what the library's hashers still find out is not heard.
func TestLateWord(t *testing.T) {
	f := torrentOf(t, "late", 16, []int{40})
	_, meta, hashes, err := engine.ParseMetainfo(f.raw)
	require.NoError(t, err)
	s := &libStore{d: newData(&store.Mem{}, "/", meta, hashes), onError: func(error) {}}
	mi, err := loadInfo(f.raw)
	require.NoError(t, err)
	info, err := mi.UnmarshalInfo()
	require.NoError(t, err)
	opened, err := s.OpenTorrent(t.Context(), &info, metainfo.Hash(f.id))
	require.NoError(t, err)
	piece := opened.Piece(info.Piece(1))
	require.NoError(t, piece.MarkComplete())
	require.True(t, piece.Completion().Complete)
	s.end()
	require.NoError(t, piece.MarkNotComplete())
	require.True(t, piece.Completion().Complete)
	_, err = piece.WriteAt(make([]byte, 17), 0)
	require.Error(t, err, "a piece does not reach into the next")
}
