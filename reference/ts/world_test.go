package ts_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	wire "enginespec/codec/ts"
	"enginespec/conformance/memnet"
	"enginespec/corpus"
	"enginespec/reference/engine"
	"enginespec/reference/ts"
	"enginespec/reference/ts/bundle"
)

// world is a bundle in a bubble of virtual time, on a network in memory, with the
// fixtures' metainfo and a media file served over HTTP.
type world struct {
	*bundle.Bundle
	t    *testing.T
	net  *memnet.Network
	http *http.Client
}

const files = "127.0.0.1:8000"

// inWorld runs f in a bubble. A goroutine that is left over makes the test fail.
func inWorld(t *testing.T, o bundle.Options, f func(w *world)) {
	synctest.Test(t, func(t *testing.T) {
		n := new(memnet.Network)
		rt := &http.Transport{DialContext: n.DialContext, DisableKeepAlives: true}
		o.Listen = func(_, addr string) (net.Listener, error) { return n.Listen(addr) }
		o.Server.Fetcher = &engine.Fetcher{Transport: rt}
		b, err := bundle.Start(t.Context(), o)
		require.NoError(t, err)
		l, err := n.Listen(files)
		require.NoError(t, err)
		srv := &http.Server{Handler: http.HandlerFunc(serveFixture)}
		go srv.Serve(l)
		defer func() {
			b.Close()
			srv.Close()
		}()
		f(&world{b, t, n, &http.Client{Transport: rt}})
	})
}

// serveFixture serves /NAME.torrent and, as a media file, /NAME.
func serveFixture(w http.ResponseWriter, r *http.Request) {
	name, torrent := strings.CutSuffix(strings.TrimPrefix(r.URL.Path, "/"), ".torrent")
	f, err := corpus.FixtureNamed(name)
	switch {
	case err != nil:
		http.NotFound(w, r)
	case torrent:
		w.Write(f.Metainfo())
	default:
		http.ServeContent(w, r, "media.mp4", time.Time{}, f.Content(0))
	}
}

func torrentURL(name string) string { return "http://" + files + "/" + name + ".torrent" }

func fixture(t testing.TB, name string) *corpus.Fixture {
	f, err := corpus.FixtureNamed(name)
	require.NoError(t, err)
	return f
}

// talk is a client by hand.
type talk struct {
	t    *testing.T
	conn net.Conn
	r    *bufio.Reader
	all  []string
}

func (w *world) dial() *talk {
	c, err := w.net.DialContext(w.t.Context(), "tcp", w.Addr)
	require.NoError(w.t, err)
	return &talk{t: w.t, conn: c, r: bufio.NewReader(c)}
}

// enter shakes hands at an API level, 0 for none, signed with the sample key.
func (w *world) enter(version int) *talk {
	k := w.dial()
	hi := "HELLOBG"
	if version > 0 {
		hi = fmt.Sprintf("HELLOBG version=%d", version)
	}
	k.send(hi)
	var m wire.HelloTS
	line := k.next()
	require.NoError(w.t, m.Decode([]byte(line), nil), line)
	if m.Key() == "" {
		k.send("READY")
	} else {
		k.send("READY key=" + wire.ResponseKey(m.Key(), ts.SampleProductKey))
	}
	require.Equal(w.t, "AUTH 0", k.next())
	return k
}

func (k *talk) send(lines ...string) {
	_, err := k.conn.Write([]byte(strings.Join(lines, "\r\n") + "\r\n"))
	require.NoError(k.t, err)
}

// next returns the next line. Each must be good and end in CR LF; ten minutes of
// silence are a failure.
func (k *talk) next() string {
	k.t.Helper()
	k.conn.SetReadDeadline(time.Now().Add(10 * time.Minute))
	s, err := k.r.ReadString('\n')
	require.NoError(k.t, err, "after %q", tail(k.all))
	line, ok := strings.CutSuffix(s, "\r\n")
	require.True(k.t, ok, "%q", s)
	k.all = append(k.all, line)
	return line
}

func tail(l []string) []string { return l[max(0, len(l)-12):] }

// until reads until a line that begins with one of the prefixes, and returns it.
func (k *talk) until(prefix ...string) string {
	k.t.Helper()
	for {
		line := k.next()
		for _, p := range prefix {
			if strings.HasPrefix(line, p) {
				return line
			}
		}
	}
}

// fence proves that the session is alive, and returns what came before its answer.
func (k *talk) fence() []string {
	k.t.Helper()
	from := len(k.all)
	k.send("GETPID " + strings.Repeat("0", 40) + " 0 0 0")
	require.Equal(k.t, "##", k.until("##"))
	return k.all[from : len(k.all)-1]
}

// quiet reads for a while and returns what came.
func (k *talk) quiet(d time.Duration) []string {
	k.t.Helper()
	from := len(k.all)
	end := time.Now().Add(d)
	for {
		k.conn.SetReadDeadline(end)
		s, err := k.r.ReadString('\n')
		if err != nil {
			require.Empty(k.t, s)
			return k.all[from:]
		}
		k.all = append(k.all, strings.TrimSuffix(s, "\r\n"))
	}
}

// url is the address that an announcement line tells.
func (k *talk) url(line string) string {
	k.t.Helper()
	m, err := wire.Parse(codec.Engine, line)
	require.NoError(k.t, err, line)
	switch m := m.(type) {
	case *wire.Start:
		return m.Address()
	case *wire.Play:
		return string(m.URL)
	}
	k.t.Fatalf("%q announces nothing", line)
	return ""
}

// start starts a source and returns the url of the first announcement.
func (k *talk) start(source string) string {
	k.t.Helper()
	k.send("START " + source)
	return k.url(k.until("START ", "PLAY"))
}

// end closes the connection in order.
func (k *talk) end() {
	k.t.Helper()
	k.send("SHUTDOWN")
	k.until("SHUTDOWN")
	k.eof()
}

// eof wants the end of the stream.
func (k *talk) eof() {
	k.t.Helper()
	k.conn.SetReadDeadline(time.Now().Add(time.Second))
	_, err := k.r.ReadByte()
	require.ErrorContains(k.t, err, "EOF")
	k.conn.Close()
}

func (w *world) client(ctx context.Context, o ts.ClientOptions) *ts.Client {
	conn, err := w.net.DialContext(ctx, "tcp", w.Addr)
	require.NoError(w.t, err)
	c, err := ts.NewClient(ctx, conn, o)
	require.NoError(w.t, err)
	return c
}
