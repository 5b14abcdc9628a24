package ctcs_test

import (
	"bytes"
	"context"
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
	"enginespec/reference/engine/store"
	"enginespec/reference/engine/tracker"
)

// TestTwoCtorrents manages two real engines at once, a seed and a leech of its, through
// the operator's line, and shares an overall limit between them.
func TestTwoCtorrents(t *testing.T) {
	t.Parallel()
	bin, err := exec.LookPath("ctorrent")
	require.NoError(t, err, "install Debian's package ctorrent to run this test")
	f, err := corpus.FixtureNamed("single")
	require.NoError(t, err)
	tr, err := tracker.New("")
	require.NoError(t, err)
	defer tr.Close()
	s, err := bundle.Serve(t.Context(), bundle.ServerOptions{Server: ctcs.Options{Interval: time.Second, UpLimit: 40 << 10}})
	require.NoError(t, err)
	defer s.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	start := func(host, port, dir string) *exec.Cmd {
		torrent := filepath.Join(dir, "single.torrent")
		require.NoError(t, os.WriteFile(torrent, f.Metainfo(tr.URL()), 0o644))
		cmd := exec.CommandContext(ctx, bin, "-S", s.Addr, "-i", host, "-I", host, "-p", port, "-e", "1", "-s", filepath.Join(dir, "single.mp4"), torrent)
		cmd.Dir = dir
		require.NoError(t, cmd.Start())
		return cmd
	}
	operate := func(orders ...string) string {
		t.Helper()
		var out bytes.Buffer
		err := s.Operate(ctx, strings.NewReader(strings.Join(orders, "\n")), &out)
		require.NoError(t, err, out.String())
		return out.String()
	}
	seedDir, leechDir := t.TempDir(), t.TempDir()
	require.NoError(t, bundle.PutContent(store.OS{}, seedDir, f))
	port := freePort(t, "127.0.75.2")
	require.NoError(t, tr.AddPeer(f.InfoHash(), net.JoinHostPort("127.0.75.2", port), 0))
	seed := start("127.0.75.2", port, seedDir)
	operate("wait engine", "wait complete 1")
	leech := start("127.0.75.3", freePort(t, "127.0.75.3"), leechDir)
	require.NoError(t, s.Server.Wait(ctx, func(st ctcs.State) bool { return len(st.Torrents) == 2 }))
	operate("wait known *")
	var last ctcs.State
	bytesMove := func(st ctcs.State) bool { last = st; return st.Torrents[1].Status.DLTotal > 0 }
	require.NoError(t, s.Server.Wait(ctx, bytesMove), "%+v", last)
	limited := func(st ctcs.State) bool {
		last = st
		up := st.Torrents[0].Status.ULLimit
		return up >= 20<<10 && up <= 40<<10
	}
	require.NoError(t, s.Server.Wait(ctx, limited), "%+v", last)
	require.Equal(t, 2, strings.Count(operate("list"), " live -CD0303-"))
	out := operate("limit 1 up 0", "limit 2 down 512K", "wait complete 2", "detail *", "quit *", "wait ended 1", "wait ended 2", "list")
	require.Equal(t, 2, strings.Count(out, " ended -CD0303-"), out)
	require.NoError(t, seed.Wait())
	require.NoError(t, leech.Wait())
	got, err := os.ReadFile(filepath.Join(leechDir, "single.mp4"))
	require.NoError(t, err)
	want, err := os.ReadFile(filepath.Join(seedDir, "single.mp4"))
	require.NoError(t, err)
	require.True(t, bytes.Equal(want, got))
}
