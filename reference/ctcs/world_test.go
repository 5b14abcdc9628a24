package ctcs_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"enginespec/conformance/memnet"
	"enginespec/reference/ctcs"
	"enginespec/reference/ctcs/bundle"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

const serverAddr = "127.0.0.1:2780"

// talk is one end of a connection by hand.
type talk struct {
	t    *testing.T
	conn net.Conn
	r    *bufio.Reader
	all  []string
}

func newTalk(t *testing.T, c net.Conn) *talk { return &talk{t: t, conn: c, r: bufio.NewReader(c)} }

func (k *talk) send(lines ...string) {
	k.t.Helper()
	for _, l := range lines {
		k.raw(l + "\n")
	}
}

func (k *talk) raw(s string) {
	k.t.Helper()
	_, err := k.conn.Write([]byte(s))
	require.NoError(k.t, err)
}

// next returns the next line, which must end in LF alone; ten minutes of silence are a
// failure.
func (k *talk) next() string {
	k.t.Helper()
	k.conn.SetReadDeadline(time.Now().Add(10 * time.Minute))
	s, err := k.r.ReadString('\n')
	require.NoError(k.t, err, "after %q", k.all[max(0, len(k.all)-10):])
	line := strings.TrimSuffix(s, "\n")
	require.NotContains(k.t, line, "\r")
	require.NotContains(k.t, line, "\x00")
	k.all = append(k.all, line)
	return line
}

// until reads to a line that begins with prefix.
func (k *talk) until(prefix string) string {
	k.t.Helper()
	for {
		if l := k.next(); strings.HasPrefix(l, prefix) {
			return l
		}
	}
}

// block reads from a line that begins with first to the one that is last.
func (k *talk) block(first, last string) []string {
	k.t.Helper()
	lines := []string{k.until(first)}
	for lines[len(lines)-1] != last {
		lines = append(lines, k.next())
	}
	return lines
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
		k.all = append(k.all, strings.TrimSuffix(s, "\n"))
	}
}

// eof wants the end of the stream, within a minute, and returns the lines before it.
func (k *talk) eof() []string {
	k.t.Helper()
	from := len(k.all)
	for {
		k.conn.SetReadDeadline(time.Now().Add(time.Minute))
		s, err := k.r.ReadString('\n')
		if err != nil {
			require.ErrorContains(k.t, err, "EOF")
			k.conn.Close()
			return k.all[from:]
		}
		k.all = append(k.all, strings.TrimSuffix(s, "\n"))
	}
}

// stand is a control server by hand.
type stand struct {
	t   *testing.T
	net *memnet.Network
	l   net.Listener
	b   *bundle.Bundle
}

// withEngine runs f in a bubble, in which an engine dials a server by hand. What is left
// over makes the test fail.
func withEngine(t *testing.T, o bundle.Options, f func(t *testing.T, s *stand)) {
	synctest.Test(t, func(t *testing.T) {
		n := new(memnet.Network)
		l, err := n.Listen(serverAddr)
		require.NoError(t, err)
		o.Server, o.Dial = serverAddr, n.DialContext
		b, err := bundle.Start(t.Context(), o)
		require.NoError(t, err)
		s := &stand{t, n, l, b}
		defer func() {
			l.Close()
			b.Close()
		}()
		f(t, s)
	})
}

// accept waits for the engine.
func (s *stand) accept() *talk {
	s.t.Helper()
	c, err := s.l.Accept()
	require.NoError(s.t, err)
	return newTalk(s.t, c)
}

// greeted is accept and the greeting, with a version said.
func (s *stand) greeted(version int) *talk {
	k := s.accept()
	k.until("CTSTATUS")
	k.send(fmt.Sprintf("PROTOCOL %04d", version))
	return k
}

// office is a server in a bubble, and engines by hand.
type office struct {
	*bundle.Server
	t   *testing.T
	net *memnet.Network
}

func withServer(t *testing.T, o bundle.ServerOptions, f func(t *testing.T, s *office)) {
	synctest.Test(t, func(t *testing.T) {
		n := new(memnet.Network)
		o.Listen = func(_, addr string) (net.Listener, error) { return n.Listen(addr) }
		b, err := bundle.Serve(t.Context(), o)
		require.NoError(t, err)
		defer func() { require.NoError(t, b.Close()) }()
		f(t, &office{b, t, n})
	})
}

func (s *office) dial() *talk {
	c, err := s.net.DialContext(s.t.Context(), "tcp", s.Addr)
	require.NoError(s.t, err)
	return newTalk(s.t, c)
}

const peerA = "-CD0303-0xE701822DB36CFAEB3DF9F1D6"

// engine registers an engine of a version and passes over what it is asked first.
func (s *office) engine(version int) *talk {
	k := s.dial()
	k.send(fmt.Sprintf("PROTOCOL %04d", version), "CTORRENT "+peerA+" 1795229908 1795229908 /srv/my  torrents/t.torrent")
	k.until("PROTOCOL")
	k.until("SENDCONF")
	return k
}

// one waits until the only torrent is as ok says.
func (s *office) one(ok func(t *ctcs.Torrent) bool) ctcs.Torrent {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	err := s.Server.Server.Wait(ctx, func(st ctcs.State) bool { return len(st.Torrents) == 1 && ok(&st.Torrents[0]) })
	require.NoError(s.t, err, "%+v", s.Server.Server.State())
	return s.Server.Server.State().Torrents[0]
}

// settled lets everything happen that does not need time, and returns the torrents.
func (s *office) settled() []ctcs.Torrent {
	synctest.Wait()
	return s.Server.Server.State().Torrents
}
