package ipc

import (
	"slices"

	"enginespec/codec"
	"enginespec/codec/ipc/bencode"
)

// Append appends the frame of m, keys sorted. It fails, and returns dst as it was,
// if Value or an unknown pair is not exactly one value, a key comes twice, the tag
// is negative or in version 1, or the frame would be too long.
func (m *Message) Append(dst []byte) ([]byte, error) { return m.AppendOrder(dst, Sorted) }

// AppendOrder is Append with the keys of dictionaries in the given order. The keys
// of a version 1 message itself are messages and keep their order in both.
func (m *Message) AppendOrder(dst []byte, order Order) ([]byte, error) {
	at := len(dst)
	b, err := m.appendPayload(beginFrame(dst), order)
	if err != nil {
		return dst[:at], err
	}
	return endFrame(b, at)
}

func (m *Message) appendPayload(dst []byte, order Order) ([]byte, error) {
	if m.Version == 1 {
		return m.appendVersion1(dst, order)
	}
	switch {
	case m.Tag < 0:
		return dst, &codec.Error{Code: codec.Range, Field: "tag"}
	case len(m.More) > 0:
		return dst, &codec.Error{Code: codec.Syntax, Field: "more: only version 1 has several messages in a frame"}
	}
	dst = appendText(append(dst, 'l'), m.Key)
	dst, err := m.appendValue(dst, order)
	if err == nil && m.Tag > 0 {
		dst = appendInt(dst, m.Tag)
	}
	return append(dst, 'e'), err
}

func (m *Message) appendVersion1(dst []byte, order Order) (_ []byte, err error) {
	dst = append(dst, 'd')
	seen := map[string]bool{}
	for e := range m.All() {
		if e.Tag != 0 {
			return dst, &codec.Error{Code: codec.Range, Field: "tag: version 1 has none"}
		}
		if seen[string(e.Key)] {
			return dst, &codec.Error{Code: codec.Duplicate, Field: "key"}
		}
		seen[string(e.Key)] = true
		if dst, err = e.appendValue(appendText(dst, e.Key), order); err != nil {
			return dst, err
		}
	}
	return append(dst, 'e'), nil
}

func (m *Message) appendValue(dst []byte, order Order) ([]byte, error) {
	if m.Value != nil {
		return append(dst, m.Value...), checkValue(m.Value, "value")
	}
	format := Ignored
	if k := row(m.Key); k != nil {
		format = k.Format
	}
	switch format {
	case Boolean, Integer:
		return appendInt(dst, m.Int), nil
	case Text:
		return appendText(dst, m.Text), nil
	case Texts, Hashes:
		return appendTexts(dst, m.Texts), nil
	case IDs:
		return appendIDs(dst, m.IDs), nil
	case Asking:
		return queryFields.append(dst, &m.Query, order)
	case Adding:
		return addFields.append(dst, &m.Add, order)
	case Infos:
		return appendList(dst, infoFields, m.Infos, order)
	case Statuses:
		return appendList(dst, statusFields, m.Statuses, order)
	}
	return append(dst, "0:"...), nil
}

// String is the payload in the notation of the document: ("start", (8), 15).
func (m *Message) String() string {
	b, err := m.appendPayload(nil, Sorted)
	if err != nil {
		return string(m.Key) + ": " + err.Error()
	}
	return bencode.Value(b).String()
}

// Clone returns a copy that owns its memory.
func (m *Message) Clone() *Message {
	c := *m
	c.own()
	return &c
}

func (m *Message) own() {
	m.Key, m.Text, m.Value = m.Key.Clone(), m.Text.Clone(), m.Value.Clone()
	m.Texts, m.IDs = cloneTexts(m.Texts), slices.Clone(m.IDs)
	m.Infos, m.Statuses = cloneAll(infoFields, m.Infos), cloneAll(statusFields, m.Statuses)
	queryFields.clone(&m.Query)
	addFields.clone(&m.Add)
	m.More = slices.Clone(m.More)
	for i := range m.More {
		m.More[i].own()
	}
}
