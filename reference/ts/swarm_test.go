package ts_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/corpus"
	"enginespec/reference/engine"
	"enginespec/reference/engine/swarm"
	"enginespec/reference/engine/tracker"
	"enginespec/reference/ts"
	"enginespec/reference/ts/bundle"
)

// The same front end on the core that really downloads: a torrent that is seeded on
// loopback is loaded by its url, streams while it comes in, and is stopped.
func TestSwarm(t *testing.T) {
	tr, err := tracker.New("127.0.0.1:0")
	require.NoError(t, err)
	defer tr.Close()
	var announce = tr.URL()
	metainfo := func(f *corpus.Fixture) []byte { return f.Metainfo(announce) }
	srv := http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, err := corpus.FixtureNamed(r.URL.Path[1:])
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Write(metainfo(f))
	})}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go srv.Serve(l)
	defer srv.Close()
	for _, name := range []string{"single", "multi"} {
		f := fixture(t, name)
		s, err := swarm.Seed(t.Context(), metainfo(f), func(file int) io.ReaderAt { return f.Content(file) }, swarm.SeedOptions{Addr: "127.0.0.2:0"})
		require.NoError(t, err)
		defer s.Close()
		require.NoError(t, tr.AddPeer(f.InfoHash(), s.Addr(), 0))
	}
	dir := t.TempDir()
	e, err := swarm.New(swarm.Options{Initial: engine.Patch{Dir: &dir}})
	require.NoError(t, err)
	defer e.Close()
	b, err := bundle.Start(t.Context(), bundle.Options{Engine: e, Server: ts.Options{Library: ts.NewLibrary()}})
	require.NoError(t, err)
	defer b.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for _, name := range []string{"single", "multi", "single"} {
		f := fixture(t, name)
		var out bytes.Buffer
		p := ts.PlayOptions{Source: ts.TorrentURL("http://" + l.Addr().String() + "/" + name), Content: &out}
		p.Version, p.ProductKey = 4, ts.SampleProductKey
		p.Dial = func(ctx context.Context) (net.Conn, error) { return new(net.Dialer).DialContext(ctx, "tcp", b.Addr) }
		require.NoError(t, ts.Play(ctx, p), name)
		require.True(t, bytes.Equal(content(t, name, f.Media()[0]), out.Bytes()), name)
	}
	require.NoError(t, b.Close())
	for _, tor := range e.Snapshot().Torrents {
		require.Equal(t, engine.Stopped, tor.State)
	}
}
