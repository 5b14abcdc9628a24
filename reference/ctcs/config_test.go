package ctcs_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	wire "enginespec/codec/ctcs"
	"enginespec/reference/ctcs"
	"enginespec/reference/ctcs/bundle"
	"enginespec/reference/engine"
	"enginespec/reference/engine/sim"
)

// conf asks for all options of protocol 3.
func conf(t *testing.T, k *talk) map[string]string {
	t.Helper()
	k.send("SENDCONF")
	m := map[string]string{}
	lines := k.block("CTCONFIGSTART", "CTCONFIGDONE")
	for _, l := range lines[1 : len(lines)-1] {
		c := parse(t, l, 3).(*wire.Config)
		m[string(c.Name)] = string(c.Value)
		low, high, ok := c.Bounds()
		if v, num := wire.Num(c.Value).Float(); ok && c.Type != wire.String {
			require.True(t, num && v >= low && v <= high, l)
		}
	}
	return m
}

// TestOptions sets each option that a server may set, and sees it in the next SENDCONF.
func TestOptions(t *testing.T) {
	withEngine(t, bundle.Options{Sim: sim.Options{Swarm: sim.Swarm{Seeds: -1}}}, func(t *testing.T, s *stand) {
		k := s.greeted(3)
		before := conf(t, k)
		require.Len(t, before, 15)
		for _, c := range []struct{ name, value, want string }{
			{"verbose", "1", "1"}, {"verbose", "7", "1"}, {"verbose", "0", "0"}, {"seed_time", "5.5", "6"}, {"seed_time", "0", "0"},
			{"seed_ratio", "1.5", "1.50"}, {"max_peers", "20", "20"}, {"max_peers", "1000", "1000"}, {"min_peers", " 7 ", "7"},
			{"file_list", "3,1+2,*", "3,1+2,*"}, {"file_list", "", ""}, {"cache", "8", "8"}, {"pause", "1", "1"}, {"pause", "0", "0"},
			{"file_list", strings.Repeat("1+", 2000) + "1", strings.Repeat("1+", 2000) + "1"},
		} {
			k.send("CTCONFIG " + c.name + " " + c.value)
			before[c.name] = c.want
			require.Equal(t, before, conf(t, k), c.name)
		}
		require.NotContains(t, strings.Join(k.all, "\n"), "CTINFO")
		for _, bad := range []string{
			"max_peers 19", "max_peers 1001", "max_peers", "max_peers ", "max_peers many", "max_peers 1e2", "min_peers 0", "MAX_PEERS 50", "verbose -1",
			"seed_time -1", "seed_ratio x", "cache -1", "pause on", "file_list 1,,2", "file_list 9", "nothing 1", "file_list", "",
			"file_list " + strings.Repeat("1+", 2048) + "1", ". . . 60 . . . .",
			"user_exit rm", "out_normal off", "out_interact off", "out_error off", "out_debug off", "input off", "ctcs_server 127.0.0.1:9",
		} {
			k.send(strings.TrimSuffix("CTCONFIG "+bad, " "))
			require.Regexp(t, "^CTINFO 2 CTCONFIG refused: ", k.until("CTINFO"), bad)
			require.Equal(t, before, conf(t, k), bad)
		}
	})
}

// TestOldOptions: in protocols 1 and 2 all positions are checked before one is set.
func TestOldOptions(t *testing.T) {
	for version, c := range map[int]struct{ first, leave, set, after, bad, zeros string }{
		1: {"CTCONFIG 0 72 0.000000 100 1 0 0 0 0", ". . . . . . . . .", "1 5 2.5 60 2 3 1 1 1", "CTCONFIG 1 5 2.500000 60 2 3 0 1 0",
			"0 6 1 60 2 1 . 0", ". 0 . . . 0 0 0 0"},
		2: {"CTCONFIG 0 72 0.000000 100 1 0 16 0", ". . . . . . . .", "1 5 2.5 60 2 3 8 1", "CTCONFIG 1 5 2.500000 60 2 3 8 1",
			"0 6 1 60 2 1 .", ". 0 . . . 0 . 0"},
	} {
		withEngine(t, bundle.Options{Sim: sim.Options{Swarm: sim.Swarm{Seeds: -1}}}, func(t *testing.T, s *stand) {
			k := s.greeted(version)
			ask := func() string { k.send("SENDCONF"); return k.until("CTCONFIG") }
			require.Equal(t, c.first, ask())
			k.send("CTCONFIG " + c.leave)
			require.Equal(t, c.first, ask())
			k.send("CTCONFIG " + c.set)
			require.Equal(t, c.after, ask())
			for _, bad := range []string{"CTCONFIG " + c.bad, "CTCONFIG . 5 2.5", "CTCONFIG", "CTCONFIG pause 1", "CTCONFIG " + c.leave + " .",
				"CTCONFIG " + strings.Replace(c.leave, ". . . .", "0 9 9 19", 1)} {
				k.send(bad)
				require.Regexp(t, "^CTINFO 2", k.until("CTINFO"), bad)
				require.Equal(t, c.after, ask(), bad)
			}
			require.NotContains(t, strings.Join(k.all, "\n"), "CTCONFIGSTART")
		})
	}
}

// TestAllowed: what the operator allows reaches what carries it out, and a refusal there
// changes nothing.
func TestAllowed(t *testing.T) {
	applied := map[string]string{}
	o := ctcs.EngineOptions{Allow: []string{"user_exit", "out_error"}, Apply: func(name, value string) error {
		if value == "no" {
			return errors.New("cannot be opened\n" + strings.Repeat("x", 1000))
		}
		applied[name] = value
		return nil
	}}
	withEngine(t, bundle.Options{Client: o}, func(t *testing.T, s *stand) {
		k := s.greeted(3)
		k.send("CTCONFIG user_exit echo  done", "CTCONFIG out_error no", "CTCONFIG input off")
		info := k.until("CTINFO")
		require.Contains(t, info, "out_error: cannot be opened_xxx")
		require.Len(t, info, len("CTINFO 2 ")+200)
		require.Contains(t, k.until("CTINFO"), "input: not allowed")
		c := conf(t, k)
		require.Equal(t, "echo  done", c["user_exit"])
		require.Equal(t, "stderr", c["out_error"])
		require.Equal(t, map[string]string{"user_exit": "echo  done"}, applied)
	})
}

// TestLocalChange: what is changed at the console is told unasked, in the form in force.
func TestLocalChange(t *testing.T) {
	withEngine(t, bundle.Options{}, func(t *testing.T, s *stand) {
		k := s.greeted(3)
		k.send("SENDSTATUS")
		k.until("CTSTATUS")
		require.NoError(t, s.b.Client.Set(t.Context(), "max_peers", "50"))
		require.Len(t, k.block("CTCONFIGSTART", "CTCONFIGDONE"), 17)
		require.Error(t, s.b.Client.Set(t.Context(), "max_peers", "5"))
		k.send("PROTOCOL 0002", "SENDSTATUS")
		k.until("CTSTATUS")
		require.NoError(t, s.b.Client.Set(t.Context(), "pause", "1"))
		require.Regexp(t, ` 50 1 0 16 1$`, k.until("CTCONFIG"))
	})
}

// TestPause moves nothing, and goes on.
func TestPause(t *testing.T) {
	withEngine(t, bundle.Options{Fixture: "big"}, func(t *testing.T, s *stand) {
		k := s.greeted(3)
		k.quiet(3 * time.Second)
		k.send("CTCONFIG pause 1")
		k.quiet(2 * time.Second)
		was := s.b.Engine.Snapshot().Torrents[0].Down.Total
		require.Positive(t, was)
		k.quiet(time.Minute)
		require.Equal(t, was, s.b.Engine.Snapshot().Torrents[0].Down.Total)
		k.send("CTCONFIG pause 0")
		k.quiet(5 * time.Second)
		require.Greater(t, s.b.Engine.Snapshot().Torrents[0].Down.Total, was)
	})
}

// TestFileList fetches the groups in their order, and only what is listed.
func TestFileList(t *testing.T) {
	o := bundle.Options{Sim: sim.Options{Swarm: sim.Swarm{Down: 64 << 10, Latency: time.Second}}}
	withEngine(t, o, func(t *testing.T, s *stand) {
		k := s.greeted(3)
		k.send("CTCONFIG file_list 4,1+3")
		var current []int64
		for s.b.Engine.Snapshot().Torrents[0].Left > 0 || len(current) == 0 {
			k.send("SENDDETAIL")
			var last int64
			for i, l := range k.block("CTFILESTART", "CTFILESDONE")[1:6] {
				f := parse(t, l, 3).(*wire.File)
				require.Equal(t, []int64{2, 0, 2, 1, 0}[i], f.Priority)
				require.True(t, i == 0 || f.CurrentPriority == last)
				last = f.CurrentPriority
			}
			current = append(current, last)
			k.quiet(500 * time.Millisecond)
		}
		require.IsNonDecreasing(t, current)
		require.EqualValues(t, 1, current[0])
		require.EqualValues(t, 2, current[len(current)-1])
		torrent := s.b.Engine.Snapshot().Torrents[0]
		require.Less(t, torrent.Pieces.Have, torrent.Pieces.Total)
		require.Equal(t, engine.Skip, torrent.Files[1].Priority)
	})
}
