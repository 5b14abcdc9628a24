package swarm

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"sync"

	"enginespec/reference/engine"
	"enginespec/reference/engine/store"
)

// partSuffix marks a file that is not complete.
const partSuffix = ".part"

// maxOpen bounds the files that one torrent keeps open; others are opened per use.
const maxOpen = 64

var errDataClosed = errors.New("the torrent's files are closed")

// data is a torrent's content on a file system, and the only record of which
// pieces are verified. It has no other lock above it than its own.
type data struct {
	fsys   store.FS
	meta   *engine.Meta
	hashes [][20]byte
	root   string // the folder given by the user
	files  []dataFile
	// onPiece is called when a piece becomes verified, or stops being so. It must
	// call apply, which makes that visible, under the lock that Snapshot takes.
	onPiece func(piece int, ok bool, apply func())

	marking sync.Mutex // one mark at a time; taken before all other locks
	mu      sync.RWMutex
	state   []pieceState
	have    int
	open    int
	closed  bool
}

// pieceState is what is known of a piece.
type pieceState uint8

const (
	unknown pieceState = iota // something may be on disk: hash it
	missing
	verified
)

type dataFile struct {
	engine.FileMeta
	path       string // of the finished file
	part       string // while it is not; equal to path when that name is taken
	begin, end int    // pieces
	mu         sync.Mutex
	file       store.File // shared handle, or nil
	whole      bool       // it has its final name
}

// newData lays a torrent out below root.
func newData(fsys store.FS, root string, meta *engine.Meta, hashes [][20]byte) *data {
	d := &data{fsys: fsys, meta: meta, hashes: hashes, root: root}
	d.state = make([]pieceState, len(hashes))
	d.files = make([]dataFile, len(meta.Files))
	names := make(map[string]bool, len(meta.Files))
	for i, fm := range meta.Files {
		f := &d.files[i]
		f.FileMeta = fm
		f.path = filepath.Join(root, filepath.FromSlash(fm.Path))
		if meta.Multi {
			f.path = filepath.Join(root, meta.Name, filepath.FromSlash(fm.Path))
		}
		f.begin = int(fm.Offset / meta.PieceSize)
		f.end = int((fm.Offset + fm.Size + meta.PieceSize - 1) / meta.PieceSize)
		if fm.Size == 0 {
			f.end = f.begin
		}
		names[f.path] = true
	}
	for i := range d.files {
		f := &d.files[i]
		if f.part = f.path + partSuffix; names[f.part] {
			f.part = f.path
		}
	}
	return d
}

func (d *data) pieceLen(i int) int64 {
	return min(d.meta.PieceSize, d.meta.Size-int64(i)*d.meta.PieceSize)
}

// span calls f for each part of files that [off, off+n) covers, in order.
func (d *data) span(off, n int64, f func(file *dataFile, off, n int64) error) error {
	i := sort.Search(len(d.files), func(i int) bool { return d.files[i].Offset+d.files[i].Size > off })
	for ; n > 0 && i < len(d.files); i++ {
		file := &d.files[i]
		at := off - file.Offset
		k := min(n, file.Size-at)
		if k <= 0 {
			continue // empty files lie between others
		}
		if err := f(file, at, k); err != nil {
			return err
		}
		off, n = off+k, n-k
	}
	return nil
}

// readAt reads from the torrent's stream of bytes. A missing or short file is EOF.
func (d *data) readAt(p []byte, off int64) (n int, err error) {
	err = d.span(off, int64(len(p)), func(f *dataFile, at, k int64) error {
		h, done, err := d.use(f, false)
		if errors.Is(err, fs.ErrNotExist) {
			return io.EOF
		}
		if err != nil {
			return err
		}
		defer done()
		m, err := h.ReadAt(p[n:n+int(k)], at)
		n += m
		if int64(m) == k {
			return nil
		}
		return err
	})
	if err == nil && n < len(p) {
		err = io.EOF
	}
	return n, err
}

func (d *data) writeAt(p []byte, off int64) (n int, err error) {
	err = d.span(off, int64(len(p)), func(f *dataFile, at, k int64) error {
		h, done, err := d.use(f, true)
		if err != nil {
			return err
		}
		defer done()
		m, err := h.WriteAt(p[n:n+int(k)], at)
		n += m
		return err
	})
	return n, err
}

// use returns an open handle of a file, made when write is set, and what to call
// when done with it.
func (d *data) use(f *dataFile, write bool) (store.File, func(), error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.file != nil {
		return f.file, func() {}, nil
	}
	d.mu.RLock()
	closed, keep := d.closed, d.open < maxOpen
	d.mu.RUnlock()
	if closed {
		return nil, nil, errDataClosed
	}
	h, err := d.openFile(f, write)
	if err != nil {
		return nil, nil, err
	}
	if !keep {
		return h, func() { h.Close() }, nil
	}
	d.mu.Lock()
	d.open++
	d.mu.Unlock()
	f.file = h
	return h, func() {}, nil
}

func (d *data) openFile(f *dataFile, write bool) (store.File, error) {
	h, err := d.fsys.OpenFile(f.path, os.O_RDWR, 0)
	f.whole = err == nil
	if errors.Is(err, fs.ErrPermission) && !write {
		h, err = d.fsys.OpenFile(f.path, os.O_RDONLY, 0)
		f.whole = err == nil
	}
	if errors.Is(err, fs.ErrNotExist) {
		h, err = d.fsys.OpenFile(f.part, os.O_RDWR, 0)
	}
	if !errors.Is(err, fs.ErrNotExist) || !write {
		return h, err
	}
	// The user's folder is made once, when the torrent is added: if it is gone
	// since, a disk is gone, and a new folder in its place would hide that.
	if _, err := d.fsys.Stat(d.root); err != nil {
		return nil, fmt.Errorf("%w: %w", errParent, err)
	}
	if err := d.fsys.MkdirAll(filepath.Dir(f.part), 0o755); err != nil {
		return nil, err
	}
	f.whole = f.part == f.path
	return d.fsys.OpenFile(f.part, os.O_RDWR|os.O_CREATE, 0o644)
}

// close ends all access. Calls in flight fail.
func (d *data) close() {
	d.mu.Lock()
	d.closed = true
	d.mu.Unlock()
	for i := range d.files {
		f := &d.files[i]
		f.mu.Lock()
		if f.file != nil {
			f.file.Close()
			f.file = nil
		}
		f.mu.Unlock()
	}
}
