package ctcs_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	wire "enginespec/codec/ctcs"
	"enginespec/reference/ctcs"
	"enginespec/reference/ctcs/bundle"
	"enginespec/reference/engine"
	"enginespec/reference/engine/sim"
)

func TestGreeting(t *testing.T) {
	o := bundle.Options{Client: ctcs.EngineOptions{Filename: "/srv/a  b.torrent", Password: "pass word "}}
	withEngine(t, o, func(t *testing.T, s *stand) {
		k := s.accept()
		require.Equal(t, "PROTOCOL 0003", k.next())
		require.Equal(t, "AUTH pass word ", k.next())
		require.Regexp(t, `^CTORRENT -ES0100-\S{1,34} \d+ \d+ /srv/a  b\.torrent$`, k.next())
		require.Regexp(t, `^CTSTATUS 0:0/0:0/\d+ 0/34/0 0,0 0,0 0,0 0$`, k.next())
	})
}

func TestNoPasswordNoAuth(t *testing.T) {
	withEngine(t, bundle.Options{Client: ctcs.EngineOptions{Version: 1}}, func(t *testing.T, s *stand) {
		k := s.accept()
		require.Equal(t, "PROTOCOL 0001", k.next())
		require.Regexp(t, "^CTORRENT", k.next())
		require.Regexp(t, `^CTSTATUS 0/0 0/34/0 0,0 0,0 0,0$`, k.next())
	})
}

// TestDialects holds all replies against the codec, strictly, in every version, also when
// the version changes under way (CTCS-027, CTCS-030).
func TestDialects(t *testing.T) {
	withEngine(t, bundle.Options{}, func(t *testing.T, s *stand) {
		k := s.greeted(3)
		for _, v := range []int{3, 1, 2, 9999, 1} {
			in := min(v, 3)
			k.send(fmt.Sprintf("PROTOCOL %04d", v), "PROTOCOL abc", "PROTOCOL", "PROTOCOL 0", "PROTOCOL -1")
			k.send("SENDSTATUS", "SENDDETAIL extra", "SENDPEERS", "SENDCONF")
			var lines []string
			start, done, fields := "CTFILESTART", "CTFILESDONE", map[int]int{1: 5, 2: 6, 3: 8}[in]
			peers := "CTPEERSDONE"
			if in < 3 {
				start, done, peers = "CTFILES", "CTFDONE", "CTPDONE"
			}
			lines = append(lines, k.until("CTSTATUS"))
			lines = append(lines, k.block("CTDETAIL", done)...)
			require.Equal(t, start, lines[2])
			require.Len(t, lines, 9)
			for i, l := range lines[3:8] {
				require.Len(t, strings.SplitN(l, " ", fields+1)[1:], fields, l)
				require.Equal(t, fmt.Sprint(i+1), strings.Fields(l)[1])
			}
			lines = append(lines, k.block("CTPEER", peers)...)
			if in == 3 {
				lines = append(lines, k.block("CTCONFIGSTART", "CTCONFIGDONE")...)
			} else {
				l := k.until("CTCONFIG")
				require.Len(t, strings.Fields(l), 12-in-1, l)
				lines = append(lines, l)
			}
			for _, l := range lines {
				_, err := wire.Parse(codec.Engine, l, in)
				require.NoError(t, err, "version %d: %q", in, l)
			}
		}
	})
}

// TestLines sends what readers must bear (6.1), each followed by a known question.
func TestLines(t *testing.T) {
	withEngine(t, bundle.Options{Client: ctcs.EngineOptions{DownLimit: 1}}, func(t *testing.T, s *stand) {
		k := s.greeted(3)
		for _, raw := range []string{
			"\n\r\n\n", "sendstatus\n", "SENDSTATUSXYZ\n", "HELLO x\n", " SENDSTATUS\n", "SENDSTATUS\x00\n", "ERROR x\n", "CTCONFIGDONE\n",
			strings.Repeat("x", 1<<20) + "\n",
		} {
			k.raw(raw + "SENDSTATUS\n")
			require.Regexp(t, "^CTSTATUS", k.next(), "%.40q", raw)
		}
		for _, raw := range []string{"SENDSTATUS\r\n", "SENDSTATUS\r", "SENDSTATUS \t x\n", "SENDSTATUS"} {
			k.raw(raw)
		}
		k.raw("\n")
		for range 4 {
			require.Regexp(t, "^CTSTATUS", k.next())
		}
		for _, b := range []byte("SETDLIMIT  \t 4321\nSENDSTATUS\n") { // an octet a write
			k.raw(string(b))
		}
		require.Contains(t, k.until("CTSTATUS"), " 4321,0 ")
		k.raw(strings.Repeat("SENDSTATUS\n", 100))
		for range 100 {
			k.until("CTSTATUS")
		}
		require.NotContains(t, strings.Join(k.quiet(10*time.Second), "\n"), "CTSTATUS")
	})
}

// TestDownload follows a download: counts hold together, rates are told once a second at
// most, completion is told unasked.
func TestDownload(t *testing.T) {
	o := bundle.Options{Fixture: "multi", Sim: sim.Options{Swarm: sim.Swarm{Down: 32 << 10}}}
	withEngine(t, o, func(t *testing.T, s *stand) {
		k := s.greeted(3)
		var last wire.Status
		begin := time.Now()
		for bw := 0; ; {
			switch m := parse(t, k.next(), 3).(type) {
			case *wire.BW:
				bw++
				require.LessOrEqual(t, bw, int(time.Since(begin)/time.Second)+1)
				k.send("SENDSTATUS", "SENDPEERS")
			case *wire.Status:
				require.True(t, m.NHave <= m.NAvail && m.NAvail <= m.NTotal && m.NTotal == 34, m)
				require.True(t, m.DLTotal >= last.DLTotal && m.ULTotal >= last.ULTotal, m)
				last = *m
			case *wire.Peer:
				require.True(t, m.Address.IsLoopback())
			}
			if last.NHave == last.NTotal && last.NTotal > 0 {
				break
			}
		}
		require.GreaterOrEqual(t, last.DLTotal, uint64(541_000))
		k.send("SENDDETAIL")
		d := parse(t, k.until("CTDETAIL"), 3).(*wire.Detail)
		require.Positive(t, d.Seed)
		require.LessOrEqual(t, d.Seed, d.Current)
		k.send("SENDCONF")
		require.Len(t, k.block("CTCONFIGSTART", "CTCONFIGDONE"), 13+2)
	})
}

func parse(t *testing.T, line string, version int) wire.Message {
	t.Helper()
	m, err := wire.Parse(codec.Engine, line, version)
	require.NoError(t, err, line)
	return m
}

// TestLimits: they are in the core, told by CTBW, and refused when they are no numbers.
func TestLimits(t *testing.T) {
	withEngine(t, bundle.Options{Fixture: "big"}, func(t *testing.T, s *stand) {
		k := s.greeted(3)
		k.send("SETDLIMIT 30720", "SETULIMIT 10240")
		require.Regexp(t, `^CTBW \d+,\d+ 30720,10240$`, k.until("CTBW"))
		require.EqualValues(t, 30720, s.b.Engine.Snapshot().Settings.Down)
		require.EqualValues(t, 10240, s.b.Engine.Snapshot().Settings.Up)
		k.quiet(30 * time.Second)
		k.send("SENDSTATUS")
		m := parse(t, k.until("CTSTATUS"), 3).(*wire.Status)
		require.InDelta(t, 30720, m.DLRate, 3072, "the limit really limits")
		for _, bad := range []string{"SETDLIMIT -5", "SETDLIMIT abc", "SETDLIMIT", "SETDLIMIT ", "SETULIMIT 1e4", "SETULIMIT 0x20"} {
			k.send(bad)
			require.Regexp(t, "^CTINFO 2 SET[DU]LIMIT refused", k.until("CTINFO"), bad)
		}
		k.send("4321", "SETDLIMIT 12.9", "SETULIMIT 2147483648", "SENDSTATUS")
		require.Contains(t, k.until("CTSTATUS"), " 12,2147483647 ")
		k.send("SETDLIMIT 0", "SETULIMIT 0", "SENDSTATUS")
		require.Contains(t, k.until("CTSTATUS"), " 0,0 ")
		require.EqualValues(t, -1, s.b.Engine.Snapshot().Settings.Down)
		require.NoError(t, s.b.Client.SetLimits(t.Context(), 7, 8))
		require.Regexp(t, ` 7,8$`, k.until("CTBW"))
	})
}

// TestIdleIsSilent: nothing changes, nothing is said.
func TestIdleIsSilent(t *testing.T) {
	o := bundle.Options{Complete: true, Sim: sim.Options{Swarm: sim.Swarm{Leechers: -1}}}
	withEngine(t, o, func(t *testing.T, s *stand) {
		k := s.greeted(3)
		require.Empty(t, k.quiet(10*time.Minute))
	})
}

// TestQuit: transfers end, the status is said, the stream ends, Run returns nil.
func TestQuit(t *testing.T) {
	withEngine(t, bundle.Options{Fixture: "big"}, func(t *testing.T, s *stand) {
		k := s.greeted(3)
		k.send("CTQUIT now", "CTQUIT")
		lines := k.eof()
		require.Regexp(t, "^CTSTATUS", lines[len(lines)-1])
		require.NoError(t, s.b.Wait())
		require.Equal(t, engine.Stopped, s.b.Engine.Snapshot().Torrents[0].State)
	})
}

// TestRestart: the connection stays, and the torrent runs again.
func TestRestart(t *testing.T) {
	withEngine(t, bundle.Options{Fixture: "big"}, func(t *testing.T, s *stand) {
		k := s.greeted(3)
		before := s.b.Engine.Snapshot().Torrents[0].Down.Total
		k.send("CTRESTART", "CTUPDATE", "SENDSTATUS")
		k.until("CTSTATUS")
		k.quiet(20 * time.Second)
		k.send("SENDSTATUS")
		m := parse(t, k.until("CTSTATUS"), 3).(*wire.Status)
		require.Greater(t, m.DLTotal, uint64(before))
		require.NotEqual(t, engine.Stopped, s.b.Engine.Snapshot().Torrents[0].State)
	})
}

// TestSeedingEnds: by time, and by ratio.
func TestSeedingEnds(t *testing.T) {
	for name, o := range map[string]ctcs.EngineOptions{
		"time":  {SeedHours: 2},
		"ratio": {SeedHours: 1000, SeedRatio: 1.5},
	} {
		t.Run(name, func(t *testing.T) {
			withEngine(t, bundle.Options{Complete: true, Client: o}, func(t *testing.T, s *stand) {
				k := s.accept()
				begin := time.Now()
				go func() {
					for {
						if _, err := k.r.ReadString('\n'); err != nil {
							return
						}
					}
				}()
				require.NoError(t, s.b.Wait())
				if name == "time" {
					require.InDelta(t, 2, time.Since(begin).Hours(), 0.01)
				} else {
					require.Less(t, time.Since(begin), time.Hour)
				}
				k.conn.Close()
			})
		})
	}
}

// TestSilentServer: without a PROTOCOL the engine stays at its highest (CTCS-033).
func TestSilentServer(t *testing.T) {
	withEngine(t, bundle.Options{}, func(t *testing.T, s *stand) {
		k := s.accept()
		k.until("CTSTATUS")
		k.send("CTCONFIG max_peers 50")
		require.Equal(t, "50", conf(t, k)["max_peers"])
	})
}
