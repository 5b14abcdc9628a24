package ipc

import (
	"math"

	"enginespec/codec"
)

// quick reads what nearly all frames are: short, and written by every program in the same
// way. It knows neither rules nor errors. At the first byte that it does not expect it
// gives up, and the decoder, which takes three times as long, begins anew.
type quick struct {
	b  []byte
	i  int
	ok bool
}

// quickLen is the longest frame that quick looks at: no list in it outgrows a limit.
const quickLen = 4096

// begin reads the header. Under limits nothing is quick: they are the decoder's to judge.
// But servers limit messages, and a short one is within that.
func (q *quick) begin(frame []byte, o *codec.Options) bool {
	if len(frame) < HeaderLen || len(frame) > quickLen || string(frame[:4]) != "0000" {
		return false
	}
	if o != nil && o.Limits != (codec.Limits{}) {
		if most := o.Limits.Message; o.Limits != (codec.Limits{Message: most}) || len(frame) > most {
			return false
		}
	}
	size := 0
	for _, c := range frame[4:HeaderLen] {
		d := hexDigit(c)
		if d > 15 {
			return false
		}
		size = size<<4 | int(d)
	}
	*q = quick{b: frame, i: HeaderLen, ok: size == len(frame)-HeaderLen}
	return q.ok
}

// done reports whether nothing was odd and nothing is left.
func (q *quick) done() bool { return q.ok && q.i == len(q.b) }

// is passes a literal if it comes next.
func (q *quick) is(s string) bool {
	if len(q.b)-q.i < len(s) || string(q.b[q.i:q.i+len(s)]) != s {
		return false
	}
	q.i += len(s)
	return true
}

// next is the next byte, 0 at the end.
func (q *quick) next() byte {
	if q.i < len(q.b) {
		return q.b[q.i]
	}
	return 0
}

// int reads an integer of at most 18 digits that is not negative.
func (q *quick) int() int64 {
	b, i := q.b, q.i
	if i >= len(b) || b[i] != 'i' {
		q.ok = false
		return 0
	}
	i++
	first := i
	var v int64
	for i < len(b) && i-first < 18 && b[i]-'0' <= 9 {
		v = v*10 + int64(b[i]-'0')
		i++
	}
	if i == first || i >= len(b) || b[i] != 'e' || b[first] == '0' && i-first > 1 {
		q.ok = false
		return 0
	}
	q.i = i + 1
	return v
}

// str reads a string of less than 100 bytes.
func (q *quick) str() []byte {
	b, i := q.b, q.i
	if i+2 < len(b) {
		n, from := int(b[i]-'0'), i+2
		if e := b[i+1] - '0'; e <= 9 && n != 0 && b[i+2] == ':' {
			n, from = n*10+int(e), i+3
		} else if b[i+1] != ':' {
			n = -1
		}
		if to := from + n; b[i]-'0' <= 9 && n >= 0 && to <= len(b) {
			q.i = to
			return b[from:to:to]
		}
	}
	q.ok = false
	return nil
}

// quick reads a handshake of version dictionary alone: min and max, perhaps a label.
func (h *Handshake) quick(frame []byte, o *codec.Options) bool {
	var q quick
	if !q.begin(frame, o) || !q.is("d7:versiond") {
		return false
	}
	*h = Handshake{Others: h.Others[:0], Version: Range{Fields: Fields{Unknown: h.Version.Unknown[:0]}}}
	r := &h.Version
	for q.ok && q.next() != 'e' {
		var key Set
		switch {
		case q.is("3:max"):
			key, r.Max = VersionMax, q.int()
		case q.is("3:min"):
			key, r.Min = VersionMin, q.int()
		case q.is("5:label"):
			key, r.Label = VersionLabel, q.str()
		}
		if key == 0 || r.Has&key != 0 {
			return false
		}
		r.Has |= key
	}
	return q.is("ee") && q.done() && r.Has&(VersionMin|VersionMax) == VersionMin|VersionMax &&
		0 < r.Min && r.Min <= r.Max && r.Max <= math.MaxInt32
}

// quick reads a message of version 2 whose value is an integer, a string or a list of
// either.
func (m *Message) quick(frame []byte, o *codec.Options) bool {
	var q quick
	if o != nil && o.Version == 1 || !q.begin(frame, o) || !q.is("l") {
		return false
	}
	m.reset()
	m.Key = q.str()
	k := row(m.Key)
	if !q.ok || k == nil {
		return false
	}
	switch k.Format {
	case Ignored:
		at := q.i
		q.str()
		m.Value = q.b[at:q.i:q.i]
	case Boolean:
		if m.Int = q.int(); m.Int > 1 {
			return false
		}
	case Integer:
		if m.Int = q.int(); k.Name == KeyPort && m.Int > MaxPort {
			return false
		}
	case Text:
		if m.Text = q.str(); k.Name == KeyEncryption && !isEncryption(m.Text) {
			return false
		}
	case Texts:
		for q.ok = q.is("l"); q.ok && !q.is("e"); {
			m.Texts = append(m.Texts, q.str())
		}
	case IDs:
		for q.ok = q.is("l"); q.ok && !q.is("e"); {
			v := q.int()
			q.ok = q.ok && v > 0
			m.IDs = append(m.IDs, v)
		}
	default:
		return false
	}
	if q.next() == 'i' {
		if m.Tag = q.int(); m.Tag == 0 {
			return false
		}
	}
	return q.is("e") && q.done()
}
