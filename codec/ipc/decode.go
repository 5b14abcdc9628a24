package ipc

import (
	"enginespec/codec"
	"enginespec/codec/ipc/bencode"
)

// hint numbers the kinds of dictionaries.
type hint uint8

const (
	hintStatus hint = iota
	hintOrigins
	hintTracker
	hintInfo
	hintFile
	hintQuery
	hintAdd
	hintVersion
	hints
)

// hinted is how many places of a dictionary are remembered.
const hinted = 24

// decoder reads one frame. A program writes all dictionaries of a kind with the
// same keys in the same order; so the row that was found at a place is the first
// guess at that place of the next dictionary, and the key is compared, not parsed.
type decoder struct {
	bencode.Cursor
	frame []byte
	hint  [hints][hinted]uint8
}

// start makes d read the payload of a frame.
func (d *decoder) start(frame []byte, o *codec.Options) {
	size, ok, err := consumeLength(frame, o)
	d.frame = frame
	d.Reset(frame, HeaderLen, o, &grammar)
	switch {
	case err != nil:
		d.Adopt(err.(*codec.Error))
	case !ok || size > len(frame)-HeaderLen:
		d.Fail(codec.Truncated, len(frame), "frame")
	case size < len(frame)-HeaderLen:
		d.Fail(codec.Trailing, HeaderLen+size, "frame")
	}
}

// finish returns the first error, or that bytes are left in the payload.
func (d *decoder) finish() error {
	if d.Err() == nil && d.Offset() < len(d.frame) {
		d.Tolerate(TrailingBytes, d.Offset(), "end of message")
		return d.Err()
	}
	return d.End()
}

// decode reads one dictionary into t, which the caller has reset.
func (s *schema[T]) decode(d *decoder, t *T) {
	h := s.head(t)
	guess := &d.hint[s.kind]
	start := d.Offset()
	d.EnterDict()
	for place := 0; d.More(); place++ {
		at := d.Offset()
		n := hinted
		if place < hinted && d.Literal(s.fields[guess[place]].token) {
			n = int(guess[place])
		} else {
			key := d.Bytes()
			if n = s.index.find(key); n < 0 {
				h.keep(d, key)
				continue
			}
			if place < hinted {
				guess[place] = uint8(n)
			}
		}
		f := &s.fields[n]
		if h.Has&(1<<n) != 0 && !d.Tolerate(DuplicateKeys, at, f.name) {
			return
		}
		if d.Peek() != f.format.kind() {
			h.bad(d, f.name)
			continue
		}
		h.Has |= 1 << n
		switch f.format {
		case Integer:
			*f.integer(t) = d.Int()
		case Text:
			*f.text(t) = d.Bytes()
		case Boolean:
			*f.boolean(t) = d.boolean(f.name) != 0
		case Tracking:
			p := f.tracker(t)
			*p = Tracker{Fields: Fields{Unknown: p.Unknown[:0]}}
			trackerFields.decode(d, p)
		case Origins:
			p := f.origins(t)
			*p = PeersFrom{Fields: Fields{Unknown: p.Unknown[:0]}}
			originFields.decode(d, p)
		case Texts:
			p := f.texts(t)
			*p, _ = d.texts((*p)[:0], f.name)
		case IDs:
			p := f.ids(t)
			*p, _ = d.ids((*p)[:0], f.name)
		case Tiers:
			p := f.tiers(t)
			*p = d.tiers((*p)[:0])
		case FileList:
			p := f.files(t)
			*p, _ = list(d, fileFields, (*p)[:0], f.name, nil)
		}
	}
	d.Leave()
	if len(h.Unknown) > 0 {
		s.unique(d, h, start)
	}
}

// kind is the bencode kind of a format. Versions has two and is read by hand.
func (f Format) kind() bencode.Kind {
	switch f {
	case Boolean, Integer:
		return bencode.Int
	case Text:
		return bencode.String
	case Asking, Adding, Tracking, Origins:
		return bencode.Dict
	case Ignored, Versions:
		return bencode.None
	}
	return bencode.List
}

// keep stores a pair that the table does not have.
func (h *Fields) keep(d *decoder, key []byte) {
	if v := d.Raw(); v != nil {
		h.Unknown = append(h.Unknown, Pair{key, v})
	}
}

// bad stores a pair that has a value of the wrong kind.
func (h *Fields) bad(d *decoder, name string) {
	at := d.Offset()
	if v := d.Raw(); v != nil && d.Tolerate(BadField, at, name) {
		h.Unknown = append(h.Unknown, Pair{codec.Bytes(name), v})
	}
}

// boolean reads 0 or 1.
func (d *decoder) boolean(field string) int64 {
	at := d.Offset()
	v := d.Int()
	if v>>1 != 0 {
		d.Tolerate(BadBool, at, field)
	}
	return v
}

// texts reads a list of strings. odd says that it has other elements too.
func (d *decoder) texts(dst []codec.Bytes, field string) (_ []codec.Bytes, odd bool) {
	for d.EnterList(); d.More(); {
		if d.Peek() != bencode.String {
			odd = d.badElement(field)
			continue
		}
		dst = append(dst, d.Bytes())
	}
	d.Leave()
	return dst, odd
}

// ids reads a list of IDs; an element that is no integer becomes 0, which is no ID.
func (d *decoder) ids(dst []int64, field string) (_ []int64, odd bool) {
	for d.EnterList(); d.More(); {
		if d.Peek() != bencode.Int {
			odd = d.badElement(field)
			dst = append(dst, 0)
			continue
		}
		at := d.Offset()
		v := d.Int()
		if v <= 0 {
			d.Tolerate(BadID, at, field)
		}
		dst = append(dst, v)
	}
	d.Leave()
	return dst, odd
}

// badElement passes a list element of the wrong kind.
func (d *decoder) badElement(field string) bool {
	at := d.Offset()
	d.Skip()
	d.Tolerate(BadElement, at, field)
	return true
}

func (d *decoder) tiers(dst [][]Tracker) [][]Tracker {
	for d.EnterList(); d.More(); {
		if d.Peek() != bencode.List {
			d.badElement("trackers")
			continue
		}
		tier, _ := list(d, trackerFields, nil, "trackers", nil)
		dst = append(dst, tier)
	}
	d.Leave()
	return dst
}

// list reads a list of dictionaries. reset prepares an element that had another
// life.
func list[T any](d *decoder, s *schema[T], dst []T, field string, reset func(*T)) (_ []T, odd bool) {
	start := d.Offset()
	for d.EnterList(); d.More(); {
		at := d.Offset()
		if d.Peek() != bencode.Dict {
			odd = d.badElement(field)
			continue
		}
		dst = extend(dst, at-start, len(d.frame)-at)
		t := &dst[len(dst)-1]
		if reset != nil {
			reset(t)
		} else {
			var zero T
			*t = zero
		}
		s.decode(d, t)
		s.checkID(d, t, at)
	}
	d.Leave()
	return dst, odd
}

// checkID judges the ID of a torrent whose dictionary begins at offset at.
// Dictionaries of other kinds have none.
func (s *schema[T]) checkID(d *decoder, t *T, at int) {
	if s.kind != hintStatus && s.kind != hintInfo || d.Err() != nil {
		return
	}
	n := s.id
	switch {
	case s.head(t).Has&(1<<n) == 0:
		d.Tolerate(MissingID, at, "id")
	case *s.fields[n].integer(t) <= 0:
		d.Tolerate(BadID, at, "id")
	}
}

// extend makes room for one more element. When it must grow, it asks for as many
// as the rest of the input would hold if it went on like the part that was read,
// but for no more than four times what is there: what is not there yet may lie.
func extend[T any](dst []T, read, left int) []T {
	n := len(dst)
	if n < cap(dst) {
		return dst[:n+1]
	}
	more := 4
	if n > 0 {
		more = min(left/(read/n+1)+1, 4*n)
	}
	grown := make([]T, n+1, n+max(more, 1))
	copy(grown, dst)
	return grown
}
