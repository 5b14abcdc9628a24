package ts

import (
	"bytes"
	"slices"
	"strconv"

	"enginespec/codec"
)

// StartRequest is the controller's START: `START SP source *( SP option )`. All
// sources but EFILE have file indexes before their ids.
type StartRequest struct {
	Source
	Indexes  []int64 `json:"file_indexes,omitempty"` // positions in the torrent, from LOADRESP
	Trailing []int64 `json:"trailing,omitempty"`     // at most two numbers behind the ids: see Position and Quality
	Options  Params  `json:"options,omitempty"`      // output_format=http|hls, transcode_audio=0|1, ...
}

// Position is where to start, in seconds: the first of two trailing numbers.
func (m *StartRequest) Position() int64 {
	if len(m.Trailing) == 2 {
		return m.Trailing[0]
	}
	return 0
}

// Quality is the stream of multi-stream content: the last trailing number.
func (m *StartRequest) Quality() (int64, bool) {
	if len(m.Trailing) == 0 {
		return 0, false
	}
	return m.Trailing[len(m.Trailing)-1], true
}

// Kind returns "START".
func (*StartRequest) Kind() string { return "START" }

var startOptions = keyset{open: true}

// Decode reads a line without its terminator. Value and Options alias it.
func (m *StartRequest) Decode(line []byte, o *codec.Options) error {
	var s scan
	s.command(line, o, "START")
	s.source(&m.Source, true)
	m.Indexes, m.Trailing = m.Indexes[:0], m.Trailing[:0]
	var n numbers
	for s.err == nil && s.startsDigit() && s.more() {
		at := s.i
		n.add(&s, m, s.startNumber(s.here(), at), at)
	}
	m.place(&s, &n)
	m.Options = s.params(m.Options, &startOptions)
	return s.err
}

// startNumber strips the stray ) that the documents have behind the last number.
func (s *scan) startNumber(w []byte, at int) []byte {
	if k := len(w) - 1; w[k] == ')' && !s.startsDigit() && s.allow(StrayParen, at+k, "number") {
		return w[:k]
	}
	return w
}

// numbers are those behind a source: file indexes, three ids, two trailing, and the
// offset of one too many. What they are depends on how many there are.
type numbers struct {
	v    [6]int64
	at   [7]int
	n    int  // at most 7
	list bool // the first is a list with commas
}

// add reads the next number. The first one may be a list; it goes to m.Indexes.
func (n *numbers) add(s *scan, m *StartRequest, w []byte, at int) {
	if n.n < len(n.at) {
		n.at[n.n] = at
	}
	switch {
	case n.n == 0:
		m.Indexes = s.indexes(m.Indexes, w, at)
		if n.list = len(m.Indexes) > 1; s.err == nil {
			n.v[0] = m.Indexes[0]
		}
	case n.n < len(n.v):
		n.v[n.n] = s.number(w, at, "number")
	case !allDigits(w):
		s.fail(codec.Syntax, at, "number")
	}
	n.n = min(n.n+1, len(n.at))
}

// indexes reads int *( "," int ).
func (s *scan) indexes(dst []int64, w []byte, at int) []int64 {
	limit := itemLimit(s.o, DefaultKeys)
	for s.err == nil {
		if len(dst) >= limit {
			s.limit(limit, at, "file_indexes")
			break
		}
		k := bytes.IndexByte(w, ',')
		if k < 0 {
			return append(dst, s.number(w, at, "file_indexes"))
		}
		dst = append(dst, s.number(w[:k], at, "file_indexes"))
		w, at = w[k+1:], at+k+1
	}
	return dst
}

// place gives the numbers their meaning.
func (m *StartRequest) place(s *scan, n *numbers) {
	k := 0 // the next number to place
	switch {
	case m.Type == EFile:
		if m.Indexes = m.Indexes[:0]; n.list {
			s.fail(codec.Syntax, n.at[0], "number")
		}
	case m.Type == URL && n.n == 3 && !n.list && s.allow(URLWithoutIndexes, n.at[0], "file_indexes"):
		m.Indexes = append(m.Indexes[:0], 0)
	case n.n > 0:
		k = 1
	case s.allow(MissingIndexes, s.i, "file_indexes"):
		m.Indexes = append(m.Indexes, 0)
	}
	if m.Type != PID && m.Type != EFile {
		for _, id := range [...]*int64{&m.Developer, &m.Affiliate, &m.Zone} {
			if k >= n.n {
				s.allow(MissingIDs, s.i, "ids")
				break
			}
			*id = n.v[k]
			k++
		}
	}
	rest := n.n - k
	switch {
	case rest > 2 && m.Type == PID:
		s.allow(PIDExtraIDs, n.at[k], "ids")
		rest = 0
	case rest > 2:
		s.allow(ExtraInts, n.at[k+2], "number")
		rest = 2
	}
	if s.err == nil {
		m.Trailing = append(m.Trailing, n.v[k:k+rest]...)
	}
}

// Append appends the line with CR LF.
func (m *StartRequest) Append(dst []byte) ([]byte, error) {
	l := newLine(dst, "START")
	l.source(&m.Source, EFile)
	if m.Type != EFile {
		l.indexes(m.Indexes)
	}
	if m.Type != PID && m.Type != EFile {
		l.ids(&m.IDs)
	}
	if len(m.Trailing) > 2 {
		l.fail(codec.Limit, "trailing")
	}
	for _, v := range m.Trailing {
		l.int(v, "trailing")
	}
	l.params(m.Options)
	return l.done()
}

func (l *lineBuf) indexes(v []int64) {
	if len(v) == 0 {
		l.fail(codec.Missing, "file_indexes")
	}
	sep := byte(' ')
	for _, x := range v {
		if x < 0 {
			l.fail(codec.Range, "file_indexes")
		}
		l.b = strconv.AppendInt(append(l.b, sep), x, 10)
		sep = ','
	}
}

// Size is an upper bound of what Append writes.
func (m *StartRequest) Size() int {
	return len("START\r\n") + m.size() + (len(m.Indexes)+len(m.Trailing))*numberSize + m.Options.size()
}

// Clone returns a copy that does not alias the line.
func (m *StartRequest) Clone() *StartRequest {
	return &StartRequest{m.clone(), slices.Clone(m.Indexes), slices.Clone(m.Trailing), m.Options.Clone()}
}

// String is the line without its terminator.
func (m *StartRequest) String() string { return show(m) }

// Start announces a url for playback, from API level 2 on. Below level 4 it is
// `START SP url *( SP kv )`: URL is set. From level 4 on it is
// `START 1*( SP kv )`: URL is empty and Params has url. Address reads both.
//
// Other keys: infohash, file_index, ad=1, interruptable=1, stream=1 (live), pos,
// bitrate, length, and what OFF and GO read.
type Start struct {
	URL    codec.Bytes `json:"url,omitempty"` // plain, in the positional shape
	Params Params      `json:"params,omitempty"`
}

// KeyValueStart is the API level from which START is all key=value.
const KeyValueStart = 4

var startKeys = keyset{
	known: []string{"url", "infohash", "file_index", "ad", "interruptable", "stream", "pos", "bitrate", "length",
		"clickurl", "clicktext", "skipoffset", "noads_link", "noads_text", "ad_info_text", "volume",
		"deinterlacing_mode", "stat_url", "command_url", "sid"},
	ints: []string{"file_index", "ad", "interruptable", "stream", "pos", "bitrate", "length"},
}

// NewStart returns a START in the shape of an API level. p are the parameters
// besides url, in order; the url is plain.
func NewStart(version int, url string, p Params) *Start {
	if version < KeyValueStart {
		return &Start{URL: codec.Bytes(url), Params: p}
	}
	return &Start{Params: append(Pairs("url", url), p...)}
}

// Address is the url to open, in either shape, percent-decoded in the second.
func (m *Start) Address() string {
	if len(m.URL) > 0 {
		return string(m.URL)
	}
	return m.Params.Text("url")
}

// Live reports whether the stream is live.
func (m *Start) Live() bool { v, ok := m.Params.Get("stream"); return ok && string(v) != "0" }

// IsAd reports whether the url leads to an ad.
func (m *Start) IsAd() bool { v, ok := m.Params.Get("ad"); return ok && string(v) != "0" }

// Kind returns "START".
func (*Start) Kind() string { return "START" }

// Decode reads a line without its terminator. URL and Params alias it.
func (m *Start) Decode(line []byte, o *codec.Options) error {
	var s scan
	s.command(line, o, "START")
	m.URL, m.Params = nil, m.Params[:0]
	if !s.more() {
		s.fail(codec.Missing, s.i, "url")
		return s.err
	}
	at := s.i
	w := s.here()
	kv := o != nil && o.Version >= KeyValueStart
	if pair := keyFirst(w); pair != kv && !s.allow(OtherStart, at, "url") {
		return s.err
	} else if pair {
		s.i = at - 1
		m.Params = s.params(m.Params, &startKeys)
		if _, ok := m.Params.Get("url"); !ok {
			s.fail(codec.Missing, len(line), "url")
		}
		return s.err
	}
	m.URL = w
	s.printable(w, at, "url")
	m.Params = s.params(m.Params, &startKeys)
	return s.err
}

// keyFirst reports whether w is key=value rather than a url: its "=" comes behind
// nothing but letters, digits and "_".
func keyFirst(w []byte) bool {
	for k, c := range w {
		if c == '=' {
			return k > 0
		}
		if c != '_' && !isDigit(c) && c|0x20-'a' >= 26 {
			return false
		}
	}
	return false
}

// Append appends the line with CR LF.
func (m *Start) Append(dst []byte) ([]byte, error) {
	l := newLine(dst, "START")
	if len(m.URL) > 0 {
		l.token(m.URL, "url")
	} else if _, ok := m.Params.Get("url"); !ok {
		l.fail(codec.Missing, "url")
	}
	l.params(m.Params)
	return l.done()
}

// Size is an upper bound of what Append writes.
func (m *Start) Size() int { return paramsSize("START ", m.Params) + len(m.URL) }

// Clone returns a copy that does not alias the line.
func (m *Start) Clone() *Start { return &Start{m.URL.Clone(), m.Params.Clone()} }

// String is the line without its terminator.
func (m *Start) String() string { return show(m) }
