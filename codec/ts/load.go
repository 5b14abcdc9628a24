package ts

import (
	"bytes"
	"encoding/base64"
	"fmt"

	"enginespec/codec"
)

// SourceType is the word before a source.
type SourceType uint8

// The types of source. LOAD and LOADASYNC know the first four, START all.
const (
	Torrent  SourceType = iota + 1 // the url of a .torrent file
	InfoHash                       // 40 hex digits
	PID                            // a player id, opaque
	Raw                            // a .torrent file in base64
	URL                            // the url of a media file
	EFile                          // the url of an .acelive or encrypted file
)

var sourceWords = [...]string{Torrent: "TORRENT", InfoHash: "INFOHASH", PID: "PID", Raw: "RAW", URL: "URL", EFile: "EFILE"}

// String returns the word: "TORRENT".
func (t SourceType) String() string {
	if t != 0 && int(t) < len(sourceWords) {
		return sourceWords[t]
	}
	return fmt.Sprintf("source(%d)", uint8(t))
}

// MarshalText writes the word.
func (t SourceType) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads a word.
func (t *SourceType) UnmarshalText(b []byte) error {
	for k, w := range sourceWords {
		if w != "" && string(b) == w {
			*t = SourceType(k)
			return nil
		}
	}
	return fmt.Errorf("%q is not a source: expected TORRENT, INFOHASH, PID, RAW, URL or EFILE", b)
}

// IDs are the ids of the affiliate zone. 0 is unknown.
type IDs struct {
	Developer int64 `json:"developer_id"`
	Affiliate int64 `json:"affiliate_id"`
	Zone      int64 `json:"zone_id"`
}

// Source says what to load. PID and EFILE have no IDs on the wire.
type Source struct {
	Type  SourceType  `json:"type"`
	Value codec.Bytes `json:"value"` // url, infohash, player id or base64, as on the wire
	IDs
}

// Torrent decodes the base64 of a RAW source.
func (m *Source) Torrent() ([]byte, error) {
	return base64.StdEncoding.AppendDecode(nil, m.Value)
}

// source reads a source's type and value. start says that the words of START count.
func (s *scan) source(m *Source, start bool) {
	*m = Source{}
	w := s.word("source")
	at := s.i - len(w)
	if s.err != nil {
		return
	}
	switch string(w) {
	case "TORRENT":
		m.Type, m.Value = Torrent, s.token("url")
	case "INFOHASH":
		m.Type, m.Value = InfoHash, s.infoHash()
	case "PID":
		m.Type, m.Value = PID, s.token("player_id")
	case "RAW":
		m.Type, m.Value = Raw, s.base64()
	case "URL":
		m.Type, m.Value = URL, s.token("url")
	case "EFILE":
		m.Type, m.Value = EFile, s.token("url")
	default:
		for _, t := range [...]SourceType{Torrent, URL, EFile} {
			n := len(sourceWords[t])
			if len(w) > n && string(w[:n]) == sourceWords[t] && hasScheme(w[n:]) && s.allow(GluedURL, at+n, "url") {
				m.Type, m.Value = t, w[n:]
				s.printable(m.Value, at+n, "url")
			}
		}
	}
	if m.Type == 0 || m.Type > Raw && !start {
		s.fail(codec.Unknown, at, "source")
	}
}

// infoHash is word for 40 hex digits.
func (s *scan) infoHash() []byte {
	w := s.token("infohash")
	if s.err == nil && !allHex(w, 40) {
		s.allow(OtherHash, s.i-len(w), "infohash")
	}
	return w
}

// base64 is word for base64. A whole torrent can be in it.
func (s *scan) base64() []byte {
	w := s.word("torrent_data")
	for k, c := range w {
		if !isDigit(c) && c|0x20-'a' >= 26 && c != '+' && c != '/' && c != '=' {
			at := s.i - len(w)
			if s.printable(w, at, "torrent_data"); s.err == nil {
				s.allow(LooseBase64, at+k, "torrent_data")
			}
			break
		}
	}
	return w
}

// ids reads developer, affiliate and zone, and drops numbers behind them.
func (s *scan) ids(m *IDs) {
	for _, p := range [...]*int64{&m.Developer, &m.Affiliate, &m.Zone} {
		if !s.more() {
			s.allow(MissingIDs, s.i, "ids")
			return
		}
		*p = s.numberHere("id")
	}
	s.drop(ExtraInts)
}

// drop reads numbers under a rule, and forgets them.
func (s *scan) drop(r *codec.Rule) {
	for first := true; s.err == nil && s.i+1 < len(s.b) && s.startsDigit(); first = false {
		s.more()
		at := s.i
		if w := s.here(); allDigits(w) {
			if first {
				s.allow(r, at, "ids")
			}
		} else {
			s.fail(codec.Syntax, at, "ids")
		}
	}
}

// startsDigit reports whether the next token begins with a digit, without moving.
func (s *scan) startsDigit() bool {
	rest := s.b[s.i:]
	if len(rest) > 1 && rest[1] > ' ' {
		return isDigit(rest[1])
	}
	rest = bytes.TrimLeft(rest, " ")
	return len(rest) > 0 && isDigit(rest[0])
}

// loadSource reads the source of LOAD and LOADASYNC, to the end of the line.
func (s *scan) loadSource(m *Source) error {
	s.source(m, false)
	if m.Type == PID {
		s.drop(PIDExtraIDs)
	} else if s.err == nil {
		s.ids(&m.IDs)
	}
	return s.end()
}

// source appends a source's type and value.
func (l *lineBuf) source(m *Source, last SourceType) {
	if m.Type == 0 || m.Type > last {
		l.fail(codec.Unknown, "source")
		return
	}
	l.b = append(append(l.b, ' '), sourceWords[m.Type]...)
	l.token(m.Value, "source")
}

// ids appends the ids of a source that has them.
func (l *lineBuf) ids(m *IDs) {
	l.int(m.Developer, "developer_id")
	l.int(m.Affiliate, "affiliate_id")
	l.int(m.Zone, "zone_id")
}

func (l *lineBuf) loadSource(m *Source) ([]byte, error) {
	if l.source(m, Raw); m.Type != PID {
		l.ids(&m.IDs)
	}
	return l.done()
}

func (m *Source) size() int { return len(" INFOHASH ") + len(m.Value) + 3*numberSize }

func (m *Source) clone() Source { return Source{m.Type, m.Value.Clone(), m.IDs} }

// Load asks for the files of a torrent: `LOAD SP source`. The answer is a [Reply].
type Load struct {
	Source
}

// Kind returns "LOAD".
func (*Load) Kind() string { return "LOAD" }

// Decode reads a line without its terminator. Value aliases it.
func (m *Load) Decode(line []byte, o *codec.Options) error {
	var s scan
	s.command(line, o, "LOAD")
	return s.loadSource(&m.Source)
}

// Append appends the line with CR LF.
func (m *Load) Append(dst []byte) ([]byte, error) {
	l := newLine(dst, "LOAD")
	return l.loadSource(&m.Source)
}

// Size is an upper bound of what Append writes.
func (m *Load) Size() int { return len("LOAD\r\n") + m.size() }

// Clone returns a copy that does not alias the line.
func (m *Load) Clone() *Load { return &Load{m.clone()} }

// String is the line without its terminator.
func (m *Load) String() string { return show(m) }

// LoadAsync asks for the files of a torrent: `LOADASYNC SP request_id SP source`. The
// answer is a [LoadResp] with the same RequestID, byte for byte.
type LoadAsync struct {
	RequestID codec.Bytes `json:"request_id"` // digits; any token under OtherRequestID
	Source
}

// Kind returns "LOADASYNC".
func (*LoadAsync) Kind() string { return "LOADASYNC" }

// requestID is word for a request id: digits, kept as they are.
func (s *scan) requestID() []byte {
	w := s.token("request_id")
	if s.err == nil && !allDigits(w) {
		s.allow(OtherRequestID, s.i-len(w), "request_id")
	}
	return w
}

// Decode reads a line without its terminator. RequestID and Value alias it.
func (m *LoadAsync) Decode(line []byte, o *codec.Options) error {
	var s scan
	s.command(line, o, "LOADASYNC")
	m.RequestID = s.requestID()
	return s.loadSource(&m.Source)
}

// Append appends the line with CR LF.
func (m *LoadAsync) Append(dst []byte) ([]byte, error) {
	l := newLine(dst, "LOADASYNC")
	l.token(m.RequestID, "request_id")
	return l.loadSource(&m.Source)
}

// Size is an upper bound of what Append writes.
func (m *LoadAsync) Size() int { return len("LOADASYNC \r\n") + len(m.RequestID) + m.size() }

// Clone returns a copy that does not alias the line.
func (m *LoadAsync) Clone() *LoadAsync { return &LoadAsync{m.RequestID.Clone(), m.clone()} }

// String is the line without its terminator.
func (m *LoadAsync) String() string { return show(m) }
