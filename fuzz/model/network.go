package model

import (
	"context"
	"math/rand/v2"
	"net"
	"sync"
	"time"

	"pgregory.net/rapid"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/reference/fault"
)

// network is what lies between the two parties of a sequence, as TCP may be: it cuts what is
// written, hands it on late and in pieces, and lets little be read at once. None of that
// is anybody's fault, so the model does not know of it.
type network struct {
	mu   sync.Mutex
	r    *rand.Rand
	most int           // bytes that pass at once, 0 for all
	late time.Duration // before each piece, at most
	lie  func(c net.Conn) net.Conn
}

// It is no slower than the model waits for answers.
const (
	maxPieces = 8
	maxLate   = 10 * time.Millisecond
)

// bad changes the wire, for what passes from now on.
func (x *Run) bad(t *rapid.T) {
	w := x.network
	seed, most := rapid.Uint64().Draw(t, "wire"), rapid.SampledFrom([]int{0, 1, 3, 17, 1000}).Draw(t, "at once")
	late := time.Duration(rapid.IntRange(0, int(maxLate/time.Millisecond)).Draw(t, "late")) * time.Millisecond
	w.mu.Lock()
	defer w.mu.Unlock()
	w.r, w.most, w.late = rand.New(rand.NewPCG(seed, 1)), most, late
	x.reach("wire")
}

// torn sends the beginning of a message and ends the connection. A beginning is no message,
// so it changes nothing.
func (x *Run) torn(t *rapid.T, text string) {
	x.Send([]byte(text)[:rapid.IntRange(1, len(text)).Draw(t, "cut")])
	x.hang(t)
	x.reach("torn")
}

// pieces are the lengths in which n bytes pass, and how late each is.
func (w *network) pieces(n int) (lengths []int, late []time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for n > 0 {
		one := n
		if w.most > 0 && len(lengths) < maxPieces-1 {
			one = min(n, 1+w.r.IntN(w.most))
		}
		d := time.Duration(0)
		if w.late > 0 {
			d = time.Duration(w.r.Int64N(int64(w.late)))
		}
		lengths, late, n = append(lengths, one), append(late, d), n-one
	}
	return lengths, late
}

// conn puts the wire on the suite's end of a connection.
func (w *network) conn(c net.Conn, err error) (net.Conn, error) {
	if err != nil {
		return nil, err
	}
	if w.lie != nil {
		c = w.lie(c)
	}
	return &wired{c, w}, nil
}

// target puts the wire on the connections to a party that listens.
func (w *network) target(t *conformance.Target) *conformance.Target {
	if t.Dial == nil {
		return t
	}
	out := *t
	out.Dial = func(ctx context.Context, needs []*conformance.Feature) (net.Conn, error) {
		return w.conn(t.Dial(ctx, needs))
	}
	return &out
}

// listener puts the wire on the connections of a party that dials.
func (w *network) listener(l net.Listener, err error) (net.Listener, error) {
	return &wiredListener{l, w}, err
}

type wiredListener struct {
	net.Listener
	w *network
}

func (l *wiredListener) Accept() (net.Conn, error) { return l.w.conn(l.Listener.Accept()) }

type wired struct {
	net.Conn
	w *network
}

func (c *wired) Write(b []byte) (n int, err error) {
	lengths, late := c.w.pieces(len(b))
	for i, length := range lengths {
		if late[i] > 0 {
			<-time.After(late[i])
		}
		m, err := c.Conn.Write(b[n : n+length])
		if n += m; err != nil {
			return n, err
		}
	}
	return n, nil
}

func (c *wired) Read(b []byte) (int, error) {
	if lengths, _ := c.w.pieces(len(b)); len(lengths) > 1 {
		b = b[:lengths[0]]
	}
	return c.Conn.Read(b)
}

func (c *wired) CloseWrite() error {
	return c.Conn.(interface{ CloseWrite() error }).CloseWrite()
}

func (c *wired) SetLinger(sec int) error {
	if l, ok := c.Conn.(interface{ SetLinger(int) error }); ok {
		return l.SetLinger(sec)
	}
	return nil
}

// liar puts a fault between the party, who tells it, and the suite.
func liar(s *conformance.Suite, party codec.Party, f *fault.Fault, pipe func() (net.Conn, net.Conn)) func(net.Conn) net.Conn {
	shared := fault.NewShared(1)
	return func(c net.Conn) net.Conn {
		ours, theirs := pipe()
		ends := [3]net.Conn{}
		ends[party], ends[party.Other()] = c, theirs
		fault.NewWire(s.Protocol, ends[codec.Engine], ends[codec.Controller], f, shared, codec.Options{Accept: s.Lenient, Limits: s.Limits})
		return ours
	}
}
