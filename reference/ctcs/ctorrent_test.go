package ctcs_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/corpus"
	"enginespec/reference/ctcs"
	"enginespec/reference/engine/swarm"
)

// TestCtorrent drives the real engine through a whole download: register, detail, files,
// peers, limits, options, completion, quit.
func TestCtorrent(t *testing.T) {
	t.Parallel()
	o := meetCtorrents(t, "single", 0)
	seed, err := swarm.Seed(t.Context(), o.film.Metainfo(), contentOf(o.film), swarm.SeedOptions{Addr: "127.0.71.2:0", UpRate: 1 << 20})
	require.NoError(t, err)
	defer seed.Close()
	require.NoError(t, o.tracker.AddPeer(o.film.InfoHash(), seed.Addr(), 0))
	dir := t.TempDir()
	leech := o.start("127.0.71.3", freePort(t, "127.0.71.3"), dir, "my torrent.torrent", "-D", "64")

	until := func(what string, ok func(t *ctcs.Torrent) bool) {
		t.Helper()
		o.until(what, func(st *ctcs.State) bool { return len(st.Torrents) == 1 && ok(&st.Torrents[0]) })
	}
	out := o.operate("wait engine", "wait known 1", "detail 1")
	require.Contains(t, out, "/my torrent.torrent\n")
	require.Contains(t, out, " of 1048576 octets")
	until("a limit from its command line", func(t *ctcs.Torrent) bool { return t.Status.DLLimit == 65536 })
	until("bytes", func(t *ctcs.Torrent) bool { return t.Status.DLTotal > 0 && t.Status.Seeders == 1 })
	require.Contains(t, o.operate("detail 1", "peers 1"), "at 127.0.71.2: down Ui")
	o.operate("limit 1 down 32K", "limit 1 up 50K")
	until("our limits", func(t *ctcs.Torrent) bool { return t.Status.DLLimit == 32768 && t.Status.ULLimit == 51200 })
	o.operate("set 1 max_peers 60", "set 1 verbose 0", "set 1 seed_time 3", "detail 1")
	require.Contains(t, o.operate("options 1"), "option max_peers I 20-1000 = 60 ")
	refused := o.server.Operate(o.ctx, strings.NewReader("set 1 max_peers 19"), &bytes.Buffer{})
	require.ErrorContains(t, refused, "expected 20 to 1000", "our own operator is refused before the engine is asked")
	require.NotContains(t, o.operate("list"), " 100% ", "all of that was while it downloads")
	o.operate("update 1", "limit 1 down 0", "wait complete 1")
	out = o.operate("detail 1")
	require.Contains(t, out, "a seed since ")
	before := o.server.Server.State().Torrents[0].Blocks.Status
	o.operate("quit 1")
	until("a status behind CTQUIT", func(t *ctcs.Torrent) bool { return t.Blocks.Status > before })
	leech.kill()
	require.Contains(t, o.operate("wait ended 1", "list"), "1 ended -CD0303-")
	m := o.server.Server.State().Torrents[0]
	require.Zero(t, m.Dropped, m.Why)
	require.Equal(t, m.Status.NTotal, m.Status.NHave, "the last status is kept")
	o.got(dir)
}

// got wants the film, whole, in a folder.
func (o *ctorrents) got(dir string) {
	o.t.Helper()
	got, err := os.ReadFile(filepath.Join(dir, "content"))
	require.NoError(o.t, err)
	want := make([]byte, o.film.Files[0].Size)
	_, err = io.ReadFull(o.film.Content(0), want)
	require.NoError(o.t, err)
	require.True(o.t, bytes.Equal(want, got))
}

// contentOf is the content of a fixture for a seeder.
func contentOf(f *corpus.Fixture) func(int) io.ReaderAt {
	return func(file int) io.ReaderAt { return f.Content(file) }
}
