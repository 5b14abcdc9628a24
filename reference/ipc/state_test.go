package ipc_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	wire "enginespec/codec/ipc"
	"enginespec/conformance/memnet"
	"enginespec/reference/engine"
	"enginespec/reference/engine/sim"
	"enginespec/reference/engine/store"
	"enginespec/reference/engine/swarm"
	"enginespec/reference/ipc"
)

// life is one run of a daemon on a disk that may die under it.
type life struct {
	t    *testing.T
	disk *store.Fault
	core engine.Engine
	srv  *ipc.Server
	k    *talk
}

// cores make the two engines. What a core keeps itself it keeps on the same disk.
var cores = map[string]func(fs store.FS) (engine.Engine, error){
	"sim": func(store.FS) (engine.Engine, error) { return sim.New(sim.Options{}) },
	"swarm": func(fs store.FS) (engine.Engine, error) {
		return swarm.New(swarm.Options{State: "/core", FS: fs, Initial: engine.Patch{Dir: new("/data")}})
	},
}

// live starts a daemon, or returns nil if the disk dies meanwhile.
func live(t *testing.T, core string, fs store.FS, limit int) *life {
	l := &life{t: t, disk: &store.Fault{FS: fs, Limit: limit}}
	var err error
	if l.core, err = cores[core](l.disk); err != nil {
		require.True(t, l.disk.Dead(), err)
		return nil
	}
	l.srv, err = ipc.New(ipc.Options{Engine: l.core, State: "/state", FS: l.disk, ReadFile: readFixture})
	if err != nil {
		require.True(t, l.disk.Dead(), err)
		l.core.Close()
		return nil
	}
	ours, theirs := memnet.Pipe()
	require.True(t, l.srv.Handle(theirs))
	l.k = newTalk(t, ours)
	l.k.greet(1, 2)
	return l
}

// kill ends a daemon as far as a test can: its disk takes nothing any more.
func (l *life) kill() {
	l.disk.Limit = 0
	l.k.conn.Close()
	l.srv.Close()
	l.core.Close()
}

// facts is all that a client can know of the daemon's durable state.
func (l *life) facts() (list []string) {
	for _, key := range []string{"automap", "autostart", "directory", "downlimit", "encryption", "pex", "uplimit"} {
		list = append(list, l.k.ask(wire.New("get-"+key)).Tagged(0).String())
	}
	infos := l.k.ask(wire.NewTexts("get-info-all", "hash", "saved")).Infos
	for i, s := range l.k.ask(wire.NewTexts("get-status-all", "running")).Statuses {
		list = append(list, fmt.Sprintf("%s saved=%t running=%t", infos[i].Hash, infos[i].Saved, s.Running))
	}
	for _, x := range l.core.Snapshot().Torrents {
		list = append(list, x.ID.String()+" in "+x.Dir)
	}
	return list
}

// script is a life with every kind of change in it.
func script(t *testing.T) []*wire.Message {
	data := func(name string, set wire.Set, a wire.Add) *wire.Message {
		a.Data = fixture(t, name).Metainfo()
		return detailed(set|wire.AddData, a)
	}
	return []*wire.Message{
		wire.NewInt("downlimit", 0), // nothing shall move while this is told
		wire.NewText("directory", "/data/a"),
		data("single", 0, wire.Add{}),
		data("multi", wire.AddAutostart|wire.AddDirectory, wire.Add{Directory: codec.Bytes("/data/b")}),
		wire.NewInt("autostart", 0),
		wire.NewTexts("addfiles", "/t/unicode.torrent"),
		wire.New("start-all"),
		wire.NewIDs("stop", 1),
		wire.NewInt("uplimit", 20),
		wire.NewIDs("remove", 2),
		wire.NewText("encryption", "required"),
		wire.NewInt("pex", 1), wire.NewInt("automap", 1),
		data("multi", 0, wire.Add{}),
		wire.NewIDs("start", 1, 4),
		wire.New("stop-all"),
		wire.NewInt("downlimit", 0),
		wire.New("remove-all"),
		data("single", 0, wire.Add{}),
	}
}

// run gives the orders of the script until the disk dies, and returns how many were
// acknowledged.
func (l *life) run() (acked int) {
	for i, m := range script(l.t) {
		r := l.k.ask(m)
		switch {
		case r.Kind() == "succeeded" || len(r.Infos) > 0:
			acked = i + 1
		case l.disk.Dead():
			return acked
		default:
			require.Fail(l.t, "refused for no reason", "%s: %s", m, r)
		}
	}
	return acked
}

// Whatever the moment of death, what was acknowledged is there at the next start: the
// state is that behind the last acknowledged order, or behind the one under way. Both
// after kill -9, when all that was written is there, and after a power cut, when only
// what was synced is.
func TestKilledAtEveryWrite(t *testing.T) {
	for core := range cores {
		t.Run(core, func(t *testing.T) {
			// What the state is behind each order.
			l := live(t, core, new(store.Mem), -1)
			worlds := [][]string{l.facts()}
			for _, m := range script(t) {
				l.k.ask(m)
				worlds = append(worlds, l.facts())
			}
			points := l.disk.Points()
			l.kill()
			require.Greater(t, points, 100)

			for limit := range points + 1 {
				disk := new(store.Mem)
				acked := 0
				if l := live(t, core, disk, limit); l != nil {
					acked = l.run()
					l.kill()
				}
				for how, fs := range map[string]store.FS{"power cut": disk.Crash(), "kill -9": disk} {
					l := live(t, core, fs, -1)
					got := l.facts()
					want := worlds[acked : min(acked+1, len(worlds)-1)+1]
					require.Contains(t, want, got, "%s at write %d, %d orders acknowledged", how, limit, acked)
					l.tidy()
					l.kill()
				}
			}
		})
	}
}

// tidy wants a copy for each torrent, and nothing else.
func (l *life) tidy() {
	l.t.Helper()
	var want, got []string
	for _, x := range l.k.ask(wire.NewTexts("get-info-all", "path")).Infos {
		want = append(want, filepath.Base(x.Path.String()))
	}
	entries, err := l.disk.ReadDir("/state/torrents")
	require.NoError(l.t, err)
	for _, e := range entries {
		got = append(got, e.Name())
	}
	require.ElementsMatch(l.t, want, got)
}

// A disk that takes nothing makes orders fail, and nothing else: what was is in force,
// and the next order finds the disk healed.
func TestDiskFull(t *testing.T) {
	l := live(t, "sim", new(store.Mem), -1)
	defer l.kill()
	l.k.add("single")
	before := l.facts()
	l.disk.Err = fmt.Errorf("no space left")
	l.disk.Limit = 0
	for _, m := range script(t)[1:] {
		if m.Kind() == "start-all" {
			continue // nothing to change, nothing to write
		}
		r := l.k.ask(m)
		require.True(t, r.Kind() == "failed" || m.Kind() == "addfiles" && len(r.Infos) == 0 ||
			m.Kind() == "remove" || m.Kind() == "start", "%s: %s", m, r)
		require.Equal(t, before, l.facts(), m.String())
	}
	l.disk.Heal()
	l.k.done(wire.NewIDs("stop", 1))
	l.k.add("multi")
}

// A state that cannot be read is not silently begun anew.
func TestDamagedState(t *testing.T) {
	fs := new(store.Mem)
	require.NoError(t, fs.MkdirAll("/state", 0o700))
	require.NoError(t, store.WriteFile(fs, "/state/ipc.json", []byte(`{"settings":{},"torrents":[{"hush":1}]}`), 0o600))
	e, err := sim.New(sim.Options{})
	require.NoError(t, err)
	defer e.Close()
	_, err = ipc.New(ipc.Options{Engine: e, State: "/state", FS: fs})
	require.ErrorContains(t, err, "/state/ipc.json is damaged")
}

// A torrent whose copy is lost is missing; the others are not, and it can be added again.
func TestLostCopy(t *testing.T) {
	fs := new(store.Mem)
	l := live(t, "sim", fs, -1)
	l.k.add("single")
	l.k.add("multi")
	l.kill()
	require.NoError(t, fs.Remove("/state/torrents/"+fixture(t, "single").Hash()+".torrent"))
	l = live(t, "sim", fs, -1)
	require.Len(t, l.k.ask(wire.NewTexts("get-info-all")).Infos, 1)
	l.k.add("single")
	want := l.facts()
	l.kill()
	l = live(t, "sim", fs, -1)
	defer l.kill()
	require.ElementsMatch(t, want, l.facts())
}

// A path need not be UTF-8.
func TestKeptPath(t *testing.T) {
	fs := new(store.Mem)
	l := live(t, "sim", fs, -1)
	l.k.done(wire.NewText("directory", "/\xff"))
	l.k.add("single")
	l.kill()
	l = live(t, "sim", fs, -1)
	defer l.kill()
	require.Equal(t, "/\xff", l.k.ask(wire.New("get-directory")).Text.String())
	require.Equal(t, "/\xff", l.core.Snapshot().Torrents[0].Dir)
}
