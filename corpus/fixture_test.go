package corpus

import (
	"bytes"
	"io"
	"testing"
	"testing/iotest"

	"github.com/anacrolix/torrent/metainfo"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The independent witness for the metainfo is another implementation.
func TestMetainfo(t *testing.T) {
	for _, f := range Fixtures() {
		t.Run(f.Name, func(t *testing.T) {
			for _, announce := range [][]string{nil, {"http://127.0.0.1:1/announce"}, {"http://127.0.0.1:1/a", "http://127.0.0.1:2/b"}} {
				mi, err := metainfo.Load(bytes.NewReader(f.Metainfo(announce...)))
				require.NoError(t, err)
				assert.Equal(t, f.InfoHash(), [20]byte(mi.HashInfoBytes()), "the info hash does not depend on the trackers")
				assert.Equal(t, len(announce), len(mi.UpvertedAnnounceList()))

				info, err := mi.UnmarshalInfo()
				require.NoError(t, err)
				assert.Equal(t, f.Title, info.BestName())
				assert.Equal(t, f.Size(), info.TotalLength())
				require.Len(t, info.UpvertedFiles(), len(f.Files))
				for i, uf := range info.UpvertedFiles() {
					assert.Equal(t, f.Files[i].Size, uf.Length)
					if f.Multi {
						assert.Equal(t, f.Files[i].Path, uf.DisplayPath(&info))
					}
				}
				assert.Equal(t, int((f.Size()+f.PieceSize-1)/f.PieceSize), info.NumPieces())
			}
		})
	}
}

// The hashes are part of what recordings and exports refer to. They were computed
// by another program, in another language, from the description of the content.
func TestHashesAreFixed(t *testing.T) {
	want := map[string]string{
		"single":  "ba0b2e3ec08cfc8dac495b057267bf83386f8a16",
		"multi":   "7f18e4fb68ceefdff5f715be50310aa2fe7841b0",
		"nomedia": "c297accef91468adfa01e6ee06c1f4ac08f89853",
		"unicode": "3cf28629a9c64336b1abf6f149002e7f12f47bee",
		"live":    "05c3ff104142ee650e94e9c9ef22311a04a45119",
		"ad":      "86389190146b017a13e96d5031b504e681d016db",
		"big":     "dba4d98ca89510f8404fcfe558812c760848b4f5",
		"slow":    "980fd7623b0924abfd71bfa085eb363cd8df954b",
		"many":    "77631ea2351d1e9c7fd8f2e9979873274cdb9f44",
	}
	for _, f := range Fixtures() {
		assert.Equal(t, want[f.Name], f.Hash(), f.Name)
	}
}

func TestContent(t *testing.T) {
	for _, f := range Fixtures() {
		for i := range f.Files[:min(len(f.Files), 6)] {
			whole, err := io.ReadAll(f.Content(i))
			require.NoError(t, err)
			require.EqualValues(t, f.Files[i].Size, len(whole))
			if len(whole) < 1<<20 {
				require.NoError(t, iotest.TestReader(f.Content(i), whole), "%s %d", f.Name, i)
			}
			for _, off := range []int{0, 1, 7, 8, 9, 4095, len(whole) - 3} {
				if off < 0 || off+3 > len(whole) {
					continue
				}
				var b [3]byte
				n, err := f.Content(i).ReadAt(b[:], int64(off))
				require.NoError(t, err)
				require.Equal(t, whole[off:off+n], b[:n], "offset %d", off)
			}
		}
	}
	f, err := FixtureNamed("ad")
	require.NoError(t, err)
	require.Len(t, f.Ads, 2)
	for i := range f.Ads {
		b, err := io.ReadAll(f.Ads[i].Content())
		require.NoError(t, err)
		require.EqualValues(t, f.Ads[i].Size, len(b))
	}
}

// splitmix64 with seed 0 is published as e220a8397b1dcdaf, 6e789e6aa1b965f4.
func TestNoiseIsSplitmix64(t *testing.T) {
	var b [16]byte
	_, err := noise(0).ReadAt(b[:], 0)
	require.NoError(t, err)
	assert.Equal(t, []byte{0xaf, 0xcd, 0x1d, 0x7b, 0x39, 0xa8, 0x20, 0xe2, 0xf4, 0x65, 0xb9, 0xa1, 0x6a, 0x9e, 0x78, 0x6e}, b[:])
	_, err = noise(0).ReadAt(b[:], -1)
	require.Error(t, err)
}

func TestFixtureTable(t *testing.T) {
	names, hashes := map[string]bool{}, map[string]bool{}
	for _, f := range Fixtures() {
		assert.False(t, names[f.Name] || hashes[f.Hash()], f.Name)
		names[f.Name], hashes[f.Hash()] = true, true
		assert.NotEmpty(t, f.About)
		assert.True(t, f.Multi || len(f.Files) == 1 && f.Files[0].Path == f.Title, f.Name)
		for _, ff := range f.Files {
			assert.Equal(t, IsMedia(ff.Path), ff.Media, ff.Path)
			assert.Equal(t, ff.Media, ff.Duration > 0, ff.Path)
		}
		got, ok := FixtureByHash(f.InfoHash())
		assert.True(t, ok && got == f)
	}
	multi, err := FixtureNamed("multi")
	require.NoError(t, err)
	assert.Equal(t, []int{1, 3}, multi.Media())
	_, err = FixtureNamed("mutli")
	assert.ErrorContains(t, err, "multi")
	_, ok := FixtureByHash([20]byte{})
	assert.False(t, ok)
	assert.False(t, IsMedia("mp4"))
	assert.False(t, IsMedia("a.b c"))
	assert.True(t, IsMedia("A.MP4"))
}
