package putio

import (
	"fmt"
	"slices"
	"strings"

	wire "enginespec/codec/putio"
	"enginespec/conformance"
)

// The four lists of an analysis.
var analysed = []string{"singleurl", "torrent", "multiparturl", "error"}

// Cases of links: what they would cost, and finding them in text.
func urlsCases() []*kase {
	analyse := func(id string, c *conformance.Clause, what string, f func(a *account)) *kase {
		return whole(one("urls/"+id, c, nil, what, f), FeatureLinks)
	}
	return []*kase{
		analyse("analyze", PUTIO085, "quotas and four lists", func(a *account) {
			o := a.analyze(a.good("a.avi"))
			if a.broken() {
				return
			}
			a.typed(o, "disk_avail bw_avail", "")
			a.members(o, "disk_avail bw_avail items")
			items, ok := o["items"].(map[string]any)
			a.want(ok, conformance.WrongShape, "an object of items", "%s", o)
			for _, name := range analysed {
				_, ok := items[name].([]any)
				a.want(ok, conformance.MissingField, "the list "+name, "%s", o)
			}
		}),
		analyse("entries", PUTIO086, "the members of each entry", func(a *account) {
			o := a.analyze(a.good("a.avi"), a.good("b.part1.rar"), a.good("b.part2.rar"))
			if a.broken() {
				return
			}
			n := 0
			for _, list := range analysed[:3] {
				for _, e := range record(asObject(o["items"])).objects(list) {
					n++
					if _, isSet := e["parts"]; isSet || list == "multiparturl" {
						a.members(e, "name size human_size paid_bw error parts")
						for _, part := range e.objects("parts") {
							a.members(part, "url name size paid_bw human_size type error")
						}
						continue
					}
					a.members(e, "url name size paid_bw human_size type error")
				}
			}
			a.want(a.broken() || n > 0, conformance.WrongCount, "an entry", "%s", o)
		}),
		analyse("every-link-once", PUTIO087, "each link in one list", func(a *account) {
			links := []string{a.good("a.avi"), a.good("b.part1.rar"), a.good("b.part2.rar"), a.bad(), a.Vars["torrent:single"]}
			o := a.analyze(links...)
			for _, link := range links {
				n := 0
				for _, in := range places(o) {
					if in.link == link {
						n++
					}
				}
				a.want(a.broken() || n == 1, conformance.WrongCount, link+" once", "%d times in %s", n, o)
			}
		}),
		analyse("no-transfer", PUTIO088, "nothing starts", func(a *account) {
			name := a.name("file") + ".avi"
			link := a.Serve(name, blob(name, filled(10)))
			a.analyze(link)
			for _, t := range a.list(wire.MethodTransfersList, nil) {
				a.want(!strings.Contains(t.text("name"), name), conformance.Unasked, "no transfer of what was analysed", "%s", t)
			}
			a.Wait(a.Real(shortly))
			for _, o := range a.inside("0") {
				a.want(o.text("name") != name, conformance.Unasked, "no item of what was analysed", "%s", o)
			}
		}),
		analyse("errors", PUTIO089, "a reason for each", func(a *account) {
			for _, link := range []string{a.bad(), "nonsense://nowhere/x"} {
				o := a.analyze(link)
				found := false
				for _, in := range places(o) {
					if in.link != link {
						continue
					}
					found = true
					a.want(in.list == "error", conformance.Accepted, link+" in error", "in %s", in.list)
					reason := textOf(in.entry["error"])
					a.want(reason != "", conformance.MissingField, "a reason", "%s", in.entry)
				}
				a.want(a.broken() || found, conformance.WrongCount, link+" in error", "%s", o)
			}
		}),
		analyse("sets", PUTIO090, "volumes in one set", func(a *account) {
			one, two := a.good("c.part1.rar"), a.good("c.part2.rar")
			o := a.analyze(one, two)
			if a.broken() {
				return
			}
			sets := record(asObject(o["items"])).objects("multiparturl")
			a.want(len(sets) == 1 && len(sets[0].objects("parts")) == 2, conformance.WrongShape, "one set of two parts", "%s", o)
		}),
		one("urls/extract", PUTIO093, nil, "in order of appearance", func(a *account) {
			a.extracts(params{"txt": "see http://files.example/a.bin and https://files.example/b.bin then\nftp://files.example/c.bin or t.example/d"},
				"http://files.example/a.bin", "https://files.example/b.bin", "ftp://files.example/c.bin")
		}),
		one("urls/extract-nothing", PUTIO093, nil, "no links", func(a *account) { a.extracts(params{"txt": "nothing here"}) }),
		one("urls/extract-null", PUTIO094, nil, "null is not there", func(a *account) {
			a.extracts(params{"txt": "http://files.example/a.bin", "url": nil}, "http://files.example/a.bin")
		}),
		analyse("extract-page", PUTIO094, "the links of a page", func(a *account) {
			page := a.Serve("page.html", blob("page.html", []byte(`<html><body><a href="http://files.example/a.bin">one</a></body></html>`)))
			r := a.ok(wire.MethodURLsExtracturls, params{"txt": nil, "url": page})
			var got []string
			for _, o := range a.records(wire.MethodURLsExtracturls, r) {
				got = append(got, o.text("url"))
			}
			a.want(a.broken() || slices.Contains(got, "http://files.example/a.bin"), conformance.WrongContent, "the link of the page", "%v", got)
		}),
	}
}

// good is a link that can be fetched.
func (a *account) good(name string) string { return a.Serve(name, blob(name, filled(1000))) }

// bad is a link that cannot be fetched.
func (a *account) bad() string { return fmt.Sprintf("%s?%x", a.Vars["nowhere"], a.Rand.Uint32()) }

// analyze analyses links.
func (a *account) analyze(links ...string) record {
	return a.single(wire.MethodURLsAnalyze, params{"links": links})
}

func asObject(v any) map[string]any { m, _ := v.(map[string]any); return m }

// place is where a link of an analysis stands.
type place struct {
	link, list string
	entry      record
}

// places are all links of an analysis.
func places(o record) (all []place) {
	items := record(asObject(o["items"]))
	for _, list := range analysed {
		for _, e := range items.objects(list) {
			parts := e.objects("parts")
			if len(parts) == 0 {
				parts = []record{e}
			}
			for _, p := range parts {
				all = append(all, place{p.text("url"), list, p})
			}
		}
	}
	return all
}

// extracts wants extracturls to find some links.
func (a *account) extracts(p params, want ...string) {
	got := []string{}
	for _, o := range a.list(wire.MethodURLsExtracturls, p) {
		got = append(got, o.text("url"))
	}
	if !a.broken() {
		a.want(slices.Equal(got, append([]string{}, want...)), conformance.WrongContent, fmt.Sprint(want), "%v", got)
	}
}
