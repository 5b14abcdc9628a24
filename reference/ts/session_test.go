package ts_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	wire "enginespec/codec/ts"
	"enginespec/corpus"
	"enginespec/reference/engine"
	"enginespec/reference/engine/sim"
	"enginespec/reference/ts"
	"enginespec/reference/ts/bundle"
)

// state is the state of the only torrent.
func (w *world) state() engine.State {
	w.t.Helper()
	synctest.Wait()
	list := w.Engine.Snapshot().Torrents
	require.Len(w.t, list, 1)
	return list[0].State
}

// Two sessions that play the same torrent are one download, which ends with the last.
func TestSharedTorrent(t *testing.T) {
	inWorld(t, bundle.Options{Sim: sim.Options{Swarm: sim.Swarm{Down: 64 << 10}}}, func(w *world) {
		a, b := w.enter(4), w.enter(3)
		src := "PID " + fixture(t, "big").PlayerID + " 0"
		first, second := a.start(src), b.start(src)
		require.NotEqual(t, first, second)
		a.send("STOP")
		a.until("STATE 0")
		require.Equal(t, engine.Downloading, w.state())
		status, _ := w.get(first, 0)
		require.GreaterOrEqual(t, status, 400)
		status, _ = w.get(second, 1000)
		require.Equal(t, 200, status)
		for range 5 {
			b.until("STATUS main:dl")
		}
		b.conn.Close() // no STOP, no SHUTDOWN
		time.Sleep(time.Second)
		require.Equal(t, engine.Stopped, w.state())
		status, _ = w.get(second, 0)
		require.GreaterOrEqual(t, status, 400)
		a.end()
	})
}

// Two sessions play two files: both are downloaded, and no other.
func TestSharedTorrentTwoFiles(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		a, b := w.enter(4), w.enter(4)
		pid := fixture(t, "multi").PlayerID
		a.start("PID " + pid + " 1")
		b.start("PID " + pid + " 3")
		a.until("STATE 4")
		b.until("STATE 4")
		synctest.Wait()
		var have []bool
		for _, f := range w.Engine.Snapshot().Torrents[0].Files {
			have = append(have, f.Priority != engine.Skip)
		}
		require.Equal(t, []bool{false, true, false, true, false}, have)
		a.end()
		b.end()
	})
}

// A torrent that ran before anybody came goes on when all have left.
func TestTorrentOfOthers(t *testing.T) {
	inWorld(t, bundle.Options{Server: ts.Options{MaxTorrents: 1}}, func(w *world) {
		_, err := w.Engine.Add(w.t.Context(), engine.Source{Metainfo: fixture(t, "multi").Metainfo()}, engine.AddOptions{})
		require.NoError(t, err)
		k := w.enter(4)
		k.start("TORRENT " + torrentURL("multi") + " 1 0 0 0")
		k.send("STOP")
		k.until("STATUS main:idle")
		time.Sleep(time.Minute)
		require.Equal(t, engine.Seeding, w.state())
		k.load("1", "TORRENT "+torrentURL("single")+" 0 0 0")
		k.load("1", "TORRENT "+torrentURL("nomedia")+" 0 0 0")
		k.end()
		_, err = w.Engine.Add(w.t.Context(), engine.Source{Metainfo: fixture(t, "multi").Metainfo()}, engine.AddOptions{})
		require.ErrorIs(t, err, engine.ErrExists, "it is not ours to forget")
	})
}

// Who reads nothing loses his session; who reads slowly misses STATUS lines; others
// notice neither.
func TestSlowReader(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		lazy, other := w.enter(4), w.enter(4)
		lazy.start("PID " + fixture(t, "big").PlayerID + " 0")
		other.start("PID " + fixture(t, "big").PlayerID + " 0")
		line := "GETPID " + fixture(t, "big").Hash() + " 0 0 0\r\n"
		lazy.conn.SetWriteDeadline(time.Now().Add(20 * time.Minute))
		var err error
		for err == nil {
			_, err = lazy.conn.Write([]byte(strings.Repeat(line, 100)))
		}
		require.False(t, errors.Is(err, os.ErrDeadlineExceeded), "%v", err)
		for range 3 {
			require.Less(t, len(other.fence()), 2000)
		}
		require.Equal(t, 1, w.Server.Sessions())
		other.end()
	})
}

func TestTooManySessions(t *testing.T) {
	inWorld(t, bundle.Options{Server: ts.Options{MaxSessions: 2}}, func(w *world) {
		a, b := w.enter(4), w.enter(4)
		c := w.dial()
		c.eof()
		a.end()
		time.Sleep(time.Second)
		w.enter(4).end()
		b.end()
	})
}

func TestServerCloses(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		idle, fresh, playing := w.enter(4), w.dial(), w.enter(4)
		playing.start("PID " + fixture(t, "big").PlayerID + " 0")
		done := make(chan error)
		go func() { done <- w.Server.Close() }()
		for _, k := range []*talk{idle, fresh, playing} {
			k.until("SHUTDOWN")
			k.eof()
		}
		require.NoError(t, <-done)
		require.Equal(t, engine.Stopped, w.state())
		require.NoError(t, w.Server.Close(), "idempotent")
		a, b := net.Pipe()
		require.False(t, w.Server.Handle(a))
		b.Close()
	})
}

// What was pipelined before SHUTDOWN or the end of the stream is answered.
func TestPipelined(t *testing.T) {
	f := fixture(t, "single")
	script := "HELLOBG\r\n" + goodReady + "\r\nLOADASYNC 1 PID " + f.PlayerID + "\r\nGETPID " + f.Hash() + " 0 0 0\r\nSTART PID " + f.PlayerID + " 0\r\nSTOP\r\n"
	for name, cut := range map[string]int{"at once": len(script), "bytewise": 1, "sevens": 7} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, bundle.Options{FixedKey: true}, func(w *world) {
				k := w.dial()
				for b := []byte(script); len(b) > 0; b = b[min(cut, len(b)):] {
					_, err := k.conn.Write(b[:min(cut, len(b))])
					require.NoError(t, err)
				}
				k.until("STATE 0")
				require.Regexp(t, "^HELLOTS, AUTH, loading, LOADRESP, idle, ##"+f.PlayerID+", STATE 1, starting, (prebuf, )?STATE 0$", words(k.all))
				k.end()
			})
		})
	}
}

// Whatever comes, the session lives until a line is too long, and the server always.
func TestGarbage(t *testing.T) {
	var seeds []string
	for _, s := range sessions(t) {
		for _, l := range strings.SplitAfter(string(s.Stream(1, codec.Controller)), "\n") {
			if !strings.Contains(l, "SHUTDOWN") {
				seeds = append(seeds, l)
			}
		}
	}
	inWorld(t, bundle.Options{Permissive: true, Server: ts.Options{MaxLine: 4096, LoadTimeout: time.Second}}, func(w *world) {
		for seed := range uint64(30) {
			r := rand.New(rand.NewPCG(seed, 1))
			k := w.enter(4)
			for range 50 {
				b := []byte(seeds[r.IntN(len(seeds))])
				for range r.IntN(4) {
					if len(b) > 1 {
						b[r.IntN(len(b)-1)] = byte(r.IntN(256))
					}
				}
				b = bytes.ReplaceAll(b, []byte("SHUTDOWN"), []byte("SHUT"))
				_, err := k.conn.Write(b)
				require.NoError(t, err)
				_, err = k.conn.Write([]byte("\r\n"))
				require.NoError(t, err)
				if r.IntN(10) == 0 {
					k.fence()
				}
			}
			k.fence()
			k.conn.Close()
		}
	})
}

func sessions(t testing.TB) []corpus.Session {
	list, err := corpus.Sessions("ts")
	require.NoError(t, err)
	return list
}

// What real clients said in recorded sessions, said to this server, goes as well as
// it did then.
func TestRecordedClients(t *testing.T) {
	for _, s := range sessions(t) {
		t.Run(s.ID, func(t *testing.T) {
			o := bundle.Options{FixedKey: true}
			if bytes.HasPrefix(s.Stream(1, codec.Engine), []byte("HELLOTS\r\n")) {
				o.Profile = ts.V1
			}
			inWorld(t, o, func(w *world) { w.replay(s) })
		})
	}
}

// replay says each line of the client once the engine has said as many messages of
// the kind that came last before it. Ids, urls and times become those of this world.
func (w *world) replay(s corpus.Session) {
	k := w.dial()
	f := fixture(w.t, "single")
	if bytes.Contains(s.Stream(1, codec.Controller), []byte("LIVESEEK")) {
		f = fixture(w.t, "live")
	}
	url, wait := "", ""
	for _, e := range s.Entries {
		if e.From == codec.Engine && len(e.Bytes) > 0 {
			for _, l := range strings.Split(strings.TrimSuffix(string(e.Bytes), "\r\n"), "\r\n") {
				wait = strings.Fields(l)[0]
			}
			if wait != "STATUS" {
				line := k.until(wait)
				if wait == "START" || wait == "PLAY" {
					url = k.url(line)
				}
			}
			continue
		}
		if e.From != codec.Controller || len(e.Bytes) == 0 {
			continue
		}
		for _, l := range strings.Split(strings.TrimSuffix(string(e.Bytes), "\r\n"), "\r\n") {
			words := strings.Fields(l)
			for i, x := range words {
				switch {
				case len(x) == 40 && i > 0 && words[i-1] == "PID":
					words[i] = f.PlayerID
				case strings.HasSuffix(x, ".torrent"):
					words[i] = torrentURL(f.Name)
				case strings.Contains(x, "/content/"):
					words[i] = url
				case words[0] == "LIVESEEK" && i == 1:
					words[i] = fmt.Sprint(time.Now().Unix() - 30)
				}
			}
			k.send(strings.Join(words, " "))
		}
	}
	k.eof()
	require.NotContains(w.t, strings.Join(k.all, "\n"), "main:err")
	require.NotContains(w.t, k.all, "NOTREADY")
}

func TestServe(t *testing.T) {
	dir := t.TempDir()
	b, err := bundle.Start(t.Context(), bundle.Options{Server: ts.Options{PortFile: filepath.Join(dir, "acestream.port")}})
	require.NoError(t, err)
	c, err := net.Dial("tcp", b.Addr)
	require.NoError(t, err)
	_, err = c.Write([]byte("HELLOBG\r\n"))
	require.NoError(t, err)
	_, err = c.Read(make([]byte, 1))
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join(dir, "acestream.port"))
	require.NoError(t, err)
	port, err := wire.ParsePort(text, nil)
	require.NoError(t, err)
	require.True(t, strings.HasSuffix(b.Addr, fmt.Sprint(":", port)))
	c.Close()
	require.NoError(t, b.Close())
	_, err = os.Stat(filepath.Join(dir, "acestream.port"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestOptions(t *testing.T) {
	for _, o := range []ts.Options{{}, {Engine: &sim.Engine{}}, {HTTP: "http://127.0.0.1:1"}} {
		_, err := ts.New(o)
		require.Error(t, err)
	}
	for _, p := range []ts.Profile{ts.Modern, ts.V1} {
		q, err := ts.ParseProfile(p.String())
		require.NoError(t, err)
		require.Equal(t, p, q)
	}
	_, err := ts.ParseProfile("v2")
	require.ErrorContains(t, err, "expected modern or v1")
}

// failing is a listener that fails a few times before it accepts.
type failing struct {
	net.Listener
	n int
}

func (f *failing) Accept() (net.Conn, error) {
	if f.n--; f.n >= 0 {
		return nil, &net.OpError{Op: "accept", Err: syscall.EMFILE}
	}
	return f.Listener.Accept()
}

// A machine without free files is no reason to stop serving.
func TestAcceptGoesOn(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		l, err := w.net.Listen("127.0.0.1:7")
		require.NoError(t, err)
		done := make(chan error)
		go func() { done <- w.Server.Serve(w.t.Context(), &failing{l, 3}) }()
		c, err := w.net.DialContext(w.t.Context(), "tcp", "127.0.0.1:7")
		require.NoError(t, err)
		_, err = c.Write([]byte("SHUTDOWN\r\n"))
		require.NoError(t, err)
		b := make([]byte, 10)
		_, err = c.Read(b)
		require.NoError(t, err)
		require.Equal(t, "SHUTDOWN\r\n", string(b))
		c.Close()
		l.Close()
		require.ErrorContains(t, <-done, "accept")
	})
}
