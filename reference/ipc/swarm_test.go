package ipc_test

import (
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	wire "enginespec/codec/ipc"
	"enginespec/reference/engine"
	"enginespec/reference/engine/swarm"
	"enginespec/reference/engine/tracker"
	"enginespec/reference/ipc"
	"enginespec/reference/ipc/bundle"
)

// The real core behind the daemon: a torrent is added, downloaded from a seeder on
// this machine, stopped; the daemon is made anew and has it, whole.
func TestSwarm(t *testing.T) {
	defer goleak.VerifyNone(t)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	tr, err := tracker.New("")
	require.NoError(t, err)
	defer tr.Close()
	f := fixture(t, "single")
	meta := f.Metainfo(tr.URL())
	seeder, err := swarm.Seed(ctx, meta, func(i int) io.ReaderAt { return f.Content(i) }, swarm.SeedOptions{})
	require.NoError(t, err)
	defer seeder.Close()
	require.NoError(t, tr.AddPeer(f.InfoHash(), seeder.Addr(), 0))

	dir := t.TempDir()
	start := func() (*bundle.Bundle, *ipc.Client, func()) {
		e, err := swarm.New(swarm.Options{State: filepath.Join(dir, "core"), Host: "127.0.0.3"})
		require.NoError(t, err)
		b, err := bundle.Start(ctx, bundle.Options{Engine: e, Dir: dir, Addr: filepath.Join(dir, "s")})
		require.NoError(t, err)
		c, err := ipc.Dial(ctx, b.Addr, ipc.ClientOptions{})
		require.NoError(t, err)
		return b, c, func() {
			c.Close()
			require.NoError(t, b.Close())
			require.NoError(t, e.Close())
		}
	}
	_, c, end := start()
	require.NoError(t, c.SetDirectory(ctx, filepath.Join(dir, "data")))
	require.NoError(t, c.SetDownLimit(ctx, 4096))
	id, err := c.Add(ctx, ipc.AddRequest{Data: meta})
	require.NoError(t, err)
	s := wait(t, ctx, c, id, "seeding")
	require.Equal(t, f.Size(), s.Completed)
	require.EqualValues(t, f.Size(), s.DownloadTotal)
	require.Equal(t, "127.0.0.1", s.Tracker.Address.String())
	require.EqualValues(t, 1, s.PeersFrom.Tracker)
	got, err := os.ReadFile(filepath.Join(dir, "data", "single.mp4"))
	require.NoError(t, err)
	want, err := io.ReadAll(f.Content(0))
	require.NoError(t, err)
	require.Equal(t, want, got)
	require.NoError(t, c.Stop(ctx, id))

	// A port that is taken is refused, and the old one stays.
	l, err := net.Listen("tcp", "127.0.0.3:0")
	require.NoError(t, err)
	before, err := c.Port(ctx)
	require.NoError(t, err)
	err = c.SetPort(ctx, int64(l.Addr().(*net.TCPAddr).Port))
	require.ErrorIs(t, err, ipc.ErrFailed)
	after, err := c.Port(ctx)
	require.NoError(t, err)
	require.Equal(t, before, after)
	l.Close()
	end()

	_, c, end = start()
	id, err = c.Find(ctx, engine.ID(f.InfoHash()))
	require.NoError(t, err)
	s = wait(t, ctx, c, id, "paused")
	require.Equal(t, f.Size(), s.Completed)
	require.NoError(t, c.Start(ctx, id))
	wait(t, ctx, c, id, "seeding")
	require.NoError(t, c.Verify(ctx, id))
	wait(t, ctx, c, id, "seeding")
	require.NoError(t, c.Remove(ctx, id))
	require.FileExists(t, filepath.Join(dir, "data", "single.mp4"))
	end()
}

// wait asks for the status of a torrent until its state is the one wanted.
func wait(t *testing.T, ctx context.Context, c *ipc.Client, id int64, state string) wire.Status {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		list, err := c.Status(ctx, []int64{id}, typeNames(wire.StatusTypes())...)
		require.NoError(t, err)
		require.Len(t, list, 1)
		if list[0].State.String() == state {
			return list[0]
		}
		<-tick.C
	}
}
