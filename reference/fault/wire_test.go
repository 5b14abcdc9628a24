package fault_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/ts"
	"enginespec/conformance/memnet"
	"enginespec/reference/fault"
)

// end is one party of a connection with a lie on it: what it reads is kept.
type end struct {
	net.Conn
	mu    sync.Mutex
	got   bytes.Buffer
	reads []string // each by itself
	err   error    // how reading ended
}

func (e *end) listen() {
	b := make([]byte, 64<<10)
	for {
		n, err := e.Read(b)
		e.mu.Lock()
		e.got.Write(b[:n])
		if n > 0 {
			e.reads = append(e.reads, string(b[:n]))
		}
		e.err = err
		e.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (e *end) text() string {
	synctest.Wait()
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.got.String()
}

func (e *end) ended() error {
	synctest.Wait()
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.err
}

// say writes one thing after another, and lets each arrive.
func (e *end) say(t *testing.T, lines ...string) {
	t.Helper()
	for _, l := range lines {
		_, err := e.Write([]byte(l))
		require.NoError(t, err)
		synctest.Wait()
	}
}

var lenient = codec.Options{Accept: ts.Lenient}

// joined returns the two parties of a connection that f lies on.
func joined(f *fault.Fault, shared *fault.Shared) (engine, controller *end) {
	e, toEngine := memnet.Pipe()
	c, toController := memnet.Pipe()
	fault.NewWire(ts.Protocol, toEngine, toController, f, shared, lenient)
	engine, controller = &end{Conn: e}, &end{Conn: c}
	go engine.listen()
	go controller.listen()
	return engine, controller
}

// lying runs f in a bubble with a connection that lie is told on by party.
func lying(t *testing.T, party codec.Party, lie fault.Lie, f func(t *testing.T, engine, controller *end)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		engine, controller := joined(&fault.Fault{Party: party, Lie: lie}, fault.NewShared(1))
		defer engine.Close()
		defer controller.Close()
		f(t, engine, controller)
	})
}

func TestWithoutALieAllPasses(t *testing.T) {
	lying(t, codec.Engine, nil, func(t *testing.T, engine, controller *end) {
		controller.say(t, "HELL", "OBG\r\nREADY\r\n\x00\xff\r\n")
		engine.say(t, "HELLOTS\r\nAUTH 0\r\n")
		assert.Equal(t, "HELLOBG\r\nREADY\r\n\x00\xff\r\n", engine.text())
		assert.Equal(t, []string{"HELLOTS\r\n", "AUTH 0\r\n"}, controller.reads, "one write a line")
	})
}

func TestWhatIsNotALineInTheEndPasses(t *testing.T) {
	lying(t, codec.Engine, nil, func(t *testing.T, engine, controller *end) {
		engine.say(t, "STATUS main:id")
		assert.Empty(t, controller.text())
		engine.Close()
		assert.Equal(t, "STATUS main:id", controller.text())
		assert.Equal(t, io.EOF, controller.ended())
	})
}

func TestTheEndOfOneDirectionIsPassedOn(t *testing.T) {
	lying(t, codec.Engine, nil, func(t *testing.T, engine, controller *end) {
		require.NoError(t, controller.Conn.(interface{ CloseWrite() error }).CloseWrite())
		assert.Equal(t, io.EOF, engine.ended())
		engine.say(t, "SHUTDOWN\r\n")
		assert.Equal(t, "SHUTDOWN\r\n", controller.text())
		engine.Close()
		assert.Equal(t, io.EOF, controller.ended())
	})
}

func TestCloseIsAFinEvenBehindUnreadInput(t *testing.T) {
	lying(t, codec.Engine, fault.Hang(false, "STOP"), func(t *testing.T, engine, controller *end) {
		controller.Write([]byte("STOP\r\n"))
		controller.Write([]byte("STATUS\r\n"))
		assert.Equal(t, io.EOF, controller.ended())
		assert.Equal(t, io.EOF, engine.ended())
		assert.Empty(t, engine.text())
	})
}

func TestReset(t *testing.T) {
	lying(t, codec.Engine, fault.Hang(true, "STOP"), func(t *testing.T, engine, controller *end) {
		controller.say(t, "STOP\r\n")
		assert.True(t, errors.Is(controller.ended(), syscall.ECONNRESET))
	})
}

func TestEndsKeepsTheOtherInTheDark(t *testing.T) {
	lie := func(w *fault.Wire) fault.Rewriter {
		w.Ends(func(from codec.Party) bool { return from == codec.Engine })
		return w.Pass
	}
	lying(t, codec.Controller, lie, func(t *testing.T, engine, controller *end) {
		engine.Close()
		assert.NoError(t, controller.ended())
		controller.Close()
	})
}

func TestChunksSeesWhatWasRead(t *testing.T) {
	lie := func(w *fault.Wire) fault.Rewriter {
		w.Chunks(func(from codec.Party, b []byte) []byte { return bytes.ReplaceAll(b, []byte("4"), []byte("6")) })
		return w.Pass
	}
	lying(t, codec.Engine, lie, func(t *testing.T, engine, controller *end) {
		controller.say(t, "HELLOBG version=", "4\r\n")
		assert.Equal(t, "HELLOBG version=6\r\n", engine.text())
	})
}

func TestLaterIsOverWithTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := fault.NewShared(1)
		shared.Real = func(d time.Duration) time.Duration { return d / 10 }
		said := 0
		engine, controller := joined(&fault.Fault{Party: codec.Engine, Lie: func(w *fault.Wire) fault.Rewriter {
			w.Later(time.Second, func() { said++; w.Write(codec.Engine, []byte("INFO 0;late\r\n")) })
			w.Later(time.Hour, func() { said++ })
			return w.Pass
		}}, shared)
		time.Sleep(99 * time.Millisecond)
		assert.Empty(t, controller.text())
		time.Sleep(time.Millisecond)
		assert.Equal(t, "INFO 0;late\r\n", controller.text(), "in the pace of Shared.Real")
		assert.Len(t, shared.Wires(), 1)
		engine.Close()
		controller.Close()
		time.Sleep(time.Hour)
		assert.Equal(t, 1, said)
		assert.Empty(t, shared.Wires())
	})
}

func TestListenerLiesOnEachConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := new(memnet.Network)
		l, err := n.Listen("127.0.0.1:0")
		require.NoError(t, err)
		f, err := fault.Named("ts/other-port-in-file")
		require.NoError(t, err)
		lied := fault.Listener(l, ts.Protocol, &fault.Fault{Party: codec.Engine, Lie: fault.Drop("HELLOTS"), Addr: f.Addr}, fault.NewShared(1), lenient)
		assert.NotEqual(t, l.Addr().String(), lied.Addr().String())
		c, err := n.DialContext(t.Context(), "mem", l.Addr().String())
		require.NoError(t, err)
		server, err := lied.Accept()
		require.NoError(t, err)
		assert.Equal(t, c.LocalAddr(), server.RemoteAddr(), "the addresses are those of the real connection")
		client := &end{Conn: c}
		go client.listen()
		server.Write([]byte("HELLOTS\r\nAUTH 0\r\n"))
		assert.Equal(t, "AUTH 0\r\n", client.text())
		server.Close()
		c.Close()
		l.Close()
	})
}

func TestNamed(t *testing.T) {
	f, err := fault.Named("ts/hello-silent")
	require.NoError(t, err)
	assert.Equal(t, "TS-021", f.Clause)
	_, err = fault.Named("ts/hello-silence")
	var unknown *fault.UnknownError
	require.ErrorAs(t, err, &unknown)
	assert.Contains(t, unknown.Names, "ts/hello-silent")
	assert.ErrorContains(t, err, `"ts/hello-silence"`)
}
