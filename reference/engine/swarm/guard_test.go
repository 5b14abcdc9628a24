package swarm

import (
	"net"
	"net/netip"
	"testing"

	"github.com/anacrolix/torrent"
	"github.com/stretchr/testify/require"

	"enginespec/reference/engine"
)

// TestHermetic gives an engine every reason to leave the machine.
func TestHermetic(t *testing.T) {
	f := torrentOf(t, "hermetic", 32<<10, []int{200_000},
		"http://tracker.example.invalid/announce", "udp://tracker.example.invalid:80", "udp://192.0.2.1:80", "https://192.0.2.1/announce")
	e := open(t, Options{})
	add(t, e, f, engine.AddOptions{}, "192.0.2.1:6881", "[2001:db8::1]:6881", "0.0.0.0:6881")
	got := await(t, e, f.id, "all trackers refused", func(v engine.Torrent) bool {
		for _, tr := range v.Trackers {
			if tr.Failure == "" {
				return false
			}
		}
		return true
	})
	require.Empty(t, got.Peers)
	r := e.Refused()
	require.Equal(t, int64(3), r.Peers)
	require.GreaterOrEqual(t, r.Trackers, int64(4))
	require.Zero(t, r.Dials, "addresses are dropped before they are dialled")

	_, err := e.Add(t.Context(), engine.Source{URL: "http://tracker.example.invalid/a.torrent"}, engine.AddOptions{})
	require.ErrorIs(t, err, engine.ErrFetch)
	_, err = e.Add(t.Context(), engine.Source{URL: "http://192.0.2.1/a.torrent"}, engine.AddOptions{})
	require.ErrorIs(t, err, engine.ErrFetch)
	require.Equal(t, int64(2), e.Refused().Dials)
}

// TestGuardWalls goes past the first wall: the library itself is told to dial.
func TestGuardWalls(t *testing.T) {
	f := torrentOf(t, "walls", 32<<10, []int{200_000})
	e := open(t, Options{})
	add(t, e, f, engine.AddOptions{})
	e.mu.Lock()
	lt := e.transfers[0].lt
	e.mu.Unlock()
	require.Zero(t, lt.AddPeers(nil))
	n := lt.AddPeers([]torrent.PeerInfo{peerInfo(netip.MustParseAddrPort("192.0.2.1:6881"), engine.FromPEX)})
	require.Zero(t, n, "the block list is the second wall")
	for _, addr := range []string{"192.0.2.1:80", "tracker.example.invalid:80", "[::ffff:192.0.2.1]:80", "nonsense"} {
		for _, network := range []string{"tcp", "udp"} {
			_, err := e.guard.DialContext(t.Context(), network, addr)
			require.ErrorContains(t, err, "loopback", addr)
		}
	}
	require.Equal(t, int64(8), e.Refused().Dials)
	require.True(t, func() bool { _, blocked := e.guard.Lookup(net.IPv4(192, 0, 2, 1)); return blocked }())
}

func TestGuardOpen(t *testing.T) {
	g := &guard{open: true, local: netip.MustParseAddr("127.0.0.1")}
	require.True(t, g.peer(netip.MustParseAddrPort("192.0.2.1:6881")))
	_, err := g.tracker("udp://tracker.example.invalid:80")
	require.NoError(t, err)
	_, err = g.tracker("wss://tracker.example.invalid")
	require.Error(t, err)
	_, blocked := g.Lookup(net.IPv4(192, 0, 2, 1))
	require.False(t, blocked)
}

func TestHostMustBeLoopback(t *testing.T) {
	for _, host := range []string{"0.0.0.0", "192.0.2.1", "localhost", "::"} {
		_, err := New(Options{Host: host})
		require.Error(t, err, host)
	}
}
