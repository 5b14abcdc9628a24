package swarm

import (
	"context"
	"encoding/binary"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/reference/engine"
	"enginespec/reference/engine/tracker"
)

func startTracker(t *testing.T) *tracker.Tracker {
	t.Helper()
	tr, err := tracker.New("")
	require.NoError(t, err)
	t.Cleanup(func() { tr.Close() })
	return tr
}

func told(t *testing.T, tr *tracker.Tracker, id engine.ID, event string) tracker.Announce {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	a, err := tr.Wait(ctx, id, func(a tracker.Announce) bool { return a.Event == event })
	require.NoError(t, err, event)
	return a
}

func TestAnnounce(t *testing.T) {
	tr := startTracker(t)
	f := torrentOf(t, "announced", 32<<10, []int{500_000}, "http://tracker.example.invalid/announce", tr.URL())
	s := f.seed(t, SeedOptions{})
	require.NoError(t, tr.AddPeer(f.id, s.Addr(), 0))
	e := open(t, Options{Host: "127.0.0.3"})
	add(t, e, f, engine.AddOptions{})
	got := await(t, e, f.id, "complete and told", func(v engine.Torrent) bool {
		return v.State == engine.Seeding && v.Trackers[1].Current && v.Trackers[1].Completed == 1
	})
	a := told(t, tr, f.id, "started")
	require.Equal(t, e.Addr(), a.Addr.String(), "the tracker sees the engine's own address and port")
	require.Equal(t, e.PeerID(), a.PeerID)
	require.Equal(t, int64(len(f.content)), a.Left)
	a = told(t, tr, f.id, "completed")
	require.Equal(t, [2]int64{0, 500_000}, [2]int64{a.Left, a.Downloaded})

	require.Equal(t, -1, got.Trackers[0].Seeders)
	require.Contains(t, got.Trackers[0].Failure, "loopback")
	require.Equal(t, [2]int{2, 0}, [2]int{got.Trackers[1].Seeders, got.Trackers[1].Leechers})
	require.True(t, got.Trackers[1].NextAnnounce.After(got.Trackers[1].LastAnnounce))

	n := len(tr.Announces(f.id))
	tr.Set(tracker.Behaviour{Warning: "soon gone", Counts: &tracker.Counts{Seeders: 9, Leechers: 8, Completed: 7}})
	require.NoError(t, e.Do(t.Context(), f.id, engine.Command{Op: engine.Announce}))
	got = await(t, e, f.id, "warned", func(v engine.Torrent) bool { return v.Trackers[1].Warning != "" && v.Trackers[1].Seeders == 9 })
	require.Equal(t, &engine.Failure{Kind: engine.FailTrackerWarning, Text: "soon gone"}, got.Err)
	require.Equal(t, engine.Seeding, got.State)
	require.Equal(t, []int{8, 7}, []int{got.Trackers[1].Leechers, got.Trackers[1].Completed})
	require.Len(t, tr.Announces(f.id), n+1)

	tr.Set(tracker.Behaviour{Failure: "not you"})
	require.NoError(t, e.Do(t.Context(), f.id, engine.Command{Op: engine.Announce}))
	got = await(t, e, f.id, "refused", func(v engine.Torrent) bool { return v.Err != nil && v.Err.Kind == engine.FailTracker })
	require.Contains(t, got.Trackers[1].Failure, "not you")

	tr.Set(tracker.Behaviour{Latency: 100 * time.Millisecond})
	require.NoError(t, e.Do(t.Context(), f.id, engine.Command{Op: engine.Stop}))
	require.Equal(t, engine.Stopping, e.Snapshot().Torrents[0].State)
	told(t, tr, f.id, "stopped")
	await(t, e, f.id, "stopped", func(v engine.Torrent) bool { return v.State == engine.Stopped })
}

// TestUDPTracker plays BEP 15's tracker by hand.
func TestUDPTracker(t *testing.T) {
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	require.NoError(t, err)
	defer pc.Close()
	f := torrentOf(t, "udp", 32<<10, []int{100_000}, "udp://"+pc.LocalAddr().String()+"/announce")
	s := f.seed(t, SeedOptions{})
	peer := netip.MustParseAddrPort(s.Addr())
	events := make(chan uint32, 16)
	go func() {
		defer close(events)
		in := make([]byte, 2048)
		for {
			n, from, err := pc.ReadFrom(in)
			if err != nil {
				return
			}
			out := append([]byte{}, in[8:16]...) // action and transaction
			switch binary.BigEndian.Uint32(in[8:]) {
			case udpConnect:
				out = append(out, "12345678"...)
			case udpAnnounce:
				if n != 98 || string(in[16:36]) != string(f.id[:]) {
					return
				}
				events <- binary.BigEndian.Uint32(in[80:])
				for _, v := range []uint32{60, 3, 4} {
					out = binary.BigEndian.AppendUint32(out, v)
				}
				out = append(out, peer.Addr().AsSlice()...)
				out = binary.BigEndian.AppendUint16(out, peer.Port())
			case udpScrape:
				for _, v := range []uint32{4, 77, 3} {
					out = binary.BigEndian.AppendUint32(out, v)
				}
			}
			pc.WriteTo(out, from)
		}
	}()
	e := open(t, Options{Host: "127.0.0.3"})
	add(t, e, f, engine.AddOptions{})
	got := await(t, e, f.id, "complete", func(v engine.Torrent) bool {
		return v.State == engine.Seeding && v.Trackers[0].Completed == 77
	})
	require.Equal(t, [2]int{4, 3}, [2]int{got.Trackers[0].Seeders, got.Trackers[0].Leechers})
	require.NoError(t, e.Do(t.Context(), f.id, engine.Command{Op: engine.Stop}))
	await(t, e, f.id, "stopped", func(v engine.Torrent) bool { return v.State == engine.Stopped })
	pc.Close()
	var seen []uint32
	for ev := range events {
		seen = append(seen, ev)
	}
	require.Equal(t, udpEvents["started"], seen[0])
	require.Equal(t, udpEvents["stopped"], seen[len(seen)-1])
}

func TestParseAnnounce(t *testing.T) {
	for in, want := range map[string]string{
		"":                        errReply.Error(),
		"d":                       errReply.Error(),
		"le":                      errReply.Error(),
		"d14:failure reason3:bad": "the tracker refuses: bad",
		"d8:intervali-5e8:completei1e5:peers3:abce":                                            "",
		"d5:peersld2:ip9:127.0.0.14:porti5eed2:ip4:host4:porti5eed2:ip9:127.0.0.14:porti0eeee": "",
	} {
		_, err := parseAnnounce([]byte(in))
		if want == "" {
			require.NoError(t, err, in)
		} else {
			require.EqualError(t, err, want, in)
		}
	}
	r, err := parseAnnounce([]byte("d5:peersld2:ip9:127.0.0.14:porti5eeee"))
	require.NoError(t, err)
	require.Equal(t, []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:5")}, r.peers)
	require.Equal(t, []int{-1, -1, -1}, []int{r.seeders, r.leechers, r.completed})
}

func FuzzParseAnnounce(f *testing.F) {
	f.Add([]byte("d8:completei1e5:peers6:\x7f\x00\x00\x01\x00\x05e"))
	f.Add([]byte("d5:filesd20:aaaaaaaaaaaaaaaaaaaad8:completei1eeee"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, _ := parseAnnounce(b)
		require.LessOrEqual(t, len(r.peers), 2*maxKnown)
		parseScrape(b, []byte("aaaaaaaaaaaaaaaaaaaa"), &r)
		require.GreaterOrEqual(t, r.seeders, -1)
	})
}
