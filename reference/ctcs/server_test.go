package ctcs_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/reference/ctcs"
	"enginespec/reference/ctcs/bundle"
)

// TestRegister: the version comes first, then questions, one line a write, whatever the
// version of the engine; and all that it says in its dialect is in the model.
func TestRegister(t *testing.T) {
	for v, lines := range map[int][]string{
		1: {"CTSTATUS 1/4 23/53/53 58104,8623 1507328,163840 0,0", "CTDETAIL 3434585 65536 1795229914 0", "CTFILES",
			"CTFILE 1 23 0 1500000 alpha.bin", "CTFILE 3 12 0 700001 beta file.txt", "CTFDONE", "CTPEERS",
			"CTPEER -CD0303-0xB3568D64189D438A25BD987B 127.0.0.1 UiCn 59393 0 491520 0 53", "CTPDONE", "CTCONFIG 0 1 0.000000 100 1 0 0 0 0"},
		2: {"CTSTATUS 1:2/4:5/6 23/53/53 58104,8623 1507328,163840 0,0 32", "CTDETAIL 3434585 65536 1795229914 0", "CTFILES",
			"CTFILE 1 23 0 23 1500000 alpha.bin", "CTFILE 3 12 0 0 700001 beta file.txt", "CTFDONE", "CTPEERS",
			"CTPEER -CD0303-0xB3568D64189D438A25BD987B 127.0.0.1 UiCn 59393 0 491520 0 53", "CTPDONE", "CTCONFIG 0 1 0.000000 100 1 0 4 0"},
		3: {"CTSTATUS 1:2/4:5/6 23/53/53 58104,8623 1507328,163840 0,0 32", "CTDETAIL 3434585 65536 1795229914 0", "CTFILESTART",
			"CTFILE 1 0 0 23 0 23 1500000 alpha.bin", "CTFILE 3 0 0 12 0 0 700001 beta file.txt", "CTFILESDONE", "CTPEERSTART",
			"CTPEER -CD0303-0xB3568D64189D438A25BD987B 127.0.0.1 UiCn 59393 0 491520 0 53", "CTPEERSDONE",
			"CTCONFIGSTART", "CTCONFIG seed_ratio F 0 4:0.00 15:Seed ratio [-E] 15:Upload:Download", "CTCONFIG x_new I 1-2 1:1 3:a:b 5:1 2 3", "CTCONFIGDONE"},
	} {
		for _, eol := range []string{"\n", "\r\n", "\r"} {
			withServer(t, bundle.ServerOptions{}, func(t *testing.T, s *office) {
				k := s.dial()
				// All in one write, before the server has said a word (CTCS-009), with empty lines.
				k.raw(fmt.Sprintf("PROTOCOL %04d", v) + eol + eol + "CTORRENT " + peerA + " 1795229908 1795229908 /srv/my  torrents/t.torrent" + eol +
					strings.Join(lines, eol) + eol)
				require.Equal(t, "PROTOCOL 0003", k.next())
				require.Equal(t, []string{"SENDDETAIL", "SENDPEERS", "SENDCONF"}, []string{k.next(), k.next(), k.next()})
				m := s.one(func(t *ctcs.Torrent) bool { return t.Blocks.Config == 1 })
				require.Equal(t, v, m.Version)
				require.Equal(t, peerA, m.PeerID.String())
				require.Equal(t, "/srv/my  torrents/t.torrent", m.Filename.String())
				require.EqualValues(t, 58104, m.Status.DLRate)
				require.EqualValues(t, 3434585, m.Detail.TorrentSize)
				require.Len(t, m.Files, 2)
				require.Equal(t, "beta file.txt", m.Files[1].Filename.String())
				require.EqualValues(t, 700001, m.Files[1].FileSize)
				require.Equal(t, "UiCn", m.Peers[0].Flags.String())
				require.Zero(t, m.Dropped, m.Why)
				if v == 3 {
					require.Equal(t, "a:b", m.Options[1].ShortDesc.String())
				} else {
					require.Equal(t, "100", m.Settings.MaxPeers.String())
				}
			})
		}
	}
}

// TestRegisterBytewise cuts the greeting at every octet.
func TestRegisterBytewise(t *testing.T) {
	withServer(t, bundle.ServerOptions{}, func(t *testing.T, s *office) {
		k := s.dial()
		for _, b := range []byte("PROTOCOL 9999\nCTORRENT " + peerA + " 1 2 t\nCTBW 1,2 3,4\n") {
			k.raw(string(b))
			s.settled()
		}
		m := s.one(func(t *ctcs.Torrent) bool { return t.Status != nil })
		require.Equal(t, [5]int64{3, 1, 2, 3, 4}, [5]int64{int64(m.Version), m.Status.DLRate, m.Status.ULRate, m.Status.DLLimit, m.Status.ULLimit})
	})
}

// TestDropped: each bad line is dropped alone and named, and the model is as before.
func TestDropped(t *testing.T) {
	withServer(t, bundle.ServerOptions{}, func(t *testing.T, s *office) {
		k := s.engine(3)
		k.send("CTSTATUS 0:1/0:4/0 1/53/2 5,6 7,8 9,10 11")
		before := s.one(func(t *ctcs.Torrent) bool { return t.Status != nil })
		for i, bad := range []string{
			"CTSTATUS 1:2", "CTSTATUS", "CTBW 1,1", "CTBW 99999999999999999999,1 1,1", "CTDETAIL 1 2 3", "CTFILE 1 0 0 1 1 1 1 x", "CTFILESDONE",
			"CTPEERSDONE", "CTPEER x 127.0.0.1 UiCn 0 0 0 0 0", "CTCONFIGDONE", "CTCONFIG a I 0 1:1 0: 0:", "CTINFO", "CTORRENT " + peerA + " 1 1 other",
			"CT\x00BW 9,9 9,9", strings.Repeat("y", 70_000), "PROTOCOL 0", "PROTOCOL x",
		} {
			k.send(bad)
			m := s.one(func(t *ctcs.Torrent) bool { return t.Dropped == i+1 })
			require.NotEmpty(t, m.Why)
			require.Equal(t, before.Status, m.Status, bad)
			require.Empty(t, m.Files)
			require.Equal(t, before.Version, m.Version)
		}
		n := s.one(func(*ctcs.Torrent) bool { return true }).Dropped
		k.send("HELLO x", "ctbw 9,9 9,9", " CTBW 9,9 9,9", "CTBWX 9,9 9,9", "3", "CTBW 0,0  -5,0")
		m := s.one(func(t *ctcs.Torrent) bool { return t.Status.DLLimit == -5 })
		require.Equal(t, n, m.Dropped, "unknown lines are ignored")
	})
}

// TestBlocks: a block takes effect at its end, or never.
func TestBlocks(t *testing.T) {
	withServer(t, bundle.ServerOptions{Server: ctcs.Options{MaxItems: 3}}, func(t *testing.T, s *office) {
		k := s.engine(3)
		one := "CTPEER p1 127.0.0.1 UiCn 0 0 0 0 0"
		k.send("CTPEERSTART", one, "CTPEER p2 127.0.0.1 ZZZZ 0 0 0 0 0", "CTBW 1,1 1,1", "CTPEER p3 127.0.0.1 CnCn 0 0 0 0 0")
		m := s.settled()[0]
		require.Empty(t, m.Peers)
		require.EqualValues(t, 1, m.Status.DLRate, "other messages count at once")
		k.send("CTPEERSDONE")
		require.Len(t, s.one(func(t *ctcs.Torrent) bool { return t.Blocks.Peers == 1 }).Peers, 2)
		k.send("CTPEERSTART", one, "CTPEERSTART", "CTPEERSDONE")
		require.Empty(t, s.one(func(t *ctcs.Torrent) bool { return t.Blocks.Peers == 2 }).Peers)
		// Counts of the wire size nothing, and no list grows for ever.
		k.send("CTFILESTART", "CTFILE 300000000 0 0 9223372036854775807 0 0 18446744073709551615 f")
		for range 10 {
			k.send("CTFILE 1 0 0 1 0 0 1 g")
		}
		k.send("CTFILESDONE")
		m = s.one(func(t *ctcs.Torrent) bool { return t.Blocks.Files == 1 })
		require.Len(t, m.Files, 3)
		require.Equal(t, "the file block is too long", m.Why)
		// A wrong count drops its option alone.
		k.send("CTCONFIGSTART", "CTCONFIG a S 0 999:x 0: 0:", "CTCONFIG b S 0 -1:x 0: 0:", "CTCONFIG c S 0 5:1 2 3 4:ab:c 0:", "CTCONFIGDONE")
		m = s.one(func(t *ctcs.Torrent) bool { return t.Blocks.Config == 1 })
		require.Len(t, m.Options, 1)
		require.Equal(t, "1 2 3", m.Options[0].Value.String())
	})
}

// TestOldEngineNewNames: an engine that names its block as protocol 3 is read so.
func TestOldEngineNewNames(t *testing.T) {
	withServer(t, bundle.ServerOptions{Server: ctcs.Options{Version: 1}}, func(t *testing.T, s *office) {
		k := s.engine(3)
		require.Equal(t, "PROTOCOL 0001", k.all[0])
		for i, block := range [][]string{{"CTFILESTART", "CTFILE 1 1 1 23 0 0 1500000 alpha.bin", "CTFILESDONE"}, {"CTFILES", "CTFILE 1 23 0 1500000 alpha.bin", "CTFDONE"}} {
			k.send("CTSTATUS 0:0/0:0/0 0/53/0 0,0 0,0 0,0 0")
			k.send(block...)
			m := s.one(func(t *ctcs.Torrent) bool { return t.Blocks.Files == i+1 })
			require.Zero(t, m.Dropped, m.Why)
			require.Equal(t, "alpha.bin", m.Files[0].Filename.String())
		}
	})
}

// TestNoProtocol: an engine that begins with CTORRENT is one of protocol 1.
func TestNoProtocol(t *testing.T) {
	withServer(t, bundle.ServerOptions{}, func(t *testing.T, s *office) {
		k := s.dial()
		k.send("CTORRENT "+peerA+" 1 1 t", "CTSTATUS 0/0 0/1/0 0,0 0,0 0,0")
		require.Equal(t, "PROTOCOL 0001", k.next())
		require.Equal(t, 1, s.one(func(t *ctcs.Torrent) bool { return t.Status != nil }).Version)
	})
}

func TestAuth(t *testing.T) {
	var log bytes.Buffer
	o := bundle.ServerOptions{Server: ctcs.Options{Password: "pass word",
		Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))}}
	withServer(t, o, func(t *testing.T, s *office) {
		for _, bad := range []string{"CTORRENT " + peerA + " 1 1 t", "AUTH pass", "AUTH pass word ", "AUTH  pass word", "AUTH", "auth pass word", "CTBW", "HELLO"} {
			for _, hello := range []string{"PROTOCOL 0003\n", ""} {
				k := s.dial()
				k.raw(hello + bad + "\n")
				lines := k.eof()
				require.Len(t, lines, 2, bad)
				require.Regexp(t, "^PROTOCOL 000[13]$", lines[0])
				require.Regexp(t, "^ERROR access denied", lines[1])
			}
		}
		require.Empty(t, s.settled())
		k := s.dial()
		k.send("PROTOCOL 0003", "", "PROTOCOL x", "AUTH pass word", "", "CTORRENT "+peerA+" 1 1 t")
		k.until("SENDCONF")
		require.Len(t, s.settled(), 1)
	})
	require.NotContains(t, log.String(), "pass word")
	withServer(t, bundle.ServerOptions{}, func(t *testing.T, s *office) {
		k := s.dial()
		k.send("PROTOCOL 0003", "AUTH x", "CTORRENT "+peerA+" 1 1 t")
		k.until("SENDCONF")
	})
}

// TestSilence: who greets may be silent for ever, who does not may not.
func TestSilence(t *testing.T) {
	withServer(t, bundle.ServerOptions{Server: ctcs.Options{Interval: -1}}, func(t *testing.T, s *office) {
		k := s.engine(3)
		mute := s.dial()
		at := time.Now()
		mute.send("PROTOCOL 0003")
		mute.eof()
		require.Equal(t, 30*time.Second, time.Since(at))
		require.Empty(t, k.quiet(24*time.Hour))
		require.True(t, s.settled()[0].Live())
	})
}

// TestEnds: what an engine last said is kept, however it goes, and when it comes back it
// takes its place.
func TestEnds(t *testing.T) {
	withServer(t, bundle.ServerOptions{Server: ctcs.Options{MaxEnded: 2}}, func(t *testing.T, s *office) {
		for range 3 {
			k := s.engine(3)
			k.send("CTSTATUS 0:0/0:0/0 5/53/5 0,0 0,0 0,0 0", "CTPEERSTART", "CTPEER p1 127.0.0.1 UiCn 0 0 0 0 0")
			s.one(func(t *ctcs.Torrent) bool { return t.Live() && t.Status != nil })
			k.conn.(interface{ SetLinger(int) error }).SetLinger(0)
			k.conn.Close()
			m := s.one(func(t *ctcs.Torrent) bool { return !t.Live() })
			require.Equal(t, 1, m.ID)
			require.EqualValues(t, 5, m.Status.NHave)
			require.Empty(t, m.Peers, "half a block is none")
		}
		for i := range 5 {
			k := s.dial()
			k.send("PROTOCOL 0003", fmt.Sprintf("CTORRENT p%d 1 1 t", i))
			k.until("SENDCONF")
			k.conn.Close()
			s.settled()
		}
		all := s.settled()
		require.Len(t, all, 2)
		require.Equal(t, 6, all[1].ID)
	})
}

// TestManyEngines: the same torrent three times, without cross talk; one of them does not
// read, one sends garbage, and the third is served at once.
func TestManyEngines(t *testing.T) {
	withServer(t, bundle.ServerOptions{}, func(t *testing.T, s *office) {
		good, deaf, mad := s.engine(3), s.engine(2), s.engine(1)
		go func() {
			for range 500 {
				if _, err := mad.conn.Write(bytes.Repeat([]byte("CTFILE \x00\xff "), 1000)); err != nil {
					return
				}
			}
		}()
		srv := s.Server.Server
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		for range 200_000 {
			srv.Ask(2) // until it is closed: nobody reads
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		require.Less(t, int64(after.HeapAlloc)-int64(before.HeapAlloc), int64(8<<20))
		at := time.Now()
		require.NoError(t, srv.Update(1))
		good.until("CTUPDATE")
		good.send("CTBW 7,7 7,7")
		require.NoError(t, srv.Wait(t.Context(), func(st ctcs.State) bool { return st.Torrents[0].Status != nil }))
		require.Less(t, time.Since(at), time.Second)
		require.Nil(t, srv.State().Torrents[1].Status)
		mad.conn.Close()
		deaf.conn.Close()
	})
}

// TestTooManyEngines: the one above the limit is turned away, and has a place when
// another leaves.
func TestTooManyEngines(t *testing.T) {
	withServer(t, bundle.ServerOptions{Server: ctcs.Options{MaxEngines: 1}}, func(t *testing.T, s *office) {
		k := s.engine(3)
		s.dial().eof()
		k.conn.Close()
		s.settled()
		s.engine(3)
	})
}

// TestWholeLines: each write of the server is one line (CTCS-021), also when several wait.
func TestWholeLines(t *testing.T) {
	withServer(t, bundle.ServerOptions{}, func(t *testing.T, s *office) {
		k := s.dial()
		k.send("PROTOCOL 0003", "CTORRENT "+peerA+" 1 1 t")
		s.settled()
		require.NoError(t, s.Server.Server.Ask(1))
		s.settled()
		b := make([]byte, 4096)
		for _, want := range []string{"PROTOCOL 0003", "SENDDETAIL", "SENDPEERS", "SENDCONF", "SENDSTATUS", "SENDDETAIL", "SENDPEERS", "SENDCONF"} {
			n, err := k.conn.Read(b)
			require.NoError(t, err)
			require.Equal(t, want+"\n", string(b[:n]))
		}
	})
}
