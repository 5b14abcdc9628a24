package swarm

import (
	"context"
	"io"
	"math/rand/v2"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/reference/engine"
)

// deaf listens and never answers.
func deaf(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { ln.Close() })
	return ln.Addr().String()
}

// TestLimits measures bytes against a limit: never more than limit times time and
// the burst, whatever the machine is doing.
func TestLimits(t *testing.T) {
	t.Parallel()
	const limit = 512 << 10
	f := torrentOf(t, "limited", 16<<10, []int{8 << 20})
	s := f.seed(t, SeedOptions{})
	e := open(t, Options{Host: "127.0.0.2", Initial: engine.Patch{Down: ptr(int64(limit))}})
	begin := time.Now()
	add(t, e, f, engine.AddOptions{}, s.Addr())
	got := await(t, e, f.id, "some bytes", func(v engine.Torrent) bool { return v.Down.Total > limit/2 })
	atMost := int64(time.Since(begin).Seconds()*limit) + downBurst + upBurst
	require.LessOrEqual(t, got.Down.Total, atMost)
	require.Less(t, got.Down.PerSec, int64(2*limit))

	// Stop while the limiter holds bytes back: they must not come later.
	require.NoError(t, e.Do(t.Context(), f.id, engine.Command{Op: engine.Stop}))
	before := e.Snapshot().Torrents[0]
	require.Equal(t, engine.Stopped, before.State)
	up := s.Uploaded()
	_, err := e.Configure(t.Context(), engine.Patch{Down: ptr(int64(-1))})
	require.NoError(t, err)
	require.Equal(t, before.Down, e.Snapshot().Torrents[0].Down)
	require.Zero(t, before.Down.PerSec)

	require.NoError(t, e.Do(t.Context(), f.id, engine.Command{Op: engine.Start}))
	got = await(t, e, f.id, "complete", seeding)
	require.Equal(t, int64(len(f.content)), got.Pieces.Bytes)
	require.Less(t, got.Down.Session, got.Down.Total, "a start begins a session")
	require.Greater(t, s.Uploaded(), up)
}

// TestSeeks jumps about in a file that a slow seeder serves. The library alone
// stalls here now and then (see config).
func TestSeeks(t *testing.T) {
	t.Parallel()
	const seeks, chunk, worst = 200, 16 << 10, 5 * time.Second
	f := torrentOf(t, "seeks", 64<<10, []int{16 << 20})
	s := f.seed(t, SeedOptions{UpRate: 8 << 20})
	e := open(t, Options{Host: "127.0.0.2"})
	add(t, e, f, engine.AddOptions{Files: []int{}}, s.Addr())
	c, err := e.Open(t.Context(), f.id, 0)
	require.NoError(t, err)
	defer c.Close()
	r := rand.New(rand.NewPCG(7, 9))
	b := make([]byte, chunk)
	for i := range seeks {
		ctx, cancel := context.WithTimeout(t.Context(), worst)
		c.SetContext(ctx)
		off, err := c.Seek(r.Int64N(c.Size()-chunk), io.SeekStart)
		require.NoError(t, err)
		_, err = io.ReadFull(c, b)
		cancel()
		require.NoError(t, err, "seek %d", i)
		require.True(t, string(f.content[off:off+chunk]) == string(b), "seek %d: other bytes", i)
	}
	require.NotEmpty(t, e.Snapshot().Torrents[0].Peers)
}

// TestRebuild changes what needs a new client under a running download.
func TestRebuild(t *testing.T) {
	t.Parallel()
	f := torrentOf(t, "rebuilt", 16<<10, []int{1 << 20})
	s := f.seed(t, SeedOptions{UpRate: 1 << 20})
	e := open(t, Options{Host: "127.0.0.6"})
	add(t, e, f, engine.AddOptions{}, s.Addr())
	c, err := e.Open(t.Context(), f.id, 0)
	require.NoError(t, err)
	defer c.Close()
	_, err = io.CopyN(io.Discard, c, 100_000)
	require.NoError(t, err)
	had := e.Snapshot().Torrents[0].Pieces.Have

	port := e.Snapshot().Settings.Port
	taken, err := net.Listen("tcp", "127.0.0.6:0")
	require.NoError(t, err)
	defer taken.Close()
	set, err := e.Configure(t.Context(), engine.Patch{Port: ptr(taken.Addr().(*net.TCPAddr).Port)})
	require.Error(t, err, "the port is taken")
	require.Equal(t, port, set.Port)

	taken.Close()
	want := taken.Addr().(*net.TCPAddr).Port
	set, err = e.Configure(t.Context(), engine.Patch{Port: &want, PEX: ptr(true), Crypto: ptr(engine.CryptoPreferred)})
	require.NoError(t, err)
	require.Equal(t, want, set.Port)
	require.True(t, set.PEX)
	conn, err := net.Dial("tcp", e.Addr())
	require.NoError(t, err)
	conn.Close()
	set, err = e.Configure(t.Context(), engine.Patch{PEX: ptr(false)})
	require.NoError(t, err)
	require.Equal(t, want, set.Port, "the port stays")
	rest, err := io.ReadAll(c)
	require.NoError(t, err, "the reader goes on")
	require.True(t, string(f.content[100_000:]) == string(rest))
	got := await(t, e, f.id, "complete", seeding)
	require.GreaterOrEqual(t, got.Pieces.Have, had)
	require.Less(t, got.Down.Total, int64(len(f.content)+200<<10), "what was verified is not fetched again")
}

// TestSeederThatBecomesSlow gives a quarter at once and the rest at its rate.
func TestSeederThatBecomesSlow(t *testing.T) {
	t.Parallel()
	const size, limit = 1 << 20, 128 << 10
	f := torrentOf(t, "tiring", 16<<10, []int{size})
	s := f.seed(t, SeedOptions{UpRate: limit, Fast: size / 4})
	e := open(t, Options{Host: "127.0.0.2"})
	begin := time.Now()
	add(t, e, f, engine.AddOptions{}, s.Addr())
	got := await(t, e, f.id, "more than the quick part", func(v engine.Torrent) bool { return v.Down.Total > size/4+64<<10 })
	atMost := int64(size/4) + int64(time.Since(begin).Seconds()*limit) + paceBurst
	require.LessOrEqual(t, got.Down.Total, atMost)
}
