package ctcs_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	wire "enginespec/codec/ctcs"
	"enginespec/corpus"
	"enginespec/reference/ctcs"
	"enginespec/reference/ctcs/bundle"
	"enginespec/reference/engine/store"
	"enginespec/reference/engine/swarm"
	"enginespec/reference/engine/tracker"
)

// TestSwarm runs the client on the core that really downloads, with a real tracker: what
// the server orders is seen by the tracker and by the seeder.
func TestSwarm(t *testing.T) {
	t.Parallel()
	f, err := corpus.FixtureNamed("big")
	require.NoError(t, err)
	tr, err := tracker.New("")
	require.NoError(t, err)
	defer tr.Close()
	seed, err := swarm.Seed(t.Context(), f.Metainfo(), contentOf(f), swarm.SeedOptions{Addr: "127.0.73.2:0"})
	require.NoError(t, err)
	defer seed.Close()
	require.NoError(t, tr.AddPeer(f.InfoHash(), seed.Addr(), 0))
	core, err := swarm.New(swarm.Options{Host: "127.0.73.3", FS: &store.Mem{}, PeerID: "-CD0303-\x00\xff"})
	require.NoError(t, err)
	defer core.Close()
	s, err := bundle.Serve(t.Context(), bundle.ServerOptions{Server: ctcs.Options{Interval: time.Second, DownLimit: 512 << 10}})
	require.NoError(t, err)
	defer s.Close()
	b, err := bundle.Start(t.Context(), bundle.Options{Server: s.Addr, Engine: core, Metainfo: f.Metainfo(tr.URL()),
		Client: ctcs.EngineOptions{Filename: "big.torrent", DownLimit: 64 << 10}})
	require.NoError(t, err)
	defer b.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	operate := func(orders ...string) string {
		t.Helper()
		var out bytes.Buffer
		require.NoError(t, s.Operate(ctx, strings.NewReader(strings.Join(orders, "\n")), &out))
		return out.String()
	}
	until := func(what string, ok func(t *ctcs.Torrent) bool) {
		t.Helper()
		err := s.Server.Wait(ctx, func(st ctcs.State) bool { return len(st.Torrents) == 1 && ok(&st.Torrents[0]) })
		require.NoError(t, err, "%s: %+v", what, s.Server.State())
	}
	// told waits for an announce behind the first n, and returns how many there are then.
	told := func(n int, event string) int {
		t.Helper()
		for {
			all := tr.Announces(f.InfoHash())
			for i := n; i < len(all); i++ {
				if all[i].Event == event {
					return i + 1
				}
			}
			_, err := tr.Wait(ctx, f.InfoHash(), func(tracker.Announce) bool { return len(tr.Announces(f.InfoHash())) > max(n, len(all)) })
			require.NoError(t, err, "%q behind %+v", event, all)
		}
	}
	n := told(0, "started")
	until("the overall limit", func(t *ctcs.Torrent) bool { return t.Status != nil && t.Status.DLLimit == 512<<10 })
	until("the seeder", func(t *ctcs.Torrent) bool { return t.Status.Seeders == 1 && t.Status.NAvail == t.Status.NTotal })
	require.Contains(t, operate("detail 1"), "at 127.0.73.2: down Ui")
	id, ok := wire.ParsePeerID(s.Server.State().Torrents[0].PeerID)
	require.True(t, ok)
	require.Equal(t, tr.Announces(f.InfoHash())[0].PeerID, string(id[:]), "the tracker knows it by the same id")

	// The limit really limits: what comes in three seconds is what it allows.
	loaded := func() int64 { return core.Snapshot().Torrents[0].Down.Total }
	was := loaded()
	<-time.After(3 * time.Second) // the length of the measurement
	got := float64(loaded()-was) / 3
	require.InDelta(t, 512<<10, got, 200<<10)

	operate("update 1")
	n = told(n, "")
	operate("restart 1")
	n = told(told(n, "stopped"), "started")
	require.True(t, s.Server.State().Torrents[0].Live(), "the connection stays")
	operate("total down 0", "wait complete 1")
	n = told(n, "completed")
	require.Contains(t, operate("detail 1"), "a seed since ")
	operate("quit 1", "wait ended 1")
	require.NoError(t, b.Wait())
	told(n, "stopped")
	m := s.Server.State().Torrents[0]
	require.Zero(t, m.Dropped, m.Why)
	require.GreaterOrEqual(t, m.Status.DLTotal, uint64(f.Size()), "also over a restart")
}
