package putio

import (
	"archive/zip"
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	wire "enginespec/codec/putio"
	"enginespec/conformance"
)

// Cases that watch transfers from their beginning to their end.
func watchCases() []*kase {
	run := func(id string, l look, of func(a *account) (string, wire.Traits), n ...*conformance.Feature) *kase {
		k := whole(one("transfers/"+id, l.clause, nil, l.what, func(a *account) {
			link, traits := of(a)
			h := a.watch(link, traits)
			if a.broken() {
				return
			}
			// A life is short: what one watcher misses, another may see.
			l.judge(a, h)
			for _, other := range looks() {
				if !a.broken() && other.clause != l.clause {
					other.judge(a, h)
					conformance.Blame(other.clause, a.f)
				}
			}
		}), n...)
		k.Limit = 2 * limit
		return k
	}
	words := look{PUTIO067, "only the document's words", statusWords}
	completed := look{PUTIO068, "never Completed; gone when the item is there", completedUnseen}
	ways := look{PUTIO069, "only the document's ways", transitions}
	plain := look{PUTIO070, "no status of torrents", notTorrents}
	packed := look{PUTIO071, "no extraction", unextracted}
	parts := look{PUTIO082, "0 to 100, not falling while Downloading", percent}
	return []*kase{
		run("status-words", words, slowLink, FeatureLinks),
		run("status-words-torrent", words, aTorrent("nomedia"), FeatureTorrents),
		run("status-words-error", words, aBadLink, FeatureLinks),
		run("completed-unseen", completed, slowLink, FeatureLinks),
		run("completed-unseen-torrent", completed, aTorrent("single"), FeatureTorrents),
		run("transitions", ways, slowLink, FeatureLinks),
		run("transitions-torrent", ways, aTorrent("multi"), FeatureTorrents),
		run("transitions-archive", ways, anArchive, FeatureLinks, FeatureArchives),
		run("plain-link", plain, slowLink, FeatureLinks),
		run("no-archive", packed, slowLink, FeatureLinks),
		run("no-archive-torrent", packed, aTorrent("unicode"), FeatureTorrents),
		run("percent", parts, slowLink, FeatureLinks),
		run("percent-torrent", parts, aTorrent("ad"), FeatureTorrents),
		run("seeding-ends", look{PUTIO083, "Seeding, and its end", func(a *account, h *history) {
			a.want(slices.ContainsFunc(h.seen, func(v view) bool { return v.status == wire.Seeding }), conformance.NoReply, "Seeding", "%s", h)
		}}, aTorrent("big"), FeatureTorrents, FeatureSeeding),
	}
}

// look is what a clause wants of a transfer's life.
type look struct {
	clause *conformance.Clause
	what   string
	judge  func(a *account, h *history)
}

// looks hold for every life. Each passes over what another would find.
func looks() []look {
	return []look{
		{PUTIO067, "", statusWords}, {PUTIO068, "", completedUnseen}, {PUTIO070, "", notTorrents},
		{PUTIO071, "", unextracted}, {PUTIO082, "", percent}, {PUTIO069, "", transitions},
	}
}

// view is what the list said of a transfer at one time.
type view struct {
	status  wire.Status
	word    string
	percent string
}

// history is a transfer's life as somebody who polls sees it. The same view is kept once.
type history struct {
	traits wire.Traits
	seen   []view
	early  bool // an item was there while the transfer was
	late   bool // the transfer was gone and no item was there
}

func (h *history) String() string {
	var words []string
	for _, v := range h.seen {
		words = append(words, fmt.Sprintf("%s %s", v.word, v.percent))
	}
	return strings.Join(words, ", ")
}

// slowLink is a plain link that takes a while.
func slowLink(a *account) (string, wire.Traits) {
	return a.Serve(a.Vars["marker"]+".txt", slow(filled(64<<10), a.Real(100*time.Millisecond))), wire.Traits{}
}

// aTorrent is the torrent of a fixture that no other case adds.
func aTorrent(fixture string) func(a *account) (string, wire.Traits) {
	return func(a *account) (string, wire.Traits) {
		a.Vars["title"] = conformance.Fixture(fixture).Title
		return a.Vars["torrent:"+fixture], wire.Traits{Torrent: true}
	}
}

func aBadLink(a *account) (string, wire.Traits) { return a.bad(), wire.Traits{} }

// anArchive is a link to a zip file with one file in it.
func anArchive(a *account) (string, wire.Traits) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, _ := z.Create(a.Vars["marker"] + "-inside.txt")
	w.Write(filled(2000))
	z.Close()
	name := a.Vars["marker"] + ".zip"
	return a.Serve(name, blob(name, b.Bytes())), wire.Traits{Archives: true}
}

// slow is a handler that serves b in 8 pieces with gaps between them.
func slow(b []byte, gap time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(len(b)))
		if r.Method == http.MethodHead {
			return
		}
		for piece := range slices.Chunk(b, len(b)/8+1) {
			w.Write(piece)
			w.(http.Flusher).Flush()
			t := time.NewTimer(gap)
			select {
			case <-t.C:
			case <-r.Context().Done():
			}
			t.Stop()
		}
	})
}

// limit is how long a transfer may take, its seeding included.
const limit = 10 * time.Minute

// seedingSeen is how often a transfer is seen Seeding, which need not end, before the
// watch is over.
const seedingSeen = 50

// watch adds a link and looks until its transfer is gone or has failed.
func (a *account) watch(link string, traits wire.Traits) *history {
	h := &history{traits: traits}
	before := map[string]bool{}
	for _, o := range a.inside("0") {
		before[o.text("id")] = true
	}
	all := a.added(link)
	if a.broken() {
		return h
	}
	id := all[0].text("id")
	h.note(all[0])
	seeding := 0
	a.until(limit, "the end of the transfer", func() bool {
		// Looking at the items first: one that is there now must not be in a list of
		// transfers behind it. Before the end there is nothing to see.
		var items []string
		if h.last().percent == "100" {
			items = a.fresh(before)
		}
		for _, t := range a.list(wire.MethodTransfersList, nil) {
			if t.text("id") == id {
				h.note(t)
				h.early = h.early || len(items) > 0
				if h.last().status == wire.Seeding {
					seeding++
				}
				// Where nobody downloads from it, a torrent may seed for ever.
				return h.last().status == wire.Error || seeding > seedingSeen && !a.Has(FeatureSeeding)
			}
		}
		items = a.fresh(before)
		h.late = len(items) == 0
		for _, item := range items {
			a.remove(item)
		}
		return true
	})
	if a.broken() && h.last().status == wire.Seeding {
		conformance.Blame(PUTIO083, a.f)
	}
	return h
}

// fresh are the items in the root that were not there before and belong to what was added.
func (a *account) fresh(before map[string]bool) (items []string) {
	for _, o := range a.inside("0") {
		own := strings.Contains(o.text("name"), a.Vars["marker"])
		if a.Vars["title"] != "" {
			own = o.text("name") == a.Vars["title"]
		}
		if own && !before[o.text("id")] {
			items = append(items, o.text("id"))
		}
	}
	return items
}

func (h *history) last() view { return h.seen[len(h.seen)-1] }

func (h *history) note(t record) {
	v := view{word: t.text("status"), percent: t.text("percent_done")}
	v.status, _ = wire.ReadStatus(v.word)
	if len(h.seen) == 0 || h.last() != v {
		h.seen = append(h.seen, v)
	}
}

func statusWords(a *account, h *history) {
	for _, v := range h.seen {
		exact := slices.ContainsFunc(wire.Statuses(), func(s wire.Status) bool { return string(s) == v.word })
		a.want(exact, conformance.OutOfRange, "one of the document's 11 words", "%q in %s", v.word, h)
	}
}

func completedUnseen(a *account, h *history) {
	a.want(!slices.ContainsFunc(h.seen, func(v view) bool { return v.status == wire.Completed }), conformance.Unasked, "never Completed", "%s", h)
	if h.last().status == wire.Error {
		return // nothing was completed
	}
	a.want(!h.late, conformance.Lost, "the item when the transfer is gone", "%s, and no item", h)
	if !h.traits.Torrent {
		a.want(!h.early, conformance.WrongOrder, "no item before the transfer is gone", "%s", h)
	}
}

// transitions wants each view to be reachable from the one before it: what lies between
// them may have passed unseen.
func transitions(a *account, h *history) {
	from := wire.Gone
	for _, v := range h.seen {
		if !v.status.Known() || v.status.TorrentOnly() && !h.traits.Torrent || packing(v.status) && !h.traits.Archives {
			continue // other clauses
		}
		a.want(reach(from, v.status, h.traits), conformance.WrongOrder, fmt.Sprintf("no %s behind %q", v.status, from), "%s", h)
		from = v.status
	}
}

// reach is CanReach from the beginning too: a transfer may be on its way already when it
// is seen first.
func reach(from, to wire.Status, t wire.Traits) bool {
	if from != wire.Gone {
		return from.CanReach(to, t)
	}
	for _, first := range wire.Gone.Next(t) {
		if first != wire.Gone && first.CanReach(to, t) {
			return true
		}
	}
	return false
}

func notTorrents(a *account, h *history) {
	for _, v := range h.seen {
		a.want(h.traits.Torrent || !v.status.TorrentOnly(), conformance.OutOfRange, "no status of torrents for a plain link", "%s", h)
	}
}

func packing(s wire.Status) bool { return s == wire.InExtractionQueue || s == wire.Extracting }

func unextracted(a *account, h *history) {
	for _, v := range h.seen {
		a.want(h.traits.Archives || !packing(v.status), conformance.OutOfRange, "no extraction where nothing is packed", "%s", h)
	}
}

func percent(a *account, h *history) {
	last := -1
	for _, v := range h.seen {
		n, err := strconv.Atoi(v.percent)
		a.want(err == nil && n >= 0 && n <= 100, conformance.OutOfRange, "percent_done of 0 to 100", "%q in %s", v.percent, h)
		if v.status == wire.Downloading {
			a.want(n >= last, conformance.Decreased, "percent_done not to fall", "%s", h)
			last = n
		} else if v.status != wire.DownloadingAndSeeding {
			last = -1
		}
	}
}
