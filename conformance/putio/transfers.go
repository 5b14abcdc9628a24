package putio

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	wire "enginespec/codec/putio"
	"enginespec/conformance"
)

// Cases of single transfers: adding, cancelling, failing.
func transferCases() []*kase {
	about := func(id string, c *conformance.Clause, what string, f func(a *account)) *kase {
		return whole(one("transfers/"+id, c, nil, what, f), FeatureLinks)
	}
	return []*kase{
		about("error-stays", PUTIO077, "Error is listed until it is cancelled", func(a *account) {
			id := a.broke()
			a.Wait(a.Real(shortly))
			a.want(a.status(id) == wire.Error || a.broken(), conformance.Lost, "the transfer with Error", "%q", a.status(id))
			a.ok(wire.MethodTransfersCancel, params{"id": id})
			a.want(a.status(id) == wire.Gone || a.broken(), conformance.NotClosed, "no transfer behind cancel", "%q", a.status(id))
		}),
		about("cancel", PUTIO078, "it is gone, and the answer holds something", func(a *account) {
			id := a.hanging()
			r := a.ok(wire.MethodTransfersCancel, params{"id": id})
			if a.broken() {
				return
			}
			list, isList := r.results().([]any)
			a.want(!isList || len(list) > 0, conformance.WrongCount, "a result that is not empty", "%s", r)
			a.want(a.status(id) == wire.Gone || a.broken(), conformance.NotClosed, "no transfer", "%q", a.status(id))
			a.refused(wire.MethodTransfersCancel, params{"id": id})
		}),
		about("cancel-unknown", PUTIO078, "an error", func(a *account) { a.refused(wire.MethodTransfersCancel, params{"id": unknown}) }),
		about("cancel-error", PUTIO078, "an error can be cancelled", func(a *account) {
			id := a.broke()
			a.ok(wire.MethodTransfersCancel, params{"id": id})
			a.want(a.status(id) == wire.Gone || a.broken(), conformance.NotClosed, "no transfer", "%q", a.status(id))
		}),
		about("add", PUTIO079, "a transfer for each link, in order", func(a *account) {
			a.inOrder(func(links []string) any { return links })
		}),
		about("add-bad-link", PUTIO080, "Error for the bad one alone", func(a *account) {
			release := make(chan struct{})
			defer close(release)
			name := a.name("file") + ".txt"
			all := a.add(a.Serve(name, stuck(filled(1000), release)), a.bad(), "nonsense://nowhere/x")
			if a.broken() {
				return
			}
			a.want(len(all) == 3, conformance.WrongCount, "3 transfers", "%d", len(all))
			if a.broken() {
				return
			}
			for _, t := range all[1:] {
				a.until(fetch, "Error", func() bool { return a.status(t.text("id")) == wire.Error })
			}
			good := a.status(all[0].text("id"))
			a.want(a.broken() || good != wire.Error && good != wire.Gone, conformance.Refused, "the good link to go on", "%q", good)
		}),
		about("add-object", PUTIO081, "an object for an array", func(a *account) {
			a.inOrder(func(links []string) any {
				o := params{}
				for i, l := range links {
					o[strconv.Itoa(i)] = l
				}
				return o
			})
		}),
		about("add-string", PUTIO081, "one string for an array", func(a *account) {
			link := a.bad()
			all := a.list(wire.MethodTransfersAdd, params{"links": link})
			for _, t := range all {
				a.after(wire.MethodTransfersCancel, params{"id": t.text("id")})
			}
			a.want(a.broken() || len(all) == 1, conformance.WrongCount, "one transfer", "%d", len(all))
		}),
	}
}

// status is what the list says of a transfer now; Gone if it is not there.
func (a *account) status(id string) wire.Status {
	for _, t := range a.list(wire.MethodTransfersList, nil) {
		if t.text("id") == id {
			s, known := wire.ReadStatus(t.text("status"))
			if !known {
				return wire.Status(t.text("status"))
			}
			return s
		}
	}
	return wire.Gone
}

// broke adds a link that cannot be fetched and waits for Error.
func (a *account) broke() string {
	all := a.added(a.bad())
	if a.broken() {
		return ""
	}
	id := all[0].text("id")
	a.until(fetch, "Error", func() bool { return a.status(id) == wire.Error })
	return id
}

// hanging adds a link whose body does not end, and waits until the list has it.
func (a *account) hanging() string {
	if a.broken() {
		return ""
	}
	name := a.name("file") + ".txt"
	all := a.added(a.Serve(name, stuck(filled(1000), nil)))
	if a.broken() {
		return ""
	}
	id := all[0].text("id")
	a.want(a.status(id) != wire.Gone || a.broken(), conformance.Lost, "the transfer in the list", "none")
	return id
}

// inOrder adds three links in a form that the API takes, and wants a transfer for each.
func (a *account) inOrder(form func(links []string) any) {
	var links, files []string
	for i := range 3 {
		files = append(files, fmt.Sprintf("%s-%d.txt", a.name("file"), i))
		links = append(links, a.Serve(files[i], stuck(filled(1000), nil)))
	}
	all := a.list(wire.MethodTransfersAdd, params{"links": form(links)})
	for _, t := range all {
		a.after(wire.MethodTransfersCancel, params{"id": t.text("id")})
	}
	a.want(a.broken() || len(all) == 3, conformance.WrongCount, "3 transfers", "%d", len(all))
	if a.broken() {
		return
	}
	// A name may be anything; where it is the file's, it tells the order.
	var got []string
	for _, t := range all {
		for _, f := range files {
			if strings.Contains(t.text("name"), f) {
				got = append(got, f)
			}
		}
	}
	a.want(len(got) < 3 || slices.Equal(got, files), conformance.WrongOrder, fmt.Sprint(files), "%v", got)
	list := a.list(wire.MethodTransfersList, nil)
	for _, t := range all {
		a.want(holds(list, t.text("id")) || a.broken(), conformance.Lost, "transfer "+t.text("id")+" in the list", "%v", ids(list))
	}
}
