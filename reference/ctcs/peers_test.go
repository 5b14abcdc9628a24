package ctcs_test

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"enginespec/conformance/memnet"
	"enginespec/reference/ctcs/bundle"
	"enginespec/reference/engine"
	"enginespec/reference/engine/sim"
)

// doctored is a core whose torrent looks as a test wants it.
type doctored struct {
	engine.Engine
	change func(*engine.Torrent)
}

func (d *doctored) Snapshot(ids ...engine.ID) engine.Snapshot {
	s := d.Engine.Snapshot(ids...)
	for i := range s.Torrents {
		d.change(&s.Torrents[i])
	}
	return s
}

// withDoctored is withEngine on a doctored core.
func withDoctored(t *testing.T, change func(*engine.Torrent), f func(t *testing.T, k *talk)) {
	synctest.Test(t, func(t *testing.T) {
		core, err := sim.New(sim.Options{Swarm: sim.Swarm{Seeds: -1, Leechers: -1}})
		require.NoError(t, err)
		defer core.Close()
		n := new(memnet.Network)
		l, err := n.Listen(serverAddr)
		require.NoError(t, err)
		defer l.Close()
		b, err := bundle.Start(t.Context(), bundle.Options{Server: serverAddr, Dial: n.DialContext, Engine: &doctored{core, change}})
		require.NoError(t, err)
		defer b.Close()
		k := (&stand{t, n, l, b}).greeted(3)
		defer k.conn.Close()
		f(t, k)
	})
}

// TestPeers: each flag has its place, and who did not shake hands or has no IPv4 address
// is left out.
func TestPeers(t *testing.T) {
	p := engine.Peer{ID: "M4-4-0--abcdefghijkl", Addr: "127.0.3.5:1", Have: 7, Down: engine.Rate{PerSec: 1, Total: 3}, Up: engine.Rate{PerSec: 2, Total: 4}}
	withDoctored(t, func(tt *engine.Torrent) {
		tt.Peers = []engine.Peer{p, p, p, p, p, p, p, p, p}
		tt.Peers[0].PeerChoking, tt.Peers[1].AmInterested, tt.Peers[2].AmChoking, tt.Peers[3].PeerInterested = true, true, true, true
		tt.Peers[4].Connecting, tt.Peers[5].Addr, tt.Peers[6].ID, tt.Peers[7].Addr = true, "[::1]:1", "short", "nowhere"
		tt.Peers[8].Addr, tt.Peers[8].ID, tt.Peers[8].Seed = "[::ffff:127.0.3.6]:1", "-XX0001-ab \x00\xff0123456", true
	}, func(t *testing.T, k *talk) {
		k.send("SENDPEERS", "SENDSTATUS")
		const rest = " 1 2 3 4 7"
		require.Equal(t, []string{
			"CTPEERSTART", "CTPEER M4-4-0--abcdefghijkl 127.0.3.5 CnUn" + rest, "CTPEER M4-4-0--abcdefghijkl 127.0.3.5 UiUn" + rest,
			"CTPEER M4-4-0--abcdefghijkl 127.0.3.5 UnCn" + rest, "CTPEER M4-4-0--abcdefghijkl 127.0.3.5 UnUi" + rest,
			"CTPEER -XX0001-ab0x2000FF30313233343536 127.0.3.6 UnUn" + rest, "CTPEERSDONE",
		}, k.block("CTPEERSTART", "CTPEERSDONE"))
		require.Contains(t, k.until("CTSTATUS"), "CTSTATUS 1:0/7:0/1 ")
	})
}

// TestTrackerCounts are those of the tracker that answered, less this engine; 0 when they
// are not known.
func TestTrackerCounts(t *testing.T) {
	for _, c := range []struct {
		seeders, leechers int
		current, whole    bool
		want              string
	}{
		{3, 5, true, false, "0:3/0:4/0"}, {3, 5, true, true, "0:2/0:5/0"}, {0, 0, true, false, "0:0/0:0/0"}, {-1, -1, true, false, "0:0/0:0/0"}, {3, 5, false, false, "0:0/0:0/0"},
	} {
		withDoctored(t, func(tt *engine.Torrent) {
			tt.Trackers = []engine.Tracker{{Current: c.current, Seeders: c.seeders, Leechers: c.leechers}}
			if c.whole {
				tt.Pieces.Have = tt.Pieces.Total
			}
		}, func(t *testing.T, k *talk) {
			k.send("SENDSTATUS")
			require.Contains(t, k.until("CTSTATUS"), "CTSTATUS "+c.want+" ")
		})
	}
}
