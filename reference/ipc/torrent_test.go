package ipc_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	wire "enginespec/codec/ipc"
	"enginespec/reference/ipc/bundle"
)

func detailed(set wire.Set, a wire.Add) *wire.Message {
	a.Has = set
	return wire.NewAdd(a)
}

func TestAddFiles(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.talk()
		r := k.ask(wire.NewTexts("addfiles", "/nonexistent", "/t/single.torrent", "", "/t/multi.torrent", "/t/single.torrent"))
		require.Equal(t, `("info", ({"id": 1}, {"id": 2}), 77)`, r.String())
		k.send("l8:addfilesl10:/nowhere/xi1e17:/t/single.torrent18:/t/unicode.torrentee")
		k.want(`("info", ({"id": 3}))`)
		require.Equal(t, `("info", (), 77)`, k.ask(wire.NewTexts("addfiles", "/t/single.torrent")).String())
		// Another connection sees them under the same IDs.
		r = w.talk().ask(wire.NewTexts("get-info-all", "name"))
		require.Equal(t, `("info", ({"id": 1, "name": "single.mp4"}, {"id": 2, "name": "multi"}, {"id": 3, "name": "Юникод ☃"}), 77)`,
			strings.ReplaceAll(r.String(), `\u2603`, "☃"))
	})
}

func TestAddFileDetailed(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.talk()
		meta := fixture(t, "single").Metainfo()
		require.Equal(t, `("info", ({"id": 1}), 77)`, k.ask(detailed(wire.AddData, wire.Add{Data: meta})).String())
		m := k.ask(detailed(wire.AddData, wire.Add{Data: meta}))
		require.Equal(t, `("failed", "the torrent is there already", 77)`, m.String())
		m = k.ask(detailed(wire.AddData, wire.Add{Data: codec.Bytes("garbage")}))
		require.Equal(t, "failed", m.Kind())
		require.Contains(t, m.Text.String(), "not a torrent")
		m = k.ask(detailed(wire.AddFile, wire.Add{File: codec.Bytes("/nowhere")}))
		require.Contains(t, m.Text.String(), "/nowhere")

		// Untagged, success alone is answered.
		k.put(detailed(wire.AddData, wire.Add{Data: meta}), detailed(wire.AddFile, wire.Add{File: codec.Bytes("/t/multi.torrent")}))
		k.want(`("info", ({"id": 2}))`)
		k.fence()

		// Directory and autostart go before the defaults; of the wrong kind they do not count.
		k.ask(detailed(wire.AddFile|wire.AddDirectory|wire.AddAutostart, wire.Add{
			File: codec.Bytes("/t/big.torrent"), Directory: codec.Bytes("/else/where")}))
		k.send("l16:addfile-detailedd9:autostartli0ee9:directoryi1e4:file15:/t/slow.torrent4:zzzz0:ei9ee")
		k.want(`("info", ({"id": 4}), 9)`)
		require.False(t, k.status(3, "running").Running)
		require.True(t, k.status(4, "running").Running)
		dirs := map[string]string{}
		for _, x := range w.Engine.Snapshot().Torrents {
			dirs[x.Meta.Name] = x.Dir
		}
		require.Equal(t, map[string]string{"single.mp4": "/state/downloads", "multi": "/state/downloads", "big.mkv": "/else/where", "slow.mkv": "/state/downloads"}, dirs)
	})
}

func TestAutostart(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.talk()
		require.EqualValues(t, 1, k.ask(wire.New("get-autostart")).Int)
		k.done(wire.NewInt("autostart", 0))
		require.False(t, k.status(k.add("single"), "running").Running)
		r := k.ask(detailed(wire.AddFile|wire.AddAutostart, wire.Add{File: codec.Bytes("/t/multi.torrent"), Autostart: true}))
		require.True(t, k.status(r.Infos[0].ID, "running").Running)
		for v, want := range map[int64]int64{0: 0, 1: 1, 2: 1, -1: 1, 1 << 40: 1} {
			k.done(wire.NewInt("autostart", v))
			require.Equal(t, want, k.ask(wire.New("get-autostart")).Int)
		}
	})
}

func TestStartStopRemove(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.talk()
		a, b := k.add("single"), k.add("multi")
		running := func() (list []bool) {
			for _, s := range k.ask(wire.NewTexts("get-status-all", "running")).Statuses {
				list = append(list, s.Running)
			}
			return list
		}
		require.Equal(t, []bool{true, true}, running())
		k.done(wire.NewIDs("stop", a, 99, -1))
		require.Equal(t, []bool{false, true}, running())
		require.Contains(t, []string{"stopping", "paused"}, k.status(a, "state").State.String())
		k.done(wire.NewIDs("start", a, a))
		require.Equal(t, []bool{true, true}, running())
		k.done(wire.New("stop-all"))
		require.Equal(t, []bool{false, false}, running())
		k.done(wire.New("start-all"))
		require.Equal(t, []bool{true, true}, running())
		k.put(wire.NewIDs("stop", b)) // untagged
		k.fence()
		require.Equal(t, []bool{true, false}, running())

		k.done(wire.NewIDs("remove", b))
		require.Equal(t, []bool{true}, running())
		require.Equal(t, `("info", (), 77)`, k.ask(wire.NewQuery("get-info", []int64{b}, "name")).String())
		c := k.add("multi")
		require.Greater(t, c, b, "an ID was used again")
		k.done(wire.New("remove-all"))
		k.done(wire.New("remove-all"))
		require.Empty(t, running())
		require.Greater(t, k.add("single"), c)
	})
}

func TestVerify(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.talk()
		id := k.add("big")
		k.until(id, "whole", func(s *wire.Status) bool { return s.State.String() == "seeding" })
		k.done(wire.NewIDs("verify", id))
		s := k.status(id, "state", "running")
		require.Equal(t, "checking", s.State.String())
		require.True(t, s.Running)
		k.until(id, "whole again", func(s *wire.Status) bool { return s.State.String() == "seeding" })
	})
}

// The saved copy lives as long as the torrent.
func TestSavedCopy(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.talk()
		id := k.add("single")
		info := k.ask(wire.NewQuery("get-info", []int64{id}, "path", "saved")).Infos[0]
		require.True(t, info.Saved)
		require.Equal(t, "/state/torrents/"+fixture(t, "single").Hash()+".torrent", info.Path.String())
		_, err := w.fs.Stat(info.Path.String())
		require.NoError(t, err)
		k.done(wire.NewIDs("remove", id))
		_, err = w.fs.Stat(info.Path.String())
		require.Error(t, err)
	})
}
