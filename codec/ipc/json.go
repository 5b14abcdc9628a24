package ipc

import (
	"bytes"
	"encoding/json"
	"fmt"

	"enginespec/codec"
	"enginespec/codec/ipc/bencode"
)

// anything are the options that read whatever was once read under some rule.
var anything = codec.Options{Accept: ^codec.RuleSet(0)}

// messageJSON is the JSON of a message: the value as [bencode.Value] writes it, so
// that what no table knows is there too.
type messageJSON struct {
	Key     *codec.Bytes  `json:"key,omitempty"`
	Version int           `json:"version,omitempty"`
	Tag     int64         `json:"tag,omitempty"`
	Value   bencode.Value `json:"value"`
	More    []messageJSON `json:"more,omitempty"`
}

// MarshalJSON writes {"key": "start", "tag": 15, "value": [8]}; for version 1 with
// "version": 1, and with "more" when the frame has several messages.
func (m *Message) MarshalJSON() ([]byte, error) {
	j, err := m.json()
	if err != nil {
		return nil, err
	}
	return json.Marshal(j)
}

func (m *Message) json() (j messageJSON, err error) {
	j.Version, j.Tag = m.Version, m.Tag
	if m.Key != nil {
		j.Key = &m.Key
	}
	if j.Value, err = m.appendValue(nil, Sorted); err != nil {
		return j, err
	}
	for i := range m.More {
		e, err := m.More[i].json()
		if err != nil {
			return j, err
		}
		e.Version = 0
		j.More = append(j.More, e)
	}
	return j, nil
}

// UnmarshalJSON reads what MarshalJSON writes. What is not of the key's format makes
// a message that is marked [Message.Bad].
func (m *Message) UnmarshalJSON(data []byte) error {
	var j messageJSON
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&j); err != nil {
		return err
	}
	if j.Key == nil && j.Version != 1 {
		return fmt.Errorf(`an ipc message needs a "key"`)
	}
	raw := j.message()
	raw.Version = j.Version
	for _, e := range j.More {
		raw.More = append(raw.More, e.message())
		raw.More[len(raw.More)-1].Version = j.Version
	}
	frame, err := raw.Append(nil)
	if err != nil {
		return err
	}
	o := anything
	o.Version = j.Version
	return m.Decode(frame, &o)
}

func (j *messageJSON) message() (m Message) {
	m.Tag, m.Value = j.Tag, j.Value
	if j.Key != nil {
		m.Key = *j.Key
		if m.Key == nil {
			m.Key = codec.Bytes{}
		}
	}
	return m
}

// MarshalJSON writes {"version": {"min": 1, "max": 2}}, with the other pairs.
func (h *Handshake) MarshalJSON() ([]byte, error) {
	b, err := h.appendPayload(nil, Sorted)
	if err != nil {
		return nil, err
	}
	return bencode.Value(b).MarshalJSON()
}

// UnmarshalJSON reads what MarshalJSON writes.
func (h *Handshake) UnmarshalJSON(data []byte) error {
	var v bencode.Value
	if err := v.UnmarshalJSON(data); err != nil {
		return err
	}
	frame, err := AppendFrame(nil, v)
	if err != nil {
		return err
	}
	return h.Decode(frame, &anything)
}
