package putio

import (
	"fmt"
	"slices"
	"strings"

	wire "enginespec/codec/putio"
	"enginespec/conformance"
)

// most is the number of messages that list gives without a limit.
const most = 30

// Cases of messages. They need an engine that leaves one when a download has finished.
func messageCases() []*kase {
	about := func(id string, given []step, what string, f func(a *account)) *kase {
		return whole(one("messages/"+id, PUTIO095, given, what, f), FeatureLinks, FeatureMessages)
	}
	return []*kase{
		about("list", left(), "the members of a message", func(a *account) {
			o := a.left()
			if a.broken() {
				return
			}
			for _, name := range []string{"id", "title"} {
				a.want(o.text(name) != "", conformance.MissingField, name+" of a message", "%s", o)
			}
			from, ok := o["from_user_id"]
			a.want(ok && from == nil, conformance.WrongValue, "from_user_id null", "%s", o)
		}),
		about("delete", left(), "it is gone", func(a *account) {
			id := a.left().text("id")
			a.ok(wire.MethodMessagesDelete, params{"id": id})
			all := a.list(wire.MethodMessagesList, params{"limit": 1000})
			a.want(a.broken() || !holds(all, id), conformance.Accepted, "no message "+id, "it is there")
		}),
		about("default-limit", given("more than 30 messages", func(a *account) {
			var links []string
			for i := range most + 2 {
				name := fmt.Sprintf("%s-%d.txt", a.Vars["marker"], i)
				links = append(links, a.Serve(name, blob(name, filled(10+i))))
			}
			all := ids(a.added(links...))
			a.until(fetch, "the end of the transfers", func() bool {
				list := a.list(wire.MethodTransfersList, nil)
				return !slices.ContainsFunc(all, func(id string) bool { return holds(list, id) })
			})
			a.clean(a.Vars["marker"])
		}), "30 without a limit, more with one", func(a *account) {
			all := a.list(wire.MethodMessagesList, nil)
			a.want(a.broken() || len(all) <= most, conformance.WrongCount, "at most 30 messages", "%d", len(all))
			all = a.list(wire.MethodMessagesList, params{"limit": 1000})
			a.want(a.broken() || len(all) > most, conformance.WrongCount, "more than 30 messages with a limit of 1000", "%d", len(all))
		}),
	}
}

// left brings about a message with {marker} in it.
func left() []step {
	return given("a message of a finished download", func(a *account) {
		name := a.Vars["marker"] + ".txt"
		a.fetched(a.Serve(name, blob(name, filled(10))), name)
		a.until(fetch, "a message", func() bool { return a.left() != nil })
	})
}

// left is the message with {marker} in it, nil if there is none.
func (a *account) left() record {
	for _, o := range a.list(wire.MethodMessagesList, params{"limit": 1000}) {
		if strings.Contains(o.text("title")+o.text("file_name"), a.Vars["marker"]) {
			return o
		}
	}
	return nil
}

// clean removes all items of the root whose names begin so, when the case is over.
func (a *account) clean(prefix string) {
	for _, o := range a.inside("0") {
		if strings.HasPrefix(o.text("name"), prefix) {
			a.remove(o.text("id"))
		}
	}
}
