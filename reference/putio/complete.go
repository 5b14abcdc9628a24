package putio

import (
	"context"
	"errors"
	"io"
	"strings"

	wire "enginespec/codec/putio"
	"enginespec/reference/engine"
)

// part is one file of a payload, and where it goes below the transfer's folder.
type part struct {
	path    []string
	size    int64
	content wire.ID // once its bytes are in the user's space
	folder  bool    // an empty folder of an archive
	file    int     // its index in the torrent
}

// complete brings the payload into the user's space: from In complete queue to the
// end. A run that is interrupted begins it anew.
func (r *run) complete() error {
	if err := r.pause(r.s.o.Stage); err != nil {
		return err
	}
	if err := r.take(r.s.queue.completer); err != nil {
		return err
	}
	defer func() { <-r.s.queue.completer }()
	t, err := r.record()
	if err != nil {
		return err
	}
	parts, err := r.payload(t)
	if err != nil {
		return err
	}
	var notes []note
	var made []wire.ID // files that nobody knows of yet
	done := false
	defer func() {
		if !done {
			r.s.content.remove(made...)
		}
	}()
	if t.Archives {
		var unpacked []part
		unpacked, notes, err = r.extract(parts)
		made = appendContent(made, unpacked)
		parts = append(parts, unpacked...)
	}
	if err == nil {
		err = r.move(wire.Completing, nil)
	}
	if err == nil && t.Torrent {
		err = r.copyTorrent(parts, &made)
	}
	if err == nil {
		err = r.pause(r.s.o.Stage)
	}
	if err == nil {
		err = r.deliver(t, parts, notes)
		done = err == nil
	}
	return err
}

func appendContent(ids []wire.ID, parts []part) []wire.ID {
	for _, p := range parts {
		if p.content != 0 {
			ids = append(ids, p.content)
		}
	}
	return ids
}

// payload lists the files that were fetched.
func (r *run) payload(t *transfer) ([]part, error) {
	if !t.Torrent {
		return []part{{path: []string{t.Name}, size: t.Size, content: t.Content}}, nil
	}
	snap, err := r.torrent()
	if err != nil {
		return nil, err
	}
	if snap.Meta == nil {
		return nil, errors.New("the torrent has no metadata")
	}
	parts := make([]part, len(snap.Meta.Files))
	for i, f := range snap.Meta.Files {
		p := part{size: f.Size, file: i}
		if snap.Meta.Multi {
			p.path = append(p.path, fitName(snap.Meta.Name))
		}
		for _, name := range strings.Split(f.Path, "/") {
			p.path = append(p.path, fitName(name))
		}
		parts[i] = p
	}
	return parts, nil
}

// open opens a file of the payload.
func (r *run) open(p *part) (io.ReadSeekCloser, error) {
	if p.content != 0 {
		f, err := r.s.content.open(p.content)
		if err != nil {
			return nil, err
		}
		return &section{io.NewSectionReader(f, 0, p.size), f}, nil
	}
	c, err := r.s.o.Engine.Open(r.ctx, r.hash, p.file)
	if err != nil {
		return nil, err
	}
	c.SetContext(r.ctx)
	return c, nil
}

// section is a file of known size as a stream.
type section struct {
	*io.SectionReader
	io.Closer
}

// copyTorrent copies the files of a torrent out of the engine, which gives only what
// it has verified.
func (r *run) copyTorrent(parts []part, made *[]wire.ID) error {
	for i := range parts {
		p := &parts[i]
		if p.content != 0 || p.folder || p.size == 0 {
			continue
		}
		id := wire.ID(r.s.last.Add(1))
		src, err := r.open(p)
		if err != nil {
			return err
		}
		n, err := r.s.content.write(r.ctx, id, src, p.size, nil)
		src.Close()
		if err != nil {
			return err
		}
		if *made = append(*made, id); n != p.size {
			return io.ErrUnexpectedEOF
		}
		p.content = id
	}
	return nil
}

// note is why an archive stays as it is.
type note struct{ name, why string }

// deliver is Completed: in one step the items are there, the transfer is not, and the
// user is told.
func (r *run) deliver(t *transfer, parts []part, notes []note) error {
	file := t.Content // the .torrent file is not needed any more
	err := r.a.update(func(st *state) error {
		i := st.transferAt(r.id)
		if i < 0 {
			return errGone
		}
		parent := t.Parent
		if _, err := st.folder(parent); err != nil {
			parent = 0
		}
		first, err := r.a.place(st, parent, parts)
		if err != nil {
			return err
		}
		if st.used() > r.a.DiskQuota {
			return errNoSpace
		}
		if t.Premium {
			st.Paid += t.Size
		}
		st.Transfers = append(st.Transfers[:i:i], st.Transfers[i+1:]...)
		if first != nil {
			r.a.downloaded(st, first)
		}
		for _, n := range notes {
			r.a.packed(st, n.name, n.why)
		}
		return nil
	})
	if err == nil && t.Torrent {
		r.s.content.remove(file)
	}
	return err
}

// place makes the items of a payload, with the folders that its paths name, and
// returns the first of them.
func (a *account) place(st *state, parent wire.ID, parts []part) (first *item, err error) {
	now := a.s.o.Clock.Now()
	folders := map[string]wire.ID{}
	put := func(it item) (*item, error) {
		made, err := a.add(st, it, now)
		if first == nil {
			first = made
		}
		return made, err
	}
	for _, p := range parts {
		at := parent
		names := p.path
		if !p.folder {
			names = names[:len(names)-1]
		}
		for i, name := range names {
			key := strings.Join(p.path[:i+1], "/")
			id, ok := folders[key]
			if !ok {
				it, err := put(item{Parent: at, Name: name, Type: wire.Folder})
				if err != nil {
					return nil, err
				}
				id = it.ID
				folders[key] = id
			}
			at = id
		}
		if p.folder {
			continue
		}
		name := p.path[len(p.path)-1]
		if _, err := put(item{Parent: at, Name: name, Type: typeOf(name), Size: p.size, Content: p.content}); err != nil {
			return nil, err
		}
	}
	return first, nil
}

// ended reports whether an error is the end of the run rather than of what it reads.
func ended(ctx context.Context, err error) bool {
	var disk *diskError
	return ctx.Err() != nil || errors.As(err, &disk) || errors.Is(err, engine.ErrClosed)
}
