package ts

import (
	"bytes"
	"strconv"

	"enginespec/codec"
)

// ClientEvent tells the engine what the player does: `EVENT SP name *( SP kv )`. Names: play,
// pause and seek with position in seconds, stop, infowindow_response,
// nonlinear_ad_event, interactive_preroll_event, interactive_hidden_event.
type ClientEvent struct {
	Name   codec.Bytes `json:"name"`
	Params Params      `json:"params,omitempty"`
}

// Kind returns "EVENT".
func (*ClientEvent) Kind() string { return "EVENT" }

// Decode reads a line without its terminator. Its fields alias it.
func (m *ClientEvent) Decode(line []byte, o *codec.Options) error {
	var s scan
	m.Name, m.Params = s.event(line, o, m.Params, clientEvent)
	return s.err
}

// Append appends the line with CR LF.
func (m *ClientEvent) Append(dst []byte) ([]byte, error) { return appendEvent(dst, m.Name, m.Params) }

// Size is an upper bound of what Append writes.
func (m *ClientEvent) Size() int { return paramsSize("EVENT ", m.Params) + len(m.Name) }

// Clone returns a copy that does not alias the line.
func (m *ClientEvent) Clone() *ClientEvent { return &ClientEvent{m.Name.Clone(), m.Params.Clone()} }

// String is the line without its terminator.
func (m *ClientEvent) String() string { return show(m) }

// Event tells the controller what happened: `EVENT SP name *( SP kv )`. Names:
// getuserdata, livepos, cansave, showurl, download_stopped, showdialog, infowindow.
type Event struct {
	Name   codec.Bytes `json:"name"`
	Params Params      `json:"params,omitempty"`
}

// Kind returns "EVENT".
func (*Event) Kind() string { return "EVENT" }

// Decode reads a line without its terminator. Its fields alias it.
func (m *Event) Decode(line []byte, o *codec.Options) error {
	var s scan
	m.Name, m.Params = s.event(line, o, m.Params, engineEvent)
	if s.err == nil && string(m.Name) == "livepos" && !m.livepos() {
		s.allow(LiveposKeys, s.paramsAt(), "livepos")
	}
	return s.err
}

// Append appends the line with CR LF.
func (m *Event) Append(dst []byte) ([]byte, error) { return appendEvent(dst, m.Name, m.Params) }

// Size is an upper bound of what Append writes.
func (m *Event) Size() int { return paramsSize("EVENT ", m.Params) + len(m.Name) }

// Clone returns a copy that does not alias the line.
func (m *Event) Clone() *Event { return &Event{m.Name.Clone(), m.Params.Clone()} }

// String is the line without its terminator.
func (m *Event) String() string { return show(m) }

func clientEvent(name []byte) *keyset {
	switch string(name) {
	case "play", "stop":
		return &noKeys
	case "pause", "seek":
		return &positionKeys
	case "infowindow_response":
		return &buttonKeys
	case "nonlinear_ad_event", "interactive_preroll_event", "interactive_hidden_event":
		return &typeIDKeys
	}
	return nil
}

func engineEvent(name []byte) *keyset {
	switch string(name) {
	case "livepos":
		return &liveposKeys
	case "getuserdata":
		return &noKeys
	case "cansave":
		return &canSaveKeys
	case "showurl":
		return &showURLKeys
	case "download_stopped":
		return &stoppedKeys
	case "showdialog":
		return &dialogKeys
	case "infowindow":
		return &windowKeys
	}
	return nil
}

// The keys of the events, from the documents and from OFF.
var (
	noKeys       keyset
	anyKeys      = keyset{open: true}
	positionKeys = keyset{known: []string{"position"}, ints: []string{"position"}}
	buttonKeys   = keyset{known: []string{"type", "button"}}
	typeIDKeys   = keyset{known: []string{"type", "id"}}
	canSaveKeys  = keyset{known: []string{"index", "infohash", "format"}, ints: []string{"index"}}
	showURLKeys  = keyset{known: []string{"type", "url", "width", "height"}, ints: []string{"width", "height"}}
	stoppedKeys  = keyset{known: []string{"reason", "option"}}
	dialogKeys   = keyset{known: []string{"text", "title", "provider_name", "provider_url", "premium_activate_url"}}
	windowKeys   = keyset{known: []string{"type", "text", "height", "buttons", "btn1_action", "btn1_text", "btn1_url",
		"btn2_action", "btn2_text", "btn2_url"}}
	liveposNames = []string{"last", "live_first", "pos", "first_ts", "last_ts", "is_live", "live_last", "buffer_pieces"}
	liveposKeys  = keyset{known: liveposNames, ints: liveposNames}
)

// event reads the name and the parameters of EVENT. known gives the keys of a name.
func (s *scan) event(line []byte, o *codec.Options, p Params, known func([]byte) *keyset) ([]byte, Params) {
	s.command(line, o, "EVENT")
	name := s.token("name")
	if s.err != nil {
		return name, p[:0]
	}
	ks := known(name)
	if ks == nil {
		s.allow(UnknownEvent, s.i-len(name), "name")
		ks = &anyKeys
	}
	return name, s.params(p, ks)
}

// paramsAt is the offset of the first parameter of an EVENT that has been read.
func (s *scan) paramsAt() int {
	k := bytes.IndexByte(s.b, '=')
	if k < 0 {
		return len(s.b)
	}
	return bytes.LastIndexByte(s.b[:k], ' ') + 1
}

func appendEvent(dst []byte, name []byte, p Params) ([]byte, error) {
	l := newLine(dst, "EVENT")
	l.token(name, "name")
	l.params(p)
	return l.done()
}

// Livepos is where a live stream stands. All but IsLive and BufferPieces are Unix
// times in seconds.
type Livepos struct {
	Last, LiveFirst, Pos, FirstTS, LastTS, IsLive, LiveLast, BufferPieces int64
}

func (v *Livepos) fields() [8]*int64 {
	return [8]*int64{&v.Last, &v.LiveFirst, &v.Pos, &v.FirstTS, &v.LastTS, &v.IsLive, &v.LiveLast, &v.BufferPieces}
}

// NewLivepos returns EVENT livepos with its eight keys in the order that clients
// read them by.
func NewLivepos(v Livepos) *Event {
	p := make(Params, len(liveposNames))
	for i, f := range v.fields() {
		p[i] = Param{Key: codec.Bytes(liveposNames[i]), Value: strconv.AppendInt(nil, *f, 10)}
	}
	return &Event{Name: codec.Bytes("livepos"), Params: p}
}

// Livepos reads the parameters of EVENT livepos, by name. A missing one is 0. It
// reports false for another event.
func (m *Event) Livepos() (v Livepos, ok bool) {
	if string(m.Name) != "livepos" {
		return v, false
	}
	for i, f := range v.fields() {
		*f, _ = m.Params.Int(liveposNames[i])
	}
	return v, true
}

// livepos reports whether Params has the eight keys in their order.
func (m *Event) livepos() bool {
	if len(m.Params) < len(liveposNames) {
		return false
	}
	for i, name := range liveposNames {
		if string(m.Params[i].Key) != name {
			return false
		}
	}
	return true
}
