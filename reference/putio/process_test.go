package putio_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	wire "enginespec/codec/putio"
	"enginespec/corpus"
	"enginespec/reference/engine"
	"enginespec/reference/engine/swarm"
	"enginespec/reference/engine/tracker"
	"enginespec/reference/putio"
	"enginespec/reference/putio/bundle"
)

// serveIn makes the test binary a server with its state in that folder.
const serveIn = "ENGINESPEC_PUTIO_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(serveIn); dir != "" {
		if err := serveUntilEOF(dir); err != nil {
			panic(err)
		}
		return
	}
	m.Run()
}

// serveUntilEOF is the server that is killed: a real one, on disk and in a real swarm.
func serveUntilEOF(dir string) error {
	data := filepath.Join(dir, "data")
	e, err := swarm.New(swarm.Options{State: filepath.Join(dir, "engine"), Initial: engine.Patch{Dir: &data}})
	if err != nil {
		return err
	}
	defer e.Close()
	b, err := bundle.Start(context.Background(), bundle.Options{
		Engine: e, Dir: filepath.Join(dir, "putio"),
		Server: putio.Options{Stage: 20 * time.Millisecond, SeedIdle: 300 * time.Millisecond},
	})
	if err != nil {
		return err
	}
	defer b.Close()
	fmt.Println(b.Base)
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// child is such a server.
type child struct {
	*putio.Client
	cmd *exec.Cmd
	in  io.Closer
}

func startChild(t *testing.T, dir string) *child {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), serveIn+"="+dir)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	base, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	c, err := putio.NewClient(putio.ClientOptions{Base: strings.TrimSpace(base), Key: bundle.Key, Secret: bundle.Secret})
	require.NoError(t, err)
	return &child{c, cmd, in}
}

// A server that is killed while it downloads goes on where it was: each byte comes
// over the wire once, but for the pieces under way.
func TestKilledProcess(t *testing.T) {
	f, err := corpus.FixtureNamed("big")
	require.NoError(t, err)
	tr, err := tracker.New("")
	require.NoError(t, err)
	defer tr.Close()
	seeder, err := swarm.Seed(t.Context(), f.Metainfo(), func(file int) io.ReaderAt { return f.Content(file) }, swarm.SeedOptions{UpRate: 8 << 20})
	require.NoError(t, err)
	defer seeder.Close()
	require.NoError(t, tr.AddPeer(f.InfoHash(), seeder.Addr(), 0))
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/x-bittorrent")
		w.Write(f.Metainfo(tr.URL()))
	}))
	defer site.Close()

	dir := t.TempDir()
	c := startChild(t, dir)
	added, err := c.TransfersAdd(t.Context(), site.URL+"/get?id=5") // a torrent by its type alone
	require.NoError(t, err)
	made, err := c.FilesCreateDir(t.Context(), 0, "kept")
	require.NoError(t, err)
	await(t, c.Client, func(list []wire.Transfer) bool { return len(list) == 1 && list[0].PercentDone > 25 })
	require.NoError(t, c.cmd.Process.Kill())
	c.cmd.Wait()

	c = startChild(t, dir)
	defer func() {
		c.in.Close()
		assert.NoError(t, c.cmd.Wait())
	}()
	list, err := c.TransfersList(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 1)
	assert.Equal(t, added[0].ID, list[0].ID)
	seen := await(t, c.Client, func(list []wire.Transfer) bool { return len(list) == 0 })
	legal(t, seen, wire.Traits{Torrent: true})
	_, err = c.FilesInfo(t.Context(), made.ID)
	require.NoError(t, err)
	items, err := c.FilesAll(t.Context(), 0)
	require.NoError(t, err)
	it := items[len(items)-1]
	require.Equal(t, "big.mkv", it.Name)
	want, err := io.ReadAll(f.Content(0))
	require.NoError(t, err)
	for _, span := range [][2]int64{{0, -1}, {4_000_000, 1000}} {
		body, err := c.Stream(t.Context(), &it, span[0], span[1])
		require.NoError(t, err)
		got, err := io.ReadAll(body)
		body.Close()
		require.NoError(t, err)
		end := int64(len(want))
		if span[1] >= 0 {
			end = span[0] + span[1]
		}
		require.True(t, string(want[span[0]:end]) == string(got), "the bytes of %v", span)
	}
	assert.Less(t, seeder.Uploaded(), f.Size()*3/2)
}

// await polls, as clients do, until ok, and returns the statuses of the first
// transfer that were seen.
func await(t *testing.T, c *putio.Client, ok func([]wire.Transfer) bool) (seen []wire.Status) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		list, err := c.TransfersList(ctx)
		require.NoError(t, err)
		if len(list) > 0 && (len(seen) == 0 || seen[len(seen)-1] != list[0].Status) {
			seen = append(seen, list[0].Status)
		}
		if ok(list) {
			return seen
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			require.Failf(t, "not in time", "%v", list)
		}
	}
}
