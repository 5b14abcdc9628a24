package putio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	wire "enginespec/codec/putio"
)

// extract is the stages In extraction queue and Extracting: it unpacks the archives
// of a payload, each into a folder beside it. An archive that is broken, or breaks a
// bound, leaves nothing but a note. What was unpacked is returned with an error, too.
func (r *run) extract(parts []part) (unpacked []part, notes []note, err error) {
	if t, err := r.record(); err != nil {
		return nil, nil, err
	} else if t.Status != wire.Extracting { // which it is after a restart
		if err := r.move(wire.InExtractionQueue, nil); err != nil {
			return nil, nil, err
		}
		if err := r.pause(r.s.o.Stage); err != nil {
			return nil, nil, err
		}
	}
	if err := r.take(r.s.queue.extractor); err != nil {
		return nil, nil, err
	}
	defer func() { <-r.s.queue.extractor }()
	if err := r.move(wire.Extracting, nil); err != nil {
		return nil, nil, err
	}
	room := r.a.diskAvailable(r.a.view())
	for _, p := range parts {
		room -= p.size
	}
	for _, p := range parts {
		name := p.path[len(p.path)-1]
		if !isArchive(name) || p.size == 0 {
			continue
		}
		u := &unpacker{ctx: r.ctx, limits: r.s.o.Extract, room: room, packed: p.size, under: p.path, keep: r.keep}
		err := u.unpack(r, &p, name)
		if err == nil {
			room -= u.bytes
			unpacked = append(unpacked, u.made...)
			continue
		}
		r.s.content.remove(appendContent(nil, u.made)...)
		if ended(r.ctx, err) {
			return unpacked, nil, err
		}
		r.s.o.Log.Info("archive not extracted", "transfer", r.id, "error", err)
		notes = append(notes, note{name, err.Error()})
	}
	return unpacked, notes, r.pause(r.s.o.Stage)
}

// keep writes an unpacked file.
func (r *run) keep(src io.Reader, limit int64) (wire.ID, int64, error) {
	id := wire.ID(r.s.last.Add(1))
	n, err := r.s.content.write(r.ctx, id, src, limit, nil)
	return id, n, err
}

// unpacker unpacks one archive within its bounds.
type unpacker struct {
	ctx    context.Context
	limits ExtractLimits
	room   int64    // bytes that the quota leaves
	packed int64    // bytes of the archive
	under  []string // the path of the archive
	keep   func(src io.Reader, limit int64) (wire.ID, int64, error)

	made    []part
	bytes   int64
	entries int
}

// Errors of archives, for the user.
var (
	errBomb    = errors.New("it unpacks to more than is allowed")
	errEntries = errors.New("it holds too many files")
	errPath    = errors.New("it names files outside of its folder, or too deep inside")
	errLocked  = errors.New("it is encrypted")
)

func (u *unpacker) unpack(r *run, p *part, name string) error {
	f, err := r.open(p)
	if err != nil {
		return err
	}
	defer f.Close()
	lower := strings.ToLower(name)
	base := name[:len(name)-len(ext(name))-1]
	switch {
	case strings.HasSuffix(lower, ".tar.gz"), strings.HasSuffix(lower, ".tgz"):
		base = strings.TrimSuffix(base, base[len(strings.TrimSuffix(strings.ToLower(base), ".tar")):])
		u.into(base)
		return u.tgz(f)
	case strings.HasSuffix(lower, ".tar"):
		u.into(base)
		return u.tar(f)
	case strings.HasSuffix(lower, ".zip"):
		u.into(base)
		return u.zip(f, p.size)
	}
	u.under = u.under[:len(u.under)-1]
	return u.gz(f, base)
}

// into makes all that is unpacked go into a folder beside the archive.
func (u *unpacker) into(base string) {
	u.under = append(u.under[:len(u.under)-1:len(u.under)-1], fitName(base))
}

// limit is how many bytes may still be unpacked.
func (u *unpacker) limit() int64 {
	most := min(u.limits.Bytes, u.room, 1<<20+u.limits.Ratio*u.packed)
	return max(most-u.bytes, 0)
}

// entry makes the path of an entry, nil if it is to be left out.
func (u *unpacker) entry(name string) ([]string, error) {
	if u.entries++; u.entries > u.limits.Entries {
		return nil, errEntries
	}
	name = strings.ReplaceAll(name, `\`, "/")
	if strings.HasPrefix(name, "/") || len(name) > 1 && name[1] == ':' {
		return nil, errPath
	}
	path := u.under[:len(u.under):len(u.under)]
	for _, n := range strings.Split(name, "/") {
		switch n {
		case "..":
			return nil, errPath
		case "", ".":
			continue
		}
		path = append(path, fitName(n))
	}
	if len(path)-len(u.under) > u.limits.Depth {
		return nil, errPath
	}
	if len(path) == len(u.under) {
		return nil, nil
	}
	return path, nil
}

// file unpacks one file.
func (u *unpacker) file(path []string, src io.Reader) error {
	limit := u.limit()
	id, n, err := u.keep(src, limit)
	if errors.Is(err, errTooMuch) {
		return errBomb
	}
	if err != nil {
		if ended(u.ctx, err) {
			return err
		}
		return fmt.Errorf("it is damaged: %w", err)
	}
	u.bytes += n
	u.made = append(u.made, part{path: path, size: n, content: id})
	return nil
}

func (u *unpacker) folder(path []string) { u.made = append(u.made, part{path: path, folder: true}) }
