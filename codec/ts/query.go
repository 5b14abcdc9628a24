package ts

import (
	"bytes"

	"enginespec/codec"
)

// GetPID asks for the player id of a torrent: `GETPID SP infohash SP dev-ids`. The
// answer is a [Reply].
type GetPID struct {
	InfoHash codec.Bytes `json:"infohash"`
	IDs
}

// Kind returns "GETPID".
func (*GetPID) Kind() string { return "GETPID" }

// Decode reads a line without its terminator. InfoHash aliases it.
func (m *GetPID) Decode(line []byte, o *codec.Options) error {
	var s scan
	s.command(line, o, "GETPID")
	m.IDs = IDs{}
	m.InfoHash = s.infoHash()
	s.ids(&m.IDs)
	return s.end()
}

// Append appends the line with CR LF.
func (m *GetPID) Append(dst []byte) ([]byte, error) {
	l := newLine(dst, "GETPID")
	l.token(m.InfoHash, "infohash")
	l.ids(&m.IDs)
	return l.done()
}

// Size is an upper bound of what Append writes.
func (m *GetPID) Size() int { return len("GETPID \r\n") + len(m.InfoHash) + 3*numberSize }

// Clone returns a copy that does not alias the line.
func (m *GetPID) Clone() *GetPID { return &GetPID{m.InfoHash.Clone(), m.IDs} }

// String is the line without its terminator.
func (m *GetPID) String() string { return show(m) }

// GetCID asks for a content id: `GETCID SP 1*( SP kv )`. Keys, in any order: checksum,
// infohash, developer, affiliate, zone. The answer is a [Reply].
type GetCID struct {
	Params Params `json:"params,omitempty"`
}

var getCIDKeys = keyset{known: []string{"checksum", "infohash", "developer", "affiliate", "zone"}}

// Kind returns "GETCID".
func (*GetCID) Kind() string { return "GETCID" }

// Decode reads a line without its terminator. Params alias it.
func (m *GetCID) Decode(line []byte, o *codec.Options) error {
	var s scan
	s.command(line, o, "GETCID")
	m.Params = s.params(m.Params, &getCIDKeys)
	if s.err == nil && len(m.Params) < 1 {
		s.fail(codec.Missing, len(line), "key=value")
	}
	return s.err
}

// Append appends the line with CR LF.
func (m *GetCID) Append(dst []byte) ([]byte, error) {
	return appendParams(dst, "GETCID", m.Params, 1)
}

// Size is an upper bound of what Append writes.
func (m *GetCID) Size() int { return paramsSize("GETCID", m.Params) }

// Clone returns a copy that does not alias the line.
func (m *GetCID) Clone() *GetCID { return &GetCID{m.Params.Clone()} }

// String is the line without its terminator.
func (m *GetCID) String() string { return show(m) }

// GetAdURL asks for an ad: `GETADURL SP 1*( SP kv )`. Keys: width and height in pixels,
// infohash, action. The answer is [LoadURL] or an [Event] showurl.
type GetAdURL struct {
	Params Params `json:"params,omitempty"`
}

var getAdURLKeys = keyset{known: []string{"width", "height", "infohash", "action"}, ints: []string{"width", "height"}}

// Kind returns "GETADURL".
func (*GetAdURL) Kind() string { return "GETADURL" }

// Decode reads a line without its terminator. Params alias it.
func (m *GetAdURL) Decode(line []byte, o *codec.Options) error {
	var s scan
	s.command(line, o, "GETADURL")
	m.Params = s.params(m.Params, &getAdURLKeys)
	if s.err == nil && len(m.Params) < 1 {
		s.fail(codec.Missing, len(line), "key=value")
	}
	return s.err
}

// Append appends the line with CR LF.
func (m *GetAdURL) Append(dst []byte) ([]byte, error) {
	return appendParams(dst, "GETADURL", m.Params, 1)
}

// Size is an upper bound of what Append writes.
func (m *GetAdURL) Size() int { return paramsSize("GETADURL", m.Params) }

// Clone returns a copy that does not alias the line.
func (m *GetAdURL) Clone() *GetAdURL { return &GetAdURL{m.Params.Clone()} }

// String is the line without its terminator.
func (m *GetAdURL) String() string { return show(m) }

// LoadURL carries ad overlays: `LOAD_URL SP "items=" value`. The value is a JSON array,
// percent-encoded.
type LoadURL struct {
	Params Params `json:"params,omitempty"`
}

var loadURLKeys = keyset{known: []string{"items"}}

// Kind returns "LOAD_URL".
func (*LoadURL) Kind() string { return "LOAD_URL" }

// Decode reads a line without its terminator. Params alias it.
func (m *LoadURL) Decode(line []byte, o *codec.Options) error {
	var s scan
	s.command(line, o, "LOAD_URL")
	m.Params = s.params(m.Params, &loadURLKeys)
	if s.err == nil && len(m.Params) < 1 {
		s.fail(codec.Missing, len(line), "key=value")
	}
	return s.err
}

// Append appends the line with CR LF.
func (m *LoadURL) Append(dst []byte) ([]byte, error) {
	return appendParams(dst, "LOAD_URL", m.Params, 1)
}

// Size is an upper bound of what Append writes.
func (m *LoadURL) Size() int { return paramsSize("LOAD_URL", m.Params) }

// Clone returns a copy that does not alias the line.
func (m *LoadURL) Clone() *LoadURL { return &LoadURL{m.Params.Clone()} }

// String is the line without its terminator.
func (m *LoadURL) String() string { return show(m) }

// Reply answers the oldest unanswered LOAD, GETPID or GETCID: `"##" *OCTET`. Text is
// JSON, an id, or empty if there is none.
type Reply struct {
	Text codec.Bytes `json:"text"`
}

// Response reads Text as the JSON of an answer to LOAD.
func (m *Reply) Response(o *codec.Options) (*Response, error) {
	r := new(Response)
	return r, r.Decode(m.Text, o)
}

// Kind returns "##".
func (*Reply) Kind() string { return "##" }

// Decode reads a line without its terminator. Text aliases it. It is not parsed:
// what it is depends on the request.
func (m *Reply) Decode(line []byte, o *codec.Options) error {
	s := scan{b: line, o: o}
	m.Text = nil
	at := len(line) - len(bytes.TrimLeft(line, " "))
	if !bytes.HasPrefix(line[at:], []byte("##")) {
		s.fail(codec.Unknown, at, "##")
	} else if at > 0 {
		s.allow(ExtraSpace, 0, "line")
	}
	if s.err != nil {
		return s.err
	}
	w := line[at+2:]
	if t := bytes.TrimLeft(w, " "); len(t) < len(w) && s.allow(ReplySpace, at+2, "reply") {
		w = t
	}
	at = len(line) - len(w)
	if t := bytes.TrimRight(w, " "); len(t) < len(w) && s.allow(TrailingSpace, at+len(t), "line") {
		w = t
	}
	s.text(w, at, "reply")
	m.Text = w
	return s.err
}

// text checks free text at an offset: UTF-8 without control characters.
func (s *scan) text(w []byte, at int, field string) {
	if within(w, ' ') {
		return
	}
	ascii := true
	for k, c := range w {
		if c < ' ' || c == 0x7f {
			s.fail(codec.Syntax, at+k, field)
			return
		}
		ascii = ascii && c < 0x80
	}
	if !ascii {
		if k := invalidUTF8(w); k >= 0 {
			s.allow(NotUTF8, at+k, field)
		}
	}
}

// Append appends the line with CR LF.
func (m *Reply) Append(dst []byte) ([]byte, error) {
	l := newLine(dst, "##")
	if len(m.Text) > 0 && m.Text[0] == ' ' {
		l.fail(codec.Syntax, "reply")
	}
	l.text(m.Text, "reply")
	return l.done()
}

// Size is an upper bound of what Append writes.
func (m *Reply) Size() int { return len("##\r\n") + len(m.Text) }

// Clone returns a copy that does not alias the line.
func (m *Reply) Clone() *Reply { return &Reply{m.Text.Clone()} }

// String is the line without its terminator.
func (m *Reply) String() string { return show(m) }
