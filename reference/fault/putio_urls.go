package fault

import (
	"encoding/json"
	"net/http"
	"path"
	"slices"
	"strings"

	"enginespec/codec/putio"
)

func putioURLs() []*Fault {
	const analyze = putio.MethodURLsAnalyze
	out := func(id, clause, diagnosis, doc string, change func(o, items map[string]any)) *Fault {
		return server(id, clause, diagnosis, doc, answered(results(func(v any) any {
			o, _ := v.(map[string]any)
			items, _ := o["items"].(map[string]any)
			if items != nil {
				change(o, items)
			}
			return v
		}), analyze))
	}
	entries := func(items map[string]any, change func(e map[string]any)) {
		for _, list := range items {
			for _, e := range list.([]any) {
				change(e.(map[string]any))
			}
		}
	}
	moved := func(items map[string]any, from, to string) {
		items[to] = append(items[to].([]any), items[from].([]any)...)
		items[from] = []any{}
	}
	extracted := func(id, diagnosis, doc string, change func(all []any) []any) *Fault {
		return server(id, "PUTIO-093", diagnosis, doc, answered(counted(change), putio.MethodURLsExtracturls))
	}
	return []*Fault{
		out("no-torrent-list", "PUTIO-085", "missing-field", "leaves a list out that is empty", func(_, items map[string]any) { delete(items, "torrent") }),
		out("quota-numbers", "PUTIO-085", "wrong-value", "writes quotas as numbers", func(o, _ map[string]any) { numeric("disk_avail", "bw_avail")(o) }),
		server("analysis-array", "PUTIO-085", "wrong-shape", "has the analysis in an array", answered(results(func(v any) any { return []any{v} }), analyze)),
		out("no-human-size", "PUTIO-086", "missing-field", "leaves human_size out", func(_, items map[string]any) { entries(items, lacking("human_size")) }),
		out("no-paid-bw", "PUTIO-086", "missing-field", "leaves paid_bw out", func(_, items map[string]any) { entries(items, lacking("paid_bw")) }),
		out("links-lost", "PUTIO-087", "wrong-count", "leaves out what cannot be fetched", func(_, items map[string]any) { items["error"] = []any{} }),
		out("links-twice", "PUTIO-087", "wrong-count", "has each link twice", func(_, items map[string]any) {
			items["singleurl"] = append(items["singleurl"].([]any), items["singleurl"].([]any)...)
		}),
		server("analysis-starts", "PUTIO-088", "unasked", "starts a transfer of what it analyses", remembering(func(s *Shared, call, body string) string {
			var c struct {
				Params struct{ Links []string }
			}
			if json.Unmarshal([]byte(call), &c) == nil && len(c.Params.Links) > 0 && !strings.Contains(body, "percent_done") {
				s.Values.Store("analysed", path.Base(c.Params.Links[0]))
				return body
			}
			name, ok := s.Values.Load("analysed")
			if !ok {
				return body
			}
			return counted(func(all []any) []any {
				return append(all, map[string]any{"id": "9007199254740990", "name": name, "status": "In queue", "percent_done": "0"})
			})(body)
		}, analyze, putio.MethodTransfersList)),
		out("errors-among-links", "PUTIO-089", "accepted", "lists what cannot be fetched with the rest", func(_, items map[string]any) { moved(items, "error", "singleurl") }),
		out("no-reasons", "PUTIO-089", "missing-field", "does not say why a link is no good", func(_, items map[string]any) { entries(items, member("error", nil)) }),
		out("no-sets", "PUTIO-090", "wrong-shape", "lists volumes one by one", func(_, items map[string]any) {
			for _, set := range items["multiparturl"].([]any) {
				items["singleurl"] = append(items["singleurl"].([]any), set.(map[string]any)["parts"].([]any)...)
			}
			items["multiparturl"] = []any{}
		}),
		extracted("links-reversed", "wrong-content", "finds links in another order", func(all []any) []any { slices.Reverse(all); return all }),
		extracted("links-invented", "wrong-content", "finds a link where there is none", func(all []any) []any {
			return append(all, map[string]any{"url": "http://files.example/invented"})
		}),
		server("no-null-url", "PUTIO-094", "refused", "stumbles over null", instead(calling(`%22url%22%3Anull`), http.StatusOK, putioFailure)),
		server("no-page", "PUTIO-094", "wrong-content", "does not read pages", remembering(func(_ *Shared, call, body string) string {
			if strings.Contains(call, `"txt":null`) {
				return putioNothing
			}
			return body
		}, putio.MethodURLsExtracturls)),
	}
}

func putioMessages() []*Fault {
	rec := func(id, clause, diagnosis, doc string, change func(o map[string]any), m ...putio.Method) *Fault {
		return server(id, clause, diagnosis, doc, answered(records(change), m...))
	}
	const create, edit, info, pause = putio.MethodSubscriptionsCreate, putio.MethodSubscriptionsEdit, putio.MethodSubscriptionsInfo, putio.MethodSubscriptionsPause
	split := func(o map[string]any) {
		for _, name := range []string{"do_filters", "dont_filters"} {
			if s, ok := o[name].(string); ok {
				o[name] = strings.Split(s, ",")
			}
		}
	}
	return []*Fault{
		rec("message-from-0", "PUTIO-095", "wrong-value", "has a number for put.io itself", member("from_user_id", "0"), putio.MethodMessagesList),
		server("message-stays", "PUTIO-095", "accepted", "keeps a message that is deleted", instead(Kind(string(putio.MethodMessagesDelete)), http.StatusOK, putioNothing)),
		server("messages-all", "PUTIO-095", "wrong-count", "lists all messages without a limit", heard(argument(func(p map[string]any) {
			if p["limit"] == nil {
				p["limit"] = 1000
			}
		}), putio.MethodMessagesList)),
		server("messages-30", "PUTIO-095", "wrong-count", "never lists more than 30 messages", answered(counted(func(all []any) []any { return all[:min(30, len(all))] }), putio.MethodMessagesList)),
		rec("title-out", "PUTIO-097", "wrong-value", "says title where name belongs", func(o map[string]any) {
			o["title"] = o["name"]
			delete(o, "name")
		}, create, edit),
		server("edit-resets", "PUTIO-098", "wrong-value", "resets what an edit does not give", heard(argument(func(p map[string]any) {
			if p["dont_filters"] == nil {
				p["dont_filters"] = ""
			}
		}), edit)),
		rec("pause-old", "PUTIO-099", "wrong-value", "answers pause with the old state", func(o map[string]any) {
			if p, ok := o["paused"].(bool); ok {
				o["paused"] = !p
			}
		}, pause),
		server("any-subscription", "PUTIO-100", "accepted", "does not mind subscriptions that it does not know", pardoning()),
		rec("filters-array", "PUTIO-101", "wrong-shape", "has filters in arrays", split, create, info),
		rec("filters-spaced", "PUTIO-101", "wrong-value", "joins filters by semicolons", func(o map[string]any) {
			for _, name := range []string{"do_filters", "dont_filters"} {
				if s, ok := o[name].(string); ok {
					o[name] = strings.ReplaceAll(s, ",", ";")
				}
			}
		}, create, info),
		rec("quota-over", "PUTIO-102", "out-of-range", "has more room than the quota", member("disk_quota_available", "9223372036854775807"), putio.MethodUserInfo),
		rec("no-quota", "PUTIO-102", "missing-field", "leaves the quota out", lacking("disk_quota"), putio.MethodUserInfo),
		rec("friend-dir", "PUTIO-103", "refused", "names a folder that is not there", member("dir_id", "9007199254740881"), putio.MethodUserFriends),
	}
}
