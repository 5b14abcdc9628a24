package putio

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"time"

	wire "enginespec/codec/putio"
	"enginespec/reference/engine/store"
)

// state is all that an account owns. A state that is in force never changes, nor
// does what its pointers lead to: whoever has one may read it for ever.
type state struct {
	Last          wire.ID         `json:"last"` // the largest id that this account was given
	Share         wire.ID         `json:"share,omitempty"`
	Paid          int64           `json:"paid,omitempty"` // bytes of bandwidth that were used
	Tokens        []token         `json:"tokens,omitempty"`
	Items         items           `json:"-"` // behind the rest, one a line
	Transfers     []*transfer     `json:"transfers,omitempty"`
	Messages      []*wire.Message `json:"messages,omitempty"` // oldest first
	Subscriptions []*subscription `json:"subscriptions,omitempty"`

	once     sync.Once
	children map[wire.ID][]*item
	sizes    map[wire.ID]int64
}

// item is a file or a folder.
type item struct {
	ID      wire.ID       `json:"id"`
	Parent  wire.ID       `json:"parent"` // 0: the root
	Name    string        `json:"name"`
	Type    wire.ItemType `json:"type"`
	Size    int64         `json:"size,omitempty"` // of a file
	Content wire.ID       `json:"content,omitempty"`
	Created time.Time     `json:"created"`

	line []byte // how it is kept; of save alone, under the account's lock
}

func (it *item) folder() bool { return it.Type == wire.Folder }

type items map[wire.ID]*item

// sorted lists the items by id.
func (m items) sorted() []*item {
	return slices.SortedFunc(maps.Values(m), func(a, b *item) int { return cmp.Compare(a.ID, b.ID) })
}

// clone makes a state that may be changed as long as it is not in force: its lists
// are its own, what they lead to is not.
func (s *state) clone() *state {
	return &state{
		Last: s.Last, Share: s.Share, Paid: s.Paid,
		Tokens: slices.Clone(s.Tokens), Items: maps.Clone(s.Items), Transfers: slices.Clone(s.Transfers),
		Messages: slices.Clone(s.Messages), Subscriptions: slices.Clone(s.Subscriptions),
	}
}

// index computes what follows from the items, once.
func (s *state) index() {
	s.once.Do(func() {
		s.children, s.sizes = map[wire.ID][]*item{}, map[wire.ID]int64{}
		for _, it := range s.Items.sorted() {
			s.children[it.Parent] = append(s.children[it.Parent], it)
			for up, n := it.Parent, 0; up != 0 && it.Size > 0 && n < len(s.Items); n++ {
				s.sizes[up] += it.Size
				dir := s.Items[up]
				if dir == nil {
					break
				}
				up = dir.Parent
			}
		}
	})
}

// stale forgets what followed from the items: they have changed.
func (s *state) stale() { s.once, s.children, s.sizes = sync.Once{}, nil, nil }

// size is that of a file, or the sum of a folder's content.
func (s *state) size(it *item) int64 {
	if !it.folder() {
		return it.Size
	}
	s.index()
	return s.sizes[it.ID]
}

// used is the disk space that all files take.
func (s *state) used() int64 {
	var n int64
	for _, it := range s.Items {
		n += it.Size
	}
	return n
}

func (s *state) transfer(id wire.ID) *transfer {
	if i := s.transferAt(id); i >= 0 {
		return s.Transfers[i]
	}
	return nil
}

func (s *state) transferAt(id wire.ID) int {
	return slices.IndexFunc(s.Transfers, func(t *transfer) bool { return t.ID == id })
}

// largest is the largest number that the account uses, as an id or for content.
func (s *state) largest() wire.ID {
	last := s.Last
	for _, it := range s.Items {
		last = max(last, it.ID, it.Content)
	}
	for _, t := range s.Transfers {
		last = max(last, t.ID, t.Content)
	}
	return last
}

// maxState bounds an account's file when it is read.
const maxState = 1 << 30

func stateFile(dir string, id wire.ID) string {
	return filepath.Join(dir, "accounts", id.String()+".json")
}

// loadState reads an account's file; one that is not there is an empty state.
func loadState(fsys store.FS, dir string, id wire.ID) (*state, error) {
	name := stateFile(dir, id)
	b, err := store.ReadFile(fsys, name, maxState)
	s := &state{Items: items{}}
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err == nil {
		err = s.read(json.NewDecoder(bytes.NewReader(b)))
	}
	if err != nil {
		return nil, fmt.Errorf("putio: the account in %s cannot be read: %w", name, err)
	}
	return s, nil
}

func (s *state) read(d *json.Decoder) error {
	if err := d.Decode(s); err != nil {
		return err
	}
	for {
		it := new(item)
		if err := d.Decode(it); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		s.Items[it.ID] = it
	}
}

// save writes the account's file: a line for all but the items, and one for each item,
// which is made once and kept, for most items are as they were.
func (s *state) save(fsys store.FS, dir string, id wire.ID) error {
	b, err := json.Marshal(s)
	if err != nil {
		return err
	}
	b = append(b, '\n')
	for _, it := range s.Items.sorted() {
		if it.line == nil {
			if it.line, err = json.Marshal(it); err != nil {
				return err
			}
		}
		b = append(append(b, it.line...), '\n')
	}
	return store.WriteFile(fsys, stateFile(dir, id), b, 0o600)
}
