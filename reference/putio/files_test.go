package putio_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	wire "enginespec/codec/putio"
	"enginespec/reference/putio/bundle"
)

func TestListPages(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		dir, err := w.FilesCreateDir(w.ctx(), 0, "many")
		require.NoError(t, err)
		var names []string
		for i := range 25 {
			name := fmt.Sprintf("d%02d", i)
			_, err := w.FilesCreateDir(w.ctx(), dir.ID, name)
			require.NoError(t, err)
			names = append(names, name)
			if i%5 == 0 {
				time.Sleep(time.Second)
			}
		}
		got := func(p wire.FilesList) (list []string) {
			p.ParentID = &dir.ID
			items, err := w.FilesList(w.ctx(), p)
			require.NoError(t, err)
			for _, it := range items {
				list = append(list, it.Name)
			}
			return list
		}
		slices.Reverse(names)
		assert.Equal(t, names[:20], got(wire.FilesList{}), "the 20 newest, the newest first")
		for _, o := range wire.Orders() {
			limit := wire.Count(100)
			whole := got(wire.FilesList{Limit: &limit, OrderBy: o})
			assert.Len(t, whole, 25)
			var pages []string
			for offset := wire.Count(0); offset < 30; offset += 4 {
				limit := wire.Count(4)
				pages = append(pages, got(wire.FilesList{Offset: &offset, Limit: &limit, OrderBy: o})...)
			}
			assert.Equal(t, whole, pages, o)
		}
		far, none := wire.Count(1<<62), wire.Count(0)
		assert.Empty(t, got(wire.FilesList{Offset: &far}))
		assert.Empty(t, got(wire.FilesList{Limit: &none}))
		assert.Contains(t, w.call("files.list", as(`{"parent_id":`+fmt.Sprint(dir.ID)+`,"limit":0}`)).body, `"total":0,"results":[]`)
	})
}

func TestListByIDTypeAndOrder(t *testing.T) {
	o := bundle.Options{}
	o.Server.Accounts = bundle.Accounts()
	for i, name := range []string{"x.mp3", "b.AVI", "c.jpg", "d.zip", "e.pdf", "f.doc", "g.txt", "h.swf", "i", "sub"} {
		f := o.Server.Accounts[0].Files[1]
		f.ID, f.Path, f.Content = 0, "types/"+name, bundle.Sample(name, i)
		f.Folder = name == "sub"
		o.Server.Accounts[0].Files = append(o.Server.Accounts[0].Files, f)
	}
	inWorld(t, o, func(w *world) {
		types := w.named(0)["types"].ID
		codes := []string{"sub", "i", "x.mp3", "b.AVI", "c.jpg", "d.zip", "e.pdf", "f.doc", "g.txt", "h.swf"}
		for code, want := range codes {
			for _, spelled := range []string{fmt.Sprint(code), fmt.Sprintf(`"%d"`, code), `"` + string(wire.ItemTypes()[code]) + `"`} {
				a := w.call("files.list", as(fmt.Sprintf(`{"parent_id":"%d","type":%s}`, types, spelled)))
				assert.Contains(t, a.body, `"total":1,`, spelled)
				assert.Contains(t, a.body, `"name":"`+want+`"`)
			}
		}
		order := func(by string) string {
			var e wire.Envelope
			a := w.call("files.list", as(fmt.Sprintf(`{"parent_id":"%d","orderby":%q}`, types, by)))
			require.NoError(t, e.Decode([]byte(a.body), wire.MethodFilesList, nil))
			s := ""
			for _, it := range *e.Results.(*wire.Items) {
				s += it.Name[:1]
			}
			return s
		}
		assert.Equal(t, "bcdefghisx", order("name_asc"))
		assert.Equal(t, "xsihgfedcb", order("name_desc"))
		assert.Equal(t, "isbfcxehgd", order("extension_asc"))
		assert.Equal(t, order("extension_desc"), order("extention_desc"))
		assert.Equal(t, order("extension_asc"), order("extention_asc"))
		assert.Equal(t, "xbcdefghis", order("id_asc"))
		assert.Equal(t, "sihgfedcbx", order("createdat_desc"))
		assert.Equal(t, order("createdat_desc"), order("nonsense"), "PUTIO-046: the default")
		one := wire.ID(13)
		items, err := w.FilesList(w.ctx(), wire.FilesList{ID: &one})
		require.NoError(t, err)
		require.Len(t, items, 1)
		assert.Equal(t, "clip.avi", items[0].Name)
		assert.Equal(t, wire.ID(11), items[0].ParentID)
	})
}

func TestTreeChanges(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		a, err := w.FilesCreateDir(w.ctx(), 0, "")
		require.NoError(t, err)
		assert.Equal(t, wire.Item{
			ID: a.ID, Name: "New Folder", Type: wire.Folder, IsDir: true, ContentType: "application/x-directory",
			FileIconURL: w.Base + "/images/file_types/folder.png",
			DownloadURL: fmt.Sprintf("%s/download-file/7/%d", w.Base, a.ID), ZipURL: fmt.Sprintf("%s/stream-basket/7/%d", w.Base, a.ID),
		}, *a)
		b, err := w.FilesCreateDir(w.ctx(), a.ID, "b")
		require.NoError(t, err)
		moved, err := w.FilesMove(w.ctx(), 12, b.ID)
		require.NoError(t, err)
		assert.Equal(t, b.ID, moved.ParentID)
		info, err := w.FilesInfo(w.ctx(), a.ID)
		require.NoError(t, err)
		assert.EqualValues(t, 1234, info.Size, "the sum of what is in it")
		for _, to := range []wire.ID{a.ID, b.ID} {
			_, err := w.FilesMove(w.ctx(), a.ID, to)
			assert.Error(t, err)
		}
		renamed, err := w.FilesRename(w.ctx(), 12, "pic.png")
		require.NoError(t, err)
		assert.Equal(t, wire.Image, renamed.Type)
		assert.Equal(t, string(bundle.Sample("notes", 1234)), w.content(*renamed))
		root, err := w.FilesDirmap(w.ctx())
		require.NoError(t, err)
		assert.Equal(t, wire.ID(0), root.ID)
		require.Len(t, root.Dirs, 2)
		assert.Equal(t, "b", root.Dirs[1].Dirs[0].Name)
		assert.Empty(t, root.Dirs[1].Dirs[0].Dirs)
		require.NoError(t, w.FilesDelete(w.ctx(), a.ID))
		for _, gone := range []wire.ID{a.ID, b.ID, 12} {
			assert.Error(t, w.FilesDelete(w.ctx(), gone))
			_, err := w.FilesInfo(w.ctx(), gone)
			assert.Error(t, err)
		}
		u, err := w.UserInfo(w.ctx())
		require.NoError(t, err)
		assert.EqualValues(t, 206115891200-4321, u.DiskQuotaAvailable)
	})
}

func TestSearch(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		found := func(q string) (names []string) {
			items, err := w.FilesSearch(w.ctx(), q)
			require.NoError(t, err)
			for _, it := range items {
				names = append(names, it.Name)
			}
			slices.Sort(names)
			return names
		}
		all := []string{"Films", "café notes.txt", "clip.avi", "song.mp3"}
		for q, want := range map[string][]string{
			"":                          all,
			"CLIP":                      {"clip.avi"},
			"'café notes'":              {"café notes.txt"},
			"café clip":                 nil,
			"from:me":                   {"Films", "café notes.txt", "clip.avi"},
			"from:'shares'":             {"song.mp3"},
			"from:sam":                  {"song.mp3"},
			"from:nobody":               nil,
			"private":                   nil,
			"type:video":                {"clip.avi"},
			"type:'audio'":              {"song.mp3"},
			"type:iphone":               {"song.mp3"},
			"ext:txt from:all":          {"café notes.txt"},
			"ext:'avi' type:all clip":   {"clip.avi"},
			"time:today":                all,
			"time:yesterday":            nil,
			"time:thisweek":             all,
			"time:thismonth time:'all'": all,
		} {
			assert.Equal(t, want, found(q), q)
		}
		time.Sleep(24 * time.Hour)
		assert.Equal(t, all, found("time:yesterday"))
		assert.Empty(t, found("time:today"))
	})
}

func TestFriends(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		friends, err := w.UserFriends(w.ctx())
		require.NoError(t, err)
		assert.Equal(t, []wire.Friend{{ID: 8, Name: "sam", DirID: 77}}, friends)
		shared := w.named(77)
		require.Len(t, shared, 1)
		assert.Equal(t, string(bundle.Sample("song", 3210)), w.content(shared["song.mp3"]))
		one := wire.ID(79)
		_, err = w.FilesList(w.ctx(), wire.FilesList{ID: &one})
		assert.Error(t, err, "what is not shared is not there")
		sam := w.client(bundle.OtherKey, bundle.OtherSecret)
		u, err := sam.UserInfo(w.ctx())
		require.NoError(t, err)
		assert.EqualValues(t, 1, u.SharedItems)
		assert.EqualValues(t, 3210, u.SharedSpace)
		assert.Error(t, sam.FilesDelete(w.ctx(), 77))
		list, err := sam.UserFriends(w.ctx())
		require.NoError(t, err)
		assert.Empty(t, list, "demo shares nothing")
	})
}
