package putio

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	wire "enginespec/codec/putio"
	"enginespec/conformance"
)

// Cases of files.list.
func listCases() []*kase {
	abc := inFolderWith("beta", "alpha", "gamma")
	return []*kase{
		whole(one("files/list-defaults", PUTIO042, given("a folder of 23", manyFolders), "the 20 newest", func(a *account) {
			got := a.list(wire.MethodFilesList, params{"parent_id": a.Vars["folder"]})
			if a.broken() {
				return
			}
			a.want(len(got) == 20, conformance.WrongCount, "20 items", "%d", len(got))
			for _, n := range names(got) {
				a.want(strings.Contains(n, "-new-"), conformance.WrongOrder, "the newest items", "%v", names(got))
			}
		})),
		one("files/list-root", PUTIO042, inFolder(), "the root without parent_id", func(a *account) {
			all := a.all(params{})
			a.want(a.broken() || holds(all, a.Vars["folder"]), conformance.WrongContent, "the folder in the root", "%d other items", len(all))
		}),
		one("files/list-pages", PUTIO043, inFolderWith("a", "b", "c", "d", "e", "f", "g"), "pages make the list", func(a *account) {
			var got []string
			for _, offset := range []int{0, 3, 6, 9} {
				got = append(got, names(a.list(wire.MethodFilesList, params{"parent_id": a.Vars["folder"], "offset": offset, "limit": 3, "orderby": "name_asc"}))...)
			}
			if !a.broken() {
				a.want(slices.Equal(got, fields("a b c d e f g")), conformance.WrongContent, "a b c d e f g", "%v", got)
			}
		}),
		one("files/list-one", PUTIO044, inFolderWith("child", "other"), "exactly the item", func(a *account) {
			got := ids(a.list(wire.MethodFilesList, params{"id": a.Vars["child-0"]}))
			if !a.broken() {
				a.want(slices.Equal(got, []string{a.Vars["child-0"]}), conformance.WrongContent, "item "+a.Vars["child-0"], "%v", got)
			}
		}),
		one("files/list-type", PUTIO045, inFolderWith("a", "b"), "by code and by name", func(a *account) {
			for code, t := range wire.ItemTypes() {
				for _, v := range []any{code, strconv.Itoa(code), string(t)} {
					want := 0
					if t == wire.Folder {
						want = 2
					}
					got := names(a.list(wire.MethodFilesList, params{"parent_id": a.Vars["folder"], "type": v}))
					a.want(a.broken() || len(got) == want, conformance.WrongContent, fmt.Sprintf("%d items of type %v", want, v), "%v", got)
				}
			}
		}),
		one("files/list-unknown-type", PUTIO045, abc, "an error", func(a *account) {
			a.refused(wire.MethodFilesList, params{"parent_id": a.Vars["folder"], "type": "nonsense"})
		}),
		one("files/list-by-name", PUTIO046, abc, "sorted by name", func(a *account) {
			a.sorted("name_asc", "alpha beta gamma")
			a.sorted("name_desc", "gamma beta alpha")
		}),
		// Whole: ids that happen to be in order must not make it look like an affair of cuts.
		whole(one("files/list-by-id", PUTIO046, abc, "sorted by id", func(a *account) {
			for _, order := range []string{"id_asc", "id_desc"} {
				all := a.list(wire.MethodFilesList, params{"parent_id": a.Vars["folder"], "orderby": order})
				if a.broken() {
					return
				}
				up := slices.IsSortedFunc(all, func(x, y record) int { return int(x.number("id") - y.number("id")) })
				down := slices.IsSortedFunc(all, func(x, y record) int { return int(y.number("id") - x.number("id")) })
				a.want(len(all) == 3 && up == (order == "id_asc") && down == (order == "id_desc"), conformance.WrongOrder, order, "%v", ids(all))
			}
		})),
		whole(one("files/list-by-time", PUTIO046, given("folders of two times", func(a *account) {
			a.Vars["folder"] = a.folder("")
			a.child(a.Vars["folder"], "old")
			a.Wait(a.Real(second))
			a.child(a.Vars["folder"], "new")
		}), "sorted by time", func(a *account) {
			a.sorted("createdat_asc", "old new")
			a.sorted("createdat_desc", "new old")
		})),
		one("files/list-orders", PUTIO046, abc, "every order, in both spellings", func(a *account) {
			orders := []wire.Order{"extention_asc", "extention_desc"}
			for _, o := range append(orders, wire.Orders()...) {
				got := a.list(wire.MethodFilesList, params{"parent_id": a.Vars["folder"], "orderby": string(o)})
				a.want(a.broken() || len(got) == 3, conformance.WrongCount, "3 items by "+string(o), "%v", names(got))
			}
		}),
		whole(one("files/list-by-extension", PUTIO046, given("files of three types", func(a *account) {
			a.Vars["folder"] = a.folder("")
			for i, ext := range []string{".mp3", ".txt", ".avi"} {
				o := a.fileIn(a.Vars["folder"], ext, filled(10+i))
				a.one(wire.MethodFilesRename, params{"id": o.text("id"), "name": string("bac"[i]) + ext})
			}
		}), "sorted by extension and by type", func(a *account) {
			for _, order := range []string{"extension_asc", "extention_asc"} {
				a.sorted(order, "c.avi b.mp3 a.txt")
			}
			a.sorted("extention_desc", "a.txt b.mp3 c.avi")
			a.sorted("type_asc", "b.mp3 c.avi a.txt") // audio, movie, text: the same by name and by code
			a.sorted("type_desc", "a.txt c.avi b.mp3")
		}), FeatureLinks),
		one("files/list-empty", PUTIO047, inFolder(), "no items and no error", func(a *account) {
			r := a.call(wire.MethodFilesList, params{"parent_id": a.Vars["folder"]})
			if a.broken() {
				return
			}
			list, ok := r.results().([]any)
			a.want(r.status == 200 && r.object != nil && !r.failed(), conformance.Refused, "a success with []", "%s", r)
			a.want(ok && len(list) == 0, conformance.WrongShape, "[]", "%s", r)
		}),
	}
}

// manyFolders makes {folder} with three old folders and 20 new ones. The names of the old
// ones are in the middle, whichever way names are sorted.
func manyFolders(a *account) {
	a.Vars["folder"] = a.folder("")
	for i := range 23 {
		name := fmt.Sprintf("m-old-%d", i)
		if i == 3 {
			a.Wait(a.Real(second))
		}
		if i >= 3 {
			name = fmt.Sprintf("%c-new-%d", "az"[i%2], i)
		}
		a.child(a.Vars["folder"], name)
	}
}

// sorted wants the names of {folder} in an order.
func (a *account) sorted(order, want string) {
	got := names(a.list(wire.MethodFilesList, params{"parent_id": a.Vars["folder"], "orderby": order}))
	if !a.broken() {
		a.want(slices.Equal(got, fields(want)), conformance.WrongOrder, order+": "+want, "%v", got)
	}
}
