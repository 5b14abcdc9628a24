package store

import (
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
)

// maxMemFile bounds a file in memory, so that a wrong offset cannot take all of it.
const maxMemFile = 1 << 30

type memFile struct {
	m     *Mem
	n     *node
	name  string
	pos   int64 // of Read and Write; one goroutine, as for os.File's offset
	write bool
}

func (f *memFile) Read(p []byte) (int, error) {
	n, err := f.ReadAt(p, f.pos)
	f.pos += int64(n)
	if n > 0 && err == io.EOF {
		err = nil
	}
	return n, err
}

func (f *memFile) ReadAt(p []byte, off int64) (int, error) {
	f.m.mu.RLock()
	defer f.m.mu.RUnlock()
	if off >= int64(len(f.n.data)) {
		return 0, io.EOF
	}
	n := copy(p, f.n.data[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (f *memFile) Write(p []byte) (int, error) {
	n, err := f.WriteAt(p, f.pos)
	f.pos += int64(n)
	return n, err
}

func (f *memFile) WriteAt(p []byte, off int64) (int, error) {
	f.m.mu.Lock()
	defer f.m.mu.Unlock()
	if !f.write {
		return 0, &fs.PathError{Op: "write", Path: f.name, Err: fs.ErrPermission}
	}
	end := off + int64(len(p))
	if off < 0 || end > maxMemFile {
		return 0, fmt.Errorf("write %s: %d bytes in memory are too many, at most %d", f.name, end, maxMemFile)
	}
	f.grow(end)
	f.m.touch(f.n)
	return copy(f.n.data[off:], p), nil
}

func (f *memFile) grow(size int64) {
	if have := int64(len(f.n.data)); have < size {
		f.n.data = append(f.n.data, make([]byte, size-have)...)
	}
}

func (f *memFile) Truncate(size int64) error {
	f.m.mu.Lock()
	defer f.m.mu.Unlock()
	if size < 0 || size > maxMemFile {
		return fmt.Errorf("truncate %s: %d bytes in memory are too many, at most %d", f.name, size, maxMemFile)
	}
	f.grow(size)
	f.n.data = f.n.data[:size]
	f.m.touch(f.n)
	return nil
}

func (f *memFile) Sync() error {
	f.m.mu.Lock()
	defer f.m.mu.Unlock()
	f.n.synced = slices.Clone(f.n.data)
	return nil
}

func (f *memFile) Stat() (fs.FileInfo, error) {
	f.m.mu.RLock()
	defer f.m.mu.RUnlock()
	return memInfo{filepath.Base(f.name), int64(len(f.n.data)), f.n.mtime, false}, nil
}

func (f *memFile) Close() error { return nil }
