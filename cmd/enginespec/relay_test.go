package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/redact"
	"enginespec/conformance/relay"
	"enginespec/conformance/replay"
	"enginespec/corpus"
	ctcsbundle "enginespec/reference/ctcs/bundle"
	"enginespec/reference/engine"
	"enginespec/reference/engine/sim"
	"enginespec/reference/engine/store"
	"enginespec/reference/fault"
	"enginespec/reference/ipc"
	ipcbundle "enginespec/reference/ipc/bundle"
	"enginespec/reference/putio"
	putiobundle "enginespec/reference/putio/bundle"
	"enginespec/reference/ts"
	tsbundle "enginespec/reference/ts/bundle"
)

// pair is the bundled reference of a protocol: who listens, and who dials.
type pair struct {
	// listens starts who listens, until the test ends, and returns where.
	listens func(t *testing.T) string
	// dials lets who dials do one ordinary thing at an address.
	dials func(ctx context.Context, network, addr string) error
}

func dialer(network, addr string) func(ctx context.Context) (net.Conn, error) {
	return func(ctx context.Context) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, addr)
	}
}

const fast = 100

func pairs(t *testing.T) map[string]pair {
	film := conformance.Fixture("single")
	link := content(t)
	closing := func(t *testing.T, c io.Closer, err error) {
		require.NoError(t, err)
		t.Cleanup(func() { assert.NoError(t, c.Close()) })
	}
	return map[string]pair{
		"ts": {
			func(t *testing.T) string {
				b, err := tsbundle.Start(t.Context(), tsbundle.Options{Scale: fast})
				closing(t, b, err)
				return b.Addr
			},
			func(ctx context.Context, network, addr string) error {
				return ts.Play(ctx, ts.PlayOptions{
					ClientOptions: ts.ClientOptions{Version: 4, ProductKey: ts.SampleProductKey, Clock: engine.NewClock(fast), Timeout: tsPatience * 10},
					Source:        ts.InfoHash(film.Hash()), Dial: dialer(network, addr),
				})
			},
		},
		"ipc": {
			func(t *testing.T) string {
				o := ipcbundle.Options{Scale: fast}
				o.Server.FS = new(store.Mem)
				b, err := ipcbundle.Start(t.Context(), o)
				closing(t, b, err)
				return b.Addr
			},
			func(ctx context.Context, network, addr string) error {
				return ipc.Run(ctx, ipc.RunOptions{Dial: dialer(network, addr)})
			},
		},
		"ctcs": {
			func(t *testing.T) string {
				b, err := ctcsbundle.Serve(t.Context(), ctcsbundle.ServerOptions{Scale: fast})
				closing(t, b, err)
				return b.Addr
			},
			func(ctx context.Context, _, addr string) error {
				o := ctcsbundle.Options{Server: addr, Scale: fast, Metainfo: film.Metainfo()}
				o.Sim.Swarm = sim.Swarm{Down: -1, Up: -1, Seeds: -1, Leechers: -1}
				o.Client.Filename = "film.torrent"
				b, err := ctcsbundle.Start(ctx, o)
				if err != nil {
					return err
				}
				select {
				case <-time.After(300 * time.Millisecond): // it reports until somebody ends it
				case <-b.Done():
				}
				return b.Close()
			},
		},
		"putio": {
			func(t *testing.T) string {
				b, err := putiobundle.Start(t.Context(), putiobundle.Options{Scale: fast})
				closing(t, b, err)
				return b.Addr
			},
			func(ctx context.Context, _, addr string) error {
				return putio.Play(ctx, putio.PlayOptions{
					ClientOptions: putio.ClientOptions{Base: "http://" + addr, Key: putiobundle.Key, Secret: putiobundle.Secret},
					Links:         []string{link}, Clock: engine.NewClock(fast),
				})
			},
		},
	}
}

// content serves the ordinary fixture.
func content(t *testing.T) string {
	film := conformance.Fixture("single")
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "film.bin", time.Time{}, film.Content(0))
	}))
	t.Cleanup(h.Close)
	return h.URL + "/film.bin"
}

// A session of the reference with itself, through record: it is valid, holds no secret,
// and replays as either side.
func TestRecordAndReplay(t *testing.T) {
	t.Parallel()
	served := content(t)
	for name, both := range pairs(t) {
		t.Run(name, func(t *testing.T) {
			p, err := named(protocols(), name)
			require.NoError(t, err)
			s := recorded(t, p, both)
			require.NotEmpty(t, s.Stream(1, codec.Engine))
			require.NotEmpty(t, s.Stream(1, codec.Controller))
			for _, e := range s.Entries {
				for _, secret := range []string{"AAAAsampleproductkey", putiobundle.Key, putiobundle.Secret} {
					require.NotContains(t, string(e.Bytes), secret)
				}
			}
			network := "tcp"
			if p.Socket {
				network = "unix"
			}
			t.Run("to who listens", func(t *testing.T) {
				equal(t, &replay.Replay{Suite: p.Suite, Session: s, Ours: p.Listens.Other(), Dial: dialer(network, both.listens(t))})
			})
			t.Run("to who dials", func(t *testing.T) {
				l := somewhere(t, p)
				done := make(chan error, 1)
				ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
				defer cancel()
				go func() { done <- both.dials(ctx, l.Addr().Network(), l.Addr().String()) }()
				equal(t, &replay.Replay{Suite: p.Suite, Session: s, Ours: p.Listens, Listener: l, URL: served})
				require.NoError(t, <-done)
			})
		})
	}
}

func somewhere(t *testing.T, p *protocol) net.Listener {
	t.Helper()
	network, address := "tcp", "127.0.0.1:0"
	if p.Socket {
		network, address = "unix", filepath.Join(t.TempDir(), "s")
	}
	l, err := net.Listen(network, address)
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	return l
}

// recorded records what who dials does at who listens.
func recorded(t *testing.T, p *protocol, both pair) *corpus.Session {
	t.Helper()
	name := filepath.Join(t.TempDir(), "s.json")
	file, err := os.Create(name)
	require.NoError(t, err)
	defer file.Close()
	w := conformance.NewWatcher(p.Suite, 0, conformance.Pace{Scale: fast, Slack: conformance.ScaledSlack})
	rec, err := relay.NewRecorder(file, corpus.Session{ID: p.Name() + "/s", Protocol: p.Name(), Engine: "e", Controller: "c", Note: "n"}, w, redact.For(p.Name()))
	require.NoError(t, err)
	network := "tcp"
	if p.Socket {
		network = "unix"
	}
	r := relay.Relay{Dial: dialer(network, both.listens(t)), Listens: p.Listens, Tell: func(e relay.Event) { rec.Tell(e) }}
	ctx, stop := context.WithCancel(t.Context())
	served, l := make(chan error, 1), somewhere(t, p)
	go func() { served <- r.Serve(ctx, l) }()
	require.NoError(t, both.dials(ctx, l.Addr().Network(), l.Addr().String()))
	stop()
	require.NoError(t, <-served)
	require.NoError(t, rec.Err())
	assert.Empty(t, w.Findings(), "the reference breaks no clause")
	b, err := os.ReadFile(name)
	require.NoError(t, err)
	s, err := corpus.ParseSessionFile(name, b)
	require.NoError(t, err, "%s", b)
	return s
}

// equal replays a session, and wants it as it was recorded.
func equal(t *testing.T, r *replay.Replay) {
	t.Helper()
	r.Patience, r.Pace = 20*time.Second, conformance.Pace{Scale: fast, Slack: conformance.ScaledSlack}
	r.Params = map[string]string{"api-key": putiobundle.Key, "api-secret": putiobundle.Secret}
	var lines []string
	r.Tell = func(seen []conformance.Seen, d *replay.Difference) {
		for _, s := range seen {
			lines = append(lines, s.Entry.String())
		}
		if d != nil {
			lines = append(lines, "   != "+d.Recorded+" / "+d.Live)
			lines = append(lines, d.Fields...)
		}
	}
	o, err := r.Run(t.Context())
	require.NoError(t, err)
	if !assert.Empty(t, o.Differences) || !assert.NotZero(t, o.Compared) {
		for _, l := range lines {
			t.Log(l)
		}
	}
}

// A lie on the way between two clean parties is told by its clause, in every protocol.
func TestLiesAreSeen(t *testing.T) {
	t.Parallel()
	for name, id := range map[string]string{"ts": "ts/line-feeds", "ipc": "ipc/small-letters", "ctcs": "ctcs/crlf", "putio": "putio/other-ids"} {
		t.Run(name, func(t *testing.T) {
			p, err := named(protocols(), name)
			require.NoError(t, err)
			f, err := fault.Told(p.Protocol, id)
			require.NoError(t, err)
			both := pairs(t)[name]
			w := conformance.NewWatcher(p.Suite, 0, conformance.Pace{Scale: fast, Slack: conformance.ScaledSlack})
			l := somewhere(t, p)
			lied := &relayed{relayFlags: &relayFlags{seed: 1, scale: fast}, protocol: p}
			r := relay.Relay{Dial: dialer(l.Addr().Network(), both.listens(t)), Listens: p.Listens, Lies: []relay.Lie{lied.lie(f)},
				Tell: func(e relay.Event) { relay.Watch(w, e) }}
			ctx, stop := context.WithCancel(t.Context())
			served := make(chan error, 1)
			go func() { served <- r.Serve(ctx, l) }()
			both.dials(ctx, l.Addr().Network(), l.Addr().String()) // it may well fail
			stop()
			require.NoError(t, <-served)
			broken, _ := conformance.Broken(p.Suite, w.Findings(), false)
			var ids []string
			for _, c := range broken {
				ids = append(ids, c.ID)
			}
			assert.Equal(t, []string{f.Clause}, ids)
		})
	}
}

// What the monitors' clauses are about are messages that there are.
func TestMonitorsKinds(t *testing.T) {
	for _, p := range protocols() {
		kinds := append(p.Kinds(codec.Engine), p.Kinds(codec.Controller)...)
		for _, m := range p.Suite.Monitors {
			assert.Subset(t, kinds, m.Kinds, m.Clause.ID)
		}
		how := p.Suite.Replaying
		assert.Subset(t, kinds, how.Polls, p.Name())
		assert.Subset(t, p.Kinds(codec.Engine), how.Free[codec.Engine], p.Name())
		assert.Subset(t, p.Kinds(codec.Controller), how.Free[codec.Controller], p.Name())
		for _, v := range how.Volatile {
			assert.Subset(t, kinds, strings.Fields(v.Kinds), v.Path)
		}
	}
}
