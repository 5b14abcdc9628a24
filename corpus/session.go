package corpus

import (
	"fmt"
	"io/fs"
	"strings"
	"time"

	"enginespec/codec"
)

// Session is one recorded dialogue over one or more connections. It replays as a
// test in either role: the bytes of one party are sent, those of the other awaited.
type Session struct {
	// ID is "protocol/slug", the slug being the file's name: "ts/dapper91-acestream-client".
	ID string
	// Protocol is "ts", "ipc", "ctcs" or "putio".
	Protocol string
	// Version is the version that the parties agreed on; zero is the default.
	Version int
	// Engine and Controller say which programs spoke, and which of them were stand-ins.
	Engine, Controller string
	// Note says where the recording comes from and what was replaced in it.
	Note string
	// Finding is why the session was kept, nil if for no fault in it.
	Finding *Finding
	// Entries in order of time.
	Entries []Entry
}

// Entry is one thing that happened. Exactly one of Bytes, Event and Comment is set.
type Entry struct {
	At    time.Duration // since the start of the recording, in whole milliseconds
	Conn  int           // which connection, from 1; zero for comments on the whole
	From  codec.Party   // who wrote Bytes; who closed, if known
	Bytes codec.Bytes   // what was written in one piece; may hold several messages or a part of one
	// Messages say for people which messages these bytes complete, one each. They are
	// not read by programs, and may be absent.
	Messages []string
	Event    Event
	Comment  string // what the recorder remarked
}

// Event is the begin or end of a connection.
type Event string

// The events. A party that closes ends its own direction in order (FIN); bytes of the
// other may follow. A reset (RST) ends both.
const (
	Open  Event = "open"
	Close Event = "close"
	Reset Event = "reset"
)

// Stream returns all bytes that a party wrote on a connection, in order.
func (s *Session) Stream(conn int, from codec.Party) []byte {
	var b []byte
	for _, e := range s.Entries {
		if e.Conn == conn && e.From == from {
			b = append(b, e.Bytes...)
		}
	}
	return b
}

// Conns returns the number of connections.
func (s *Session) Conns() int {
	n := 0
	for _, e := range s.Entries {
		n = max(n, e.Conn)
	}
	return n
}

// Sessions returns the recorded sessions of a protocol by name. It is an error if
// there are none.
func Sessions(protocol string) ([]Session, error) { return ReadSessions(data, protocol) }

// ReadSessions reads the sessions of a protocol from fsys, which is laid out like
// [FS]. It is an error if there are none.
func ReadSessions(fsys fs.FS, protocol string) ([]Session, error) {
	names, err := glob(fsys, protocol, "/sessions/*.json")
	if err != nil {
		return nil, err
	}
	var all []Session
	for _, name := range names {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		s, err := ParseSession(name, b)
		if err != nil {
			return nil, err
		}
		all = append(all, *s)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("the corpus has no sessions for protocol %q", protocol)
	}
	return all, nil
}

// ParseSession reads a session file of a corpus strictly. Its name must be
// "PROTOCOL/sessions/SLUG.json" and agree with the ID in it. Errors begin with
// file:line:column.
func ParseSession(name string, b []byte) (*Session, error) {
	s, err := ParseSessionFile(name, b)
	if err != nil {
		return nil, err
	}
	if want := sessionID(name); s.ID != want {
		return nil, fmt.Errorf("%s: the session is called %q: expected %q, like its name", Pos{name, 1, 1}, s.ID, want)
	}
	return s, nil
}

// ParseSessionFile reads a session file strictly, whatever its name and wherever it
// lies. Errors begin with file:line:column.
func ParseSessionFile(name string, b []byte) (*Session, error) {
	r, err := newReader(name, b)
	if err != nil {
		return nil, err
	}
	var s Session
	last := time.Duration(0)
	err = r.object("a session", map[string]field{
		"id":         {into: &s.ID, must: true},
		"protocol":   {into: &s.Protocol, must: true},
		"version":    {into: &s.Version},
		"engine":     {into: &s.Engine, must: true},
		"controller": {into: &s.Controller, must: true},
		"note":       {into: &s.Note, must: true},
		"finding":    {read: func() error { s.Finding = new(Finding); return r.finding(s.Finding) }},
		"entries": {must: true, read: func() error {
			return r.list("entries", func() error {
				at := r.next()
				e, err := r.entry()
				if err != nil {
					return err
				}
				if e.At < last {
					return r.errorf(at, "an entry at %d ms follows one at %d ms", e.At.Milliseconds(), last.Milliseconds())
				}
				last = e.At
				s.Entries = append(s.Entries, e)
				return nil
			})
		}},
	})
	if err != nil {
		return nil, err
	}
	if p, slug, ok := strings.Cut(s.ID, "/"); !ok || p != s.Protocol || slug == "" {
		return nil, r.errorf(0, "the session is called %q: expected %q, a slash and a name", s.ID, s.Protocol)
	}
	if len(s.Entries) == 0 {
		return nil, r.errorf(0, "the session has 0 entries: expected some")
	}
	return &s, nil
}

func (r *reader) entry() (Entry, error) {
	at := r.next()
	var e Entry
	var ms int64
	err := r.object("an entry", map[string]field{
		"at":       {into: &ms, must: true},
		"conn":     {into: &e.Conn},
		"from":     {into: &e.From},
		"bytes":    {into: &e.Bytes},
		"messages": {into: &e.Messages},
		"event":    {into: &e.Event},
		"comment":  {into: &e.Comment},
	})
	if err != nil {
		return e, err
	}
	e.At = time.Duration(ms) * time.Millisecond
	switch {
	case len(e.Bytes) > 0 && e.Event == "" && e.Comment == "" && e.From != 0 && e.Conn > 0:
	case e.Messages != nil:
		return e, r.errorf(at, "an entry has messages where it has bytes with from and conn")
	case len(e.Bytes) == 0 && (e.Event == Open || e.Event == Close || e.Event == Reset) && e.Comment == "" && e.Conn > 0:
	case len(e.Bytes) == 0 && e.Event == "" && e.Comment != "" && e.From == 0:
	default:
		return e, r.errorf(at, "an entry is bytes with from and conn, or an event (open, close, reset) with conn, or a comment")
	}
	return e, nil
}
