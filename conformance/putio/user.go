package putio

import (
	"fmt"
	"strings"

	wire "enginespec/codec/putio"
	"enginespec/conformance"
)

// Cases of the user and his friends.
func userCases() []*kase {
	return []*kase{
		one("user/info", PUTIO102, nil, "one user with quotas", func(a *account) {
			o := a.one(wire.MethodUserInfo, nil)
			if a.broken() {
				return
			}
			for _, name := range []string{"name", "disk_quota", "disk_quota_available", "bw_quota", "bw_quota_available"} {
				_, ok := o[name]
				a.want(ok, conformance.MissingField, name+" in a user", "%s", o)
				text, isText := o[name].(string)
				a.want(name == "name" || isText && isDecimal(text), conformance.WrongValue, name+" as a string of bytes", "%s", o)
			}
			a.want(o.number("disk_quota_available") <= o.number("disk_quota"), conformance.OutOfRange, "no more available than the quota", "%s", o)
		}),
		{ID: "putio/user/friends", Role: engine, Clauses: clauses{PUTIO103}, Needs: needs{FeatureFriends}, Steps: []step{as("dir_id lists what a friend shares", func(a *account) {
			for _, o := range a.list(wire.MethodUserFriends, nil) {
				a.want(a.broken() || o.text("dir_id") != "", conformance.MissingField, "dir_id of a friend", "%s", o)
				a.list(wire.MethodFilesList, params{"parent_id": o.text("dir_id")})
			}
		})}},
	}
}

// Cases of subscriptions. All are paused, so that nobody reads the feed.
func subscriptionCases() []*kase {
	id := func(a *account) params { return params{"id": a.Vars["subscription"]} }
	return []*kase{
		one("subscriptions/create", PUTIO097, nil, "title goes in, name comes out", func(a *account) {
			o := a.subscribe(params{"do_filters": "jazz,mp3"})
			a.want(a.broken() || o.text("name") == "Jazz", conformance.WrongValue, "the name Jazz", "%s", o)
			a.want(a.broken() || strings.HasSuffix(o.text("url"), "/feed.xml"), conformance.WrongValue, "the url", "%s", o)
		}),
		one("subscriptions/rename", PUTIO097, subscribed(), "title goes in, name comes out", func(a *account) {
			a.changed(params{"title": "Blues", "url": a.Vars["feed"]}, "name", "Blues")
		}),
		one("subscriptions/edit", PUTIO098, subscribed(), "only what is given changes", func(a *account) {
			before := a.one(wire.MethodSubscriptionsInfo, id(a))
			a.changed(params{"title": "Blues", "url": a.Vars["feed"], "do_filters": "blues"}, "do_filters", "blues")
			after := a.one(wire.MethodSubscriptionsInfo, id(a))
			if a.broken() {
				return
			}
			for _, name := range []string{"id", "url", "dont_filters", "parent_folder_id", "paused"} {
				a.want(fmt.Sprint(before[name]) == fmt.Sprint(after[name]), conformance.WrongValue, fmt.Sprintf("%s still %v", name, before[name]), "%v", after[name])
			}
		}),
		one("subscriptions/pause", PUTIO099, subscribed(), "the other state, and back", func(a *account) {
			for _, want := range []bool{false, true} {
				o := a.one(wire.MethodSubscriptionsPause, id(a))
				a.want(a.broken() || fmt.Sprint(o["paused"]) == fmt.Sprint(want), conformance.WrongValue, fmt.Sprintf("paused %v", want), "%s", o)
				o = a.one(wire.MethodSubscriptionsInfo, id(a))
				a.want(a.broken() || fmt.Sprint(o["paused"]) == fmt.Sprint(want), conformance.WrongValue, fmt.Sprintf("paused %v later", want), "%s", o)
			}
		}),
		one("subscriptions/unknown-id", PUTIO100, nil, "an error of each", func(a *account) {
			p := params{"id": unknown}
			a.refused(wire.MethodSubscriptionsInfo, p)
			a.refused(wire.MethodSubscriptionsPause, p)
			a.refused(wire.MethodSubscriptionsDelete, p)
			a.refused(wire.MethodSubscriptionsEdit, params{"id": unknown, "title": "x", "url": "http://127.0.0.1:1/feed.xml"})
		}),
		one("subscriptions/delete", PUTIO100, subscribed(), "an error behind delete", func(a *account) {
			a.ok(wire.MethodSubscriptionsDelete, id(a))
			a.refused(wire.MethodSubscriptionsInfo, id(a))
		}),
		one("subscriptions/filter-text", PUTIO101, nil, "words joined by commas", func(a *account) {
			a.filters(a.subscribe(params{"do_filters": "jazz,mp3", "dont_filters": "live"}))
		}),
		one("subscriptions/filter-array", PUTIO101, nil, "words joined by commas", func(a *account) {
			a.filters(a.subscribe(params{"do_filters": []string{"jazz", "mp3"}, "dont_filters": []string{"live"}}))
		}),
	}
}

// subscribed makes {subscription} to {feed}.
func subscribed() []step {
	return given("a subscription", func(a *account) {
		a.Vars["subscription"] = a.subscribe(params{"do_filters": "jazz,mp3", "dont_filters": "live"}).text("id")
	})
}

// subscribe makes a subscription with the title Jazz, which is removed with the case.
func (a *account) subscribe(p params) record {
	if a.broken() {
		return nil
	}
	a.Vars["feed"] = a.Serve("feed.xml", blob("feed.xml", []byte(`<rss version="2.0"><channel><title>Jazz</title></channel></rss>`)))
	all := params{"title": "Jazz", "url": a.Vars["feed"], "paused": true}
	for k, v := range p {
		all[k] = v
	}
	o := a.one(wire.MethodSubscriptionsCreate, all)
	a.after(wire.MethodSubscriptionsDelete, params{"id": o.text("id")})
	return o
}

// changed edits {subscription} and wants a member to have a value, now and in the list.
func (a *account) changed(p params, name, want string) {
	p["id"] = a.Vars["subscription"]
	o := a.one(wire.MethodSubscriptionsEdit, p)
	a.want(a.broken() || o.text(name) == want, conformance.WrongValue, name+" "+want, "%s", o)
	for _, o := range a.list(wire.MethodSubscriptionsList, nil) {
		if o.text("id") == a.Vars["subscription"] {
			a.want(o.text(name) == want, conformance.WrongValue, name+" "+want+" in the list", "%s", o)
		}
	}
}

func (a *account) filters(o record) {
	if a.broken() {
		return
	}
	for name, want := range map[string]string{"do_filters": "jazz,mp3", "dont_filters": "live"} {
		text, ok := o[name].(string)
		a.want(ok, conformance.WrongShape, name+" as text", "%s", o)
		a.want(strings.ReplaceAll(text, " ", "") == want, conformance.WrongValue, want, "%s", o)
	}
}
