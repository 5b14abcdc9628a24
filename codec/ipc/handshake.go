package ipc

import (
	"math"

	"enginespec/codec"
	"enginespec/codec/ipc/bencode"
)

// The versions of the protocol.
const (
	MinVersion = 1
	MaxVersion = 2
)

// Handshake is the dictionary that both parties send at once on connecting.
type Handshake struct {
	// Version is the value of the key "version".
	Version Range
	// Bare says that the value is an integer, the only version, instead of a
	// dictionary: Min and Max are both it. It is deprecated, and for servers only.
	Bare bool
	// Others are the pairs beside "version". Readers ignore them; they are never
	// messages.
	Others []Pair
}

// Range is the versions that a party speaks, and its name.
type Range struct {
	Fields
	Min, Max int64
	Label    codec.Bytes // for people; never to be parsed
}

// The keys of the version dictionary as bits of Range.Has.
const (
	VersionLabel Set = 1 << iota
	VersionMax
	VersionMin
)

var versionFields = newSchema(hintVersion, func(r *Range) *Fields { return &r.Fields },
	field[Range]{name: "min", format: Integer, note: "lowest version", integer: func(r *Range) *int64 { return &r.Min }},
	field[Range]{name: "max", format: Integer, note: "highest version", integer: func(r *Range) *int64 { return &r.Max }},
	field[Range]{name: "label", format: Text, note: "the software, for people", text: func(r *Range) *codec.Bytes { return &r.Label }},
)

// NewHandshake returns the greeting of a program that speaks lo to hi. An empty
// label is left out.
func NewHandshake(lo, hi int64, label string) *Handshake {
	h := &Handshake{Version: Range{Fields: Fields{Has: VersionMin | VersionMax}, Min: lo, Max: hi}}
	if label != "" {
		h.Version.Label = codec.Bytes(label)
		h.Version.Has |= VersionLabel
	}
	return h
}

// Agree returns the highest version that both parties speak, and false if there is
// none that this package knows too: then the connection is of no use.
func Agree(a, b *Handshake) (int, bool) {
	lo := max(a.Version.Min, b.Version.Min, MinVersion)
	hi := min(a.Version.Max, b.Version.Max, MaxVersion)
	return int(hi), lo <= hi
}

// Kind returns "version".
func (h *Handshake) Kind() string { return KeyVersion }

// Decode reads one whole frame into h. All bytes in h alias the frame. A label may be
// any bytes, under [BadField] any value; min or max that are missing, out of order,
// not positive or above 2^31-1 are refused whatever is accepted.
func (h *Handshake) Decode(frame []byte, o *codec.Options) error {
	if h.quick(frame, o) {
		return nil
	}
	var d decoder
	d.start(frame, o)
	*h = Handshake{Others: h.Others[:0], Version: Range{Fields: Fields{Unknown: h.Version.Unknown[:0]}}}
	found := false
	for d.EnterDict(); d.More(); {
		key := d.Key()
		if string(key) == KeyVersion {
			found = true
			d.version(h)
			continue
		}
		if v := d.Raw(); v != nil {
			h.Others = append(h.Others, Pair{key, v})
		}
	}
	d.Leave()
	if !found && d.Err() == nil {
		d.Fail(codec.Missing, d.Offset()-1, KeyVersion)
	}
	return d.finish()
}

// version reads the value of "version".
func (d *decoder) version(h *Handshake) {
	at, r := d.Offset(), &h.Version
	*r = Range{Fields: Fields{Unknown: r.Unknown[:0]}} // of a version before, if it comes twice
	if h.Bare = d.Peek() == bencode.Int; h.Bare {
		r.Min = d.Int()
		r.Max, r.Has = r.Min, VersionMin|VersionMax
	} else {
		versionFields.decode(d, r)
	}
	switch {
	case d.Err() != nil:
	case r.Has&VersionMin == 0:
		d.Fail(codec.Missing, at, "min")
	case r.Has&VersionMax == 0:
		d.Fail(codec.Missing, at, "max")
	case r.Min <= 0 || r.Max > math.MaxInt32 || r.Min > r.Max:
		d.Fail(codec.Range, at, KeyVersion)
	}
}

// Append appends the frame of h, keys sorted.
func (h *Handshake) Append(dst []byte) ([]byte, error) { return h.AppendOrder(dst, Sorted) }

// AppendOrder is Append with the keys in the given order: the document has version
// before all others, and min before max.
func (h *Handshake) AppendOrder(dst []byte, order Order) ([]byte, error) {
	at := len(dst)
	b, err := h.appendPayload(beginFrame(dst), order)
	if err != nil {
		return dst[:at], err
	}
	return endFrame(b, at)
}

func (h *Handshake) appendPayload(dst []byte, order Order) ([]byte, error) {
	if len(h.Others) == 0 {
		dst = append(dst, "d7:version"...)
		b, err := h.appendVersion(dst, order)
		return append(b, 'e'), err
	}
	v, err := h.appendVersion(nil, order)
	if err != nil {
		return dst, err
	}
	var p bencode.Pairs
	p.Raw(KeyVersion, v)
	return appendPairs(dst, &p, h.Others, order)
}

func (h *Handshake) appendVersion(dst []byte, order Order) ([]byte, error) {
	if !h.Bare {
		return versionFields.append(dst, &h.Version, order)
	}
	if h.Version.Min != h.Version.Max {
		return dst, &codec.Error{Code: codec.Range, Field: "version: an integer is one version"}
	}
	return appendInt(dst, h.Version.Min), nil
}

// String is the payload in the notation of the document.
func (h *Handshake) String() string {
	b, err := h.appendPayload(nil, Sorted)
	if err != nil {
		return KeyVersion + ": " + err.Error()
	}
	return bencode.Value(b).String()
}

// Clone returns a copy that owns its memory.
func (h *Handshake) Clone() *Handshake {
	c := *h
	versionFields.clone(&c.Version)
	c.Others = make([]Pair, len(h.Others))
	for i, p := range h.Others {
		c.Others[i] = Pair{p.Key.Clone(), p.Value.Clone()}
	}
	return &c
}
