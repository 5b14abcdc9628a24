package ctcs

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"enginespec/corpus"
)

// peer is a peer of the suite's own, a seed, as it is needed to see what an engine
// reports of its peers. It has an address of its own: engines refuse peers at theirs.
type peer struct {
	mute       bool          // takes connections and says nothing: never handshaken
	choking    bool          // never unchokes
	interested bool          // says that it is, although it is a seed
	gap        time.Duration // of the target's time between blocks
	bare       bool          // has no piece

	id      string
	l       net.Listener
	fixture *corpus.Fixture

	mu       sync.Mutex
	unchoked bool // by the engine
	wanted   bool // the engine is interested
	sent     int64
	serving  int // connections
	conns    []net.Conn
}

func (p *peer) addr() net.Addr { return p.l.Addr() }

// host is its address without the port, as CTPEER tells it.
func (p *peer) host() string { host, _, _ := net.SplitHostPort(p.addr().String()); return host }

// open is how many connections it has.
func (p *peer) open() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.serving
}

// served is how many octets of content it has sent.
func (p *peer) served() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sent
}

// leave takes no more connections and ends those that it has.
func (p *peer) leave() {
	p.l.Close()
	p.hangUp()
}

func (p *peer) hangUp() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.conns {
		c.Close()
	}
}

// listen opens the i-th peer of a session.
func (p *peer) listen(s *session, f *corpus.Fixture, i int) error {
	l, err := s.Env.Listen("tcp", fmt.Sprintf("127.1.%d.%d:0", i+1, 1+s.Rand.IntN(250)))
	if err != nil {
		return err
	}
	*p = peer{mute: p.mute, choking: p.choking, interested: p.interested, gap: s.Real(p.gap), bare: p.bare, id: fmt.Sprintf("-XX0001-suite%07d", i), l: l, fixture: f}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			p.mu.Lock()
			p.conns = append(p.conns, c)
			p.serving++
			p.mu.Unlock()
			wg.Go(func() {
				p.serve(c)
				c.Close()
				p.mu.Lock()
				p.serving--
				p.mu.Unlock()
			})
		}
	})
	s.Defer(func() {
		l.Close()
		p.hangUp()
		wg.Wait()
	})
	return nil
}

const (
	handshake = "\x13BitTorrent protocol"
	block     = 128 << 10 // the longest piece of a piece that a peer may ask for
)

// The messages of the peer protocol.
const (
	choke = iota
	unchoke
	interested
	uninterested
	have
	bitfield
	request
	piece
)

// serve is one connection with an engine: it never asks for anything.
func (p *peer) serve(c net.Conn) {
	if p.mute {
		io.Copy(io.Discard, c)
		return
	}
	hello := make([]byte, 68)
	if _, err := io.ReadFull(c, hello); err != nil || string(hello[:20]) != handshake {
		return
	}
	hash := p.fixture.InfoHash()
	copy(hello[20:], make([]byte, 8)) // no extensions
	copy(hello[28:], hash[:])
	copy(hello[48:], p.id)
	c.Write(hello)
	pieces := int((p.fixture.Size() + p.fixture.PieceSize - 1) / p.fixture.PieceSize)
	bits := make([]byte, (pieces+7)/8)
	if !p.bare {
		for i := range pieces {
			bits[i/8] |= 0x80 >> (i % 8)
		}
	}
	tell(c, bitfield, bits)
	if p.interested {
		tell(c, interested, nil)
	}
	for {
		id, body, err := hear(c)
		if err != nil {
			return
		}
		switch id {
		case interested, uninterested:
			p.set(&p.wanted, id == interested)
			if id == interested && !p.choking {
				tell(c, unchoke, nil)
			}
		case choke, unchoke:
			p.set(&p.unchoked, id == unchoke)
		case request:
			if err := p.answer(c, body); err != nil {
				return
			}
		}
	}
}

func (p *peer) set(flag *bool, v bool) {
	p.mu.Lock()
	*flag = v
	p.mu.Unlock()
}

// flags are what the engine has told us: whether it wants from us, and lets us have.
func (p *peer) flags() (wanted, unchoked bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.wanted, p.unchoked
}

// answer sends one block.
func (p *peer) answer(c net.Conn, body []byte) error {
	if len(body) != 12 {
		return errors.New("a request of another length")
	}
	i, off, n := binary.BigEndian.Uint32(body), binary.BigEndian.Uint32(body[4:]), binary.BigEndian.Uint32(body[8:])
	if n > block {
		return errors.New("a request for too much")
	}
	if p.gap > 0 {
		time.Sleep(p.gap) // the pace of a slow peer; Close ends it at the next write
	}
	b := append(make([]byte, 0, 8+n), body[:8]...)
	at := int64(i)*p.fixture.PieceSize + int64(off)
	for f, ff := range p.fixture.Files { // the files lie end to end
		if left := int64(n) - int64(len(b)-8); at < ff.Size && left > 0 {
			part := make([]byte, min(left, ff.Size-at))
			if _, err := p.fixture.Content(f).ReadAt(part, at); err != nil && err != io.EOF {
				return err
			}
			b, at = append(b, part...), ff.Size
		}
		at -= ff.Size
	}
	if len(b) != 8+int(n) {
		return errors.New("a request behind the end")
	}
	p.mu.Lock()
	p.sent += int64(n)
	p.mu.Unlock()
	return tell(c, piece, b)
}

// tell writes one message.
func tell(c net.Conn, id byte, body []byte) error {
	b := binary.BigEndian.AppendUint32(nil, uint32(1+len(body)))
	_, err := c.Write(append(append(b, id), body...))
	return err
}

// hear reads one message; a keep-alive is none.
func hear(c net.Conn) (id byte, body []byte, err error) {
	var head [4]byte
	for {
		if _, err := io.ReadFull(c, head[:]); err != nil {
			return 0, nil, err
		}
		n := binary.BigEndian.Uint32(head[:])
		if n > 1<<20 {
			return 0, nil, errors.New("a message that is too long")
		}
		if n == 0 {
			continue
		}
		body = make([]byte, n)
		if _, err := io.ReadFull(c, body); err != nil {
			return 0, nil, err
		}
		return body[0], body[1:], nil
	}
}
