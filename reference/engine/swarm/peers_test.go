package swarm

import (
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/reference/engine"
)

// TestPeers watches a slow download from a seeder that a tracker named, and the
// engine of somebody who fetches from us meanwhile.
func TestPeers(t *testing.T) {
	t.Parallel()
	tr := startTracker(t)
	f := torrentOf(t, "peers", 16<<10, []int{4 << 20}, tr.URL())
	s := f.seed(t, SeedOptions{Addr: "127.0.0.7:0", UpRate: 256 << 10})
	require.NoError(t, tr.AddPeer(f.id, s.Addr(), 0))
	e := open(t, Options{Host: "127.0.0.2"})
	add(t, e, f, engine.AddOptions{})
	got := await(t, e, f.id, "a peer that sends", func(v engine.Torrent) bool {
		return len(v.Peers) == 1 && v.Peers[0].Down.PerSec > 0 && v.Down.PerSec > 0
	})
	p := got.Peers[0]
	require.Equal(t, s.Addr(), p.Addr)
	require.Equal(t, engine.FromTracker, p.Origin)
	require.Len(t, p.ID, 20)
	require.Contains(t, p.ID, "-ESSEED-")
	require.Equal(t, "enginespec", p.Client)
	require.True(t, p.Seed && p.AmInterested)
	require.False(t, p.PeerChoking || p.AmChoking || p.PeerInterested || p.Connecting || p.Encrypted)
	require.Equal(t, got.Pieces.Total, p.Have)
	require.Equal(t, got.Pieces.Total, got.Pieces.Available)
	require.Less(t, got.Pieces.Have, got.Pieces.Total)

	// A limit keeps who fetches from us interested for longer than a moment.
	_, err := e.Configure(t.Context(), engine.Patch{Up: ptr(int64(64 << 10))})
	require.NoError(t, err)
	other := open(t, Options{Host: "127.0.0.9", Initial: engine.Patch{Crypto: ptr(engine.CryptoRequired)}})
	add(t, other, f, engine.AddOptions{}, e.Addr())
	got = await(t, e, f.id, "somebody who fetches from us", func(v engine.Torrent) bool {
		return len(v.Peers) == 2 && v.Peers[1].PeerInterested && v.Up.Session > 0
	})
	p = got.Peers[1]
	require.Equal(t, engine.FromIncoming, p.Origin)
	require.Contains(t, p.Addr, "127.0.0.9:")
	require.True(t, p.Encrypted)

	_, err = e.Configure(t.Context(), engine.Patch{Up: ptr(int64(-1))})
	require.NoError(t, err)
	fast := f.seed(t, SeedOptions{})
	require.NoError(t, tr.AddPeer(f.id, fast.Addr(), 0))
	require.NoError(t, e.Do(t.Context(), f.id, engine.Command{Op: engine.Announce}))
	await(t, other, f.id, "complete", seeding)
	await(t, e, f.id, "complete", seeding)
	require.Equal(t, f.content, readAll(t, other, f.id, 0))
}

func TestConnecting(t *testing.T) {
	f := torrentOf(t, "connecting", 16<<10, []int{100_000})
	ln := deaf(t)
	e := open(t, Options{})
	add(t, e, f, engine.AddOptions{}, ln)
	got := await(t, e, f.id, "connecting", func(v engine.Torrent) bool { return len(v.Peers) == 1 })
	require.True(t, got.Peers[0].Connecting)
	require.Equal(t, ln, got.Peers[0].Addr)
	require.Equal(t, engine.FromUser, got.Peers[0].Origin)
}

// TestUpLimitOfZero chokes everybody.
func TestUpLimitOfZero(t *testing.T) {
	f := torrentOf(t, "choked", 16<<10, []int{300_000})
	s := f.seed(t, SeedOptions{})
	e := open(t, Options{Host: "127.0.0.2", Initial: engine.Patch{Up: ptr(int64(0))}})
	add(t, e, f, engine.AddOptions{}, s.Addr())
	await(t, e, f.id, "complete", seeding)
	other := open(t, Options{Host: "127.0.0.9"})
	add(t, other, f, engine.AddOptions{}, e.Addr())
	_, err := e.Configure(t.Context(), engine.Patch{Up: ptr(int64(-1))})
	require.NoError(t, err)
	await(t, other, f.id, "complete", seeding)
}
