package fault

import (
	"bytes"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"enginespec/codec"
	"enginespec/codec/ctcs"
)

// Wire is one connection with a liar on it. All its methods are for the rewriter's
// goroutine: the lie and everything it has put off run one after the other.
type Wire struct {
	Protocol codec.Protocol
	Liar     codec.Party
	Shared   *Shared

	conns  [3]net.Conn // by the party at the other end
	told   [3]bool     // that the party ended its direction, and the other knows
	dec    codec.Decoder
	buf    [3][]byte
	bareCR bool    // a CR ends a line at once: nobody waits for an LF
	cr     [3]bool // that the last line of a party ended so: an LF may still belong to it
	chunks Chunker
	ends   func(from codec.Party) (stay bool)
	events chan event
	over   chan struct{}
	once   sync.Once

	shadow  *shadow // not nil: nothing is heard of what is done here; see Watch
	shadows []*Wire // of this one
}

type event struct {
	from codec.Party
	data []byte
	err  error  // the end of that direction
	f    func() // something put off
}

// NewWire joins two connections through a lie and returns at once. engine and
// controller are connections to those parties; both are closed when either ends.
// opts says how the packets are read: as leniently as possible.
func NewWire(p codec.Protocol, engine, controller net.Conn, f *Fault, shared *Shared, opts codec.Options) *Wire {
	w := &Wire{
		Protocol: p, Liar: f.Party, Shared: shared, dec: p.Decoder(opts),
		bareCR: opts.Accept.Has(ctcs.BareCR) && p == ctcs.Protocol,
		events: make(chan event), over: make(chan struct{}),
	}
	w.conns[codec.Engine], w.conns[codec.Controller] = engine, controller
	shared.enter(w)
	rewrite := Rewriter(w.Pass)
	if f.Lie != nil {
		rewrite = f.Lie(w)
	}
	go w.pump(codec.Engine)
	go w.pump(codec.Controller)
	go w.run(rewrite)
	return w
}

// Chunks sets what sees the bytes as they were read.
func (w *Wire) Chunks(c Chunker) { w.chunks = c }

// Ends sets what is asked when a party ends the connection. If it says stay, the other
// party is not told.
func (w *Wire) Ends(f func(from codec.Party) (stay bool)) { w.ends = f }

// Pass sends a packet on as it came.
func (w *Wire) Pass(p *codec.Packet) { w.Write(p.From, p.Raw) }

// Write sends bytes that seem to come from a party, in one write.
func (w *Wire) Write(from codec.Party, b []byte) {
	if len(b) == 0 {
		return
	}
	if w.shadow != nil {
		w.shadow.write(from, b)
		return
	}
	// An error shows as the end of that connection, if that is still to come.
	if _, err := w.conns[from.Other()].Write(b); err != nil && w.told[from.Other()] {
		w.Close()
	}
}

// Later runs f after d of the protocol's time, if the connection lasts that long.
func (w *Wire) Later(d time.Duration, f func()) {
	if w.shadow != nil {
		w.shadow.lie()
		return
	}
	time.AfterFunc(w.real(d), func() {
		select {
		case w.events <- event{f: f}:
		case <-w.over:
		}
	})
}

// real is the real time that d of the protocol's time takes.
func (w *Wire) real(d time.Duration) time.Duration {
	if w.Shared.Real != nil {
		return w.Shared.Real(d)
	}
	return d
}

// Post runs f on the rewriter's goroutine of w, for lies that reach from one
// connection to another.
func (w *Wire) Post(f func()) {
	if w.shadow != nil {
		w.shadow.lie()
		return
	}
	go func() {
		select {
		case w.events <- event{f: f}:
		case <-w.over:
		}
	}()
}

// linger is how long, in real time, what still comes is read behind a FIN, so that it
// stays one: closing with unread input resets.
const linger = time.Second

// Close ends the connection on both sides, in order.
func (w *Wire) Close() { w.close(true) }

func (w *Wire) close(politely bool) {
	if w.shadow != nil {
		w.shadow.lie()
		return
	}
	w.once.Do(func() {
		close(w.over)
		w.conns[w.Liar].Close()
		other := w.conns[w.Liar.Other()]
		if politely && w.half(w.Liar.Other()) {
			other.SetReadDeadline(time.Now().Add(linger))
			go func() {
				io.Copy(io.Discard, other)
				other.Close()
			}()
		} else {
			other.Close()
		}
		w.leave()
	})
}

// Reset ends the connection to the party that is lied to with an RST.
func (w *Wire) Reset() {
	if w.shadow != nil {
		w.shadow.lie()
		return
	}
	if l, ok := w.conns[w.Liar.Other()].(interface{ SetLinger(int) error }); ok {
		l.SetLinger(0)
	}
	w.close(false)
}

// pump reads what from writes.
func (w *Wire) pump(from codec.Party) {
	b := make([]byte, 4<<10)
	for {
		n, err := w.conns[from].Read(b)
		e := event{from: from, data: append([]byte(nil), b[:n]...), err: err}
		select {
		case w.events <- e:
		case <-w.over:
			return
		}
		if err != nil {
			return
		}
		if n == len(b) && n < 64<<10 {
			b = make([]byte, 64<<10) // there is more than most connections ever carry
		}
	}
}

func (w *Wire) run(rewrite Rewriter) {
	defer w.Close()
	open := 2
	for {
		var e event
		select {
		case e = <-w.events:
		case <-w.over:
			return
		}
		if e.f != nil {
			e.f()
			continue
		}
		if w.chunks != nil && len(e.data) > 0 {
			e.data = w.chunks(e.from, e.data)
		}
		w.feed(e.from, e.data, e.err != nil, rewrite)
		if e.err != nil {
			open--
			if open > 0 && w.ends != nil && w.ends(e.from) {
				continue
			}
			if open == 0 || !errors.Is(e.err, io.EOF) || !w.half(e.from.Other()) {
				return
			}
			w.told[e.from] = true
		}
	}
}

// half passes a FIN on to a party, and reports whether that direction can be
// closed alone.
func (w *Wire) half(to codec.Party) bool {
	c, ok := w.conns[to].(interface{ CloseWrite() error })
	return ok && c.CloseWrite() == nil
}

// feed cuts what came into packets and lets the lie at them. What cannot be cut
// passes as it is.
func (w *Wire) feed(from codec.Party, data []byte, final bool, rewrite Rewriter) {
	buf := append(w.buf[from], data...)
	for len(buf) > 0 {
		if w.cr[from] {
			// It was passed as if no LF followed. An engine that reads the line at once
			// gets the LF when it comes, as it would from an honest party.
			w.cr[from] = false
			if buf[0] == '\n' {
				w.Write(from, buf[:1])
				buf = buf[1:]
				continue
			}
		}
		// A line with its end is whole, so the decoder is asked as if no more came.
		w.cr[from] = w.bareCR && bytes.IndexByte(buf, '\r') == len(buf)-1 && bytes.IndexByte(buf, '\n') < 0
		p, n, err := w.dec.Consume(from, buf, final || w.cr[from])
		if err != nil || n == 0 && final {
			w.Write(from, buf)
			buf = nil
			break
		}
		if n == 0 {
			break
		}
		buf = buf[n:]
		rewrite(&p)
	}
	w.buf[from] = buf
}
