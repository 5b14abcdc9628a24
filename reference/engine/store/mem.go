package store

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// Mem is a file system in memory. It remembers what was synced: Crash gives the
// file system as a power cut would leave it. The zero value is empty and ready.
type Mem struct {
	mu    sync.RWMutex
	now   map[string]*node // what a running program sees
	disk  map[string]*node // the entries whose folder was synced
	clock int64            // modification times: a counter, so that they differ
}

// node is a file or a folder. Names lead to nodes, as in a real file system, so
// an open file survives its renaming.
type node struct {
	dir    bool
	data   []byte
	synced []byte // the content at the last Sync
	mtime  int64
}

func (m *Mem) init() {
	if m.now == nil {
		m.now, m.disk = map[string]*node{}, map[string]*node{}
	}
}

// Crash returns a new file system that holds only what was synced: file contents
// by Sync, names by SyncDir.
func (m *Mem) Crash() *Mem {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := &Mem{clock: m.clock}
	c.init()
	for name, n := range m.disk {
		k := &node{n.dir, slices.Clone(n.synced), slices.Clone(n.synced), n.mtime}
		c.now[name], c.disk[name] = k, k
	}
	return c
}

// OpenFile opens or creates a file; the folder must exist.
func (m *Mem) OpenFile(name string, flag int, _ fs.FileMode) (File, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.init()
	name = filepath.Clean(name)
	n := m.now[name]
	switch {
	case n == nil && flag&os.O_CREATE == 0:
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	case n != nil && n.dir:
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	case n == nil:
		if d := m.now[filepath.Dir(name)]; d == nil || !d.dir {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
		n = &node{}
		m.now[name] = n
		m.touch(n)
	case flag&os.O_TRUNC != 0:
		n.data = nil
		m.touch(n)
	}
	return &memFile{m: m, n: n, name: name, write: flag&(os.O_WRONLY|os.O_RDWR) != 0}, nil
}

func (m *Mem) touch(n *node) {
	m.clock++
	n.mtime = m.clock
}

// MkdirAll makes a folder and its parents; they are durable at once.
func (m *Mem) MkdirAll(name string, _ fs.FileMode) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.init()
	for name = filepath.Clean(name); ; name = filepath.Dir(name) {
		switch n := m.now[name]; {
		case n == nil:
			n = &node{dir: true}
			m.now[name], m.disk[name] = n, n
		case !n.dir:
			return &fs.PathError{Op: "mkdir", Path: name, Err: fs.ErrExist}
		}
		if name == filepath.Dir(name) {
			return nil
		}
	}
}

// Rename moves a file over another name.
func (m *Mem) Rename(from, to string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.init()
	from, to = filepath.Clean(from), filepath.Clean(to)
	n := m.now[from]
	if n == nil || n.dir {
		return &fs.PathError{Op: "rename", Path: from, Err: fs.ErrNotExist}
	}
	delete(m.now, from)
	m.now[to] = n
	return nil
}

// Remove removes a file or an empty folder.
func (m *Mem) Remove(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.init()
	name = filepath.Clean(name)
	n := m.now[name]
	if n == nil {
		return &fs.PathError{Op: "remove", Path: name, Err: fs.ErrNotExist}
	}
	for other := range m.now {
		if n.dir && other != name && filepath.Dir(other) == name {
			return &fs.PathError{Op: "remove", Path: name, Err: fs.ErrExist}
		}
	}
	delete(m.now, name)
	return nil
}

// Stat describes a name.
func (m *Mem) Stat(name string) (fs.FileInfo, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	n := m.now[filepath.Clean(name)]
	if n == nil {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrNotExist}
	}
	return memInfo{filepath.Base(name), int64(len(n.data)), n.mtime, n.dir}, nil
}

// ReadDir lists a folder by name.
func (m *Mem) ReadDir(name string) ([]fs.DirEntry, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	name = filepath.Clean(name)
	if n := m.now[name]; n == nil || !n.dir {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	var list []fs.DirEntry
	for other, n := range m.now {
		if other != name && filepath.Dir(other) == name {
			list = append(list, fs.FileInfoToDirEntry(memInfo{filepath.Base(other), int64(len(n.data)), n.mtime, n.dir}))
		}
	}
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return list, nil
}

// SyncDir makes the names in a folder durable.
func (m *Mem) SyncDir(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.init()
	name = filepath.Clean(name)
	for other := range m.disk {
		if filepath.Dir(other) == name && m.now[other] == nil {
			delete(m.disk, other)
		}
	}
	for other, n := range m.now {
		if filepath.Dir(other) == name {
			m.disk[other] = n
		}
	}
	return nil
}

type memInfo struct {
	name  string
	size  int64
	mtime int64
	dir   bool
}

func (i memInfo) Name() string       { return i.name }
func (i memInfo) Size() int64        { return i.size }
func (i memInfo) ModTime() time.Time { return time.Unix(0, i.mtime) }
func (i memInfo) IsDir() bool        { return i.dir }
func (i memInfo) Sys() any           { return nil }
func (i memInfo) Mode() fs.FileMode {
	if i.dir {
		return fs.ModeDir | 0o755
	}
	return 0o644
}
