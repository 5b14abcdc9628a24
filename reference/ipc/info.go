package ipc

import (
	"path"

	"enginespec/codec"
	wire "enginespec/codec/ipc"
	"enginespec/reference/engine"
)

// getInfo answers get-info and get-info-all. Types that no table has are left out.
func (c *session) getInfo(m *wire.Message, types []codec.Bytes) {
	list, _ := c.asked(m)
	set := wire.InfoSet(types)
	if c.o.Profile == Late {
		set &^= wire.InfoSaved
	}
	r := c.answer(m, wire.KeyInfo)
	for i := range list {
		r.Infos = append(r.Infos, c.info(&list[i], set))
	}
	c.send(r)
}

// asked returns the torrents that a get means: all, or those of its list.
func (c *session) asked(m *wire.Message) ([]view, engine.Settings) {
	if k, _ := wire.Lookup(m.Kind()); k.Format != wire.Asking {
		return c.s.torrents.all()
	}
	return c.s.torrents.look(m.Query.IDs)
}

// info fills in what was asked for of one torrent.
func (c *session) info(v *view, set wire.Set) wire.Info {
	i := wire.Info{Fields: wire.Fields{Has: set}, ID: v.number}
	meta := v.Meta
	if meta == nil { // the core is still looking for it
		meta = &engine.Meta{Name: v.Torrent.ID.String()}
	}
	if set&wire.InfoHash != 0 {
		i.Hash = codec.Bytes(v.Torrent.ID.String())
	}
	i.Name, i.Path = codec.Bytes(meta.Name), codec.Bytes(v.copy)
	i.Saved, i.Private = v.copy != "", meta.Private
	i.Comment, i.Creator = codec.Bytes(meta.Comment), codec.Bytes(meta.Creator)
	if i.Size = meta.Size; !meta.Created.IsZero() {
		i.Date = meta.Created.Unix()
	}
	if set&wire.InfoTrackers != 0 {
		i.Trackers = c.tiers(meta)
	}
	if set&wire.InfoFiles != 0 {
		i.Files = files(meta)
	}
	return i
}

// files lists the files with the torrent's own folder in front.
func files(meta *engine.Meta) []wire.File {
	list := make([]wire.File, len(meta.Files))
	for n, f := range meta.Files {
		name := f.Path
		if meta.Multi {
			name = path.Join(meta.Name, name)
		}
		list[n] = wire.File{Fields: wire.Fields{Has: wire.FileName | wire.FileSize}, Name: codec.Bytes(name), Size: f.Size}
	}
	return list
}

// lookup answers with ID and hash of the torrents that are known.
func (c *session) lookup(m *wire.Message) {
	all, _ := c.s.torrents.all()
	byHash := map[engine.ID]int64{}
	for i := range all {
		byHash[all[i].ID] = all[i].number
	}
	r := c.answer(m, wire.KeyInfo)
	for _, h := range m.Texts {
		id, err := engine.ParseID(string(h))
		n, ok := byHash[id]
		if err != nil || !ok {
			continue
		}
		delete(byHash, id) // once, however often it is asked for
		r.Infos = append(r.Infos, wire.Info{Fields: wire.Fields{Has: wire.InfoID | wire.InfoHash}, ID: n, Hash: codec.Bytes(id.String())})
	}
	c.send(r)
}
