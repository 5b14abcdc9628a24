package ipc

import (
	"bytes"
	"iter"
	"slices"
	"unicode/utf8"

	"enginespec/codec"
	"enginespec/codec/ipc/bencode"
)

// Message is one message of version 2, or one frame of version 1. Which field
// holds the value follows from the key's [Format] in the table of [Keys].
type Message struct {
	// Key names the message.
	Key codec.Bytes
	// Version is 1 for a version 1 dictionary; 0 and 2 are version 2.
	Version int
	// Tag ties a reply to its request; 0 is none. Version 2 only.
	Tag int64

	Int      int64         // Boolean, Integer
	Text     codec.Bytes   // Text
	Texts    []codec.Bytes // Texts, Hashes
	IDs      []int64       // IDs
	Query    Query         // Asking
	Add      Add           // Adding
	Infos    []Info        // Infos
	Statuses []Status      // Statuses

	// Value is the value as it stands on the wire, of a key that is unknown or whose
	// value is ignored, and of one that is not of its key's format. Where it is set it
	// is what is written, instead of the fields above; where the value is ignored, nil
	// is written as the empty string.
	Value bencode.Value
	// Bad says that the value is not what its key demands: who was sent it with a tag
	// answers bad-format, without one nothing. Only readers that accept [BadFormat]
	// see it; the fields above may hold part of the value.
	Bad bool
	// More are the further pairs of a version 1 dictionary, in order, each a message.
	// Limits.Items bounds their number.
	More []Message
}

// Kind is the key; of a version 1 frame with several, the first.
func (m *Message) Kind() string { return string(m.Key) }

// All are the messages of a frame in order: m and m.More.
func (m *Message) All() iter.Seq[*Message] {
	return func(yield func(*Message) bool) {
		if m.Key == nil || !yield(m) {
			return
		}
		for i := range m.More {
			if !yield(&m.More[i]) {
				return
			}
		}
	}
}

// Bool is the value of a boolean: any integer but 0 is true.
func (m *Message) Bool() bool { return m.Int != 0 }

// Decode reads one whole frame into m, whose slices are used again. Options.Version
// says which version the handshake settled: 1, or 2, which is the default. All
// bytes in m alias the frame. A torrent takes a few hundred bytes of memory even if
// it has few on the wire; [EachStatus] and [EachInfo] hold one at a time.
func (m *Message) Decode(frame []byte, o *codec.Options) error {
	if m.quick(frame, o) {
		return nil
	}
	var d decoder
	d.start(frame, o)
	if o != nil && o.Version == 1 {
		d.version1(m)
	} else {
		d.version2(m)
	}
	return d.finish()
}

// DecodeOwned is Decode from a copy of the frame, so that m owns its memory. Any
// part of m that is kept keeps the whole copy; [Message.Clone] and [Status.Clone] do not.
func (m *Message) DecodeOwned(frame []byte, o *codec.Options) error {
	return m.Decode(bytes.Clone(frame), o)
}

// reset empties m field by field, since it is much larger than most messages.
func (m *Message) reset() {
	m.Key, m.Text, m.Value = nil, nil, nil
	m.Version, m.Tag, m.Int, m.Bad = 0, 0, 0, false
	m.Texts, m.IDs, m.Infos, m.Statuses, m.More = m.Texts[:0], m.IDs[:0], m.Infos[:0], m.Statuses[:0], m.More[:0]
	m.Query.reset()
	m.Add.reset()
}

// version2 reads (key, value) or (key, value, tag).
func (d *decoder) version2(m *Message) {
	m.reset()
	d.EnterList()
	if !d.need("key") {
		return
	}
	at := d.Offset()
	m.Key = d.Bytes()
	k := row(m.Key)
	if k == nil {
		d.checkKey(m, at)
	}
	if !d.need("value") {
		return
	}
	d.value(m, k)
	if d.More() {
		at := d.Offset()
		m.Tag = d.Int()
		if m.Tag <= 0 && d.Tolerate(BadTag, at, "tag") {
			m.Tag = 0
		}
	}
	if d.Err() == nil && d.Depth() == 1 && d.More() {
		d.Tolerate(ExtraElements, d.Offset(), "list")
	}
	d.Leave()
}

// need fails if the list ends here.
func (d *decoder) need(field string) bool {
	if d.More() {
		return true
	}
	d.Fail(codec.Missing, d.Offset(), field)
	return false
}

// version1 reads {key: value, ...}.
func (d *decoder) version1(m *Message) {
	m.reset()
	m.Version = 1
	at := m
	for d.EnterDict(); d.More(); {
		offset := d.Offset()
		key := d.Key()
		if d.Err() != nil {
			return
		}
		if m.Key != nil {
			m.More = append(m.More, Message{Version: 1})
			at = &m.More[len(m.More)-1]
		}
		at.Key = key
		k := row(key)
		if k == nil {
			d.checkKey(at, offset)
		} else if k.Min > 1 {
			d.Tolerate(NewKeyInV1, offset, k.Name)
		}
		d.value(at, k)
	}
	d.Leave()
}

// checkKey judges a key that is not in the table.
func (d *decoder) checkKey(m *Message, at int) {
	if len(m.Key) == 0 || bytes.IndexByte(m.Key, 0) >= 0 || !utf8.Valid(m.Key) {
		d.Tolerate(BadKey, at, "key")
	}
}

// value reads the value of m.Key, whose row is k, nil for an unknown key.
func (d *decoder) value(m *Message, k *Key) {
	if k == nil || k.Format == Ignored || k.Format == Versions {
		m.Value = d.Raw()
		return
	}
	at := d.Offset()
	if d.Peek() != k.Format.kind() {
		// Whether it is bencode at all comes first.
		if v := d.Raw(); v != nil {
			m.Value = v
			d.badFormat(m, at)
		}
		return
	}
	odd := false
	switch k.Format {
	case Boolean:
		m.Int = d.boolean(k.Name)
	case Integer:
		m.Int = d.Int()
		if k.Name == KeyPort && (m.Int < 0 || m.Int > MaxPort) {
			d.badFormat(m, at)
		}
	case Text:
		m.Text = d.Bytes()
		if k.Name == KeyEncryption && !isEncryption(m.Text) {
			d.badFormat(m, at)
		}
	case Texts:
		m.Texts, odd = d.texts(m.Texts, k.Name)
	case Hashes:
		m.Texts, odd = d.texts(m.Texts, k.Name)
		if odd || slices.ContainsFunc(m.Texts, func(h codec.Bytes) bool { return !isHash(h) }) {
			d.badFormat(m, at)
		}
	case IDs:
		m.IDs, odd = d.ids(m.IDs, k.Name)
	case Asking:
		queryFields.decode(d, &m.Query)
		if m.Query.Has&QueryID == 0 {
			d.badFormat(m, at)
		}
	case Adding:
		addFields.decode(d, &m.Add)
		if f := m.Add.Has & (AddFile | AddData); f == 0 || f == AddFile|AddData {
			d.badFormat(m, at)
		}
	case Infos:
		m.Infos, odd = list(d, infoFields, m.Infos, k.Name, (*Info).reset)
	case Statuses:
		m.Statuses, odd = list(d, statusFields, m.Statuses, k.Name, (*Status).reset)
	}
	if odd && d.Err() == nil {
		m.Value = d.frame[at:d.Offset():d.Offset()]
	}
}

// badFormat marks m. A key of version 2 has no name to be sent back in version 1,
// but the mark is the same.
func (d *decoder) badFormat(m *Message, at int) {
	if d.Err() == nil && d.Tolerate(BadFormat, at, string(m.Key)) {
		m.Bad = true
	}
}
