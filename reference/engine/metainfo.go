package engine

import (
	"crypto/sha1"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"enginespec/codec"
	"enginespec/codec/ipc/bencode"
)

// Bounds of what ParseMetainfo takes, besides MaxMetainfo.
const (
	maxFiles     = 1 << 16
	maxPieceSize = 1 << 28
	maxTrackers  = 1 << 10
	maxText      = 1 << 12 // bytes of a path, comment or announce URL
)

// ParseMetainfo reads a .torrent file: BEP 3, announce-list (BEP 12) and private
// (BEP 27). It returns the info hash, the metadata and the SHA-1 of each piece,
// which own their memory. It refuses what is not canonical bencode, paths that
// leave the torrent's folder or clash, sizes that overflow, and a number of pieces
// that does not fit the size. Every error is ErrBadMeta.
func ParseMetainfo(b []byte) (ID, *Meta, [][20]byte, error) {
	if len(b) > MaxMetainfo {
		return ID{}, nil, nil, fmt.Errorf("%w: %d bytes, limit %d", ErrBadMeta, len(b), MaxMetainfo)
	}
	p := metaParser{meta: new(Meta)}
	p.c.Reset(b, 0, nil, nil)
	p.top()
	err := p.err
	if err == nil {
		err = p.c.End()
	}
	if err == nil {
		err = p.check()
	}
	if err != nil {
		return ID{}, nil, nil, fmt.Errorf("%w: %w", ErrBadMeta, err)
	}
	return sha1.Sum(p.info), p.meta, p.pieces, nil
}

type metaParser struct {
	c        bencode.Cursor
	meta     *Meta
	info     []byte // the info dictionary as it stands
	announce string
	pieces   [][20]byte
	length   int64 // single file
	single   bool
	err      error // the first that is not about bencode
}

// fail keeps the first error and ends the reading.
func (p *metaParser) fail(format string, args ...any) {
	if p.err == nil && p.c.Err() == nil {
		p.err = fmt.Errorf(format, args...)
	}
	p.c.Fail(codec.Range, p.c.Offset(), "")
}

func (p *metaParser) top() {
	c := &p.c
	for c.EnterDict(); c.More(); {
		switch string(c.Key()) {
		case "announce":
			p.announce = p.text("announce")
		case "announce-list":
			p.tiers()
		case "comment":
			p.meta.Comment = p.remark("comment")
		case "created by":
			p.meta.Creator = p.remark("created by")
		case "creation date":
			if sec := c.Int(); sec > 0 && sec < 1<<40 {
				p.meta.Created = time.Unix(sec, 0).UTC()
			}
		case "info":
			at := *c // a Cursor is a value: read the same bytes twice
			p.info = c.Raw()
			if c.Err() == nil {
				*c = at
				p.infoDict()
			}
		default:
			c.Skip()
		}
	}
	c.Leave()
}

func (p *metaParser) infoDict() {
	c := &p.c
	for c.EnterDict(); c.More(); {
		switch string(c.Key()) {
		case "files":
			p.meta.Multi = true
			p.files()
		case "length":
			p.length, p.single = c.Int(), true
		case "name":
			p.meta.Name = p.text("name")
		case "piece length":
			p.meta.PieceSize = c.Int()
		case "pieces":
			v := c.Bytes()
			if len(v)%20 != 0 {
				p.fail("pieces: %d bytes, expected a multiple of 20", len(v))
				break
			}
			p.pieces = make([][20]byte, len(v)/20)
			for i := range p.pieces {
				copy(p.pieces[i][:], v[i*20:])
			}
		case "private":
			p.meta.Private = c.Int() == 1
		default:
			c.Skip()
		}
	}
	c.Leave()
}

func (p *metaParser) files() {
	c := &p.c
	for c.EnterList(); c.More(); {
		var f FileMeta
		var path []string
		f.Size = -1
		for c.EnterDict(); c.More(); {
			switch string(c.Key()) {
			case "length":
				f.Size = c.Int()
			case "path":
				for c.EnterList(); c.More(); {
					path = append(path, p.text("path"))
				}
				c.Leave()
			default:
				c.Skip()
			}
		}
		c.Leave()
		if c.Err() != nil {
			return
		}
		if f.Path = p.join(path); len(p.meta.Files) == maxFiles {
			p.fail("more than %d files", maxFiles)
		}
		p.add(f)
	}
	c.Leave()
}

// add appends a file behind those before it.
func (p *metaParser) add(f FileMeta) {
	if f.Size < 0 || f.Size > math.MaxInt64-maxPieceSize-p.meta.Size {
		p.fail("length of %q: missing or out of range", f.Path)
		return
	}
	f.Offset = p.meta.Size
	p.meta.Size += f.Size
	p.meta.Files = append(p.meta.Files, f)
}

// text reads a string that must be short UTF-8 without control bytes.
func (p *metaParser) text(field string) string {
	v := p.c.Bytes()
	if len(v) > maxText {
		p.fail("%s: %d bytes, limit %d", field, len(v), maxText)
		return ""
	}
	if !utf8.Valid(v) || strings.ContainsRune(string(v), 0) {
		p.fail("%s: expected UTF-8", field)
		return ""
	}
	return string(v)
}

// remark reads text that nothing depends on. One that is too long is left out: it is
// no reason to refuse the torrent.
func (p *metaParser) remark(field string) string {
	at := p.c // a Cursor is a value: look, then read
	if v := at.Bytes(); at.Err() == nil && len(v) > maxText {
		p.c = at
		return ""
	}
	return p.text(field)
}

func (p *metaParser) tiers() {
	c, n := &p.c, 0
	for c.EnterList(); c.More(); {
		var tier []string
		for c.EnterList(); c.More(); {
			if u := p.text("announce-list"); u != "" {
				tier = append(tier, u)
			}
			if n++; n > maxTrackers {
				p.fail("announce-list: more than %d trackers", maxTrackers)
			}
		}
		c.Leave()
		if len(tier) > 0 {
			p.meta.Trackers = append(p.meta.Trackers, tier)
		}
	}
	c.Leave()
}

// join makes a path of its parts. A part that means another folder is refused.
func (p *metaParser) join(parts []string) string {
	n := 0
	for _, s := range parts {
		if n += len(s) + 1; !part(s) || n > maxText {
			p.fail("path: a part is empty, has a separator, leaves the folder, or all are too long")
			return ""
		}
	}
	if len(parts) == 0 {
		p.fail("path: missing")
	}
	return strings.Join(parts, "/")
}

// part reports whether s can be one part of a path. What leaves the folder, and which
// names are no files, depends on the machine: a backslash is a letter on most.
func part(s string) bool {
	return s != "." && filepath.IsLocal(s) && !strings.ContainsAny(s, "/\x00"+string(filepath.Separator))
}

// check looks at the whole once everything is read.
func (p *metaParser) check() error {
	m := p.meta
	if len(m.Trackers) == 0 && p.announce != "" {
		m.Trackers = [][]string{{p.announce}}
	}
	if p.single && !m.Multi {
		p.add(FileMeta{Path: m.Name, Size: p.length})
	}
	if p.err != nil {
		return p.err
	}
	switch {
	case p.info == nil:
		return errors.New("info: missing")
	case !part(m.Name):
		return errors.New("name: missing, or not the name of a file")
	case p.single == m.Multi:
		return errors.New("info: expected either length or files")
	case m.Size == 0:
		return errors.New("the torrent has no bytes")
	case m.PieceSize < 1 || m.PieceSize > maxPieceSize:
		return fmt.Errorf("piece length: %d, expected 1 to %d", m.PieceSize, maxPieceSize)
	}
	if n := (m.Size + m.PieceSize - 1) / m.PieceSize; n != int64(len(p.pieces)) {
		return fmt.Errorf("pieces: %d hashes, expected %d for %d bytes", len(p.pieces), n, m.Size)
	}
	return clash(m.Files)
}

// clash refuses two files of one path, and a file where another needs a folder.
func clash(files []FileMeta) error {
	seen := make(map[string]bool, len(files))
	for _, f := range files {
		if seen[f.Path] {
			return errors.New("path: two files have the same")
		}
		seen[f.Path] = true
	}
	for _, f := range files {
		for i := range f.Path {
			if f.Path[i] == '/' && seen[f.Path[:i]] {
				return errors.New("path: a file stands where another needs a folder")
			}
		}
	}
	return nil
}
