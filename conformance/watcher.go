package conformance

import (
	"fmt"
	"slices"
	"time"

	"enginespec/codec"
)

// Watcher reads dialogues that others lead: it cuts what passes into messages and lets
// the suite's monitors look at them, as they come. The proxy, recordings and replays
// work through it. It is not safe for concurrent use.
//
// Connections have numbers of the caller's. Those of Take's results count as the
// caller counts.
type Watcher struct {
	suite   *Suite
	roles   []codec.Party
	pace    Pace
	options codec.Options
	conns   map[int]*watched
	entries int
	found   []Finding
	seen    [3]map[string]bool // by party, the kinds of messages that it wrote
}

// Seen is an entry and what the monitors say of it.
type Seen struct {
	Entry
	Findings []Finding
}

// watched is one connection. Its slices are indexed by party.
type watched struct {
	dec     codec.Decoder
	buf     [3][]byte
	lost    [3]bool
	reads   [3]int // how many so far
	first   [3]int // the read that brought the first byte of buf
	watches []roleWatch
}

type roleWatch struct {
	watch
	role codec.Party
}

// NewWatcher returns a watcher that judges the given roles, both if there are none.
// version is what the parties speak, 0 for the protocol's default; pace is that of the
// target, its role is ignored.
func NewWatcher(suite *Suite, version int, pace Pace, roles ...codec.Party) *Watcher {
	if len(roles) == 0 {
		roles = []codec.Party{codec.Engine, codec.Controller}
	}
	return &Watcher{
		suite: suite, roles: roles, pace: pace, conns: map[int]*watched{},
		options: codec.Options{Accept: suite.Lenient, Limits: suite.Limits, Version: version},
		seen:    [3]map[string]bool{{}, {}, {}},
	}
}

func (w *Watcher) conn(n int) *watched {
	x := w.conns[n]
	if x == nil {
		x = &watched{dec: w.suite.Protocol.Decoder(w.options)}
		for _, role := range w.roles {
			pace := w.pace
			pace.Role = role
			for _, m := range w.suite.Monitors {
				if m.Clause.Binds(role) {
					x.watches = append(x.watches, roleWatch{watch{n, m.New(pace), m.Clause}, role})
				}
			}
		}
		w.conns[n] = x
	}
	return x
}

// Take takes bytes that from wrote on a connection and returns the messages that they
// complete. at is the time since the beginning. What cannot be cut into messages comes
// as packets of the bytes as they are, with an error.
func (w *Watcher) Take(at time.Duration, conn int, from codec.Party, b []byte) []Seen {
	x := w.conn(conn)
	if x.reads[from]++; len(x.buf[from]) == 0 {
		x.first[from] = x.reads[from]
	}
	x.buf[from] = append(x.buf[from], b...)
	return w.cut(at, conn, from, false)
}

// Finish says that a party writes nothing more on a connection. What it left unfinished
// comes as a note.
func (w *Watcher) Finish(at time.Duration, conn int, from codec.Party) []Seen {
	all := w.cut(at, conn, from, true)
	if rest := w.conn(conn).buf[from]; len(rest) > 0 {
		all = append(all, w.enter(Entry{At: at, Conn: conn, From: from, Note: "an unfinished message: " + quote(rest)}))
		w.conn(conn).buf[from] = nil
	}
	return all
}

// End says that a party ended a connection, and how.
func (w *Watcher) End(at time.Duration, conn int, from codec.Party, end End) []Seen {
	return append(w.Finish(at, conn, from), w.Note(at, conn, "closed by %s (%s)", from, end))
}

// Note enters a note on a connection.
func (w *Watcher) Note(at time.Duration, conn int, format string, args ...any) Seen {
	return w.enter(Entry{At: at, Conn: conn, Note: fmt.Sprintf(format, args...)})
}

// Forget frees what is kept of a connection, which has ended.
func (w *Watcher) Forget(conn int) { delete(w.conns, conn) }

// Rest is how many bytes of a party wait for the rest of their message.
func (w *Watcher) Rest(conn int, from codec.Party) int { return len(w.conn(conn).buf[from]) }

func (w *Watcher) cut(at time.Duration, conn int, from codec.Party, final bool) (all []Seen) {
	x := w.conn(conn)
	buf := x.buf[from]
	for len(buf) > 0 {
		p, n, err := codec.Packet{From: from, Raw: slices.Clone(buf), Err: errLost}, len(buf), error(nil)
		if !x.lost[from] {
			p, n, err = x.dec.Consume(from, buf, final)
		}
		if err != nil {
			x.lost[from] = true
			p, n = codec.Packet{From: from, Raw: slices.Clone(buf), Err: err}, len(buf)
		}
		if n == 0 {
			break
		}
		buf = buf[n:]
		w.seen[from][w.kind(&p)] = true
		all = append(all, w.enter(Entry{At: at, Conn: conn, From: from, Packet: &p, First: x.first[from], Chunk: x.reads[from]}))
		x.first[from] = x.reads[from]
	}
	x.buf[from] = append(x.buf[from][:0], buf...)
	return all
}

// errLost marks what stands behind bytes that no codec can cut into messages.
var errLost = &codec.Error{Code: codec.Syntax, Field: "behind what is no message"}

// enter lets the monitors look at an entry.
func (w *Watcher) enter(e Entry) Seen {
	s := Seen{Entry: e}
	for _, m := range w.conn(e.Conn).watches {
		f := Blame(m.of, m.watch.watch(&s.Entry))
		if f == nil || slices.ContainsFunc(s.Findings, func(o Finding) bool { return o.Clause == f.Clause && o.Diagnosis == f.Diagnosis }) {
			continue // of a clause that binds both parties, each role's monitor says it
		}
		s.Findings = append(s.Findings, Finding{Failure: *f, Entry: w.entries, Monitor: true})
	}
	for _, f := range s.Findings {
		if !slices.ContainsFunc(w.found, func(o Finding) bool { return o.Clause == f.Clause && o.Diagnosis == f.Diagnosis }) {
			w.found = append(w.found, f)
		}
	}
	w.entries++
	return s
}

// Findings are the findings so far, the first of each clause and diagnosis. Their
// entries count all that Take, End and Note returned.
func (w *Watcher) Findings() []Finding { return w.found }

// Messages reports whether a party wrote any message.
func (w *Watcher) Messages(from codec.Party) bool { return len(w.seen[from]) > 0 }

// EndOf is the end that an error of reading or writing means.
func EndOf(err error) End { return endOf(err) }
