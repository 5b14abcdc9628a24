package ipc

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"enginespec/codec"
	"enginespec/reference/engine"
	"enginespec/reference/engine/store"
)

// state is what outlives the daemon: STATE/ipc.json, which is replaced as a whole by
// each change, and STATE/torrents/HASH.torrent, written before a torrent is named in
// ipc.json and removed behind it.
type state struct {
	fs  store.FS
	dir string // empty: nothing is kept
	now record
}

// record is ipc.json.
type record struct {
	Settings settings `json:"settings"`
	Torrents []kept   `json:"torrents"` // in the order they were added
}

// settings are those that a client has set; nil: not yet. The names are the
// protocol's, the units the engine's where they differ from the protocol's.
type settings struct {
	Automap    *bool          `json:"automap,omitempty"`
	Autostart  *bool          `json:"autostart,omitempty"`
	Directory  codec.Bytes    `json:"directory,omitempty"`
	DownLimit  *int64         `json:"downlimit,omitempty"` // bytes a second
	Encryption *engine.Crypto `json:"encryption,omitempty"`
	PEX        *bool          `json:"pex,omitempty"`
	Port       *int           `json:"port,omitempty"`
	UpLimit    *int64         `json:"uplimit,omitempty"` // bytes a second
}

// kept is one torrent.
type kept struct {
	Hash    string      `json:"hash"`
	Dir     codec.Bytes `json:"directory"` // a path need not be UTF-8
	Running bool        `json:"running"`
}

// maxRecord bounds ipc.json when it is read.
const maxRecord = 256 << 20

// hold keeps other servers away from the state, on this machine's disk. The system ends
// the hold of a dead process.
func hold(o *Options) (*lock, error) {
	if _, ok := o.FS.(store.OS); !ok || o.State == "" {
		return nil, nil
	}
	if err := o.FS.MkdirAll(o.State, 0o700); err != nil {
		return nil, fmt.Errorf("ipc: state: %w", err)
	}
	l, err := acquire(filepath.Join(o.State, "lock"))
	if errors.Is(err, ErrInUse) {
		return nil, fmt.Errorf("ipc: state: another server uses %s: stop it, or choose another folder", o.State)
	}
	return l, err
}

// openState reads the state, and sweeps the writes that a crash left unfinished.
func openState(fsys store.FS, dir string) (*state, error) {
	s := &state{fs: fsys, dir: dir}
	if dir == "" {
		return s, nil
	}
	if err := s.read(); err != nil {
		return nil, fmt.Errorf("ipc: state: %w", err)
	}
	return s, nil
}

func (s *state) read() error {
	if err := s.fs.MkdirAll(s.copies(), 0o700); err != nil {
		return err
	}
	for _, dir := range []string{s.dir, s.copies()} {
		if err := store.Sweep(s.fs, dir); err != nil {
			return err
		}
	}
	b, err := store.ReadFile(s.fs, s.file(), maxRecord)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&s.now); err != nil {
		return fmt.Errorf("%s is damaged (%w): repair it, or move it away to begin without torrents", s.file(), err)
	}
	return nil
}

// stale returns the torrents that have a copy and no record: what died while they were
// added, or removed.
func (s *state) stale() (list []engine.ID, err error) {
	if s.dir == "" {
		return nil, nil
	}
	known := map[string]bool{}
	for _, k := range s.now.Torrents {
		known[k.Hash] = true
	}
	entries, err := s.fs.ReadDir(s.copies())
	for _, e := range entries {
		hash, ok := strings.CutSuffix(e.Name(), ".torrent")
		if id, err := engine.ParseID(hash); ok && err == nil && !known[hash] {
			list = append(list, id)
		}
	}
	return list, err
}

func (s *state) file() string   { return filepath.Join(s.dir, "ipc.json") }
func (s *state) copies() string { return filepath.Join(s.dir, "torrents") }

// path is where the copy of a torrent's file is; empty if none is kept.
func (s *state) path(id engine.ID) string {
	if s.dir == "" {
		return ""
	}
	return filepath.Join(s.copies(), id.String()+".torrent")
}

// edit returns the record for a change. It shares nothing that the change writes.
func (s *state) edit() record {
	r := s.now
	r.Torrents = slices.Clone(r.Torrents)
	return r
}

// find returns the place of a torrent, -1 if it is not kept.
func (r *record) find(id engine.ID) int {
	hash := id.String()
	return slices.IndexFunc(r.Torrents, func(k kept) bool { return k.Hash == hash })
}

// commit puts a record on the disk.
func (s *state) commit(r record) error {
	if s.dir != "" {
		b, err := json.MarshalIndent(r, "", "\t")
		if err != nil {
			return err
		}
		if err := store.WriteFile(s.fs, s.file(), append(b, '\n'), 0o600); err != nil {
			return err
		}
	}
	s.now = r
	return nil
}

// try commits a record, does the rest of the change, and commits the old record again
// if that fails.
func (s *state) try(r record, rest func() error) error {
	old := s.now
	err := s.commit(r)
	if err == nil {
		err = rest()
	}
	if err != nil {
		// A commit that failed may have got as far as the new name.
		return errors.Join(err, s.commit(old))
	}
	return nil
}

// save puts the copy of a torrent's file on the disk.
func (s *state) save(id engine.ID, metainfo []byte) error {
	if s.dir == "" {
		return nil
	}
	return store.WriteFile(s.fs, s.path(id), metainfo, 0o600)
}

// erase removes the copy of a torrent's file.
func (s *state) erase(id engine.ID) error {
	if s.dir == "" {
		return nil
	}
	return store.RemoveFile(s.fs, s.path(id))
}
