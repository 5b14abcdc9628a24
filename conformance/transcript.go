package conformance

import (
	"fmt"
	"sync"
	"time"

	"enginespec/codec"
)

// Entry is one event of a session: a message that passed, or a note.
type Entry struct {
	At     time.Duration // since the session began
	Conn   int           // which of the session's connections, from 0
	From   codec.Party   // who wrote it; 0 for a note
	Packet *codec.Packet // nil for a note
	Note   string        // "dial tcp 127.0.0.1:62062", "closed by engine (FIN)", an HTTP request
	Chunk  int           // for a received message: the number of the read that completed it, from 1
	First  int           // the number of the read that brought its first byte
}

// Transcript is what passed in one session, in order, both directions. It is safe
// for concurrent use.
type Transcript struct {
	mu      sync.Mutex
	start   time.Time
	entries []Entry
	watch   func(i int, e *Entry) // called under the lock, in order
}

func newTranscript() *Transcript { return &Transcript{start: time.Now()} }

func (t *Transcript) add(e Entry) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	e.At = time.Since(t.start)
	t.entries = append(t.entries, e)
	i := len(t.entries) - 1
	if t.watch != nil {
		t.watch(i, &t.entries[i])
	}
	return i
}

// Entries returns a copy of the entries so far. Packets are shared and must not
// be changed.
func (t *Transcript) Entries() []Entry {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]Entry(nil), t.entries...)
}

// Len is the number of entries so far.
func (t *Transcript) Len() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.entries)
}

// String is the entry on one line: milliseconds, connection, direction, message.
func (e *Entry) String() string {
	at := fmt.Sprintf("%9.3f", float64(e.At.Microseconds())/1000)
	conn := ""
	if e.Conn > 0 {
		conn = fmt.Sprintf("#%d ", e.Conn)
	}
	if e.Packet == nil {
		return fmt.Sprintf("%s %s-- %s", at, conn, e.Note)
	}
	arrow := "<<"
	if e.From == codec.Controller {
		arrow = ">>"
	}
	return fmt.Sprintf("%s %s%s %s", at, conn, arrow, Show(e.Packet))
}
