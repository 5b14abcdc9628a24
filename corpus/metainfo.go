package corpus

import (
	"crypto/sha1"
	"io"
	"strconv"
	"strings"
)

// meta is what is computed from a fixture's content, once.
type meta struct {
	info []byte // the bencoded info dictionary
	hash [20]byte
}

// Metainfo returns the bytes of the .torrent file with the given announce URLs,
// each a tier of its own, or with none. The keys are in order; the info hash is
// always the same. The slice is the caller's own.
func (f *Fixture) Metainfo(announce ...string) []byte {
	b := []byte{'d'}
	if len(announce) > 0 {
		b = str(str(b, "announce"), announce[0])
	}
	if len(announce) > 1 {
		b = append(str(b, "announce-list"), 'l')
		for _, url := range announce {
			b = append(str(append(b, 'l'), url), 'e')
		}
		b = append(b, 'e')
	}
	b = str(str(b, "created by"), "enginespec")
	b = append(str(b, "info"), f.meta().info...)
	return append(b, 'e')
}

// build hashes the content.
func (f *Fixture) build() meta {
	b := []byte{'d'}
	if f.Multi {
		b = append(str(b, "files"), 'l')
		for _, ff := range f.Files {
			b = num(str(append(b, 'd'), "length"), ff.Size)
			b = append(str(b, "path"), 'l')
			for part := range strings.SplitSeq(ff.Path, "/") {
				b = str(b, part)
			}
			b = append(b, "ee"...)
		}
		b = append(b, 'e')
	} else {
		b = num(str(b, "length"), f.Files[0].Size)
	}
	b = str(str(b, "name"), f.Title)
	b = num(str(b, "piece length"), f.PieceSize)
	b = append(str(str(b, "pieces"), string(f.pieces())), 'e')
	return meta{b, sha1.Sum(b)}
}

// pieces returns the SHA-1 of every piece of the files laid end to end.
func (f *Fixture) pieces() []byte {
	readers := make([]io.Reader, len(f.Files))
	for i := range f.Files {
		readers[i] = f.Content(i)
	}
	var sums []byte
	all, piece := io.MultiReader(readers...), make([]byte, f.PieceSize)
	for {
		// The readers cannot fail: an error is the end, in or behind a piece.
		n, err := io.ReadFull(all, piece)
		if n > 0 {
			h := sha1.Sum(piece[:n])
			sums = append(sums, h[:]...)
		}
		if err != nil {
			return sums
		}
	}
}

func str(b []byte, s string) []byte {
	b = append(strconv.AppendInt(b, int64(len(s)), 10), ':')
	return append(b, s...)
}

func num(b []byte, n int64) []byte {
	return append(strconv.AppendInt(append(b, 'i'), n, 10), 'e')
}
