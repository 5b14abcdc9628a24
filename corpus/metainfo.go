package corpus

import (
	"crypto/sha1"
	"io"
	"strings"

	"enginespec/codec/ipc/bencode"
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
	str := bencode.AppendString
	b := bencode.BeginDict(nil)
	if len(announce) > 0 {
		b = str(str(b, "announce"), announce[0])
	}
	if len(announce) > 1 {
		b = bencode.BeginList(str(b, "announce-list"))
		for _, url := range announce {
			b = bencode.End(str(bencode.BeginList(b), url))
		}
		b = bencode.End(b)
	}
	b = str(str(b, "created by"), "enginespec")
	b = append(str(b, "info"), f.meta().info...)
	return bencode.End(b)
}

// build hashes the content.
func (f *Fixture) build() meta {
	str, num := bencode.AppendString, bencode.AppendInt
	b := bencode.BeginDict(nil)
	if f.Multi {
		b = bencode.BeginList(str(b, "files"))
		for _, ff := range f.Files {
			b = num(str(bencode.BeginDict(b), "length"), ff.Size)
			b = bencode.BeginList(str(b, "path"))
			for part := range strings.SplitSeq(ff.Path, "/") {
				b = str(b, part)
			}
			b = bencode.End(bencode.End(b))
		}
		b = bencode.End(b)
	} else {
		b = num(str(b, "length"), f.Files[0].Size)
	}
	b = str(str(b, "name"), f.Title)
	b = num(str(b, "piece length"), f.PieceSize)
	b = bencode.End(bencode.AppendBytes(str(b, "pieces"), f.pieces()))
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
