package putio_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	wire "enginespec/codec/putio"
	"enginespec/corpus"
	"enginespec/reference/engine"
	"enginespec/reference/engine/sim"
	"enginespec/reference/engine/store"
	"enginespec/reference/fault"
	"enginespec/reference/putio/bundle"
)

// A disk that takes nothing more is a 500 for calls that change something; they have
// changed nothing, and reading goes on. Transfers wait for the disk with their Error.
func TestFullDisk(t *testing.T) {
	layer := &store.Fault{FS: new(store.Mem), Limit: -1, Err: errors.New("no space left on device")}
	o := bundle.Options{}
	o.Server.FS = layer
	inWorld(t, o, func(w *world) {
		added, err := w.TransfersAdd(w.ctx(), torrentURL("single"))
		require.NoError(t, err)
		before := w.call("files.list", as(`{}`)).body
		layer.Limit = 0
		for _, m := range []string{"files.create_dir", "user.acctoken"} {
			a := w.call(m, as(`{"id":12,"name":"x","title":"t","url":"http://127.0.0.1/"}`))
			assert.Equal(t, 500, a.StatusCode, m)
			assert.NotContains(t, a.body, "device")
		}
		for _, m := range []string{"files.rename", "files.delete", "subscriptions.create", "transfers.add", "transfers.cancel"} {
			a := w.call(m, as(`{"id":`+map[bool]string{true: added[0].ID.String(), false: "12"}[m == "transfers.cancel"]+`,"name":"x","title":"t","url":"http://127.0.0.1/","links":["http://127.0.0.1/"]}`))
			assert.Equal(t, 500, a.StatusCode, m)
		}
		assert.Equal(t, before, w.call("files.list", as(`{}`)).body)
		time.Sleep(time.Minute)
		list, err := w.TransfersList(w.ctx())
		require.NoError(t, err)
		require.Len(t, list, 1)
		layer.Heal()
		time.Sleep(time.Minute)
		list, err = w.TransfersList(w.ctx())
		require.NoError(t, err)
		assert.Equal(t, wire.Error, list[0].Status)
		require.NoError(t, w.TransfersCancel(w.ctx(), list[0].ID))
		_, err = w.FilesCreateDir(w.ctx(), 0, "x")
		require.NoError(t, err)
	})
}

// What clients see is the same after a restart.
func TestRestart(t *testing.T) {
	o := bundle.Options{Dir: "/s"}
	o.Server.FS = new(store.Mem)
	inWorld(t, o, func(w *world) {
		w.put("/feed", feed("one"))
		_, err := w.SubscriptionsCreate(w.ctx(), wire.SubscriptionsCreate{Title: "T", URL: site + "/feed", DoFilters: ptr(wire.Filters("x,y"))})
		require.NoError(t, err)
		w.fetchAll(w.put("/a.zip", zipOf(t, "b/c.txt", "d")), site+"/none", torrentURL("multi"))
		calls := [][2]string{
			{"files.search", `{"query":""}`}, {"files.list", `{}`}, {"files.dirmap", `{}`}, {"messages.list", `{}`}, {"transfers.list", `{}`},
			{"subscriptions.list", `{}`}, {"user.info", `{}`}, {"user.friends", `{}`}, {"user.acctoken", `{}`},
		}
		var before []string
		for _, c := range calls {
			before = append(before, w.call(c[0], as(c[1])).body)
		}
		assert.Contains(t, before[3], "multi")
		require.NoError(t, w.Bundle.Close())
		require.NoError(t, w.Bundle.Close())
		w.start(o)
		for i, c := range calls {
			assert.Equal(t, before[i], w.call(c[0], as(c[1])).body, c[0])
		}
	})
}

func TestClosedServerIsUnavailable(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		require.NoError(t, w.Server.Close())
		assert.Equal(t, 503, w.call("user.info", as(`{}`)).StatusCode)
	})
}

// Peers that come and go show, and a core that fails is an Error.
func TestPeersComeAndGo(t *testing.T) {
	f, err := corpus.FixtureNamed("big")
	require.NoError(t, err)
	id := f.InfoHash()
	o := bundle.Options{}
	o.Sim.Faults = []engine.Fault{{Kind: engine.NoPeers, ID: id, At: 0.5, For: 10 * time.Second}}
	inWorld(t, o, func(w *world) {
		seen := w.fetchAll(torrentURL("big"))
		legal(t, seen, wire.Traits{Torrent: true})
		assert.Contains(t, seen, wire.DownloadingAndSeeding)
		again := 0
		for _, s := range seen {
			if s == wire.LookingForPeers {
				again++
			}
		}
		assert.Greater(t, again, 1)
	})
	o.Sim.Faults = []engine.Fault{{Kind: engine.DiskFull, ID: id, At: 0.5}}
	inWorld(t, o, func(w *world) {
		seen := w.fetchAll(torrentURL("big"))
		assert.Equal(t, wire.Error, seen[len(seen)-1])
		list, err := w.TransfersList(w.ctx())
		require.NoError(t, err)
		assert.InDelta(t, 50, int(list[0].PercentDone), 5)
		assert.Empty(t, w.Engine.Snapshot().Torrents)
	})
}

// Two users may want the same torrent: it goes with the last of them.
func TestSharedTorrent(t *testing.T) {
	o := bundle.Options{Sim: sim.Options{Swarm: sim.Swarm{Up: 512 << 10}}}
	inWorld(t, o, func(w *world) {
		sam := w.client(bundle.OtherKey, bundle.OtherSecret)
		first, err := w.TransfersAdd(w.ctx(), torrentURL("single"), torrentURL("single"))
		require.NoError(t, err)
		_, err = sam.TransfersAdd(w.ctx(), torrentURL("single"))
		require.NoError(t, err)
		time.Sleep(time.Second)
		require.Len(t, w.Engine.Snapshot().Torrents, 1)
		require.NoError(t, w.TransfersCancel(w.ctx(), first[0].ID))
		time.Sleep(100 * time.Millisecond)
		assert.Len(t, w.Engine.Snapshot().Torrents, 1, "others need it")
		w.settle()
		assert.Len(t, w.names(0)["single.mp4"], 1)
		time.Sleep(time.Minute)
		items, err := sam.FilesAll(w.ctx(), 0)
		require.NoError(t, err)
		assert.Len(t, items, 3)
		assert.Empty(t, w.Engine.Snapshot().Torrents)
	})
}

// A transfer that is cancelled, at whatever stage, leaves nothing.
func TestCancelAtEachStage(t *testing.T) {
	disk := new(store.Mem)
	o := bundle.Options{Dir: "/s"}
	o.Server.FS = disk
	inWorld(t, o, func(w *world) {
		links := []string{torrentURL("single"), w.put("/slowish/x.zip", zipOf(t, "a", "b"))}
		for _, link := range links {
			before, err := disk.ReadDir("/s/content")
			require.NoError(t, err)
			for after := time.Duration(0); after < 25*time.Second; after += 250 * time.Millisecond {
				added, err := w.TransfersAdd(w.ctx(), link)
				require.NoError(t, err)
				time.Sleep(after)
				if err := w.TransfersCancel(w.ctx(), added[0].ID); err != nil {
					break // it was faster
				}
				time.Sleep(time.Millisecond)
				now, err := disk.ReadDir("/s/content")
				require.NoError(t, err)
				require.Len(t, now, len(before), "%s cancelled after %v", link, after)
				require.Empty(t, w.Engine.Snapshot().Torrents)
			}
		}
	})
}

// The bundle lies where a fault is put on it.
func TestLie(t *testing.T) {
	f := &fault.Fault{ID: "putio/test", Party: codec.Engine, Lie: fault.Drop("user.info")}
	o := bundle.Options{}
	require.NoError(t, o.Lie(f, 1))
	inWorld(t, o, func(w *world) {
		_, err := w.FilesDirmap(w.ctx())
		require.NoError(t, err)
		_, err = w.UserInfo(w.ctx())
		assert.Error(t, err)
	})
	assert.Error(t, o.Lie(&fault.Fault{ID: "ts/x", Party: codec.Engine}, 1))
	_, err := bundle.Variant("nonsense")
	assert.Error(t, err)
	busy, err := bundle.Variant("busy")
	require.NoError(t, err)
	assert.True(t, busy.Server.HighLoad)
}
