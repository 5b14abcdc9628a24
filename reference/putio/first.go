package putio

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	wire "enginespec/codec/putio"
)

// first puts what it begins with into an account that is new, and makes the folder
// that friends may read.
func (a *account) first() error {
	files := a.Files
	if a.view().Last != 0 { // it has begun
		files = nil
	}
	if st := a.view(); len(files) == 0 && (a.Share == "" || st.Items[st.Share] != nil) {
		return nil
	}
	for _, f := range files {
		a.s.last.Store(max(a.s.last.Load(), int64(f.ID)))
	}
	contents := make([]wire.ID, len(files))
	for i, f := range files {
		if len(f.Content) == 0 {
			continue
		}
		contents[i] = wire.ID(a.s.last.Add(1))
		if _, err := a.s.content.write(a.s.ctx, contents[i], bytes.NewReader(f.Content), int64(len(f.Content)), nil); err != nil {
			return err
		}
	}
	return a.update(func(st *state) error {
		for i, f := range files {
			if err := a.begin(st, f, contents[i]); err != nil {
				return fmt.Errorf("%s: %w", f.Path, err)
			}
		}
		if a.Share == "" {
			return nil
		}
		it, err := a.under(st, 0, a.Share)
		if err == nil {
			st.Share = it.ID
		}
		return err
	})
}

// begin makes one item that the account begins with.
func (a *account) begin(st *state, f File, content wire.ID) error {
	parent := wire.ID(0)
	if dir := path.Dir(f.Path); dir != "." {
		for _, name := range strings.Split(dir, "/") {
			it, err := a.under(st, parent, name)
			if err != nil {
				return err
			}
			parent = it.ID
		}
	}
	it := item{Name: path.Base(f.Path), Parent: parent, Type: wire.Folder}
	if err := checkName(it.Name); err != nil {
		return err
	}
	if !f.Folder {
		it.Type, it.Size, it.Content = typeOf(it.Name), int64(len(f.Content)), content
	}
	made, err := a.add(st, it, a.s.o.Clock.Now())
	if err == nil && f.ID != 0 {
		if st.Items[f.ID] != nil {
			return fmt.Errorf("its id is taken")
		}
		delete(st.Items, made.ID)
		made.ID = f.ID
		st.Items[f.ID] = made
		st.stale()
	}
	return err
}

// under finds a folder by its name, or makes it.
func (a *account) under(st *state, parent wire.ID, name string) (*item, error) {
	for _, it := range st.Items {
		if it.folder() && it.Parent == parent && it.Name == name {
			return it, nil
		}
	}
	if err := checkName(name); err != nil {
		return nil, err
	}
	return a.add(st, item{Name: name, Parent: parent, Type: wire.Folder}, a.s.o.Clock.Now())
}
