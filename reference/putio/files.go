package putio

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	wire "enginespec/codec/putio"
)

// defaultLimit is how many items files.list answers with unless it is told.
const defaultLimit = 20

func (c *call) filesList(p *wire.FilesList) (wire.Results, error) {
	if p.ID != nil && *p.ID != 0 {
		owner, st, it := c.a.readable(*p.ID)
		if it == nil {
			return nil, refuse("There is no item %d.", *p.ID)
		}
		return c.item(owner, st, it), nil
	}
	owner, st, parent := c.a, c.a.view(), wire.ID(0)
	if p.ParentID != nil && *p.ParentID != 0 {
		var it *item
		if owner, st, it = c.a.readable(*p.ParentID); it == nil || !it.folder() {
			return nil, refuse("There is no folder %d.", *p.ParentID)
		}
		parent = it.ID
	}
	st.index()
	list := slices.Clone(st.children[parent])
	if p.Type != "" {
		list = slices.DeleteFunc(list, func(it *item) bool { return it.Type != p.Type })
	}
	sortItems(list, p.OrderBy)
	offset, limit := int64(0), int64(defaultLimit)
	if p.Offset != nil {
		offset = min(int64(*p.Offset), int64(len(list)))
	}
	if p.Limit != nil {
		limit = int64(*p.Limit)
	}
	list = list[offset:]
	list = list[:min(limit, int64(len(list)))]
	return c.items(owner, st, list), nil
}

// sortItems sorts by an order, and what is equal by it by id in the same direction,
// so that pages are stable.
func sortItems(list []*item, o wire.Order) {
	by := func(a, b *item) int { return a.Created.Compare(b.Created) }
	switch o {
	case wire.IDAsc, wire.IDDesc:
		by = func(a, b *item) int { return 0 }
	case wire.TypeAsc, wire.TypeDesc:
		by = func(a, b *item) int { return cmp.Compare(a.Type, b.Type) }
	case wire.NameAsc, wire.NameDesc:
		by = func(a, b *item) int { return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) }
	case wire.ExtensionAsc, wire.ExtensionDesc:
		by = func(a, b *item) int { return cmp.Compare(ext(a.Name), ext(b.Name)) }
	}
	sign := 1
	if o == "" || strings.HasSuffix(string(o), "_desc") {
		sign = -1
	}
	slices.SortFunc(list, func(a, b *item) int { return sign * cmp.Or(by(a, b), cmp.Compare(a.ID, b.ID)) })
}

// ext is the extension in lower case, without the dot.
func ext(name string) string { return strings.TrimPrefix(strings.ToLower(path.Ext(name)), ".") }

func (c *call) filesCreateDir(p *wire.FilesCreateDir) (wire.Results, error) {
	it := item{Name: p.Name, Type: wire.Folder}
	if it.Name == "" {
		it.Name = "New Folder"
	}
	if p.ParentID != nil {
		it.Parent = *p.ParentID
	}
	if err := checkName(it.Name); err != nil {
		return nil, err
	}
	return c.changed(func(st *state) (made *item, err error) {
		return c.a.add(st, it, c.s.o.Clock.Now())
	})
}

func (c *call) filesInfo(p *wire.FilesInfo) (wire.Results, error) {
	owner, st, it := c.a.readable(p.ID)
	if it == nil {
		return nil, refuse("There is no item %d.", p.ID)
	}
	return c.item(owner, st, it), nil
}

func (c *call) filesRename(p *wire.FilesRename) (wire.Results, error) {
	if err := checkName(p.Name); err != nil {
		return nil, err
	}
	return c.changed(func(st *state) (*item, error) {
		it, err := st.own(p.ID)
		if err != nil {
			return nil, err
		}
		return st.change(it, func(it *item) {
			it.Name = p.Name
			if !it.folder() {
				it.Type = typeOf(it.Name)
			}
		}), nil
	})
}

func (c *call) filesMove(p *wire.FilesMove) (wire.Results, error) {
	return c.changed(func(st *state) (*item, error) {
		it, err := st.own(p.ID)
		if err != nil {
			return nil, err
		}
		depth, err := st.folder(p.ParentID)
		switch {
		case err != nil:
			return nil, err
		case it.folder() && st.within(p.ParentID, it.ID):
			return nil, refuse("A folder cannot be moved into itself.")
		case depth+st.height(it) > depthLimit:
			return nil, refuse("Folders are nested too deeply: at most %d levels.", depthLimit)
		}
		return st.change(it, func(it *item) { it.Parent = p.ParentID }), nil
	})
}

// height is how many levels an item takes.
func (s *state) height(it *item) int {
	s.index()
	h := 0
	for _, c := range s.children[it.ID] {
		h = max(h, s.height(c))
	}
	return h + 1
}

func (c *call) filesDelete(p *wire.FilesDelete) (wire.Results, error) {
	var gone []wire.ID
	err := c.a.update(func(st *state) error {
		it, err := st.own(p.ID)
		if err != nil {
			return err
		}
		if st.Share != 0 && st.within(st.Share, it.ID) {
			return refuse("The folder is shared with friends and cannot be deleted.")
		}
		collect := func(it *item) {
			if it.Content != 0 {
				gone = append(gone, it.Content)
			}
		}
		collect(it)
		st.below(it.ID, collect)
		st.remove(it)
		return nil
	})
	if err != nil {
		return nil, err
	}
	c.s.content.remove(gone...)
	return new(wire.Items), nil
}

func (c *call) filesDirmap() (wire.Results, error) {
	st := c.a.view()
	st.index()
	var dirs func(parent wire.ID) wire.Dirs
	dirs = func(parent wire.ID) wire.Dirs {
		list := wire.Dirs{}
		for _, it := range st.children[parent] {
			if it.folder() {
				up := it.Parent
				list = append(list, wire.Dir{ID: it.ID, Name: it.Name, ParentID: &up, Dirs: dirs(it.ID)})
			}
		}
		return list
	}
	return &wire.Dir{Name: "Your Files", Dirs: dirs(0)}, nil
}

// changed answers with the item that fn has changed.
func (c *call) changed(fn func(st *state) (*item, error)) (wire.Results, error) {
	var it *item
	err := c.a.update(func(st *state) (err error) {
		it, err = fn(st)
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.item(c.a, c.a.view(), it), nil
}

func (c *call) item(owner *account, st *state, it *item) *wire.Items {
	return c.items(owner, st, []*item{it})
}

// items are the wire's form of items of an account.
func (c *call) items(owner *account, st *state, list []*item) *wire.Items {
	out := make(wire.Items, len(list))
	for i, it := range list {
		path := "/" + owner.ID.String() + "/" + it.ID.String()
		w := &out[i]
		*w = wire.Item{
			ID: it.ID, Name: it.Name, Type: it.Type, Size: wire.Size(st.size(it)), IsDir: it.folder(), ParentID: it.Parent,
			FileIconURL: c.base + iconPath + string(it.Type) + ".png",
			DownloadURL: c.base + strings.TrimSuffix(downloadPath, "/") + path, // of a folder, its basket
		}
		if it.folder() {
			w.ContentType = "application/x-directory"
			w.ZipURL = c.base + strings.TrimSuffix(basketPath, "/") + path
			continue
		}
		w.ContentType = contentType(it.Name)
		w.StreamURL = c.base + strings.TrimSuffix(streamPath, "/") + path + "/"
	}
	return &out
}

// humanSize is bytes for people: 1024-based, one decimal, "89.9K".
func humanSize(n int64) string {
	const units = "BKMGTPE"
	v, i := float64(n), 0
	for v >= 1024 && i < len(units)-1 {
		v, i = v/1024, i+1
	}
	if i == 0 {
		return strconv.FormatInt(n, 10) + "B"
	}
	return strconv.FormatFloat(v, 'f', 1, 64) + units[i:i+1]
}
