package putio

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	wire "enginespec/codec/putio"
)

const (
	nameLimit  = 255 // characters of an item's name
	depthLimit = 256 // folders inside folders
)

// checkName refuses names that a client which mirrors the tree to a disk could not take.
func checkName(name string) error {
	switch {
	case name == "" || name == "." || name == "..":
		return refuse("The name is empty or stands for a folder: give another name.")
	case utf8.RuneCountInString(name) > nameLimit:
		return refuse("The name is too long: at most %d characters.", nameLimit)
	case !utf8.ValidString(name), strings.ContainsFunc(name, isUnfit):
		return refuse("The name holds a slash or a control character: leave it out.")
	}
	return nil
}

func isUnfit(r rune) bool { return r == '/' || unicode.IsControl(r) }

// fitName makes a name out of what a torrent, an archive or a server calls a file.
func fitName(name string) string {
	name = strings.ToValidUTF8(name, "\uFFFD")
	name = strings.Map(func(r rune) rune {
		if isUnfit(r) {
			return '_'
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > nameLimit {
		name = string(runes[:nameLimit])
	}
	if name == "" || name == "." || name == ".." {
		return "_"
	}
	return name
}

// folder checks that id is the root or a folder, and tells its depth.
func (s *state) folder(id wire.ID) (depth int, err error) {
	for up := id; up != 0; depth++ {
		it := s.Items[up]
		if it == nil || !it.folder() {
			return 0, refuse("There is no folder %d.", id)
		}
		up = it.Parent
	}
	return depth, nil
}

// add puts a new item into a folder.
func (a *account) add(st *state, it item, now time.Time) (*item, error) {
	depth, err := st.folder(it.Parent)
	if err != nil {
		return nil, err
	}
	switch {
	case depth >= depthLimit:
		return nil, refuse("Folders are nested too deeply: at most %d levels.", depthLimit)
	case len(st.Items) >= a.s.o.MaxItems:
		return nil, refuse("There are too many items: at most %d. Delete some first.", a.s.o.MaxItems)
	}
	it.ID, it.Created = a.newID(st), now
	st.Items[it.ID] = &it
	st.stale()
	return &it, nil
}

// own finds an item of the account itself: only those can be changed.
func (s *state) own(id wire.ID) (*item, error) {
	if it := s.Items[id]; it != nil {
		return it, nil
	}
	return nil, refuse("There is no item %d.", id)
}

// change replaces an item by a copy that fn has changed.
func (s *state) change(it *item, fn func(*item)) *item {
	c := *it
	c.line = nil
	fn(&c)
	s.Items[c.ID] = &c
	s.stale()
	return &c
}

// within reports whether an item is a folder or below it.
func (s *state) within(id, folder wire.ID) bool {
	for n := 0; id != 0 && n <= len(s.Items); n++ {
		if id == folder {
			return true
		}
		it := s.Items[id]
		if it == nil {
			return false
		}
		id = it.Parent
	}
	return folder == 0
}

// remove takes an item and all below it away.
func (s *state) remove(it *item) {
	s.index()
	var gone func(it *item)
	gone = func(it *item) {
		for _, c := range s.children[it.ID] {
			gone(c)
		}
		delete(s.Items, it.ID)
	}
	gone(it)
	s.stale()
}

// readable finds whose item it is that a may read: his own, or one that a friend shares.
func (a *account) readable(id wire.ID) (*account, *state, *item) {
	st := a.view()
	if it := st.Items[id]; it != nil {
		return a, st, it
	}
	for _, f := range a.friends() {
		fst := f.view()
		if it := fst.Items[id]; it != nil && fst.within(id, fst.Share) {
			return f, fst, it
		}
	}
	return nil, nil, nil
}

// below yields the items of a folder with all that is in its folders.
func (s *state) below(folder wire.ID, yield func(*item)) {
	s.index()
	for _, it := range s.children[folder] {
		yield(it)
		if it.folder() {
			s.below(it.ID, yield)
		}
	}
}
