package store

import (
	"errors"
	"io/fs"
	"os"
	"sync"
)

// ErrKilled is what every call on a Fault returns after its death.
var ErrKilled = errors.New("store: killed by the fault layer")

// Fault passes calls to another FS and counts the write points: each call that
// changes the file system. After Limit of them it dies: the next write fails half
// done and everything after it fails with ErrKilled, as if the process had been
// killed there. Run once with Limit -1 to learn the number of points, then once
// for each.
type Fault struct {
	FS    FS
	Limit int // writes that succeed; below zero: all
	// Err, when set, is returned instead of ErrKilled, and the layer goes on
	// working: a disk that is full rather than a dead process.
	Err error

	mu   sync.Mutex
	n    int
	dead bool
}

// Points returns the number of write points seen so far.
func (f *Fault) Points() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.n
}

// Dead reports whether the fault has struck.
func (f *Fault) Dead() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.dead
}

// Heal ends the fault: from now on everything succeeds.
func (f *Fault) Heal() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.dead, f.Limit = false, -1
}

// read fails once the layer is dead.
func (f *Fault) read() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.dead && f.Err == nil {
		return ErrKilled
	}
	return nil
}

// point counts one write. first is true for the one that strikes.
func (f *Fault) point() (first bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n++
	if !f.dead && (f.Limit < 0 || f.n <= f.Limit) {
		return false, nil
	}
	first, f.dead = !f.dead, true
	if f.Err != nil {
		return first, f.Err
	}
	return first, ErrKilled
}

// OpenFile is a write point when it may create or truncate.
func (f *Fault) OpenFile(name string, flag int, perm fs.FileMode) (File, error) {
	err := f.read()
	if flag&(os.O_CREATE|os.O_TRUNC) != 0 {
		_, err = f.point()
	}
	if err != nil {
		return nil, err
	}
	file, err := f.FS.OpenFile(name, flag, perm)
	if err != nil {
		return nil, err
	}
	return &faultFile{file, f}, nil
}

// MkdirAll is a write point.
func (f *Fault) MkdirAll(name string, perm fs.FileMode) error {
	if _, err := f.point(); err != nil {
		return err
	}
	return f.FS.MkdirAll(name, perm)
}

// Rename is a write point.
func (f *Fault) Rename(from, to string) error {
	if _, err := f.point(); err != nil {
		return err
	}
	return f.FS.Rename(from, to)
}

// Remove is a write point.
func (f *Fault) Remove(name string) error {
	if _, err := f.point(); err != nil {
		return err
	}
	return f.FS.Remove(name)
}

// SyncDir is a write point.
func (f *Fault) SyncDir(name string) error {
	if _, err := f.point(); err != nil {
		return err
	}
	return f.FS.SyncDir(name)
}

// Stat fails after death.
func (f *Fault) Stat(name string) (fs.FileInfo, error) {
	if err := f.read(); err != nil {
		return nil, err
	}
	return f.FS.Stat(name)
}

// ReadDir fails after death.
func (f *Fault) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := f.read(); err != nil {
		return nil, err
	}
	return f.FS.ReadDir(name)
}

type faultFile struct {
	File
	f *Fault
}

func (f *faultFile) Read(p []byte) (int, error) {
	if err := f.f.read(); err != nil {
		return 0, err
	}
	return f.File.Read(p)
}

func (f *faultFile) ReadAt(p []byte, off int64) (int, error) {
	if err := f.f.read(); err != nil {
		return 0, err
	}
	return f.File.ReadAt(p, off)
}

// Write and WriteAt tear the fatal write: its first half reaches the file.
func (f *faultFile) Write(p []byte) (int, error) {
	first, err := f.f.point()
	if err == nil {
		return f.File.Write(p)
	}
	n := 0
	if first {
		n, _ = f.File.Write(p[:len(p)/2])
	}
	return n, err
}

func (f *faultFile) WriteAt(p []byte, off int64) (int, error) {
	first, err := f.f.point()
	if err == nil {
		return f.File.WriteAt(p, off)
	}
	n := 0
	if first {
		n, _ = f.File.WriteAt(p[:len(p)/2], off)
	}
	return n, err
}

func (f *faultFile) Sync() error {
	if _, err := f.f.point(); err != nil {
		return err
	}
	return f.File.Sync()
}

func (f *faultFile) Truncate(size int64) error {
	if _, err := f.f.point(); err != nil {
		return err
	}
	return f.File.Truncate(size)
}
