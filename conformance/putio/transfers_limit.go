package putio

import (
	"fmt"
	"slices"
	"strings"

	wire "enginespec/codec/putio"
	"enginespec/conformance"
)

// Cases of the limit of active transfers. They count all transfers of the account, and
// so run alone.
func limitCases() []*kase {
	about := func(id string, c *conformance.Clause, what string, f func(a *account), n ...*conformance.Feature) *kase {
		k := whole(one("transfers/"+id, c, nil, what, f), append(n, FeatureLinks)...)
		k.Alone = true
		return k
	}
	return []*kase{
		about("errors-do-not-count", PUTIO072, "5 errors leave room for 5", func(a *account) {
			a.room()
			for range wire.ActiveLimit {
				a.broke()
			}
			a.settle(a.hang(wire.ActiveLimit), wire.ActiveLimit)
		}, FeatureEnforced),
		about("seeding-counts", PUTIO072, "a transfer that seeds takes a slot", func(a *account) {
			a.limited()
			seeds := a.added(a.Vars["torrent:many"])
			if a.broken() {
				return
			}
			id := seeds[0].text("id")
			a.until(fetch, "Seeding", func() bool { return a.status(id) == wire.Seeding })
			all := a.hang(wire.ActiveLimit)
			waiting := 0
			for _, t := range all {
				if a.status(t) == wire.Waiting {
					waiting++
				}
			}
			a.want(a.broken() || waiting > 0 || a.status(id) != wire.Seeding, conformance.WrongCount, "one of 5 to wait beside one that seeds", "none waits")
		}, FeatureEnforced, FeatureTorrents, FeatureSeeding),
		about("five-at-most", PUTIO073, "5 of 8 are active", func(a *account) {
			a.room()
			a.settle(a.hang(8), wire.ActiveLimit)
		}, FeatureEnforced),
		about("all-start", PUTIO074, "8 of 8 are active", func(a *account) {
			a.loaded("low")
			a.settle(a.hang(8), 8)
		}, FeatureUnlimited),
		about("first-in-first-out", PUTIO075, "the oldest that waits is next", func(a *account) {
			a.room()
			all := a.hang(wire.ActiveLimit + 2)
			a.settle(all, wire.ActiveLimit)
			if a.broken() {
				conformance.Blame(PUTIO073, a.f)
				return
			}
			var waiting []string
			for _, t := range all {
				if a.status(t) == wire.Waiting {
					waiting = append(waiting, t)
				}
			}
			if a.want(len(waiting) == 2, conformance.WrongCount, "2 that wait", "%d", len(waiting)); a.broken() {
				return
			}
			for _, t := range all {
				if !slices.Contains(waiting, t) {
					a.ok(wire.MethodTransfersCancel, params{"id": t})
					break
				}
			}
			a.until(fetch, "one that waits to start", func() bool {
				return a.status(waiting[0]) != wire.Waiting || a.status(waiting[1]) != wire.Waiting
			})
			first, other := a.status(waiting[0]), a.status(waiting[1])
			a.want(a.broken() || first != wire.Waiting && other == wire.Waiting, conformance.WrongOrder, "the older one first", "%q and %q", first, other)
		}, FeatureEnforced),
		about("no-demotion", PUTIO076, "what runs goes on", func(a *account) {
			a.load("low")
			a.Defer(func() { (&account{session: a.session}).load("low") })
			all := a.hang(wire.ActiveLimit + 2)
			a.settle(all, len(all))
			conformance.Blame(PUTIO074, a.f)
			a.load("high")
			a.Wait(a.Real(shortly))
			for _, t := range all {
				s := a.status(t)
				a.want(a.broken() || s != wire.Waiting, conformance.Lost, "no transfer that runs to wait", "%q", s)
			}
		}, FeatureSwitch),
	}
}

// room makes the limit be enforced, if there is a switch, and waits until no transfer of
// the account is active.
func (a *account) room() {
	a.loaded("high")
	a.until(fetch, "no active transfers", func() bool {
		for _, t := range a.list(wire.MethodTransfersList, nil) {
			if s, _ := wire.ReadStatus(t.text("status")); s.Active() || s == wire.Waiting {
				return false
			}
		}
		return true
	})
}

// limited is room where the limit is seen to hold: one slot more would look like a
// transfer that takes none.
func (a *account) limited() {
	a.room()
	all := a.hang(wire.ActiveLimit + 1)
	a.settle(all, wire.ActiveLimit)
	conformance.Blame(PUTIO073, a.f)
	for _, id := range all {
		a.ok(wire.MethodTransfersCancel, params{"id": id})
	}
}

// hang adds n links whose bodies do not end, and returns their transfers.
func (a *account) hang(n int) []string {
	var links []string
	for i := range n {
		name := fmt.Sprintf("%s-%d.txt", a.Vars["marker"], i)
		links = append(links, a.Serve(name, stuck(filled(1000), nil)))
	}
	return ids(a.added(links...))
}

// settle waits until as many of some transfers are active, and the others wait, and
// wants it to stay so.
func (a *account) settle(all []string, want int) {
	a.until(fetch, fmt.Sprintf("%d of %d active transfers", want, len(all)), func() bool {
		active, waiting := a.count(all)
		if !a.broken() && active > want {
			a.fail(conformance.TooOften, fmt.Sprintf("at most %d active transfers", want), "%d", active)
		}
		return active == want && waiting == len(all)-want
	})
	a.Wait(a.Real(shortly))
	if active, _ := a.count(all); !a.broken() {
		a.want(active == want, conformance.WrongCount, fmt.Sprintf("still %d active", want), "%d", active)
	}
}

// count counts those of some transfers that are active, and those that wait.
func (a *account) count(all []string) (active, waiting int) {
	for _, t := range a.list(wire.MethodTransfersList, nil) {
		s, _ := wire.ReadStatus(t.text("status"))
		switch {
		case !slices.Contains(all, t.text("id")):
		case s == wire.Waiting:
			waiting++
		case s.Active():
			active++
		}
	}
	return active, waiting
}

// loaded switches enforcement for a case, where there is a switch.
func (a *account) loaded(state string) {
	if a.Has(FeatureSwitch) {
		a.load(state)
		a.Defer(func() { (&account{session: a.session}).load("low") })
	}
}

// load switches enforcement.
func (a *account) load(state string) {
	if a.broken() {
		return
	}
	resp, err := a.HTTP().Post(a.Vars["load-url"], "text/plain", strings.NewReader(state))
	if err != nil || resp.StatusCode/100 != 2 {
		if err == nil {
			err = fmt.Errorf("%s", resp.Status)
			resp.Body.Close()
		}
		a.fail(conformance.Unreachable, "the switch at {load-url}", "%v", err)
		return
	}
	resp.Body.Close()
}
