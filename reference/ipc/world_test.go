package ipc_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	wire "enginespec/codec/ipc"
	"enginespec/conformance/memnet"
	"enginespec/corpus"
	"enginespec/reference/engine/store"
	"enginespec/reference/ipc/bundle"
)

// world is a bundle in a bubble of virtual time, on a network and a disk in memory.
type world struct {
	*bundle.Bundle
	t   *testing.T
	net *memnet.Network
	fs  *store.Mem
}

// inWorld runs f in a bubble. A goroutine that is left over makes the test fail.
func inWorld(t *testing.T, o bundle.Options, f func(w *world)) {
	t.Helper()
	inWorldReading(t, o, readFixture, f)
}

// inWorldReading is inWorld with other torrent files on the daemon's disk.
func inWorldReading(t *testing.T, o bundle.Options, read func(string) ([]byte, error), f func(w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &world{t: t, net: new(memnet.Network), fs: new(store.Mem)}
		o.Listen = func(_, addr string) (net.Listener, error) { return w.net.Listen(addr) }
		o.Dir = "/state"
		o.Server.FS = w.fs
		o.Server.ReadFile = read
		b, err := bundle.Start(t.Context(), o)
		require.NoError(t, err)
		w.Bundle = b
		defer b.Close()
		f(w)
	})
}

// readFixture reads /t/NAME.torrent.
func readFixture(name string) ([]byte, error) {
	base, ok := strings.CutSuffix(path.Base(name), ".torrent")
	f, err := corpus.FixtureNamed(base)
	if err != nil || !ok || path.Dir(name) != "/t" {
		return nil, &os.PathError{Op: "open", Path: name, Err: os.ErrNotExist}
	}
	return f.Metainfo("http://127.0.0.1:8000/announce?k=1", "http://127.0.0.1:8001/x"), nil
}

func fixture(t testing.TB, name string) *corpus.Fixture {
	f, err := corpus.FixtureNamed(name)
	require.NoError(t, err)
	return f
}

// talk is a client by hand.
type talk struct {
	t    *testing.T
	conn net.Conn
	r    *wire.Reader
}

func (w *world) dial() *talk {
	w.t.Helper()
	c, err := w.net.DialContext(context.Background(), "mem", w.Addr)
	require.NoError(w.t, err)
	return newTalk(w.t, c)
}

func newTalk(t *testing.T, c net.Conn) *talk {
	return &talk{t: t, conn: c, r: wire.NewReader(c, &codec.Options{Version: 2})}
}

// enter shakes hands with the given range of versions.
func (w *world) enter(lo, hi int) *talk {
	w.t.Helper()
	k := w.dial()
	k.greet(lo, hi)
	return k
}

// talk is a session of version 2.
func (w *world) talk() *talk { w.t.Helper(); return w.enter(1, 2) }

func (k *talk) greet(lo, hi int) {
	k.t.Helper()
	k.send(fmt.Sprintf("d7:versiond3:maxi%de3:mini%deee", hi, lo))
	k.hello()
}

// hello reads the daemon's handshake.
func (k *talk) hello() *wire.Handshake {
	k.t.Helper()
	k.soon()
	var h wire.Handshake
	require.NoError(k.t, k.r.Handshake(&h))
	return h.Clone()
}

// frame puts a length before a payload.
func frame(payload string) string { return fmt.Sprintf("%08X%s", len(payload), payload) }

// send sends payloads as frames in one write.
func (k *talk) send(payloads ...string) {
	k.t.Helper()
	var b strings.Builder
	for _, p := range payloads {
		b.WriteString(frame(p))
	}
	k.raw(b.String())
}

func (k *talk) raw(bytes string) {
	k.t.Helper()
	_, err := io.WriteString(k.conn, bytes)
	require.NoError(k.t, err)
}

// put sends messages in one write.
func (k *talk) put(list ...*wire.Message) {
	k.t.Helper()
	var b []byte
	var err error
	for _, m := range list {
		b, err = m.Append(b)
		require.NoError(k.t, err)
	}
	k.raw(string(b))
}

func (k *talk) soon() { k.conn.SetReadDeadline(time.Now().Add(20 * time.Second)) }

// next returns the next message, which must be strictly right.
func (k *talk) next() *wire.Message {
	k.t.Helper()
	k.soon()
	m := new(wire.Message)
	require.NoError(k.t, k.r.Next(m))
	return m.Clone()
}

// want wants messages in the notation of the document.
func (k *talk) want(replies ...string) {
	k.t.Helper()
	for _, r := range replies {
		require.Equal(k.t, r, k.next().String())
	}
}

// ask sends a message with a tag of its own and returns the reply to it.
func (k *talk) ask(m *wire.Message) *wire.Message {
	k.t.Helper()
	k.put(m.Tagged(77))
	r := k.next()
	require.EqualValues(k.t, 77, r.Tag, r)
	return r
}

// done asks for something that must succeed.
func (k *talk) done(m *wire.Message) {
	k.t.Helper()
	require.Equal(k.t, `("succeeded", "", 77)`, k.ask(m).String())
}

// fence proves that nothing was said so far and the session lives.
func (k *talk) fence() {
	k.t.Helper()
	k.done(wire.New("noop"))
}

// eof wants the end of the stream, with nothing before it.
func (k *talk) eof() {
	k.t.Helper()
	k.soon()
	_, err := k.r.Frame()
	require.ErrorIs(k.t, err, io.EOF)
	k.conn.Close()
}

// add adds a fixture and returns its ID.
func (k *talk) add(name string) int64 {
	k.t.Helper()
	r := k.ask(wire.NewTexts("addfiles", "/t/"+name+".torrent"))
	require.Len(k.t, r.Infos, 1)
	return r.Infos[0].ID
}

// status asks for one torrent.
func (k *talk) status(id int64, types ...string) wire.Status {
	k.t.Helper()
	r := k.ask(wire.NewQuery("get-status", []int64{id}, types...))
	require.Len(k.t, r.Statuses, 1, r)
	return r.Statuses[0]
}

// until waits, in virtual time, until ok says so of a torrent.
func (k *talk) until(id int64, what string, ok func(s *wire.Status) bool) wire.Status {
	k.t.Helper()
	for range 10_000 {
		s := k.status(id, "state", "running", "completed", "error", "download-speed", "upload-speed", "peers-total")
		if ok(&s) {
			return s
		}
		<-time.After(100 * time.Millisecond)
	}
	require.Fail(k.t, "not seen: "+what)
	return wire.Status{}
}
