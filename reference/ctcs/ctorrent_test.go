package ctcs_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/corpus"
	"enginespec/reference/ctcs"
	"enginespec/reference/ctcs/bundle"
	"enginespec/reference/engine/swarm"
	"enginespec/reference/engine/tracker"
)

// TestCtorrent drives the real engine through a whole download: register, detail, files,
// peers, limits, options, completion, quit. Debian's package ctorrent must be installed.
func TestCtorrent(t *testing.T) {
	t.Parallel()
	bin, err := exec.LookPath("ctorrent")
	require.NoError(t, err, "install Debian's package ctorrent to run this test")
	f, err := corpus.FixtureNamed("big")
	require.NoError(t, err)
	tr, err := tracker.New("")
	require.NoError(t, err)
	defer tr.Close()
	seed, err := swarm.Seed(t.Context(), f.Metainfo(), contentOf(f), swarm.SeedOptions{Addr: "127.0.71.2:0", UpRate: 1 << 20})
	require.NoError(t, err)
	defer seed.Close()
	require.NoError(t, tr.AddPeer(f.InfoHash(), seed.Addr(), 0))

	s, err := bundle.Serve(t.Context(), bundle.ServerOptions{Server: ctcs.Options{Interval: time.Second}})
	require.NoError(t, err)
	defer s.Close()
	dir := t.TempDir()
	torrent := filepath.Join(dir, "my torrent.torrent")
	require.NoError(t, os.WriteFile(torrent, f.Metainfo(tr.URL()), 0o644))
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	var console bytes.Buffer
	cmd := exec.CommandContext(ctx, bin, "-S", s.Addr, "-i", "127.0.71.3", "-I", "127.0.71.3", "-p", freePort(t, "127.0.71.3"),
		"-e", "1", "-D", "64", "-s", filepath.Join(dir, "content"), torrent)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &console, &console
	defer func() {
		if t.Failed() {
			t.Log(console.String())
		}
	}()
	require.NoError(t, cmd.Start())
	exited := make(chan error, 1)
	go func() {
		err := cmd.Wait()
		if exited <- err; err != nil {
			cancel() // nothing else will happen
		}
	}()

	operate := func(orders ...string) string {
		t.Helper()
		var out bytes.Buffer
		err := s.Operate(ctx, strings.NewReader(strings.Join(orders, "\n")), &out)
		require.NoError(t, err, out.String())
		return out.String()
	}
	until := func(what string, ok func(t *ctcs.Torrent) bool) {
		t.Helper()
		err := s.Server.Wait(ctx, func(st ctcs.State) bool { return len(st.Torrents) == 1 && ok(&st.Torrents[0]) })
		require.NoError(t, err, "%s: %+v", what, s.Server.State())
	}
	out := operate("wait engine", "wait known 1", "detail 1")
	require.Contains(t, out, "/my torrent.torrent\n")
	require.Contains(t, out, "file 1 0% of 8388731 octets")
	until("a limit from its command line", func(t *ctcs.Torrent) bool { return t.Status.DLLimit == 65536 })
	until("bytes", func(t *ctcs.Torrent) bool { return t.Status.DLTotal > 0 && t.Status.Seeders == 1 })
	require.Contains(t, operate("detail 1", "peers 1"), "at 127.0.71.2: down Ui")
	operate("limit 1 down 32K", "limit 1 up 50K")
	until("our limits", func(t *ctcs.Torrent) bool { return t.Status.DLLimit == 32768 && t.Status.ULLimit == 51200 })
	operate("set 1 max_peers 60", "set 1 verbose 0", "set 1 seed_time 3", "detail 1")
	require.Contains(t, operate("options 1"), "option max_peers I 20-1000 = 60 ")
	refused := s.Operate(ctx, strings.NewReader("set 1 max_peers 19"), &bytes.Buffer{})
	require.ErrorContains(t, refused, "expected 20 to 1000", "our own operator is refused before the engine is asked")
	operate("update 1", "limit 1 down 0", "wait complete 1")
	out = operate("detail 1", "quit 1", "wait ended 1", "list")
	require.Contains(t, out, "a seed since ")
	require.Contains(t, out, "1 ended -CD0303-")
	require.NoError(t, <-exited, console.String())
	_, err = tr.Wait(ctx, f.InfoHash(), func(a tracker.Announce) bool { return a.Event == "stopped" })
	require.NoError(t, err)
	m := s.Server.State().Torrents[0]
	require.Zero(t, m.Dropped, m.Why)
	require.Equal(t, m.Status.NTotal, m.Status.NHave, "the last status is kept")
	got, err := os.ReadFile(filepath.Join(dir, "content"))
	require.NoError(t, err)
	want := make([]byte, len(got))
	_, err = f.Content(0).ReadAt(want, 0)
	require.NoError(t, err)
	require.True(t, bytes.Equal(want, got))
	require.Equal(t, f.Files[0].Size, int64(len(got)))
}

// contentOf is the content of a fixture for a seeder.
func contentOf(f *corpus.Fixture) func(int) io.ReaderAt {
	return func(file int) io.ReaderAt { return f.Content(file) }
}

// freePort is a port of a loopback address that nobody listens on.
func freePort(t *testing.T, host string) string {
	t.Helper()
	l, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	require.NoError(t, err)
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	require.NoError(t, err)
	return port
}
