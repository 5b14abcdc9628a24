package ts

import (
	"slices"
	"strconv"

	"enginespec/codec"
)

// SetOptions sets options of the session: `SETOPTIONS 1*( SP kv )`. Key:
// use_stop_notifications=1, the controller handles EVENT download_stopped.
type SetOptions struct {
	Params Params `json:"params,omitempty"`
}

var setOptionsKeys = keyset{known: []string{"use_stop_notifications"}, ints: []string{"use_stop_notifications"}}

// Kind returns "SETOPTIONS".
func (*SetOptions) Kind() string { return "SETOPTIONS" }

// Decode reads a line without its terminator. Params alias it.
func (m *SetOptions) Decode(line []byte, o *codec.Options) error {
	var s scan
	s.command(line, o, "SETOPTIONS")
	m.Params = s.params(m.Params, &setOptionsKeys)
	if s.err == nil && len(m.Params) < 1 {
		s.fail(codec.Missing, len(line), "key=value")
	}
	return s.err
}

// Append appends the line with CR LF.
func (m *SetOptions) Append(dst []byte) ([]byte, error) {
	return appendParams(dst, "SETOPTIONS", m.Params, 1)
}

// Size is an upper bound of what Append writes.
func (m *SetOptions) Size() int { return paramsSize("SETOPTIONS", m.Params) }

// Clone returns a copy that does not alias the line.
func (m *SetOptions) Clone() *SetOptions { return &SetOptions{m.Params.Clone()} }

// String is the line without its terminator.
func (m *SetOptions) String() string { return show(m) }

// Save copies a file: `SAVE SP kv SP kv SP kv`, with the keys infohash, index (an
// integer) and path in any order. It is good after EVENT cansave.
type Save struct {
	Params Params `json:"params,omitempty"`
}

var saveKeys = keyset{known: []string{"infohash", "index", "path"}, ints: []string{"index"}}

// Index is the file's position in the torrent.
func (m *Save) Index() int64 { v, _ := m.Params.Int("index"); return v }

// Path is where the file goes, percent-decoded.
func (m *Save) Path() string { return m.Params.Text("path") }

// Kind returns "SAVE".
func (*Save) Kind() string { return "SAVE" }

// Decode reads a line without its terminator. Params alias it.
func (m *Save) Decode(line []byte, o *codec.Options) error {
	var s scan
	s.command(line, o, "SAVE")
	m.Params = s.params(m.Params, &saveKeys)
	for _, key := range saveKeys.known {
		if _, ok := m.Params.Get(key); !ok {
			s.fail(codec.Missing, len(line), key)
		}
	}
	return s.err
}

// Append appends the line with CR LF.
func (m *Save) Append(dst []byte) ([]byte, error) { return appendParams(dst, "SAVE", m.Params, 3) }

// Size is an upper bound of what Append writes.
func (m *Save) Size() int { return paramsSize("SAVE", m.Params) }

// Clone returns a copy that does not alias the line.
func (m *Save) Clone() *Save { return &Save{m.Params.Clone()} }

// String is the line without its terminator.
func (m *Save) String() string { return show(m) }

// Datum is one object of USERDATA, {"gender": 1}: gender is 1 male, 2 female; age is
// 1 to 10, a bracket of years; mining is any number.
type Datum struct {
	Key   codec.Bytes `json:"key"`
	Value int64       `json:"value"`
}

// UserData tells of the user: `USERDATA SP json`, an array of objects of one key.
type UserData struct {
	Data []Datum     `json:"data,omitempty"`
	JSON codec.Bytes `json:"json,omitempty"` // malformed JSON, kept under BadUserData; if set, Append writes it
}

// Get returns the value of a key, and whether it is there.
func (m *UserData) Get(key string) (int64, bool) {
	for i := range m.Data {
		if string(m.Data[i].Key) == key {
			return m.Data[i].Value, true
		}
	}
	return 0, false
}

// Kind returns "USERDATA".
func (*UserData) Kind() string { return "USERDATA" }

// Decode reads a line without its terminator. Keys and JSON alias it.
func (m *UserData) Decode(line []byte, o *codec.Options) error {
	var s scan
	s.command(line, o, "USERDATA")
	m.Data, m.JSON = m.Data[:0], nil
	w, at := s.rest("json")
	if s.err != nil {
		return s.err
	}
	j := scanner(w, at, o)
	m.data(&j)
	if j.err == nil {
		return nil
	}
	if e, ok := j.err.(*codec.Error); ok && e.Code == codec.Limit || !s.o.Allow(BadUserData, at) {
		return j.err
	}
	m.Data, m.JSON = m.Data[:0], w
	s.text(w, at, "json")
	return s.err
}

// data reads the array.
func (m *UserData) data(j *jsonScan) {
	limit := itemLimit(j.o, DefaultKeys)
	j.mark('[', "json")
	for j.next(']', len(m.Data), MissingComma) {
		if len(m.Data) >= limit {
			j.limit(limit, j.base+j.i, "json")
			return
		}
		at := j.mark('{', "json")
		d := Datum{Key: j.key("key")}
		d.Value = j.number("value")
		j.mark('}', "json")
		if j.err == nil && !d.documented() {
			j.allow(UserDataRange, at, "json")
		}
		m.Data = append(m.Data, d)
	}
	j.end()
}

// documented reports whether a document knows the key and the value.
func (d *Datum) documented() bool {
	switch string(d.Key) {
	case "gender":
		return d.Value == 1 || d.Value == 2
	case "age":
		return d.Value >= 1 && d.Value <= 10
	}
	return string(d.Key) == "mining"
}

// Append appends the line with CR LF.
func (m *UserData) Append(dst []byte) ([]byte, error) {
	l := newLine(dst, "USERDATA ")
	if len(m.JSON) > 0 {
		l.text(m.JSON, "json")
		return l.done()
	}
	l.b = append(l.b, '[')
	for i := range m.Data {
		if i > 0 {
			l.b = append(l.b, ", "...)
		}
		l.b = append(l.b, '{')
		l.b = appendString(l.b, m.Data[i].Key)
		l.b = append(l.b, ": "...)
		l.b = append(strconv.AppendInt(l.b, m.Data[i].Value, 10), '}')
	}
	l.b = append(l.b, ']')
	return l.done()
}

// Size is an upper bound of what Append writes.
func (m *UserData) Size() int {
	n := len("USERDATA []\r\n") + len(m.JSON)
	for i := range m.Data {
		n += 6*len(m.Data[i].Key) + len(`, {"": }`) + numberSize
	}
	return n
}

// Clone returns a copy that does not alias the line.
func (m *UserData) Clone() *UserData {
	c := &UserData{slices.Clone(m.Data), m.JSON.Clone()}
	for i := range c.Data {
		c.Data[i].Key = c.Data[i].Key.Clone()
	}
	return c
}

// String is the line without its terminator.
func (m *UserData) String() string { return show(m) }
