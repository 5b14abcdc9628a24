package ipc_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	wire "enginespec/codec/ipc"
	"enginespec/reference/ipc"
	"enginespec/reference/ipc/bundle"
)

func typeNames(types []wire.Type) (list []string) {
	for _, x := range types {
		list = append(list, x.Name)
	}
	return list
}

// All info types of the document, for one file and for several.
func TestInfoTypes(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.talk()
		one, many := k.add("single"), k.add("multi")
		r := k.ask(wire.NewQuery("get-info", []int64{one}, typeNames(wire.InfoTypes())...))
		f := fixture(t, "single")
		require.Equal(t, `("info", ({"comment": "", "creator": "enginespec", "date": 0, `+
			`"files": ({"name": "single.mp4", "size": 1048576}), "hash": "`+f.Hash()+`", "id": 1, "name": "single.mp4", `+
			`"path": "/state/torrents/`+f.Hash()+`.torrent", "private": 0, "saved": 1, "size": 1048576, `+
			`"trackers": (({"address": "127.0.0.1", "announce": "/announce?k=1", "port": 8000, "scrape": "/scrape?k=1"}), `+
			`({"address": "127.0.0.1", "announce": "/x", "port": 8001}))}), 77)`, r.String())
		r = k.ask(wire.NewQuery("get-info", []int64{many}, "files"))
		require.Equal(t, "multi/extras/part two.mkv", r.Infos[0].Files[3].Name.String())
		require.EqualValues(t, 0, r.Infos[0].Files[4].Size)
	})
	inWorld(t, bundle.Options{Profile: ipc.Late}, func(w *world) {
		k := w.talk()
		id := k.add("single")
		r := k.ask(wire.NewQuery("get-info", []int64{id}, "saved", "trackers"))
		require.Equal(t, `("info", ({"id": 1, "trackers": (({"announce": "http://127.0.0.1:8000/announce?k=1", "scrape": "http://127.0.0.1:8000/scrape?k=1"}), `+
			`({"announce": "http://127.0.0.1:8001/x"}))}), 77)`, r.String())
	})
}

// Torrents come as they were asked for; what is unknown is left out.
func TestInfoOrder(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.talk()
		for _, name := range []string{"single", "multi", "unicode"} {
			k.add(name)
		}
		k.send("l8:get-infod4:typeli5e8:nonsensee2:idli3ei99ei1ei-1ei1ei2e1:xeee")
		k.want(`("info", ({"id": 3}, {"id": 1}, {"id": 2}))`)
		k.send("l8:get-infod2:idli2eeee", "l8:get-infod2:idli2ee4:type1:xee", "l12:get-info-alllee")
		k.want(`("info", ({"id": 2}))`, `("info", ({"id": 2}))`, `("info", ({"id": 1}, {"id": 2}, {"id": 3}))`)
		// Many are picked from all, with the same outcome.
		var ids []int64
		for i := range int64(2000) {
			ids = append(ids, 2000-i)
		}
		r := k.ask(wire.NewQuery("get-info", ids))
		require.Equal(t, `("info", ({"id": 3}, {"id": 2}, {"id": 1}), 77)`, r.String())
	})
}

func TestLookup(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.talk()
		k.add("single")
		k.add("multi")
		hash := fixture(t, "multi").Hash()
		r := k.ask(wire.NewTexts("lookup", strings.Repeat("0", 40), strings.ToUpper(hash), hash))
		require.Equal(t, `("info", ({"hash": "`+hash+`", "id": 2}), 77)`, r.String())
	})
}
