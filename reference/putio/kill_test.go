package putio_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"runtime/debug"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	wire "enginespec/codec/putio"
	"enginespec/corpus"
	"enginespec/reference/engine/sim"
	"enginespec/reference/engine/store"
	"enginespec/reference/putio/bundle"
)

// A server that is killed at any write loses nothing that it has acknowledged, has
// nothing twice, and goes on with the transfers, on a disk as a power cut leaves it.
func TestKillAtEveryWrite(t *testing.T) {
	points := killAt(t, -1)
	require.Greater(t, points, 100)
	t.Log(points, "write points")
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // short-lived worlds
	t.Run("at", func(t *testing.T) {
		for k := range points {
			t.Run(fmt.Sprint(k), func(t *testing.T) { t.Parallel(); killAt(t, k) })
		}
	})
}

// acked is what the client was told.
type acked struct {
	folder       wire.ID // made
	renamed      bool
	moved        bool
	deleted      bool
	transfers    []wire.ID
	cancelled    bool
	subscription wire.ID
	paused       bool
	token        string
}

func killAt(t *testing.T, limit int) (points int) {
	synctest.Test(t, func(t *testing.T) {
		disk := new(store.Mem)
		layer := &store.Fault{FS: disk, Limit: limit}
		engineDisk := sim.NewDisk()
		w := newWorld(t)
		w.poll = time.Second
		options := func(fs store.FS) bundle.Options {
			o := bundle.Options{Dir: "/state"}
			o.Server.FS, o.Sim.Disk = fs, engineDisk
			o.Sim.Swarm = sim.Swarm{Up: 1 << 20}
			return o
		}
		w.put("/a.zip", zipOf(t, "in/x.txt", "some text", "in/y.txt", "more text"))
		w.put("/plain.txt", bundle.Sample("plain", 5000))
		w.put("/slowish/late.txt", bundle.Sample("late", 500))
		w.put("/feed", []byte(`<rss><channel><item><title>one</title><link>`+site+`/plain.txt</link></item></channel></rss>`))
		var a acked
		if w.tryStart(options(layer)) {
			a = w.live(layer)
			require.NoError(t, w.Bundle.Close())
		}
		points = layer.Points()
		require.Equal(t, limit >= 0, layer.Dead())
		power := disk.Crash()
		w.check(disk, options, a)  // the process was killed
		w.check(power, options, a) // the power was cut
	})
	return points
}

func (w *world) tryStart(o bundle.Options) bool {
	o.Addr, o.Listen, o.Server.Transport = "127.0.0.1:9000", w.listen, w.http.Transport
	b, err := bundle.Start(w.t.Context(), o)
	if err != nil {
		return false
	}
	w.Bundle = b
	w.Client = w.client(bundle.Key, bundle.Secret)
	return true
}

// live does a bit of everything, until the disk dies or all is done.
func (w *world) live(layer *store.Fault) (a acked) {
	c := w.ctx()
	if d, err := w.FilesCreateDir(c, 0, "folder"); err == nil {
		a.folder = d.ID
	}
	if a.token, _ = w.UserAcctoken(c); a.folder != 0 {
		_, err := w.FilesRename(c, a.folder, "renamed")
		a.renamed = err == nil
		_, err = w.FilesMove(c, 12, a.folder)
		a.moved = err == nil
	}
	a.deleted = w.FilesDelete(c, 13) == nil
	if s, err := w.SubscriptionsCreate(c, wire.SubscriptionsCreate{Title: "feed", URL: site + "/feed"}); err == nil {
		a.subscription = s.ID
		time.Sleep(time.Second)
		_, err = w.SubscriptionsPause(c, a.subscription)
		a.paused = err == nil
	}
	list, err := w.TransfersAdd(c, torrentURL("nomedia"), site+"/a.zip", site+"/plain.txt", site+"/slowish/late.txt", "bad link")
	for _, t := range list {
		a.transfers = append(a.transfers, t.ID)
	}
	if err == nil {
		a.cancelled = w.TransfersCancel(c, a.transfers[4]) == nil
	}
	for range 600 {
		if list, err := w.TransfersList(c); err != nil || len(list) == 0 || layer.Dead() {
			break
		}
		time.Sleep(time.Second)
	}
	time.Sleep(time.Second)
	return a
}

// check starts again on what the disk holds, and looks for all that was acknowledged.
func (w *world) check(disk *store.Mem, options func(store.FS) bundle.Options, a acked) {
	t := w.t
	require.True(t, w.tryStart(options(disk)), "the state cannot be opened")
	defer func() { require.NoError(t, w.Bundle.Close()) }()
	c := w.ctx()
	if a.folder != 0 {
		it, err := w.FilesInfo(c, a.folder)
		require.NoError(t, err)
		if a.renamed {
			assert.Equal(t, "renamed", it.Name)
		}
	}
	notes, err := w.FilesInfo(c, 12)
	require.NoError(t, err)
	if a.moved {
		assert.Equal(t, a.folder, notes.ParentID)
	}
	assert.Equal(t, string(bundle.Sample("notes", 1234)), w.content(*notes))
	if _, err := w.FilesInfo(c, 13); a.deleted {
		assert.Error(t, err)
	}
	if a.subscription != 0 {
		s, err := w.SubscriptionsInfo(c, a.subscription)
		require.NoError(t, err)
		if a.paused {
			assert.True(t, s.Paused)
		}
	}
	if a.token != "" {
		assert.Equal(t, 200, w.get(notes.StreamURL+"atk/"+a.token).StatusCode)
	}
	seen := w.settle()
	if a.cancelled {
		assert.NotContains(t, seen, a.transfers[4])
	}
	if len(a.transfers) == 0 {
		return
	}
	// Each came to its end, before or after: its files are there, once.
	root := w.names(0)
	f, err := corpus.FixtureNamed("nomedia")
	require.NoError(t, err)
	if assert.Len(t, root[f.Title], 1) {
		in := w.names(root[f.Title][0].ID)
		for i, file := range f.Files {
			whole, err := io.ReadAll(f.Content(i))
			require.NoError(t, err)
			if assert.Len(t, in[file.Path], 1, file.Path) {
				assert.Equal(t, string(whole), w.content(in[file.Path][0]), file.Path)
			}
		}
	}
	for name, want := range map[string]string{
		"late.txt": string(bundle.Sample("late", 500)),
		"a.zip":    string(zipOf(t, "in/x.txt", "some text", "in/y.txt", "more text")),
	} {
		if assert.Len(t, root[name], 1, name) {
			assert.Equal(t, want, w.content(root[name][0]), name)
		}
	}
	plain := 1
	if a.subscription != 0 {
		plain = 2 // the feed's, too
	}
	assert.GreaterOrEqual(t, len(root["plain.txt"]), 1)
	assert.LessOrEqual(t, len(root["plain.txt"]), plain)
	if assert.Len(t, root["a"], 1) {
		in := w.names(w.names(root["a"][0].ID)["in"][0].ID)
		assert.Equal(t, "some text", w.content(in["x.txt"][0]))
	}
	assert.Empty(t, w.Engine.Snapshot().Torrents)
	// Nothing is left that no item names.
	files, err := disk.ReadDir("/state/content")
	require.NoError(t, err)
	items := 0
	for _, id := range []wire.ID{7, 8} {
		b, err := store.ReadFile(disk, fmt.Sprintf("/state/accounts/%d.json", id), 1<<20)
		require.NoError(t, err)
		items += bytes.Count(b, []byte(`"content":`))
	}
	assert.Len(t, files, items)
}

// names finds the items of a folder by their name, all of them.
func (w *world) names(folder wire.ID) map[string][]wire.Item {
	w.t.Helper()
	items, err := w.FilesAll(w.ctx(), folder)
	require.NoError(w.t, err)
	m := map[string][]wire.Item{}
	for _, it := range items {
		m[it.Name] = append(m[it.Name], it)
	}
	return m
}

// zipOf makes an archive of names and contents; a name that ends in / is a folder.
func zipOf(t *testing.T, pairs ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		f, err := z.Create(pairs[i])
		require.NoError(t, err)
		_, err = io.WriteString(f, pairs[i+1])
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.Bytes()
}
