package relay_test

import (
	"context"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/relay"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is a relay between a dialer and a target, over real sockets.
type world struct {
	*testing.T
	dialer, target net.Conn
	mu             sync.Mutex
	events         []relay.Event
	changed        chan struct{}
	stop           context.CancelFunc
	served         chan error
}

// setup starts a relay and passes a connection through it. CTCS engines dial, so that
// both directions of "who listens" are there.
func setup(t *testing.T, network string, r relay.Relay) *world {
	t.Helper()
	w := &world{T: t, changed: make(chan struct{}, 1), served: make(chan error, 1)}
	front, back := listen(t, network), listen(t, network)
	r.Dial = func(ctx context.Context) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, back.Addr().Network(), back.Addr().String())
	}
	r.Tell = func(e relay.Event) {
		w.mu.Lock()
		w.events = append(w.events, e)
		w.mu.Unlock()
		select {
		case w.changed <- struct{}{}:
		default:
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	w.stop = cancel
	go func() { w.served <- r.Serve(ctx, front) }()
	t.Cleanup(func() {
		cancel()
		w.dialer.Close()
		w.target.Close()
		back.Close()
	})
	var err error
	w.dialer, err = net.Dial(front.Addr().Network(), front.Addr().String())
	require.NoError(t, err)
	w.target, err = back.Accept()
	require.NoError(t, err)
	for _, c := range []net.Conn{w.dialer, w.target} {
		c.SetDeadline(time.Now().Add(20 * time.Second))
	}
	return w
}

func listen(t *testing.T, network string) net.Listener {
	t.Helper()
	address := "127.0.0.1:0"
	if network == "unix" {
		address = filepath.Join(t.TempDir(), "s")
	}
	l, err := net.Listen(network, address)
	require.NoError(t, err)
	return l
}

// says writes at one end and wants the same, no more, at the other.
func (w *world) says(from, to net.Conn, text string) {
	w.Helper()
	_, err := from.Write([]byte(text))
	require.NoError(w, err)
	b := make([]byte, len(text))
	_, err = io.ReadFull(to, b)
	require.NoError(w, err)
	require.Equal(w, text, string(b))
}

// ends waits until the end of what comes, and returns how it ended.
func (w *world) ends(c net.Conn) conformance.End {
	w.Helper()
	b := make([]byte, 1)
	n, err := c.Read(b)
	require.Zero(w, n)
	require.Error(w, err)
	return conformance.EndOf(err)
}

// told waits until the events, shown as text, are as wanted.
func (w *world) told(want ...string) {
	w.Helper()
	deadline := time.After(20 * time.Second)
	for {
		var have []string
		w.mu.Lock()
		for _, e := range w.events {
			have = append(have, show(e))
		}
		w.mu.Unlock()
		if strings.Join(have, "|") == strings.Join(want, "|") {
			return
		}
		select {
		case <-w.changed:
		case <-deadline:
			require.Equal(w, want, have)
		}
	}
}

func show(e relay.Event) string {
	text := e.Note
	switch {
	case len(e.Bytes) > 0:
		text = string(e.Bytes)
	case e.End != conformance.Open:
		text = e.End.String()
	case e.Note == "":
		text = "begin"
	}
	if e.From != 0 {
		text = e.From.String()[:1] + " " + text
	}
	if e.Over {
		text += " over"
	}
	return text
}

// Each piece passes at once, also half a message and what is none, and each end as it is.
func TestPasses(t *testing.T) {
	for _, network := range []string{"tcp", "unix"} {
		t.Run(network, func(t *testing.T) {
			w := setup(t, network, relay.Relay{Listens: codec.Engine})
			w.says(w.dialer, w.target, "HELLO")
			w.says(w.target, w.dialer, "\x00\xff")
			w.says(w.dialer, w.target, "BG\r\n")
			require.NoError(t, w.dialer.(interface{ CloseWrite() error }).CloseWrite())
			require.Equal(t, conformance.FIN, w.ends(w.target))
			w.says(w.target, w.dialer, "HELLOTS\r\n")
			w.target.Close()
			require.Equal(t, conformance.FIN, w.ends(w.dialer))
			w.told("begin", "c HELLO", "e \x00\xff", "c BG\r\n", "c FIN", "e HELLOTS\r\n", "e FIN over")
			w.stop()
			require.NoError(t, <-w.served)
		})
	}
}

// Where the engine dials, the controller is the target.
func TestEngineDials(t *testing.T) {
	w := setup(t, "tcp", relay.Relay{Listens: codec.Controller, Once: true})
	w.says(w.dialer, w.target, "PROTOCOL 0003\n")
	w.says(w.target, w.dialer, "SENDSTATUS\n")
	w.target.Close()
	require.Equal(t, conformance.FIN, w.ends(w.dialer))
	w.dialer.Close()
	w.told("begin", "e PROTOCOL 0003\n", "c SENDSTATUS\n", "c FIN", "e FIN over")
	require.NoError(t, <-w.served, "with Once the end of the connection is the end")
}

// A reset is passed on as one, from either side.
func TestResets(t *testing.T) {
	for _, by := range []string{"dialer", "target"} {
		t.Run(by, func(t *testing.T) {
			w := setup(t, "tcp", relay.Relay{Listens: codec.Engine})
			from, to, who := w.dialer, w.target, "c"
			if by == "target" {
				from, to, who = to, from, "e"
			}
			w.says(from, to, "x")
			require.NoError(t, from.(*net.TCPConn).SetLinger(0))
			from.Close()
			_, err := to.Read(make([]byte, 1))
			require.ErrorIs(t, err, syscall.ECONNRESET)
			w.told("begin", who+" x", who+" RST over")
		})
	}
}

// Who writes to a party that is gone learns it.
func TestTargetIsGone(t *testing.T) {
	w := setup(t, "tcp", relay.Relay{Listens: codec.Engine})
	w.target.Close()
	require.Equal(t, conformance.FIN, w.ends(w.dialer))
	var err error
	for err == nil { // the kernel needs a write or two to notice
		_, err = w.dialer.Write([]byte("HELLOBG\r\n"))
	}
	require.True(t, errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE), "%v", err)
}

// Interrupted, the relay closes what it has, and says that it was us.
func TestInterrupted(t *testing.T) {
	w := setup(t, "tcp", relay.Relay{Listens: codec.Engine})
	w.says(w.dialer, w.target, "HELLOBG")
	w.stop()
	require.NoError(t, <-w.served)
	w.told("begin", "c HELLOBG", conformance.Ours.String()+" over")
	w.dialer.Read(make([]byte, 1))
	w.target.Read(make([]byte, 1))
}

func TestUnreachable(t *testing.T) {
	gone := errors.New("nobody is there")
	var events []string
	r := relay.Relay{Listens: codec.Engine, Once: true,
		Dial: func(context.Context) (net.Conn, error) { return nil, gone },
		Tell: func(e relay.Event) { events = append(events, show(e)) }}
	l := listen(t, "tcp")
	served := make(chan error, 1)
	go func() { served <- r.Serve(context.Background(), l) }()
	if c, err := net.Dial("tcp", l.Addr().String()); err == nil { // else it was reset already
		defer c.Close()
	}
	err := <-served
	require.ErrorIs(t, err, relay.ErrUnreachable)
	require.ErrorIs(t, err, gone)
	assert.Equal(t, []string{"begin", "dialing the target: nobody is there", "e RST over"}, events)
}

// lie joins two connections and puts a word in front of each piece that the liar writes.
func lie(liar codec.Party, word string) relay.Lie {
	return relay.Lie{Liar: liar, Join: func(engine, controller net.Conn) {
		ends := [3]net.Conn{nil, engine, controller}
		pump := func(from codec.Party) {
			defer ends[from.Other()].(interface{ CloseWrite() error }).CloseWrite()
			b := make([]byte, 1<<10)
			for {
				n, err := ends[from].Read(b)
				if err != nil {
					return
				}
				if text := string(b[:n]); from == liar {
					ends[from.Other()].Write([]byte(word + text))
				} else {
					ends[from.Other()].Write(b[:n])
				}
			}
		}
		go pump(codec.Engine)
		go pump(codec.Controller)
	}}
}

// What is told is what each party says after it has lied, however many lies there are.
func TestLies(t *testing.T) {
	for name, c := range map[string]struct {
		lies       []relay.Lie
		engine     string // what it reads of the controller's "c"
		controller string // what it reads of the engine's "e"
	}{
		"of the target":        {[]relay.Lie{lie(codec.Engine, "1")}, "c", "1e"},
		"two of the target":    {[]relay.Lie{lie(codec.Engine, "1"), lie(codec.Engine, "2")}, "c", "21e"},
		"of the dialer":        {[]relay.Lie{lie(codec.Controller, "1")}, "1c", "e"},
		"of both, two of each": {[]relay.Lie{lie(codec.Controller, "1"), lie(codec.Engine, "2"), lie(codec.Controller, "3"), lie(codec.Engine, "4")}, "31c", "42e"},
	} {
		t.Run(name, func(t *testing.T) {
			w := setup(t, "tcp", relay.Relay{Listens: codec.Engine, Lies: c.lies})
			w.dialer.Write([]byte("c"))
			b := make([]byte, len(c.engine))
			_, err := io.ReadFull(w.target, b)
			require.NoError(t, err)
			assert.Equal(t, c.engine, string(b))
			w.target.Write([]byte("e"))
			b = make([]byte, len(c.controller))
			_, err = io.ReadFull(w.dialer, b)
			require.NoError(t, err)
			assert.Equal(t, c.controller, string(b))
			w.dialer.Close()
			require.Equal(t, conformance.FIN, w.ends(w.target))
			w.target.Close()
			w.told("begin", "c "+c.engine, "e "+c.controller, "c FIN", "e FIN over")
		})
	}
}
