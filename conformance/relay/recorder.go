package relay

import (
	"fmt"
	"io"
	"time"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/redact"
	"enginespec/corpus"
)

// Recorder writes what a Relay tells to a session file, without its secrets. The pieces
// in which the bytes came stay as they were, with one exception: of a piece that ends
// inside a message the beginning of that message is written when its rest has come, for
// half a secret would not be known for one.
type Recorder struct {
	// Only, if set, is the party whose bytes are written; those of the other are not.
	Only codec.Party

	file    *corpus.SessionWriter
	watcher *conformance.Watcher
	redact  *redact.Redactor
	open    map[int]*[3]pieces // by connection, by party
	err     error
}

// pieces are those of one party that are not written yet.
type pieces struct {
	raw, safe []byte
	cuts      []piece
	texts     []text
}

type piece struct {
	at  time.Duration
	end int // of it in raw
}

type text struct {
	end  int // of the message in safe
	text string
}

// NewRecorder begins a session file. head is the session without its bytes; a comment
// that says what it is becomes its first entry. The watcher is the recorder's own
// afterwards.
func NewRecorder(file io.WriterAt, head corpus.Session, watcher *conformance.Watcher, r *redact.Redactor) (*Recorder, error) {
	if len(head.Entries) == 0 {
		head.Entries = []corpus.Entry{{Comment: "the recording begins"}}
	}
	w, err := corpus.NewSessionWriter(file, &head)
	if err != nil {
		return nil, err
	}
	return &Recorder{file: w, watcher: watcher, redact: r, open: map[int]*[3]pieces{}}, nil
}

// Tell takes an event and returns the messages that it completes.
func (r *Recorder) Tell(e Event) []conformance.Seen {
	dirs := r.open[e.Conn]
	if dirs == nil {
		dirs = new([3]pieces)
		r.open[e.Conn] = dirs
	}
	if len(e.Bytes) > 0 {
		p := &dirs[e.From]
		p.raw = append(p.raw, e.Bytes...)
		p.cuts = append(p.cuts, piece{e.At, len(p.raw)})
	}
	seen := Watch(r.watcher, e)
	for _, s := range seen {
		if s.Packet != nil {
			p := &dirs[s.From]
			p.safe = append(p.safe, r.redact.Bytes(s.Packet.Raw)...)
			p.texts = append(p.texts, text{len(p.safe), r.redact.Text(conformance.Show(s.Packet))})
		}
	}
	for _, from := range []codec.Party{codec.Engine, codec.Controller} {
		p := &dirs[from]
		if e.Over || e.From == from && e.End != conformance.Open { // what is unfinished stays so
			p.safe = append(p.safe, r.redact.Bytes(p.raw[len(p.safe):])...)
		}
		r.write(e.Conn, from, p)
	}
	r.event(e)
	if e.Over {
		delete(r.open, e.Conn)
	}
	return seen
}

// write writes what is known of the pieces of a party, which is whole messages, and
// keeps the rest.
func (r *Recorder) write(conn int, from codec.Party, p *pieces) {
	done, begin := len(p.safe), 0
	for len(p.cuts) > 0 && begin < done {
		c := &p.cuts[0]
		end := min(c.end, done)
		e := corpus.Entry{At: whole(c.at), Conn: conn, From: from, Bytes: p.safe[begin:end]}
		for len(p.texts) > 0 && p.texts[0].end <= end {
			e.Messages = append(e.Messages, p.texts[0].text)
			p.texts = p.texts[1:]
		}
		if r.Only == 0 || r.Only == from {
			r.append(e)
		}
		if begin = end; end == c.end {
			p.cuts = p.cuts[1:]
		}
	}
	p.raw, p.safe = p.raw[done:], nil
	for i := range p.cuts {
		p.cuts[i].end -= done
	}
	for i := range p.texts {
		p.texts[i].end -= done
	}
}

// event writes a begin, an end or a note.
func (r *Recorder) event(e Event) {
	one := corpus.Entry{At: whole(e.At), Conn: e.Conn, From: e.From}
	switch {
	case len(e.Bytes) > 0:
		return
	case e.Note != "":
		one.Comment = r.redact.Text(e.Note)
	case e.End == conformance.Open:
		one.Event = corpus.Open
	case e.End == conformance.RST:
		one.Event = corpus.Reset
	case e.End == conformance.Ours:
		one = corpus.Entry{At: one.At, Conn: e.Conn, Comment: "the recording ends while the connection is open"}
	default:
		one.Event = corpus.Close
	}
	r.append(one)
}

func (r *Recorder) append(e corpus.Entry) {
	if err := r.file.Append(e); err != nil && r.err == nil {
		r.err = fmt.Errorf("writing the session: %w", err)
	}
}

// Err is the first error of writing the file.
func (r *Recorder) Err() error { return r.err }

// whole is a time in whole milliseconds, as files have it.
func whole(d time.Duration) time.Duration { return d.Truncate(time.Millisecond) }
