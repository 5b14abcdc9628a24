package putio

import (
	"fmt"
	"slices"
	"strings"
	"time"

	wire "enginespec/codec/putio"
	"enginespec/conformance"
)

// Cases of the tree: folders, which every engine can make, and files, which come by a
// plain link.
func filesCases() []*kase {
	abc := inFolderWith("beta", "alpha", "gamma")
	return slices.Concat(listCases(), []*kase{
		one("files/create-dir", PUTIO048, nil, "a folder with the name, in the folder", func(a *account) {
			a.Vars["folder"] = a.folder("")
			all := a.list(wire.MethodFilesCreateDir, params{"name": "made here", "parent_id": a.Vars["folder"]})
			a.want(a.broken() || len(all) == 1, conformance.WrongCount, "one item", "%v", all)
			if a.broken() {
				return
			}
			a.item(all[0], "made here", a.Vars["folder"])
			a.want(all[0].text("type") == string(wire.Folder), conformance.WrongValue, "type folder", "%s", all[0])
			a.want(all[0]["is_dir"] == true, conformance.WrongValue, "is_dir true", "%s", all[0])
			a.want(slices.Equal(names(a.inside(a.Vars["folder"])), []string{"made here"}) || a.broken(), conformance.Lost, "the folder in the list", "none")
		}),
		one("files/create-dir-no-name", PUTIO049, inFolder(), "New Folder", func(a *account) {
			o := a.one(wire.MethodFilesCreateDir, params{"parent_id": a.Vars["folder"]})
			a.want(a.broken() || o.text("name") == "New Folder", conformance.WrongValue, "New Folder", "%s", o)
		}),
		one("files/info", PUTIO050, abc, "the item", func(a *account) {
			a.item(a.info(a.Vars["child-0"]), "beta", a.Vars["folder"])
		}),
		one("files/rename", PUTIO050, abc, "the new name, in the list too", func(a *account) {
			a.item(a.one(wire.MethodFilesRename, params{"id": a.Vars["child-0"], "name": "delta"}), "delta", a.Vars["folder"])
			a.contains(a.Vars["folder"], "alpha delta gamma")
		}),
		one("files/move", PUTIO050, abc, "the new folder, in the list too", func(a *account) {
			a.item(a.one(wire.MethodFilesMove, params{"id": a.Vars["child-0"], "parent_id": a.Vars["child-1"]}), "beta", a.Vars["child-1"])
			a.contains(a.Vars["folder"], "alpha gamma")
			a.contains(a.Vars["child-1"], "beta")
		}),
		one("files/unknown-id", PUTIO051, nil, "an error of each", func(a *account) {
			a.refused(wire.MethodFilesInfo, params{"id": unknown})
			a.refused(wire.MethodFilesRename, params{"id": unknown, "name": "x"})
			a.refused(wire.MethodFilesMove, params{"id": unknown, "parent_id": "0"})
			a.refused(wire.MethodFilesDelete, params{"id": unknown})
		}),
		one("files/delete-twice", PUTIO051, abc, "an error the second time", func(a *account) {
			a.ok(wire.MethodFilesDelete, params{"id": a.Vars["child-0"]})
			a.refused(wire.MethodFilesDelete, params{"id": a.Vars["child-0"]})
		}),
		one("files/delete-content", PUTIO052, inFolderWith("outer"), "what is inside goes too", func(a *account) {
			inner := a.child(a.Vars["child-0"], "inner")
			a.ok(wire.MethodFilesDelete, params{"id": a.Vars["child-0"]})
			a.contains(a.Vars["folder"], "")
			a.refused(wire.MethodFilesInfo, params{"id": inner})
			a.refused(wire.MethodFilesDelete, params{"id": inner})
		}),
		one("files/move-into-itself", PUTIO053, inFolderWith("outer"), "an error, and nothing moved", func(a *account) {
			inner := a.child(a.Vars["child-0"], "inner")
			a.refused(wire.MethodFilesMove, params{"id": a.Vars["child-0"], "parent_id": a.Vars["child-0"]})
			a.refused(wire.MethodFilesMove, params{"id": a.Vars["child-0"], "parent_id": inner})
			a.contains(a.Vars["folder"], "outer")
			a.contains(a.Vars["child-0"], "inner")
		}),
		whole(one("files/move-into-a-file", PUTIO053, withFile(".txt", 10), "an error, and nothing moved", func(a *account) {
			child := a.child(a.Vars["folder"], "outer")
			a.refused(wire.MethodFilesMove, params{"id": child, "parent_id": a.Vars["file"]})
			a.want(holds(a.inside(a.Vars["folder"]), child) || a.broken(), conformance.Lost, "the folder where it was", "gone")
		}), FeatureLinks),
		one("files/root", PUTIO054, inFolderWith("child"), "0 is the root", func(a *account) {
			o := a.one(wire.MethodFilesMove, params{"id": a.Vars["child-0"], "parent_id": "0"})
			a.remove(a.Vars["child-0"])
			a.item(o, "child", "0")
			a.want(holds(a.inside("0"), a.Vars["child-0"]) || a.broken(), conformance.Lost, "the folder in the root", "none")
			made := a.one(wire.MethodFilesCreateDir, params{"name": a.name("root"), "parent_id": 0})
			if !a.broken() {
				a.remove(made.text("id"))
				a.want(made.text("parent_id") == "0", conformance.WrongValue, `parent_id "0"`, "%s", made)
			}
		}),
		one("files/dirmap", PUTIO056, inFolderWith("one", "two"), "a tree with every folder once", dirmap),
		whole(one("files/dirmap-no-files", PUTIO056, withFile(".txt", 10), "folders only", func(a *account) {
			root := a.single(wire.MethodFilesDirmap, nil)
			if a.broken() {
				return
			}
			_, there := tree(root)[a.Vars["file"]]
			a.want(!there, conformance.WrongContent, "folders only", "the file %s among them", a.Vars["file"])
		}), FeatureLinks),
		one("files/folder-fields", PUTIO057, inFolder(), "the members of a folder", func(a *account) {
			o := a.info(a.Vars["folder"])
			a.members(o, "id parent_id name type size is_dir screenshot_url thumb_url file_icon_url")
			a.want(o.text("stream_url") == "", conformance.Unasked, "no stream_url of a folder", "%s", o)
			a.typeName(o)
		}),
		whole(one("files/file-fields", PUTIO057, withFile(".avi", 10), "the members of a file", func(a *account) {
			o := a.info(a.Vars["file"])
			a.members(o, "id parent_id name type size is_dir screenshot_url thumb_url file_icon_url stream_url")
			a.want(a.broken() || strings.Contains(o.text("stream_url"), "://"), conformance.WrongValue, "a URL as stream_url", "%s", o)
			a.want(a.broken() || !o.isDir(), conformance.WrongValue, "is_dir false", "%s", o)
			a.want(a.broken() || o.number("size") == 10, conformance.WrongValue, "size 10", "%s", o)
			a.typeName(o)
		}), FeatureLinks),
		whole(one("files/folder-size", PUTIO058, withFile(".txt", 1234), "the sum of what is inside", func(a *account) {
			o := a.info(a.Vars["folder"])
			a.want(a.broken() || o.number("size") == 1234, conformance.WrongValue, "size 1234", "%s", o)
		}), FeatureLinks),
	}, searchCases())
}

// item wants an item to have a name and a parent.
func (a *account) item(o record, name, parent string) {
	if a.broken() {
		return
	}
	a.want(o.text("name") == name, conformance.WrongValue, "the name "+name, "%s", o)
	a.want(o.text("parent_id") == parent, conformance.WrongValue, "the parent "+parent, "%s", o)
}

// members wants an item to have all of some members.
func (a *account) members(o record, list string) {
	if a.broken() {
		return
	}
	for _, name := range fields(list) {
		_, ok := o[name]
		a.want(ok, conformance.MissingField, name+" in an item", "%s", o)
	}
}

// contains wants a folder to hold items with some names, in any order, and no others.
func (a *account) contains(folder, want string) {
	got := names(a.inside(folder))
	slices.Sort(got)
	if !a.broken() {
		a.want(slices.Equal(got, fields(want)), conformance.WrongContent, "the folder to hold "+want, "%v", got)
	}
}

// typeName wants the type of an item to be one of the API's names; which one a server
// finds for what file is its own affair.
func (a *account) typeName(o record) {
	if a.broken() {
		return
	}
	t, _ := o["type"].(string)
	a.want(slices.Contains(wire.ItemTypes(), wire.ItemType(t)), conformance.WrongValue, fmt.Sprintf("a type of %v", wire.ItemTypes()), "%s", o)
}

func dirmap(a *account) {
	deep := a.child(a.Vars["child-0"], "deep")
	root := a.single(wire.MethodFilesDirmap, nil)
	if a.broken() {
		return
	}
	a.want(root.text("id") == "0", conformance.WrongValue, "the root with id 0", "%.200s", root)
	var all []string
	for _, d := range under(root) {
		a.want(d["dirs"] != nil, conformance.MissingField, "dirs in each folder", "%.200s", d)
		a.want(!slices.Contains(all, d.text("id")), conformance.WrongCount, "every folder once", "%s twice", d.text("name"))
		all = append(all, d.text("id"))
	}
	parents := tree(root)
	for child, parent := range map[string]string{
		a.Vars["folder"]: "0", a.Vars["child-0"]: a.Vars["folder"], a.Vars["child-1"]: a.Vars["folder"], deep: a.Vars["child-0"],
	} {
		at, ok := parents[child]
		a.want(ok && at == parent, conformance.WrongContent, fmt.Sprintf("folder %s in folder %s", child, parent), "%q", at)
	}
}

// under are a folder of a dirmap and all folders in it.
func under(o record) []record {
	all := []record{o}
	for _, d := range o.objects("dirs") {
		all = append(all, under(d)...)
	}
	return all
}

// tree says of each folder of a dirmap in which one it is.
func tree(root record) map[string]string {
	parents := map[string]string{}
	for _, o := range under(root) {
		for _, d := range o.objects("dirs") {
			parents[d.text("id")] = o.text("id")
		}
	}
	return parents
}

func searchCases() []*kase {
	return []*kase{
		one("files/search-words", PUTIO055, inSearch(), "words in any case", func(a *account) {
			word := a.Vars["word"]
			for query, want := range map[string]int{word: 2, strings.ToUpper(word): 2, "'" + word + "'": 2, word + "nothing": 0} {
				a.finds(query, want)
			}
			for _, query := range []string{word + " summer", "SUMMER " + word, "'" + word + "' summer"} {
				got := names(a.list(wire.MethodFilesSearch, params{"query": query})) // whether one word is enough is not said
				a.want(a.broken() || slices.Contains(got, "Summer "+word), conformance.WrongContent, "Summer for "+query, "%v", got)
			}
		}),
		one("files/search-filters", PUTIO055, inSearch(), "filters, bare and in quotes", func(a *account) {
			word := a.Vars["word"]
			for query, want := range map[string]int{
				word + " from:me": 2, word + " from:'me'": 2, word + " from:all": 2, word + " time:thismonth": 2, word + " time:'all'": 2, "time:today " + word: 2,
				word + " type:audio": 0, word + " type:'video'": 0, word + " type:all": 2, word + " ext:mp3": 0, word + " ext:'all'": 2,
				word + " time:yesterday": 0,
			} {
				a.finds(query, want)
			}
		}),
		whole(one("files/search-files", PUTIO055, given("files of two types", func(a *account) {
			a.Vars["word"] = fmt.Sprintf("word%x", a.Rand.Uint64())
			for _, ext := range []string{".mp3", ".avi"} {
				name := a.Vars["word"] + ext
				a.fetched(a.Serve(name, blob(name, filled(10))), name)
			}
		}), "types and extensions", func(a *account) {
			word := a.Vars["word"]
			for query, want := range map[string]int{
				word: 2, word + " type:audio": 1, word + " type:'audio'": 1, word + " type:video": 1, word + " type:image": 0, word + " ext:mp3": 1, word + " ext:'avi'": 1,
			} {
				a.finds(query, want)
			}
		}), FeatureLinks),
	}
}

// inSearch makes {folder} with two folders whose names hold the word {word}.
func inSearch() []step {
	return given("two folders", func(a *account) {
		a.Vars["word"] = fmt.Sprintf("word%x", a.Rand.Uint64())
		a.Vars["folder"] = a.folder("")
		a.child(a.Vars["folder"], "Summer "+a.Vars["word"])
		a.child(a.Vars["folder"], "Winter "+a.Vars["word"])
	})
}

// finds wants a search to find so many items.
func (a *account) finds(query string, n int) {
	got := a.list(wire.MethodFilesSearch, params{"query": query})
	a.want(a.broken() || len(got) == n, conformance.WrongContent, fmt.Sprintf("%d items for %s", n, query), "%v", names(got))
}

// second is longer than the steps in which a server may count creation times.
const second = 1100 * time.Millisecond
