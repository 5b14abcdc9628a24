package putio

import (
	"encoding/json"
	"fmt"
	"strings"

	wire "enginespec/codec/putio"
	"enginespec/conformance"
)

// Cases of what stands around the results, and of how values are written.
func envelopeCases() []*kase {
	all := []*kase{
		one("envelope/success", PUTIO020, nil, "the members of a success", func(a *account) {
			a.every(func(m wire.Method, r *answer) {
				for _, name := range []string{"error", "error_message", "user_name", "id", "user_id"} {
					a.want(r.has(name), conformance.MissingField, name+" in "+string(m), "%s", r)
				}
				if r.object["error"] != false {
					a.fail(conformance.WrongValue, `"error":false in `+string(m), "%s", r)
				}
				_, isText := r.object["user_name"].(string)
				a.want(isText, conformance.WrongValue, "a text as user_name", "%s", r)
				a.want(r.object["error_message"] == nil, conformance.WrongValue, `"error_message":null`, "%s", r)
			})
		}),
		one("envelope/user-id", PUTIO021, nil, "id and user_id are the same number", func(a *account) {
			r := a.ok(wire.MethodUserInfo, nil)
			if a.broken() {
				return
			}
			for _, name := range []string{"user_id", "id"} {
				if r.has(name) { // that it is there is another clause
					a.want(isInteger(r.object[name]), conformance.WrongValue, "an integer as "+name, "%s", r)
				}
			}
			if r.has("id") && r.has("user_id") {
				a.want(r.object["id"] == r.object["user_id"], conformance.WrongValue, "id to be user_id", "%s", r)
			}
		}),
		one("envelope/error", PUTIO022, nil, "the members of an error", func(a *account) {
			for _, m := range []wire.Method{wire.MethodFilesInfo, wire.MethodFilesDelete, wire.MethodSubscriptionsInfo} {
				r := a.call(m, params{"id": unknown})
				if a.broken() {
					return
				}
				if r.status != 200 {
					continue // told by the status: another clause
				}
				a.want(r.object != nil && r.object["error"] == true, conformance.WrongValue, `"error":true`, "%s", r)
				text, ok := r.at("error_message").(string)
				a.want(ok && text != "", conformance.MissingField, "a text as error_message", "%s", r)
			}
		}),
		one("envelope/total", PUTIO023, inFolderWith("a", "b", "c"), "total is the number of results", func(a *account) {
			a.every(func(m wire.Method, r *answer) {
				n := 1
				if list, ok := r.results().([]any); ok {
					n = len(list)
				}
				if r.has("response", "total") { // that it is there is another clause
					total := r.at("response", "total")
					a.want(textOf(total) == fmt.Sprint(n), conformance.WrongValue, fmt.Sprintf("total %d in %s", n, m), "%v", total)
				}
			})
		}),
		one("envelope/total-there", PUTIO020, nil, "response.total", func(a *account) {
			a.every(func(m wire.Method, r *answer) {
				a.want(r.has("response", "total"), conformance.MissingField, "total in "+string(m), "%s", r)
			})
		}),
		one("envelope/item-types", PUTIO030, inFolder(), "strings and booleans of an item", func(a *account) {
			a.typed(a.one(wire.MethodFilesInfo, params{"id": a.Vars["folder"]}), "id parent_id size", "is_dir")
		}),
		one("envelope/user-types", PUTIO030, nil, "strings of a user", func(a *account) {
			a.typed(a.one(wire.MethodUserInfo, nil), "bw_quota bw_quota_available disk_quota disk_quota_available", "")
		}),
		one("envelope/subscription-types", PUTIO030, subscribed(), "strings and booleans of a subscription", func(a *account) {
			a.typed(a.one(wire.MethodSubscriptionsInfo, params{"id": a.Vars["subscription"]}), "id parent_folder_id", "paused")
		}),
		whole(one("envelope/transfer-types", PUTIO030, nil, "strings of a transfer", func(a *account) {
			for _, t := range a.added(a.bad(), a.bad()) {
				a.typed(t, "id percent_done", "")
			}
		}), FeatureLinks),
		// Its folders are made here, in both ways: a situation made in one of them would be
		// out of reach where that one is refused.
		one("envelope/number-or-string", PUTIO032, inFolder(), "numbers as numbers and as strings", func(a *account) {
			a.numbers(json.RawMessage(a.Vars["folder"]), 1, "ac")
			a.numbers(a.Vars["folder"], "1", "bd")
		}),
	}
	return all
}

// numbers calls methods with the id of {folder} and with 1 in some form. It makes two
// folders in it, whose names have their places among those that the other form makes.
func (a *account) numbers(id, one any, fresh string) {
	if got := a.one(wire.MethodFilesInfo, params{"id": id}).text("id"); !a.broken() {
		a.want(got == a.Vars["folder"], conformance.WrongValue, "item "+a.Vars["folder"], "%s", got)
	}
	for _, name := range strings.Split(fresh, "") {
		a.one(wire.MethodFilesCreateDir, params{"name": name, "parent_id": id})
	}
	window := params{"parent_id": id, "orderby": "name_asc", "offset": one, "limit": one}
	if got := names(a.list(wire.MethodFilesList, window)); !a.broken() {
		want := map[string]string{"ac": "c", "bd": "b"}[fresh]
		a.want(len(got) == 1 && got[0] == want, conformance.WrongContent, "the folder "+want+" alone", "%v", got)
	}
}

// every calls methods with results of all shapes.
func (a *account) every(f func(m wire.Method, r *answer)) {
	for _, c := range []struct {
		m wire.Method
		p params
	}{
		{wire.MethodUserInfo, nil}, {wire.MethodFilesList, a.some()}, {wire.MethodUserAcctoken, nil},
		{wire.MethodFilesDirmap, nil}, {wire.MethodTransfersList, nil}, {wire.MethodSubscriptionsList, nil}, {wire.MethodMessagesList, nil},
	} {
		r := a.ok(c.m, c.p)
		if a.broken() {
			return
		}
		f(c.m, r)
	}
}

// some are two items of {folder}, or of the root where a case has none.
func (a *account) some() params {
	p := params{"limit": 2}
	if id := a.Vars["folder"]; id != "" {
		p["parent_id"] = id
	}
	return p
}

func isInteger(v any) bool {
	n, ok := v.(json.Number)
	if !ok {
		return false
	}
	_, err := n.Int64()
	return err == nil
}

// typed wants members to be decimal strings, and others booleans.
func (a *account) typed(o record, strings, bools string) {
	if a.broken() {
		return
	}
	for _, name := range fields(strings) {
		v, ok := o[name]
		if !ok {
			continue // that it is there is another clause
		}
		text, isText := v.(string)
		a.want(isText && isDecimal(text), conformance.WrongValue, name+" as a string of digits", "%s", o)
	}
	for _, name := range fields(bools) {
		if v, ok := o[name]; ok {
			_, isBool := v.(bool)
			a.want(isBool, conformance.WrongValue, name+" as true or false", "%s", o)
		}
	}
}

func isDecimal(s string) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}
