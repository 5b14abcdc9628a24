package ctcs_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/reference/ctcs"
	"enginespec/reference/ctcs/bundle"
	"enginespec/reference/engine/sim"
)

// operate carries out orders and returns what was printed.
func (s *office) operate(orders ...string) (string, error) {
	var out bytes.Buffer
	err := s.Operate(s.t.Context(), strings.NewReader(strings.Join(orders, "\n")), &out)
	return out.String(), err
}

// TestOperator drives both roles against each other through the operator's line, in all
// versions.
func TestOperator(t *testing.T) {
	for v := 1; v <= 3; v++ {
		t.Run(fmt.Sprint(v), func(t *testing.T) {
			withServer(t, bundle.ServerOptions{Server: ctcs.Options{Password: "pw"}}, func(t *testing.T, s *office) {
				b, err := bundle.Start(t.Context(), bundle.Options{Server: s.Addr, Dial: s.net.DialContext, Fixture: "multi",
					Sim:    sim.Options{Swarm: sim.Swarm{Down: 32 << 10}},
					Client: ctcs.EngineOptions{Version: v, Filename: "a b.torrent", Password: "pw"}})
				require.NoError(t, err)
				defer b.Close()
				out, err := s.operate("# a script", "", "wait engine", "wait known *", "list")
				require.NoError(t, err, out)
				<-time.After(2 * time.Second) // of the bubble: peers come
				more, err := s.operate("detail 1")
				out += more
				require.NoError(t, err, out)
				require.Contains(t, out, fmt.Sprintf(" v%d 0/34 0%% down 0 B/s up 0 B/s limits none/none a b.torrent", v))
				require.Contains(t, out, "extras/cover.jpg")
				require.Contains(t, out, "peer -")
				out, err = s.operate("limit 1 down 50K", "limit * up 1024", "set 1 max_peers 60", "set 1 pause 1", "detail 1")
				require.NoError(t, err, out)
				require.Contains(t, out, "limits 50.0 KiB/s/1.0 KiB/s")
				require.EqualValues(t, 51200, s.settled()[0].Status.DLLimit)
				require.EqualValues(t, 60, b.Engine.Snapshot().Settings.MaxPeers)
				require.Zero(t, b.Engine.Snapshot().Settings.Down)
				out, err = s.operate("set 1 pause 0", "wait got 1 100K", "wait complete 1", "update 1", "restart 1", "quit 1", "wait ended 1", "list", "state", "infos 1")
				require.NoError(t, err, out)
				require.Contains(t, out, "1 ended -")
				require.NoError(t, b.Wait())
				var st ctcs.State
				lines := strings.Split(strings.TrimSpace(out), "\n")
				require.NoError(t, json.Unmarshal([]byte(lines[len(lines)-1]), &st))
				require.EqualValues(t, 34, st.Torrents[0].Status.NHave)
			})
		})
	}
}

// TestBadOrders: each is told, none is carried out, those behind it are.
func TestBadOrders(t *testing.T) {
	withServer(t, bundle.ServerOptions{}, func(t *testing.T, s *office) {
		k := s.engine(3)
		k.send("CTCONFIGSTART", "CTCONFIG max_peers I 20-1000 3:100 1:m 0:", "CTCONFIG s S 4 0: 0: 0:", "CTCONFIG b B 0 1:0 0: 0:",
			"CTCONFIG f F 0 1:0 0: 0:", "CTCONFIGDONE")
		s.settled()
		bad := []string{"dance", "list 1", "detail", "detail x", "detail 7", "limit 1 down", "limit 1 left 5", "limit 1 down -5", "limit 1 down 5G",
			"limit 1 down 4096M", "total down x", "total x 1", "set 1", "set", "set 1 max_peers 19", "set 1 max_peers 1001", "set 1 max_peers 20.5",
			"set 1 max_peers", "set 1 s 12345", "set 1 b 2", "set 1 f x", "set 1 nothing 1", "quit 2", "wait", "wait long 1", "wait ended 8", "wait engine 1",
			"wait got 1", "wait got 1 x", "wait known 1 5"}
		out, err := s.operate(append(bad, "set 1 s ", "set 1 max_peers 20")...)
		require.Error(t, err)
		require.Equal(t, len(bad), strings.Count(out, "error: "), out)
		require.Equal(t, "CTCONFIG s ", k.next())
		require.Equal(t, "SENDCONF", k.next())
		require.Equal(t, "CTCONFIG max_peers 20", k.next())
		k.conn.Close()
		s.settled()
		out, err = s.operate("quit 1", "quit *", "detail 1", "help", "exit", "dance")
		require.ErrorContains(t, err, "torrent 1 has ended")
		require.Contains(t, out, ctcs.OperatorHelp)
		require.NotContains(t, out, "dance")
	})
}

// TestPositions: changes of protocols 1 and 2 leave all other settings as they are.
func TestPositions(t *testing.T) {
	for v, want := range map[int]string{1: "CTCONFIG . . . 60 . . . . .", 2: "CTCONFIG . . . 60 . . . ."} {
		withServer(t, bundle.ServerOptions{}, func(t *testing.T, s *office) {
			k := s.engine(v)
			out, err := s.operate("set 1 max_peers 60", "set 1 nothing 1", "set 1 max_peers x", "set 1 verbose 2", "set 1 pause .")
			require.Error(t, err)
			require.Equal(t, 4, strings.Count(out, "error: "), out)
			require.Equal(t, want, k.next())
			require.Equal(t, "SENDCONF", k.next())
			require.NotContains(t, strings.Join(k.quiet(time.Second), "\n"), "CTCONFIG")
		})
	}
}

// TestTerminal: nothing that an engine says reaches a terminal as more than text.
func TestTerminal(t *testing.T) {
	evil := "\x1b[2J\x07\u009b31m\u202e<script>\xff"
	withServer(t, bundle.ServerOptions{}, func(t *testing.T, s *office) {
		k := s.dial()
		k.send("PROTOCOL 0003", "CTORRENT p<script> 99999999999999999 99999999999999999 "+evil, "CTINFO 1 "+evil, "CTINFO hello "+evil,
			"CTSTATUS 0:0/0:0/0 1/1/1 0,0 18446744073709551615,0 0,0 0",
			"CTFILESTART", "CTFILE 1 0 0 1 1 1 1 "+evil, "CTFILESDONE", "CTPEERSTART", "CTPEERSDONE",
			"CTCONFIGSTART", fmt.Sprintf("CTCONFIG a S 0 %d:%s 0: 0:", len(evil), evil), "CTCONFIGDONE")
		s.settled()
		go func() { // answers detail
			k.until("SENDCONF") // of the greeting
			k.until("SENDCONF")
			k.send("CTSTATUS 0:0/0:0/0 1/1/1 0,0 18446744073709551615,0 0,0 0", "CTFILESTART", "CTFILE 1 0 0 1 1 1 1 "+evil, "CTFILESDONE",
				"CTPEERSTART", "CTPEERSDONE", "CTCONFIGSTART", fmt.Sprintf("CTCONFIG a S 0 %d:%s 0: 0:", len(evil), evil), "CTCONFIGDONE")
			io.Copy(io.Discard, k.conn)
		}()
		out, err := s.operate("list", "detail 1", "files 1", "options 1", "infos 1", "state", "dance "+evil, "d"+evil, "set 1 "+evil+" "+evil)
		require.Error(t, err)
		for _, r := range strings.ReplaceAll(out, "\n", "") {
			require.True(t, r >= 0x20 && r < 0x7f, "%q in %q", r, out)
		}
		require.Contains(t, out, "18446744073709551615 octets")
		require.Contains(t, out, "severity 3: hello")
	})
}

// TestStateIsASCII: what is printed is JSON that says the same.
func TestStateIsASCII(t *testing.T) {
	const name = "\u009b é 説明 \U0001F600 \u007f.torrent"
	withServer(t, bundle.ServerOptions{}, func(t *testing.T, s *office) {
		k := s.dial()
		k.send("PROTOCOL 0003", "CTORRENT p 1 1 "+name)
		s.settled()
		out, err := s.operate("state")
		require.NoError(t, err)
		require.Regexp(t, `^[ -~]*\n$`, out)
		var st ctcs.State
		require.NoError(t, json.Unmarshal([]byte(out), &st))
		require.Equal(t, name, st.Torrents[0].Filename.String())
	})
}
