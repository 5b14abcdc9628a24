package putio_test

import (
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	wire "enginespec/codec/putio"
	"enginespec/corpus"
	"enginespec/reference/engine/sim"
	"enginespec/reference/putio"
	"enginespec/reference/putio/bundle"
)

// legal checks that what was seen are ways of the document's machine (PUTIO-069).
func legal(t *testing.T, seen []wire.Status, traits wire.Traits) {
	t.Helper()
	for i, s := range seen {
		assert.True(t, s.Visible(), "%q is never seen", s)
		if i > 0 {
			assert.True(t, seen[i-1].CanReach(s, traits), "%q cannot follow %q", s, seen[i-1])
		}
	}
}

func TestTorrentBecomesItems(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		added, err := w.TransfersAdd(w.ctx(), torrentURL("multi"))
		require.NoError(t, err)
		require.Len(t, added, 1)
		assert.Equal(t, wire.InQueue, added[0].Status)
		assert.Zero(t, added[0].PercentDone)
		seen := w.settle()[added[0].ID]
		legal(t, seen, wire.Traits{Torrent: true})
		for _, s := range []wire.Status{wire.InQueue, wire.LookingForPeers, wire.Seeding, wire.InCompleteQueue, wire.Completing} {
			assert.Contains(t, seen, s)
		}
		assert.NotContains(t, seen, wire.Extracting)
		f, err := corpus.FixtureNamed("multi")
		require.NoError(t, err)
		root := w.named(0)["multi"]
		assert.True(t, root.IsDir)
		assert.Equal(t, f.Size(), int64(root.Size))
		items := w.named(root.ID)
		extras := w.named(items["extras"].ID)
		b, err := io.ReadAll(f.Content(3))
		require.NoError(t, err)
		assert.Equal(t, string(b), w.content(extras["part two.mkv"]))
		assert.Empty(t, w.content(extras["empty.srt"]))
		assert.Empty(t, w.Engine.Snapshot().Torrents, "the torrent is not needed any more")
		m, err := w.MessagesList(w.ctx(), 0)
		require.NoError(t, err)
		require.Len(t, m, 1)
		assert.Equal(t, "multi (540.5K) downloaded", m[0].Text())
		assert.Equal(t, root.ID, m[0].UserFileID)
		assert.Nil(t, m[0].FromUserID)
	})
}

func TestSeedingEndsAtRatio(t *testing.T) {
	for name, o := range map[string]bundle.Options{
		"ratio": {Sim: sim.Options{Swarm: sim.Swarm{Up: 512 << 10}}},
		"idle":  {Sim: sim.Options{Swarm: sim.Swarm{Leechers: -1}}},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, o, func(w *world) {
				_, err := w.TransfersAdd(w.ctx(), torrentURL("single"))
				require.NoError(t, err)
				var up, down int64
				seeded := time.Time{}
				for range 5000 {
					list, err := w.TransfersList(w.ctx())
					require.NoError(t, err)
					if len(list) == 0 || list[0].Status == wire.InCompleteQueue {
						break
					}
					if snap := w.Engine.Snapshot(); len(snap.Torrents) == 1 {
						up, down = snap.Torrents[0].Up.Total, snap.Torrents[0].Down.Total
					}
					if list[0].Status == wire.Seeding && seeded.IsZero() {
						seeded = time.Now()
					}
					time.Sleep(50 * time.Millisecond)
				}
				if name == "ratio" {
					assert.GreaterOrEqual(t, up, down*9/10)
					assert.Less(t, up, 2*down)
				} else {
					assert.GreaterOrEqual(t, time.Since(seeded), time.Minute)
				}
				w.settle()
				assert.Contains(t, w.named(0), "single.mp4")
			})
		})
	}
}

func TestMagnet(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		f, err := corpus.FixtureNamed("nomedia")
		require.NoError(t, err)
		added, err := w.TransfersAdd(w.ctx(), "magnet:?xt=urn:btih:"+f.Hash()+"&dn=some+name", "magnet:?xt=urn:btih:zz")
		require.NoError(t, err)
		assert.Equal(t, "some name", added[0].Name)
		assert.Equal(t, wire.Error, added[1].Status)
		legal(t, w.settle()[added[0].ID], wire.Traits{Torrent: true})
		assert.Contains(t, w.named(0), "nomedia")
	})
}

func TestPlainLink(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		body := bundle.Sample("slow", 100_000)
		good := w.put("/slow/a%20b.txt", body)
		w.put("/slow/a b.txt", body)
		added, err := w.TransfersAdd(w.ctx(), good, site+"/none", "gopher://x/y", "no link", torrentURL("none"))
		require.NoError(t, err)
		require.Len(t, added, 5)
		assert.Equal(t, wire.Error, added[2].Status)
		assert.Equal(t, wire.Error, added[3].Status)
		last, percents := -1, map[int]bool{}
		for range 1000 {
			list, err := w.TransfersList(w.ctx())
			require.NoError(t, err)
			if list[0].ID != added[0].ID {
				break
			}
			if p := int(list[0].PercentDone); list[0].Status == wire.Downloading {
				assert.GreaterOrEqual(t, p, last)
				assert.LessOrEqual(t, p, 99)
				last, percents[p] = p, true
			}
			time.Sleep(time.Second)
		}
		assert.Greater(t, len(percents), 5)
		list, err := w.TransfersList(w.ctx())
		require.NoError(t, err)
		require.Len(t, list, 4)
		for _, tr := range list {
			assert.Equal(t, wire.Error, tr.Status)
		}
		it := w.named(0)["a b.txt"]
		assert.Equal(t, wire.Text, it.Type)
		assert.Equal(t, string(body), w.content(it))
		require.NoError(t, w.TransfersCancel(w.ctx(), list[0].ID))
		assert.Error(t, w.TransfersCancel(w.ctx(), list[0].ID))
	})
}

// A source that breaks off is an Error, and what it gave is not kept.
func TestCutSource(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		l, err := w.net.Listen("127.0.0.1:8001")
		require.NoError(t, err)
		defer l.Close()
		go func() {
			for c, err := l.Accept(); err == nil; c, err = l.Accept() {
				io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome")
				c.Close()
			}
		}()
		seen := w.fetchAll("http://127.0.0.1:8001/cut.txt")
		legal(t, seen, wire.Traits{})
		assert.Equal(t, wire.Error, seen[len(seen)-1])
		assert.NotContains(t, w.named(0), "cut.txt")
	})
}

func TestActiveLimit(t *testing.T) {
	o := bundle.Options{Server: putio.Options{HighLoad: true}}
	inWorld(t, o, func(w *world) {
		var links []string
		for range 8 {
			links = append(links, w.put("/slow/f", bundle.Sample("f", 1000)))
		}
		links = append([]string{"bad one", "bad two", "x:", "y:", "z:"}, links...)
		added, err := w.TransfersAdd(w.ctx(), links...)
		require.NoError(t, err)
		count := func() (active, waiting int) {
			list, err := w.TransfersList(w.ctx())
			require.NoError(t, err)
			for _, tr := range list {
				if tr.Status.Active() {
					active++
				} else if tr.Status == wire.Waiting {
					waiting++
				}
			}
			return active, waiting
		}
		active, waiting := count()
		assert.Equal(t, [2]int{5, 3}, [2]int{active, waiting}, "five errors do not count")
		time.Sleep(5 * time.Second)
		require.NoError(t, w.TransfersCancel(w.ctx(), added[5].ID))
		list, err := w.TransfersList(w.ctx())
		require.NoError(t, err)
		assert.Equal(t, added[10].ID, list[9].ID)
		assert.Equal(t, wire.InQueue, list[9].Status, "the oldest one")
		assert.Equal(t, wire.Waiting, list[10].Status)
		w.Server.SetLoad(false)
		if active, waiting = count(); waiting != 0 || active != 7 {
			t.Errorf("%d active and %d waiting without the limit, expected 7 and 0", active, waiting)
		}
		w.Server.SetLoad(true)
		if active, _ = count(); active != 7 {
			t.Errorf("%d active after the limit came back, expected 7", active)
		}
		w.settle()
	})
}

func TestSeedingTakesASlot(t *testing.T) {
	o := bundle.Options{Server: putio.Options{HighLoad: true, SeedIdle: time.Hour}}
	o.Sim.Swarm.Leechers = -1
	inWorld(t, o, func(w *world) {
		_, err := w.TransfersAdd(w.ctx(), torrentURL("single"))
		require.NoError(t, err)
		time.Sleep(20 * time.Second)
		links := make([]string, 5)
		for i := range links {
			links[i] = w.put("/slow/f", bundle.Sample("f", 1000))
		}
		added, err := w.TransfersAdd(w.ctx(), links...)
		require.NoError(t, err)
		assert.Equal(t, wire.InQueue, added[3].Status)
		assert.Equal(t, wire.Waiting, added[4].Status)
		list, err := w.TransfersList(w.ctx())
		require.NoError(t, err)
		assert.Equal(t, wire.Seeding, list[0].Status)
	})
}
