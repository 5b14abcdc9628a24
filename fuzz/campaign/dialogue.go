package campaign

import (
	"bytes"
	"time"

	"enginespec/codec"
	"enginespec/corpus"
)

// Op is what a move does.
type Op uint8

// The moves. Connections count from 0; the first is open before the first move.
const (
	Send Op = iota // writes Bytes on connection Conn
	Open           // opens one more connection, or accepts the next of a program that dials
	Shut           // closes connection Conn in order
	Cut            // resets connection Conn
)

// Move is one thing that the fuzzer's side does.
type Move struct {
	Op    Op
	Conn  int
	Bytes []byte
}

// Dialogue is one side of a dialogue. In its bytes {name} stands for a variable of the
// session, as in cases; names that no session has stand for themselves.
type Dialogue []Move

// clone copies d, so that it can be changed. Bytes are shared and never written to.
func (d Dialogue) clone() Dialogue { return append(Dialogue{}, d...) }

// size is the number of bytes that d sends.
func (d Dialogue) size() (n int) {
	for _, m := range d {
		n += len(m.Bytes)
	}
	return n
}

// valid drops the moves on connections that nothing opens.
func (d Dialogue) valid() Dialogue {
	open := 1
	kept := d[:0:0]
	for _, m := range d {
		switch {
		case m.Op == Open:
			m.Conn = open
			open++
		case m.Conn >= open:
			continue
		case m.Op == Send && len(m.Bytes) == 0:
			continue
		}
		if m.Op != Send {
			m.Bytes = nil
		}
		kept = append(kept, m)
	}
	return kept
}

// FromSession is what one party does in a session.
func FromSession(s *corpus.Session, who codec.Party) Dialogue {
	var d Dialogue
	for _, e := range s.Entries {
		conn := e.Conn - 1
		switch {
		case e.Event == corpus.Open && conn > 0:
			d = append(d, Move{Op: Open, Conn: conn})
		case e.Event == corpus.Close && e.From == who:
			d = append(d, Move{Op: Shut, Conn: conn})
		case e.Event == corpus.Reset && e.From == who:
			d = append(d, Move{Op: Cut, Conn: conn})
		case len(e.Bytes) > 0 && e.From == who:
			d = append(d, Move{Conn: conn, Bytes: bytes.Clone(e.Bytes)})
		}
	}
	return d.valid()
}

// entries are the moves as a session has them, a millisecond apart.
func (d Dialogue) entries(who codec.Party) []corpus.Entry {
	list := []corpus.Entry{{Conn: 1, Event: corpus.Open}}
	for i, m := range d {
		e := corpus.Entry{At: time.Duration(i+1) * time.Millisecond, Conn: m.Conn + 1}
		switch m.Op {
		case Send:
			e.From, e.Bytes = who, m.Bytes
		case Open:
			e.Event = corpus.Open
		case Shut:
			e.From, e.Event = who, corpus.Close
		case Cut:
			e.From, e.Event = who, corpus.Reset
		}
		list = append(list, e)
	}
	return list
}
