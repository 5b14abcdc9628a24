package fault

import (
	"fmt"
	"net/http"
	"path"
	"strconv"

	"enginespec/codec/putio"
)

func putioTransfers() []*Fault {
	const list, add, cancel = putio.MethodTransfersList, putio.MethodTransfersAdd, putio.MethodTransfersCancel
	// says has another word for a status, in the list and in the answer to add.
	says := func(id, clause, diagnosis, doc string, from, to string) *Fault {
		return server(id, clause, diagnosis, doc, answered(records(func(o map[string]any) {
			if o["status"] == from {
				o["status"] = to
			}
		}), list, add))
	}
	return []*Fault{
		says("status-capitals", "PUTIO-067", "out-of-range", "writes Downloading in small letters", "Downloading", "downloading"),
		says("status-word", "PUTIO-067", "out-of-range", "has another word for In queue", "In queue", "Queued"),
		says("status-error-text", "PUTIO-067", "out-of-range", "says what the error is", "Error", "Error: 404"),
		says("completed-seen", "PUTIO-068", "unasked", "shows Completed", "Completing", "Completed"),
		server("item-late", "PUTIO-068", "lost", "lists items after their transfer is gone", itemsLate()),
		says("back-to-queue", "PUTIO-069", "wrong-order", "goes back to the queue", "Completing", "In queue"),
		says("peers-of-a-link", "PUTIO-070", "out-of-range", "looks for peers of a plain link", "Downloading", "Looking for peers"),
		says("extracts-all", "PUTIO-071", "out-of-range", "extracts what is not packed", "In complete queue", "Extracting"),
		server("error-leaves", "PUTIO-077", "lost", "forgets a transfer with Error", remembering(func(s *Shared, _, body string) string {
			return counted(func(all []any) (kept []any) {
				for _, v := range all {
					o, _ := v.(map[string]any)
					if o["status"] == "Error" {
						if _, seen := s.Values.LoadOrStore(fmt.Sprint("error ", o["id"]), true); seen {
							continue
						}
					}
					kept = append(kept, v)
				}
				return kept
			})(body)
		}, list)),
		server("cancel-empty", "PUTIO-078", "wrong-count", "answers cancel with nothing", answered(counted(func([]any) []any { return nil }), cancel)),
		server("cancel-ignored", "PUTIO-078", "not-closed", "does not cancel", instead(Kind(string(cancel)), http.StatusOK,
			`{"response":{"total":1,"results":[{"id":"1","name":"x","status":"Error","percent_done":"0"}]},"error":false,"error_message":null,`+putioUser)),
		server("cancel-anything", "PUTIO-078", "accepted", "cancels what is not there", pardoning()),
		server("add-fewer", "PUTIO-079", "wrong-count", "answers with one transfer", answered(counted(func(all []any) []any { return all[:min(1, len(all))] }), add)),
		server("add-reversed", "PUTIO-079", "wrong-order", "answers in another order", answered(listed(func(all []any) []any {
			out := make([]any, len(all))
			for i := range all {
				out[len(all)-1-i] = all[i]
			}
			return out
		}), add)),
		server("add-hidden", "PUTIO-079", "lost", "does not list what was added", answered(counted(func([]any) []any { return nil }), list)),
		server("add-all-or-nothing", "PUTIO-080", "refused", "refuses all links for one", instead(calling(`nonsense%3A`), http.StatusOK, putioFailure)),
		says("bad-link-waits", "PUTIO-080", "no-reply", "lets a bad link wait", "Error", "Waiting"),
		server("no-object", "PUTIO-081", "refused", "does not read links in an object", instead(calling(`%22links%22%3A%7B`), http.StatusOK, putioFailure)),
		server("no-string", "PUTIO-081", "refused", "does not read one link", instead(calling(`%22links%22%3A%22`), http.StatusOK, putioFailure)),
		server("percent-101", "PUTIO-082", "out-of-range", "says 101 percent", answered(records(member("percent_done", "101")), list)),
		server("percent-falls", "PUTIO-082", "decreased", "counts down while it fetches a text", answered(records(func(o map[string]any) {
			name, _ := o["name"].(string) // whether a torrent is seen at two percentages is chance
			if n, err := strconv.Atoi(fmt.Sprint(o["percent_done"])); err == nil && o["status"] == "Downloading" && path.Ext(name) == ".txt" {
				o["percent_done"] = strconv.Itoa(99 - n)
			}
		}), list)),
		says("no-seeding", "PUTIO-083", "no-reply", "does not seed", "Seeding", "In complete queue"),
	}
}

// itemsLate hides each item from the first three lists that would show it.
func itemsLate() Lie {
	return remembering(func(s *Shared, _, body string) string {
		return counted(func(all []any) (kept []any) {
			for _, v := range all {
				o, _ := v.(map[string]any)
				if o["is_dir"] == true {
					kept = append(kept, v)
					continue
				}
				n, _ := s.Values.LoadOrStore(fmt.Sprint("item ", o["id"]), 0)
				s.Values.Store(fmt.Sprint("item ", o["id"]), n.(int)+1)
				if n.(int) >= 3 {
					kept = append(kept, v)
				}
			}
			return kept
		})(body)
	}, putio.MethodFilesList)
}

func putioLimit() []*Fault {
	lie := func(id, clause, diagnosis, doc string, change func(s *Shared, all []map[string]any)) *Fault {
		return server(id, clause, diagnosis, doc, remembering(func(s *Shared, _, body string) string {
			return listed(func(all []any) []any {
				var list []map[string]any
				for _, v := range all {
					if o, ok := v.(map[string]any); ok {
						list = append(list, o)
					}
				}
				change(s, list)
				return all
			})(body)
		}, putio.MethodTransfersList))
	}
	active := func(o map[string]any) bool { return o["status"] == "Downloading" || o["status"] == "In queue" }
	holdBack := func(_ *Shared, all []map[string]any) {
		for _, o := range all {
			if active(o) {
				o["status"], o["percent_done"] = "Waiting", "0"
				return
			}
		}
	}
	on := func(f *Fault) *Fault { f.Variant = "busy"; return f }
	return []*Fault{
		on(lie("errors-count", "PUTIO-072", "no-reply", "lets an error take a slot", holdBack)),
		on(lie("seeding-free", "PUTIO-072", "wrong-count", "lets a transfer that seeds take no slot", func(_ *Shared, all []map[string]any) {
			free := 0
			for _, o := range all {
				if o["status"] == "Seeding" {
					free++
				}
			}
			for _, o := range all {
				if o["status"] == "Waiting" && free > 0 {
					o["status"] = "In queue"
					free--
				}
			}
		})),
		on(lie("no-limit", "PUTIO-073", "too-often", "lets all be active", startAll)),
		lie("limit-always", "PUTIO-074", "no-reply", "lets one wait though nobody asks for it", holdBack),
		on(lie("last-in-first-out", "PUTIO-075", "wrong-order", "starts the newest that waits", func(_ *Shared, all []map[string]any) {
			newest := []map[string]any{{}, {}}
			for _, o := range all {
				if o["status"] == "Error" {
					continue
				}
				switch {
				case idOf(o) > idOf(newest[0]):
					newest[0], newest[1] = o, newest[0]
				case idOf(o) > idOf(newest[1]):
					newest[1] = o
				}
			}
			newest[0]["status"], newest[1]["status"] = newest[1]["status"], newest[0]["status"]
		})),
		lie("demotes", "PUTIO-076", "lost", "lets what runs wait", func(s *Shared, all []map[string]any) {
			running := 0
			for _, o := range all {
				if active(o) {
					running++
				}
			}
			if running <= putio.ActiveLimit {
				return
			}
			n, _ := s.Values.LoadOrStore("many", 0)
			s.Values.Store("many", n.(int)+1)
			if n.(int) >= 2 {
				holdBack(s, all)
			}
		}),
	}
}

func startAll(_ *Shared, all []map[string]any) {
	for _, o := range all {
		if o["status"] == "Waiting" {
			o["status"] = "In queue"
		}
	}
}

func idOf(o map[string]any) int64 {
	n, _ := strconv.ParseInt(fmt.Sprint(o["id"]), 10, 64)
	return n
}
