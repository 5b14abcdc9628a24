package fault

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"enginespec/codec/putio"
)

func putioFiles() []*Fault {
	in := func(id, clause, diagnosis, doc string, m putio.Method, change func(p map[string]any)) *Fault {
		return server(id, clause, diagnosis, doc, heard(argument(change), m))
	}
	rec := func(id, clause, diagnosis, doc string, m putio.Method, change func(o map[string]any)) *Fault {
		return server(id, clause, diagnosis, doc, answered(records(change), m))
	}
	return []*Fault{
		in("limit-50", "PUTIO-042", "wrong-count", "lists 50 without a limit", putio.MethodFilesList, func(p map[string]any) {
			if p["limit"] == nil {
				p["limit"] = 50
			}
		}),
		in("oldest-first", "PUTIO-042", "wrong-order", "lists the oldest first", putio.MethodFilesList, func(p map[string]any) {
			if p["orderby"] == nil {
				p["orderby"] = "createdat_asc"
			}
		}),
		server("no-root", "PUTIO-042", "wrong-content", "lists nothing without parent_id", remembering(func(_ *Shared, call, body string) string {
			if strings.Contains(call, `"parent_id"`) || strings.Contains(call, `"id"`) {
				return body
			}
			return putioNothing
		}, putio.MethodFilesList)),
		in("no-offset", "PUTIO-043", "wrong-content", "does not look at offset", putio.MethodFilesList, lacking("offset")),
		in("offset-1", "PUTIO-043", "wrong-content", "counts from 1", putio.MethodFilesList, func(p map[string]any) {
			if n, ok := p["offset"].(json.Number); ok && n != "0" {
				k, _ := n.Int64()
				p["offset"] = k - 1
			}
		}),
		server("id-and-more", "PUTIO-044", "wrong-content", "lists the item twice when it is asked for one", remembering(func(_ *Shared, call, body string) string {
			if !strings.Contains(call, `"params":{"id"`) {
				return body
			}
			return counted(func(all []any) []any { return append(all, all...) })(body)
		}, putio.MethodFilesList)),
		in("no-type", "PUTIO-045", "wrong-content", "does not look at type", putio.MethodFilesList, lacking("type")),
		server("any-type", "PUTIO-045", "accepted", "takes any type", pardoning()),
		in("no-order", "PUTIO-046", "wrong-order", "does not look at orderby", putio.MethodFilesList, lacking("orderby")),
		server("no-extention", "PUTIO-046", "refused", "knows one spelling of extension", instead(calling(`extention`), http.StatusOK, putioFailure)),
		server("null-list", "PUTIO-047", "wrong-shape", "has null for no items", answered(replaced(`"results":[]`, `"results":null`), putio.MethodFilesList)),
		server("empty-error", "PUTIO-047", "refused", "calls an empty folder an error", answered(func(body string) string {
			if strings.Contains(body, `"results":[]`) {
				return putioFailure
			}
			return body
		}, putio.MethodFilesList)),
		rec("folder-is-file", "PUTIO-048", "wrong-value", "calls a new folder a file", putio.MethodFilesCreateDir, member("type", "file")),
		rec("folder-no-dir", "PUTIO-048", "wrong-value", "says that a new folder is none", putio.MethodFilesCreateDir, member("is_dir", false)),
		rec("folder-elsewhere", "PUTIO-048", "wrong-value", "says that a new folder is in the root", putio.MethodFilesCreateDir, member("parent_id", "0")),
		server("folder-twice", "PUTIO-048", "wrong-count", "answers with two folders", remembering(func(_ *Shared, call, body string) string {
			if !strings.Contains(call, `"parent_id"`) {
				return body
			}
			return counted(func(all []any) []any { return append(all, all...) })(body)
		}, putio.MethodFilesCreateDir)),
		rec("untitled", "PUTIO-049", "wrong-value", "calls a folder without a name otherwise", putio.MethodFilesCreateDir, func(o map[string]any) {
			if o["name"] == "New Folder" {
				o["name"] = "Untitled"
			}
		}),
		rec("info-name", "PUTIO-050", "wrong-value", "has another name in files.info", putio.MethodFilesInfo, member("name", "?")),
		rec("rename-name", "PUTIO-050", "wrong-value", "answers rename with another name", putio.MethodFilesRename, member("name", "?")),
		rec("move-parent", "PUTIO-050", "wrong-value", "answers move with the root", putio.MethodFilesMove, member("parent_id", "0")),
		server("rename-forgotten", "PUTIO-050", "wrong-content", "keeps the old name in the list", answered(records(func(o map[string]any) {
			if o["name"] == "delta" {
				o["name"] = "beta"
			}
		}), putio.MethodFilesList)),
		server("any-id", "PUTIO-051", "accepted", "does not mind ids that it does not know", pardoning()),
		server("delete-nothing", "PUTIO-052", "wrong-content", "deletes nothing", instead(Kind(string(putio.MethodFilesDelete)), http.StatusOK, putioNothing)),
		server("move-anywhere", "PUTIO-053", "accepted", "does not mind a folder in itself", pardoning()),
		rec("root-is-1", "PUTIO-054", "wrong-value", "says that the root is 1", putio.MethodFilesMove, func(o map[string]any) {
			if o["parent_id"] == "0" {
				o["parent_id"] = "1"
			}
		}),
		server("search-nothing", "PUTIO-055", "wrong-content", "finds nothing", answered(counted(func([]any) []any { return nil }), putio.MethodFilesSearch)),
		in("search-no-filters", "PUTIO-055", "wrong-content", "does not look at filters", putio.MethodFilesSearch, func(p map[string]any) {
			q, _ := p["query"].(string)
			p["query"] = strings.Join(slices.DeleteFunc(strings.Fields(q), func(w string) bool { return strings.Contains(w, ":") }), " ")
		}),
		server("dirmap-array", "PUTIO-056", "wrong-shape", "has the tree in an array", answered(results(func(v any) any { return []any{v} }), putio.MethodFilesDirmap)),
		server("dirmap-root", "PUTIO-056", "wrong-value", "says that the root is 1", answered(results(func(v any) any {
			v.(map[string]any)["id"] = "1"
			return v
		}), putio.MethodFilesDirmap)),
		server("dirmap-flat", "PUTIO-056", "wrong-content", "leaves out the folders in folders", answered(results(func(v any) any {
			for _, d := range v.(map[string]any)["dirs"].([]any) {
				d.(map[string]any)["dirs"] = []any{}
			}
			return v
		}), putio.MethodFilesDirmap)),
		server("dirmap-files", "PUTIO-056", "wrong-content", "has files among the folders", remembering(func(s *Shared, _, body string) string {
			return results(func(v any) any {
				switch v := v.(type) {
				case []any:
					for _, o := range v {
						if o, ok := o.(map[string]any); ok && o["is_dir"] == false {
							s.Values.Store("file", o["id"])
						}
					}
				case map[string]any:
					if id, ok := s.Values.Load("file"); ok {
						dirs, _ := v["dirs"].([]any)
						v["dirs"] = append(dirs, map[string]any{"id": id, "name": "?", "dirs": []any{}})
					}
				}
				return v
			})(body)
		}, putio.MethodFilesMove, putio.MethodFilesDirmap)),
		rec("type-code", "PUTIO-057", "wrong-value", "writes the code of a type for its name", putio.MethodFilesInfo, member("type", "3")),
		rec("folder-streams", "PUTIO-057", "unasked", "has a stream_url for folders", putio.MethodFilesInfo, func(o map[string]any) {
			if o["is_dir"] == true {
				o["stream_url"] = "http://127.0.0.1/stream-file/7/1/"
			}
		}),
		rec("no-stream-url", "PUTIO-057", "missing-field", "has no stream_url for files", putio.MethodFilesInfo, lacking("stream_url")),
		rec("no-thumb", "PUTIO-057", "missing-field", "leaves thumb_url out", putio.MethodFilesInfo, lacking("thumb_url")),
		rec("folder-size-0", "PUTIO-058", "wrong-value", "says that folders have no size", putio.MethodFilesInfo, func(o map[string]any) {
			if o["is_dir"] == true {
				o["size"] = "0"
			}
		}),
	}
}
