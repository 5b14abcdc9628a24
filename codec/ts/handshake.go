package ts

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"strings"

	"enginespec/codec"
)

// HelloBG is the controller's first line: `HELLOBG *( SP kv )`. Keys: version, the
// API level (an integer); ace and ie, versions of the client, may be empty.
type HelloBG struct {
	Params Params `json:"params,omitempty"`
}

var helloBGKeys = keyset{known: []string{"version", "ace", "ie"}, ints: []string{"version"}}

// Version is the API level that the controller asks for, 0 if it names none.
func (m *HelloBG) Version() int { v, _ := m.Params.Int("version"); return int(v) }

// Kind returns "HELLOBG".
func (*HelloBG) Kind() string { return "HELLOBG" }

// Decode reads a line without its terminator. Params alias it.
func (m *HelloBG) Decode(line []byte, o *codec.Options) error {
	var s scan
	s.command(line, o, "HELLOBG")
	m.Params = s.params(m.Params, &helloBGKeys)
	return s.err
}

// Append appends the line with CR LF.
func (m *HelloBG) Append(dst []byte) ([]byte, error) {
	return appendParams(dst, "HELLOBG", m.Params, 0)
}

// Size is an upper bound of what Append writes.
func (m *HelloBG) Size() int { return paramsSize("HELLOBG", m.Params) }

// Clone returns a copy that does not alias the line.
func (m *HelloBG) Clone() *HelloBG { return &HelloBG{m.Params.Clone()} }

// String is the line without its terminator.
func (m *HelloBG) String() string { return show(m) }

// HelloTS is the engine's answer to HELLOBG: `HELLOTS *( SP kv )`. Keys: version, a
// dotted text; version_code, an integer that grows; key, the request key for READY;
// http_port and bmode, integers.
type HelloTS struct {
	Params Params `json:"params,omitempty"`
}

var helloTSKeys = keyset{
	known: []string{"version", "version_code", "key", "http_port", "bmode"},
	ints:  []string{"version_code", "http_port", "bmode"},
}

// Version is the engine's version as text, "3.1.16", empty if it is not there.
func (m *HelloTS) Version() string { return m.Params.Text("version") }

// VersionCode is the engine's version as a number, 0 if it is not there.
func (m *HelloTS) VersionCode() int64 { v, _ := m.Params.Int("version_code"); return v }

// Key is the request key, empty if the engine wants no signature.
func (m *HelloTS) Key() string { return m.Params.Text("key") }

// HTTPPort is the port of the engine's HTTP server, 0 if it is not there.
func (m *HelloTS) HTTPPort() int { v, _ := m.Params.Int("http_port"); return int(v) }

// Kind returns "HELLOTS".
func (*HelloTS) Kind() string { return "HELLOTS" }

// Decode reads a line without its terminator. Params alias it.
func (m *HelloTS) Decode(line []byte, o *codec.Options) error {
	var s scan
	s.command(line, o, "HELLOTS")
	m.Params = s.params(m.Params, &helloTSKeys)
	return s.err
}

// Append appends the line with CR LF.
func (m *HelloTS) Append(dst []byte) ([]byte, error) {
	return appendParams(dst, "HELLOTS", m.Params, 0)
}

// Size is an upper bound of what Append writes.
func (m *HelloTS) Size() int { return paramsSize("HELLOTS", m.Params) }

// Clone returns a copy that does not alias the line.
func (m *HelloTS) Clone() *HelloTS { return &HelloTS{m.Params.Clone()} }

// String is the line without its terminator.
func (m *HelloTS) String() string { return show(m) }

// Ready ends the controller's side of the handshake: `READY [ SP "key=" key ]`. Key
// is the response key ([ResponseKey]), nil if HELLOTS had no request key.
type Ready struct {
	Key    codec.Bytes `json:"key,omitempty"`
	Params Params      `json:"params,omitempty"` // keys besides key, under UnknownKey
}

var readyKeys keyset

// ResponseKey computes the key of READY: the part of the product key before its
// first "-", a "-", and the lower-case hex SHA-1 of the request key followed by the
// whole product key.
func ResponseKey(requestKey, productKey string) string {
	prefix, _, _ := strings.Cut(productKey, "-")
	sum := sha1.Sum([]byte(requestKey + productKey))
	return prefix + "-" + hex.EncodeToString(sum[:])
}

// Verify reports whether Key is the response to the request key for the product key.
func (m *Ready) Verify(requestKey, productKey string) bool {
	return string(m.Key) == ResponseKey(requestKey, productKey)
}

// wellFormedKey reports whether k is prefix "-" 40 lower-case hex digits.
func wellFormedKey(k []byte) bool {
	dash := bytes.IndexByte(k, '-')
	for _, c := range k[dash+1:] {
		if c >= 'A' && c <= 'F' {
			return false
		}
	}
	return dash > 0 && allHex(k[dash+1:], 40)
}

// Kind returns "READY".
func (*Ready) Kind() string { return "READY" }

// Decode reads a line without its terminator. Its fields alias it. It checks the
// form of the key (OtherKey), not whether it is right: that is Verify.
func (m *Ready) Decode(line []byte, o *codec.Options) error {
	var s scan
	s.command(line, o, "READY")
	m.Key, m.Params = nil, m.Params[:0]
	for s.more() {
		at := s.i
		w := s.here()
		if !bytes.HasPrefix(w, []byte("key=")) {
			m.Params = s.param(m.Params, w, at, &readyKeys)
			continue
		}
		if m.Key != nil {
			s.fail(codec.Duplicate, at, "key")
		}
		m.Key = w[len("key="):]
		if s.value(m.Key, at+len("key="), "key"); s.err == nil && !wellFormedKey(m.Key) {
			s.allow(OtherKey, at+len("key="), "key")
		}
	}
	return s.err
}

// Append appends the line with CR LF.
func (m *Ready) Append(dst []byte) ([]byte, error) {
	l := newLine(dst, "READY")
	if m.Key != nil {
		l.b = append(l.b, " key="...)
		l.glue(m.Key, "key")
	}
	l.params(m.Params)
	return l.done()
}

// Size is an upper bound of what Append writes.
func (m *Ready) Size() int { return paramsSize("READY key=", m.Params) + len(m.Key) }

// Clone returns a copy that does not alias the line.
func (m *Ready) Clone() *Ready { return &Ready{m.Key.Clone(), m.Params.Clone()} }

// String is the line without its terminator.
func (m *Ready) String() string { return show(m) }

// Auth is the engine's answer to READY: `AUTH SP int`. Level 0 is basic; any other
// is registered (1 in the documents, 5 and others in logs).
type Auth struct {
	Level int64 `json:"auth_level"`
}

// Kind returns "AUTH".
func (*Auth) Kind() string { return "AUTH" }

// Decode reads a line without its terminator.
func (m *Auth) Decode(line []byte, o *codec.Options) error {
	var s scan
	s.command(line, o, "AUTH")
	m.Level = 0
	if !s.more() {
		s.allow(NonNumericAuth, len(line), "auth_level")
		return s.err
	}
	at := s.i
	w := s.here()
	if allDigits(w) {
		m.Level = s.number(w, at, "auth_level")
	} else {
		s.printable(w, at, "auth_level")
		s.allow(NonNumericAuth, at, "auth_level")
	}
	return s.end()
}

// Append appends the line with CR LF.
func (m *Auth) Append(dst []byte) ([]byte, error) {
	l := newLine(dst, "AUTH")
	l.int(m.Level, "auth_level")
	return l.done()
}

// Size is an upper bound of what Append writes.
func (m *Auth) Size() int { return len("AUTH\r\n") + numberSize }

// Clone returns a copy.
func (m *Auth) Clone() *Auth { c := *m; return &c }

// String is the line without its terminator.
func (m *Auth) String() string { return show(m) }

// NotReady refuses a signature, or any command of a session without one: `NOTREADY`.
type NotReady struct{}

// Kind returns "NOTREADY".
func (*NotReady) Kind() string { return "NOTREADY" }

// Decode reads a line without its terminator.
func (*NotReady) Decode(line []byte, o *codec.Options) error { return bare(line, o, "NOTREADY") }

// Append appends the line with CR LF.
func (*NotReady) Append(dst []byte) ([]byte, error) { return append(dst, "NOTREADY\r\n"...), nil }

// Size is what Append writes.
func (*NotReady) Size() int { return len("NOTREADY\r\n") }

// Clone returns a copy.
func (*NotReady) Clone() *NotReady { return &NotReady{} }

// String is the line without its terminator.
func (*NotReady) String() string { return "NOTREADY" }

// Shutdown ends the session: `SHUTDOWN`. The controller asks for it, the engine announces it.
type Shutdown struct{}

// Kind returns "SHUTDOWN".
func (*Shutdown) Kind() string { return "SHUTDOWN" }

// Decode reads a line without its terminator.
func (*Shutdown) Decode(line []byte, o *codec.Options) error { return bare(line, o, "SHUTDOWN") }

// Append appends the line with CR LF.
func (*Shutdown) Append(dst []byte) ([]byte, error) { return append(dst, "SHUTDOWN\r\n"...), nil }

// Size is what Append writes.
func (*Shutdown) Size() int { return len("SHUTDOWN\r\n") }

// Clone returns a copy.
func (*Shutdown) Clone() *Shutdown { return &Shutdown{} }

// String is the line without its terminator.
func (*Shutdown) String() string { return "SHUTDOWN" }

// appendParams writes a message that is its command and parameters, least of them.
func appendParams(dst []byte, word string, p Params, least int) ([]byte, error) {
	l := newLine(dst, word)
	if len(p) < least {
		l.fail(codec.Missing, "key=value")
	}
	l.params(p)
	return l.done()
}

func paramsSize(word string, p Params) int { return len(word) + p.size() + len(crlf) }
