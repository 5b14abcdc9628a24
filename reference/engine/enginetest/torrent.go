package enginetest

import (
	"crypto/sha1"
	"fmt"
	"math/rand/v2"
	"strings"

	"enginespec/codec/ipc/bencode"
	"enginespec/reference/engine"
)

// NewTorrent makes a torrent of files of the given sizes: one called name for a
// single size, otherwise "a/0.bin", "b/1.bin" and so on below a folder of that
// name. Its content depends on name alone.
func NewTorrent(name string, pieceSize int, trackers []string, sizes ...int) Torrent {
	var x Torrent
	total := 0
	for _, n := range sizes {
		total += n
	}
	var seed [32]byte
	copy(seed[:], name)
	x.Content = make([]byte, total)
	rand.NewChaCha8(seed).Read(x.Content)

	b := bencode.BeginDict(nil)
	if len(trackers) > 0 {
		b = bencode.AppendString(b, "announce-list")
		b = bencode.BeginList(b)
		for _, u := range trackers {
			b = bencode.End(bencode.AppendString(bencode.BeginList(b), u))
		}
		b = bencode.End(b)
	}
	b = bencode.AppendString(b, "info")
	b = append(b, info(name, pieceSize, x.Content, sizes)...)
	x.Metainfo = bencode.End(b)
	var err error
	if x.ID, x.Meta, _, err = engine.ParseMetainfo(x.Metainfo); err != nil {
		panic(fmt.Sprintf("enginetest: the suite made a bad metainfo: %v", err))
	}
	return x
}

func info(name string, pieceSize int, content []byte, sizes []int) []byte {
	b := bencode.BeginDict(nil)
	if len(sizes) == 1 {
		b = bencode.AppendString(b, "length")
		b = bencode.AppendInt(b, int64(sizes[0]))
	} else {
		b = bencode.AppendString(b, "files")
		b = bencode.BeginList(b)
		for i, n := range sizes {
			b = bencode.AppendString(bencode.BeginDict(b), "length")
			b = bencode.AppendInt(b, int64(n))
			b = bencode.BeginList(bencode.AppendString(b, "path"))
			b = bencode.AppendString(b, string(rune('a'+i)))
			b = bencode.AppendString(b, fmt.Sprintf("%d.bin", i))
			b = bencode.End(bencode.End(b))
		}
		b = bencode.End(b)
	}
	b = bencode.AppendString(b, "name")
	b = bencode.AppendString(b, name)
	b = bencode.AppendString(b, "piece length")
	b = bencode.AppendInt(b, int64(pieceSize))
	var pieces strings.Builder
	for i := 0; i < len(content); i += pieceSize {
		h := sha1.Sum(content[i:min(i+pieceSize, len(content))])
		pieces.Write(h[:])
	}
	b = bencode.AppendString(b, "pieces")
	b = bencode.AppendString(b, pieces.String())
	return bencode.End(b)
}

// File returns the bytes of one file. They alias Content.
func (x Torrent) File(i int) []byte {
	f := x.Meta.Files[i]
	return x.Content[f.Offset : f.Offset+f.Size]
}
