package relay

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/memnet"
)

// Relay passes connections on. Its fields are set before Serve and not changed.
type Relay struct {
	// Dial reaches the target.
	Dial func(ctx context.Context) (net.Conn, error)
	// Listens says which party the target is; who dials is the other one.
	Listens codec.Party
	// Lies are told on every connection, in this order from the liar on.
	Lies []Lie
	// Once ends Serve with its first connection.
	Once bool
	// Tell is told what happens, in order, one call at a time. Nothing passes while it
	// runs. Bytes are its own.
	Tell func(Event)
}

// Lie joins two connections through a lie.
type Lie struct {
	Liar codec.Party
	// Join returns at once. It closes both connections when either ends, unless that
	// was one direction alone.
	Join func(engine, controller net.Conn)
}

// Event is one thing that happened on a connection: exactly one of Bytes, End and Note
// is set, or none when the connection begins.
type Event struct {
	At    time.Duration // since Serve began
	Conn  int           // from 1
	From  codec.Party   // who wrote or ended; 0 for a begin and a note
	Bytes []byte
	End   conformance.End // FIN or RST; Ours of both if ctx is done
	Note  string          // what went wrong: the target could not be reached
	Over  bool            // with an End: nothing follows on this connection
}

// ErrUnreachable is what Serve returns with Once if the target could not be dialed.
var ErrUnreachable = errors.New("the target cannot be reached")

// Serve accepts connections and passes them on until ctx is done, or, with Once, the
// first has ended. It closes l and all connections, and returns when all is told: nil
// if ctx ended it.
func (r *Relay) Serve(ctx context.Context, l net.Listener) error {
	j := &journal{tell: r.Tell, start: time.Now()}
	stop := context.AfterFunc(ctx, func() { l.Close() })
	defer stop()
	defer l.Close()
	var all sync.WaitGroup
	defer all.Wait()
	for n := 1; ; n++ {
		c, err := l.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		if r.Once {
			l.Close()
			return r.pass(ctx, j, n, c)
		}
		all.Go(func() { r.pass(ctx, j, n, c) })
	}
}

// journal puts what happens in order.
type journal struct {
	mu    sync.Mutex
	tell  func(Event)
	start time.Time
}

func (j *journal) put(e Event) {
	j.mu.Lock()
	defer j.mu.Unlock()
	e.At = time.Since(j.start)
	j.tell(e)
}

// pass passes one connection on until it has ended.
func (r *Relay) pass(ctx context.Context, j *journal, n int, dialer net.Conn) error {
	j.put(Event{Conn: n})
	target, err := r.Dial(ctx)
	if err != nil {
		reset(dialer)
		dialer.Close()
		j.put(Event{Conn: n, Note: "dialing the target: " + err.Error()})
		j.put(Event{Conn: n, From: r.Listens, End: conformance.RST, Over: true})
		return errors.Join(ErrUnreachable, err)
	}
	t := r.join(j, n, dialer, target)
	select {
	case <-t.over:
	case <-ctx.Done():
		t.cut()
	}
	for _, c := range t.all {
		c.Close()
	}
	return nil
}

// join puts the lies and the tap between dialer and target.
func (r *Relay) join(j *journal, n int, dialer, target net.Conn) *tap {
	var before, behind []Lie // the tap, seen from the dialer
	for _, l := range r.Lies {
		if l.Liar == r.Listens {
			behind = append([]Lie{l}, behind...)
		} else {
			before = append(before, l)
		}
	}
	t := &tap{j: j, conn: n, dials: r.Listens.Other(), over: make(chan struct{}), all: []net.Conn{dialer, target}}
	left, lies := dialer, append(before, behind...)
	var joints []func()
	for i, l := range lies {
		if i == len(before) {
			left = t.on(left, r.Listens.Other())
		}
		right := target
		var next net.Conn
		if i < len(lies)-1 {
			right, next = memnet.Pipe()
			t.all = append(t.all, right, next)
		} else if len(behind) == 0 {
			right = t.on(target, r.Listens)
		}
		a, b := left, right
		joints = append(joints, func() { l.join(r.Listens, a, b) })
		left = next
	}
	if len(lies) == 0 {
		a := t.on(dialer, r.Listens.Other())
		joints = append(joints, func() { straight(a, target) })
	}
	for _, start := range joints {
		start()
	}
	return t
}

// join lets the lie join who dials and who listens.
func (l Lie) join(listens codec.Party, dialer, target net.Conn) {
	if listens == codec.Engine {
		l.Join(target, dialer)
	} else {
		l.Join(dialer, target)
	}
}

// straight joins two connections without a lie.
func straight(a, b net.Conn) {
	var pumps sync.WaitGroup
	pumps.Go(func() { pump(b, a) })
	pumps.Go(func() { pump(a, b) })
	go func() {
		pumps.Wait()
		a.Close()
		b.Close()
	}()
}

// pump writes to dst what src says, until either ends.
func pump(dst, src net.Conn) {
	b := make([]byte, 32<<10)
	for {
		n, err := src.Read(b)
		if n > 0 {
			if _, failed := dst.Write(b[:n]); failed != nil {
				reset(src) // dst is gone: who speaks to it learns it
				src.Close()
				return
			}
		}
		switch {
		case err == nil:
		case conformance.EndOf(err) == conformance.FIN && half(dst):
			return
		default:
			if conformance.EndOf(err) == conformance.RST {
				reset(dst)
			}
			dst.Close()
			return
		}
	}
}

// half ends one direction, if that can be done.
func half(c net.Conn) bool {
	h, ok := c.(interface{ CloseWrite() error })
	return ok && h.CloseWrite() == nil
}

// reset makes the close of a connection a reset, if that can be done.
func reset(c net.Conn) {
	if l, ok := c.(interface{ SetLinger(int) error }); ok {
		l.SetLinger(0)
	}
}
