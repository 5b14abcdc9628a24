package ts_test

import (
	"bytes"
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"enginespec/conformance/memnet"
	"enginespec/corpus"
	"enginespec/reference/engine"
	"enginespec/reference/engine/sim"
	"enginespec/reference/ts"
	"enginespec/reference/ts/bundle"
)

// player returns what plays in the world, and where the content goes.
func (w *world) player(version int) (ts.PlayOptions, *bytes.Buffer) {
	out := new(bytes.Buffer)
	o := ts.PlayOptions{Content: out, HTTP: w.http}
	o.Version, o.ProductKey, o.Clock = version, ts.SampleProductKey, w.Clock
	o.Dial = func(ctx context.Context) (net.Conn, error) { return w.net.DialContext(ctx, "tcp", w.Addr) }
	return o, out
}

func TestPlay(t *testing.T) {
	for _, version := range []int{0, 1, 3, 4, 6} {
		for _, name := range []string{"single", "multi", "unicode", "ad", "slow", "live"} {
			inWorld(t, bundle.Options{}, func(w *world) {
				o, out := w.player(version)
				f := fixture(t, name)
				o.Source = ts.TorrentURL(torrentURL(name))
				require.NoError(t, ts.Play(w.t.Context(), o), name)
				want := content(t, name, f.Media()[0])
				if f.Live {
					want = want[:out.Len()]
					require.GreaterOrEqual(t, out.Len(), 64<<10)
				}
				require.True(t, bytes.Equal(want, out.Bytes()), name)
			})
		}
	}
}

func TestPlayV1(t *testing.T) {
	inWorld(t, bundle.Options{Profile: ts.V1}, func(w *world) {
		o, out := w.player(0)
		o.Source = ts.InfoHash(fixture(t, "ad").Hash())
		require.NoError(t, ts.Play(w.t.Context(), o))
		require.Equal(t, content(t, "ad", 0), out.Bytes())
	})
}

func TestPlayFails(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		o, _ := w.player(4)
		o.Source = ts.TorrentURL(torrentURL("nowhere"))
		var le *ts.LoadError
		require.ErrorAs(t, ts.Play(w.t.Context(), o), &le)
		o.Source = ts.TorrentURL(torrentURL("nomedia"))
		require.ErrorContains(t, ts.Play(w.t.Context(), o), "no file to play")
		file := int64(9)
		o.Source, o.File = ts.TorrentURL(torrentURL("single")), &file
		var pe *ts.PlaybackError
		require.ErrorAs(t, ts.Play(w.t.Context(), o), &pe)
		o.ProductKey = "wrong-key"
		require.ErrorIs(t, ts.Play(w.t.Context(), o), ts.ErrNotReady)
		o.Dial = func(ctx context.Context) (net.Conn, error) { return w.net.DialContext(ctx, "tcp", "127.0.0.1:1") }
		require.ErrorContains(t, ts.Play(w.t.Context(), o), "connect to the engine")
	})
}

func TestPlayHasPatience(t *testing.T) {
	fault := engine.Fault{Kind: engine.Stall}
	inWorld(t, bundle.Options{Sim: sim.Options{Faults: []engine.Fault{fault}}}, func(w *world) {
		o, _ := w.player(4)
		o.Source = ts.TorrentURL(torrentURL("single"))
		at := time.Now()
		require.ErrorIs(t, ts.Play(w.t.Context(), o), ts.ErrTimeout)
		require.Less(t, time.Since(at), 70*time.Second)
	})
}

// At PAUSE the player stands still, and says so, until RESUME.
func TestPlayPauses(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		o, out := w.player(4)
		e := &fake{t: t, on: map[string]string{
			"START": "STATE 1\r\nPAUSE\r\nSTATE 3\r\nSTART url=http%3A//127.0.0.1%3A8000/single infohash=x file_index=0\r\n",
			"EVENT": "RESUME\r\nSTATE 2\r\n",
		}}
		o.Dial = func(context.Context) (net.Conn, error) {
			a, b := memnet.Pipe()
			go e.serve(b)
			return a, nil
		}
		o.Source = ts.PlayerID("x")
		require.NoError(t, ts.Play(w.t.Context(), o))
		require.Equal(t, content(t, "single", 0), out.Bytes())
		require.Regexp(t, `DUR \S+ 8000\nPLAYBACK \S+ 0\nEVENT pause\nEVENT play\nPLAYBACK \S+ 25\n`, strings.Join(e.heard, "\n"))
	})
}

// The engine leaves in the middle: Play ends at once.
func TestPlayEngineLeaves(t *testing.T) {
	fault := engine.Fault{Kind: engine.Stall, At: 0.5}
	inWorld(t, bundle.Options{Sim: sim.Options{Faults: []engine.Fault{fault}}}, func(w *world) {
		o, _ := w.player(4)
		o.Source = ts.TorrentURL(torrentURL("big"))
		go func() {
			time.Sleep(30 * time.Second)
			w.Server.Close()
		}()
		require.ErrorIs(t, ts.Play(w.t.Context(), o), ts.ErrShutdown)
	})
}

func TestOrders(t *testing.T) {
	f := fixture(t, "single")
	inWorld(t, bundle.Options{}, func(w *world) {
		o, out := w.player(4)
		var said bytes.Buffer
		err := ts.Orders(w.t.Context(), strings.NewReader(strings.Join([]string{
			"# comment", "", "getpid " + f.Hash(), "getpid " + strings.Repeat("0", 40), "load torrent " + torrentURL("multi"), "loadsync pid " + f.PlayerID,
			"stop", "play infohash " + f.Hash(), "shutdown", "getpid " + f.Hash(), "quit", "frob"}, "\n")), &said, o)
		require.NoError(t, err)
		require.Equal(t, content(t, "single", 0), out.Bytes())
		require.Equal(t, "getpid "+f.PlayerID+"\ngetpid \nload "+fixture(t, "multi").Hash()+" 2 files\nloadsync "+f.Hash()+" 1 files\nplay "+f.Hash()+" 1 files\ngetpid "+f.PlayerID+"\n", said.String())
		for order, want := range map[string]string{
			"frob": "no such order: expected one of", "play": "expected torrent URL", "play ship x": "expected torrent URL", "getpid": "expected an info hash",
			"stop\nload pid x": "order 2, load: LOADASYNC: not loaded: status 100",
		} {
			require.ErrorContains(t, ts.Orders(w.t.Context(), strings.NewReader(order), nil, o), want)
		}
	})
}

// Over real sockets, and nothing is left behind.
func TestRealSockets(t *testing.T) {
	defer goleak.VerifyNone(t)
	for name, o := range map[string]bundle.Options{"modern": bundle.Modern(), "v1": bundle.V1(), "permissive": bundle.Permissive()} {
		b, err := bundle.Start(t.Context(), o)
		require.NoError(t, err)
		for _, f := range corpus.Fixtures() {
			if len(f.Media()) == 0 || f.Name == "many" {
				continue
			}
			var out bytes.Buffer
			p := ts.PlayOptions{Source: ts.PlayerID(f.PlayerID), Content: &out}
			p.Version, p.ProductKey, p.Clock = 4, ts.SampleProductKey, b.Clock
			p.Dial = func(ctx context.Context) (net.Conn, error) { return new(net.Dialer).DialContext(ctx, "tcp", b.Addr) }
			require.NoError(t, ts.Play(t.Context(), p), "%s: %s", name, f.Name)
			if want := content(t, f.Name, f.Media()[0]); !f.Live || name == "v1" {
				require.True(t, bytes.Equal(want, out.Bytes()), f.Name)
			}
		}
		require.NoError(t, b.Close())
	}
}
