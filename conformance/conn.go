package conformance

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"syscall"
	"time"

	"enginespec/codec"
)

// End is how a connection ended.
type End uint8

// The ends. Open means that it did not.
const (
	Open    End = iota
	FIN         // the peer closed in order
	RST         // the peer reset; also what a close with unread input looks like
	Garbage     // the stream cannot be cut into messages any more
	Ours        // closed by the suite
)

var endNames = [...]string{"open", "FIN", "RST", "garbage", "closed by the suite"}

// String names the end as transcripts do.
func (e End) String() string { return endNames[e] }

// conn is one connection of a session. A goroutine reads, decodes and records;
// the steps take what it has queued.
type conn struct {
	s      *Session
	index  int
	c      net.Conn
	peer   codec.Party // who is at the other end: the one under test
	outbox [][]byte    // sent, not yet written: the segmentation decides when
	sent   []byte      // the beginning of a message that is not complete yet
	blind  bool        // what was sent cannot be cut into messages

	mu      sync.Mutex
	dec     codec.Decoder
	queue   []int // indexes of transcript entries received and not yet taken
	taken   int   // index of the entry taken last
	end     End
	endErr  error
	hold    chan struct{} // while it is not closed nothing is read; see Pause
	changed chan struct{} // closed and replaced at every change
	gone    chan struct{} // closed when the reader has ended
}

func (s *Session) attach(c net.Conn, note string) *conn {
	x := &conn{
		s: s, index: len(s.conns), c: c, peer: s.Case.Role,
		dec:     s.Suite.Protocol.Decoder(codec.Options{Accept: s.Suite.Lenient, Limits: s.Suite.Limits, Version: s.version}),
		changed: make(chan struct{}), gone: make(chan struct{}),
	}
	s.conns = append(s.conns, x)
	s.Transcript.add(Entry{Conn: x.index, Note: note})
	go x.read()
	return x
}

// notify wakes all who wait for the connection, and the host of a meeting.
func (x *conn) notify() {
	close(x.changed)
	x.changed = make(chan struct{})
	select {
	case x.s.arrived <- struct{}{}:
	default:
	}
}

// flood bounds what one connection may send the suite.
const flood = 64 << 20

// A reader begins with a small buffer and takes a large one when a read has filled it.
const smallRead, largeRead = 4 << 10, 64 << 10

// read is the reader goroutine: it ends with the connection. What follows a read that
// has filled the buffer counts as part of it: it was cut by us, not by the peer.
func (x *conn) read() {
	defer close(x.gone)
	var buf []byte
	var starts, first []int // where in buf each read began, and its number
	chunk, full := make([]byte, smallRead), false
	total := 0
	for reads := 0; ; {
		x.mayRead()
		n, err := x.c.Read(chunk)
		if !full {
			reads++
		}
		if total += n; total > flood {
			x.finish(Garbage, fmt.Errorf("more than %d bytes in one session", flood))
			x.c.Close()
			return
		}
		if n > 0 {
			starts, first = append(starts, len(buf)), append(first, reads)
			buf = append(buf, chunk[:n]...)
		}
		if full = n == len(chunk); full && n < largeRead {
			chunk = make([]byte, largeRead)
		}
		final := err != nil && x.state() != Ours // what we cut short is nobody's message
		for len(buf) > 0 {
			x.mu.Lock()
			p, used, lost := x.dec.Consume(x.peer, buf, final)
			x.mu.Unlock()
			if lost != nil {
				x.finish(Garbage, lost)
				x.c.Close()
				return
			}
			if used == 0 {
				break
			}
			x.took(p, first[0], reads)
			if buf = buf[used:]; len(buf) == 0 {
				starts, first = nil, nil
			} else {
				starts, first = shift(starts, first, used)
			}
		}
		if err != nil {
			if len(buf) > 0 {
				x.s.Transcript.add(Entry{Conn: x.index, From: x.peer, Note: "an unfinished message: " + quote(buf)})
			}
			x.finish(endOf(err), err)
			return
		}
	}
}

// shift drops used bytes from the front of the map from offsets to reads.
func shift(starts, first []int, used int) ([]int, []int) {
	keep := 0
	for i := range starts {
		starts[i] -= used
		if starts[i] <= 0 {
			keep = i
		}
	}
	return starts[keep:], first[keep:]
}

func endOf(err error) End {
	switch {
	case errors.Is(err, io.EOF):
		return FIN
	case errors.Is(err, net.ErrClosed):
		return Ours
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return RST
	}
	return RST
}

func (x *conn) took(p codec.Packet, first, reads int) {
	i := x.s.Transcript.add(Entry{Conn: x.index, From: x.peer, Packet: &p, First: first, Chunk: reads})
	x.mu.Lock()
	x.queue = append(x.queue, i)
	x.notify()
	x.mu.Unlock()
}

func (x *conn) finish(end End, err error) {
	x.mu.Lock()
	if x.end == Open {
		x.end, x.endErr = end, err
	}
	end = x.end
	x.notify()
	x.mu.Unlock()
	note := "closed by " + x.peer.String() + " (" + end.String() + ")"
	if end == Ours {
		note = "closed by the suite"
	} else if end == Garbage {
		note = "stream lost: " + err.Error()
	}
	x.s.Transcript.add(Entry{Conn: x.index, Note: note})
}

// errEnded is returned by next when the connection ended with nothing queued.
var errEnded = errors.New("connection ended")

// next takes the oldest received message, waiting until ctx is done.
func (x *conn) next(ctx context.Context) (int, error) {
	for {
		x.mu.Lock()
		if len(x.queue) > 0 {
			i := x.queue[0]
			x.queue, x.taken = x.queue[1:], i
			x.mu.Unlock()
			return i, nil
		}
		end, wait := x.end, x.changed
		x.mu.Unlock()
		if end != Open {
			return -1, errEnded
		}
		select {
		case <-wait:
		case <-ctx.Done():
			return -1, ctx.Err()
		}
	}
}

// send queues b; flush writes what is queued, cut by the session's segmentation.
func (x *conn) send(b []byte) {
	x.record(b)
	x.outbox = append(x.outbox, b)
}

// record enters what the suite writes into the transcript: the messages that it
// completes, and what is no message, or not yet a whole one, as a note.
func (x *conn) record(b []byte) {
	from := x.peer.Other()
	if x.blind {
		x.s.Transcript.add(Entry{Conn: x.index, From: from, Packet: &codec.Packet{From: from, Raw: b, Err: errRaw}})
		return
	}
	x.sent = append(x.sent, b...)
	for len(x.sent) > 0 {
		x.mu.Lock()
		p, n, err := x.dec.Consume(from, x.sent, false)
		x.mu.Unlock()
		switch {
		case err != nil: // from here on nobody can tell where a message begins
			x.s.Transcript.add(Entry{Conn: x.index, From: from, Packet: &codec.Packet{From: from, Raw: x.sent, Err: errRaw}})
			x.blind, x.sent = true, nil
			return
		case n == 0:
			x.s.Transcript.add(Entry{Conn: x.index, From: from, Note: "sent a part of a message: " + quote(x.sent)})
			return
		}
		x.s.Transcript.add(Entry{Conn: x.index, From: from, Packet: &p})
		x.sent = x.sent[n:]
	}
}

// errRaw marks what the suite wrote on purpose and no codec reads.
var errRaw = &codec.Error{Code: codec.Syntax, Field: "written by the suite as it is"}

func (x *conn) flush() error {
	if len(x.outbox) == 0 {
		return nil
	}
	out := x.outbox
	x.outbox = nil
	for _, seg := range x.s.Segmentation.cut(out) {
		x.c.SetWriteDeadline(time.Now().Add(x.s.patience))
		if _, err := x.c.Write(seg); err != nil {
			return err
		}
	}
	return nil
}

// state returns how the connection ended, if it did.
func (x *conn) state() End {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.end
}
