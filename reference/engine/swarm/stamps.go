package swarm

import (
	"io/fs"
	"path/filepath"
	"slices"
)

// stamp is how a file looked when the record of verified pieces was kept.
type stamp struct {
	Size  int64 `json:"size"`
	Mtime int64 `json:"mtime"` // nanoseconds since 1970
}

// stat describes a file under either of its names; absent is the zero stamp.
func (d *data) stat(f *dataFile) stamp {
	var fi fs.FileInfo
	var err error
	for _, name := range []string{f.path, f.part} {
		if fi, err = d.fsys.Stat(name); err == nil {
			return stamp{fi.Size(), fi.ModTime().UnixNano()}
		}
	}
	return stamp{}
}

// record returns the verified pieces as a bit field, most significant bit first,
// and the stamps that it is true for. The bytes are on the disk when it returns.
func (d *data) record() (have []byte, stamps []stamp, err error) {
	// Stamps before bits: a write in between makes a stamp old, and so its pieces
	// are hashed again; the other order could trust what was overwritten.
	stamps = make([]stamp, len(d.files))
	for i := range d.files {
		stamps[i] = d.stat(&d.files[i])
	}
	d.mu.RLock()
	have = make([]byte, (len(d.state)+7)/8)
	for i, s := range d.state {
		if s == verified {
			have[i/8] |= 0x80 >> (i % 8)
		}
	}
	d.mu.RUnlock()
	return have, stamps, d.sync()
}

// restore believes a record where the files still look as they did. Pieces of
// files that are not there are missing; all others have to be hashed.
func (d *data) restore(have []byte, stamps []stamp) {
	same := make([]bool, len(d.files))
	size := make([]int64, len(d.files))
	for i := range d.files {
		now := d.stat(&d.files[i])
		size[i] = now.Size
		same[i] = len(stamps) == len(d.files) && stamps[i] == now
	}
	at := 0
	for i := range d.state {
		from := int64(i) * d.meta.PieceSize
		to := from + d.pieceLen(i)
		for d.files[at].Offset+d.files[at].Size <= from {
			at++
		}
		trusted, there := len(have) > i/8 && have[i/8]&(0x80>>(i%8)) != 0, true
		for k := at; k < len(d.files) && d.files[k].Offset < to; k++ {
			f := &d.files[k]
			trusted = trusted && same[k]
			there = there && size[k] >= min(to-f.Offset, f.Size)
		}
		switch {
		case trusted && there:
			d.state[i] = verified
			d.have++
		case there:
			d.state[i] = unknown
		default:
			d.state[i] = missing
		}
	}
}

func parent(name string) string { return filepath.Dir(name) }

func deepestFirst(dirs map[string]bool) []string {
	list := make([]string, 0, len(dirs))
	for dir := range dirs {
		list = append(list, dir)
	}
	slices.SortFunc(list, func(a, b string) int { return len(b) - len(a) })
	return list
}
