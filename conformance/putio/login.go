package putio

import (
	"fmt"
	"slices"
	"strings"

	wire "enginespec/codec/putio"
	"enginespec/conformance"
)

// Cases of calls whose credentials are wrong.
func loginCases() []*kase {
	return []*kase{
		whole(one("login/every-method", PUTIO033, nil, "no method works with a wrong secret", func(a *account) {
			for _, m := range wire.Methods() {
				a.fails(string(m)+" with a wrong secret", a.send(post(m, object(a.key, a.secret+"x", nil))))
			}
		})),
		one("login/wrong-key", PUTIO033, nil, "no method works with a wrong key", func(a *account) {
			a.fails("a wrong key", a.send(post(wire.MethodUserInfo, object(a.key+"x", a.secret, nil))))
		}),
		one("login/body", PUTIO034, nil, "the document's body", func(a *account) {
			r := a.send(a.intruder())
			if a.broken() {
				return
			}
			a.want(r.object != nil && r.object["error"] == true, conformance.WrongValue, `"error":true`, "%s", r)
			v, ok := r.at("user_id"), r.has("user_id")
			a.want(ok && v == nil, conformance.WrongValue, `"user_id":null`, "%s", r)
			list, _ := r.results().([]any)
			a.want(len(list) == 1, conformance.WrongShape, `results of [{"user_name":null,"user_id":null}]`, "%s", r)
			a.want(r.has("error_message"), conformance.MissingField, "error_message", "%s", r)
			if a.broken() {
				return
			}
			user, _ := list[0].(map[string]any)
			for _, name := range []string{"user_name", "user_id"} {
				v, ok := user[name]
				a.want(ok && v == nil, conformance.WrongValue, name+":null in results", "%s", r)
			}
			// Members that the document does not have must be null: they would be of a user.
			for _, o := range []struct {
				in   record
				but  string
				path string
			}{{r.object, "error_message user_id response error", ""}, {user, "user_name user_id", "results"}} {
				for name, v := range o.in {
					a.want(v == nil || slices.Contains(fields(o.but), name), conformance.Unasked, "no "+name+" "+o.path, "%s", r)
				}
			}
		}),
		one("login/message", PUTIO035, nil, "the document's words", func(a *account) {
			r := a.send(a.intruder())
			a.want(a.broken() || r.message() == wire.LoginMessage, conformance.WrongValue, wire.LoginMessage, "%s", r)
		}),
		one("login/side-effect", PUTIO037, inFolder(), "nothing is made", func(a *account) {
			a.send(post(wire.MethodFilesCreateDir, object(a.key, a.secret+"x", params{"name": "intruder", "parent_id": a.Vars["folder"]})))
			got := names(a.inside(a.Vars["folder"]))
			a.want(len(got) == 0, conformance.Accepted, "an empty folder", "%v", got)
		}),
		one("login/nulls", PUTIO038, nil, "user_name and id are null", func(a *account) {
			r := a.send(a.intruder())
			for _, name := range []string{"user_name", "id"} {
				if !a.broken() {
					a.want(r.has(name) && r.object[name] == nil, conformance.MissingField, name+":null", "%s", r)
				}
			}
		}),
		incomplete("no-request", func(a *account) message {
			return message{verb: "POST", target: target(wire.MethodUserInfo), head: form}
		}),
		incomplete("no-json", func(a *account) message {
			return message{verb: "POST", target: target(wire.MethodUserInfo), head: form, body: "request=hello"}
		}),
		incomplete("no-object", func(a *account) message { return post(wire.MethodUserInfo, fmt.Sprintf("[%q,%q]", a.key, a.secret)) }),
		incomplete("no-key", func(a *account) message {
			return post(wire.MethodUserInfo, fmt.Sprintf(`{"api_secret":%q,"params":{}}`, a.secret))
		}),
		incomplete("no-secret", func(a *account) message {
			return post(wire.MethodUserInfo, fmt.Sprintf(`{"api_key":%q,"params":{}}`, a.key))
		}),
	}
}

// intruder is a call with a wrong secret.
func (a *account) intruder() message {
	return post(wire.MethodUserInfo, object(a.key, a.secret+"x", nil))
}

// incomplete is a call without credentials that can be read.
func incomplete(id string, m func(a *account) message) *kase {
	return one("login/"+id, PUTIO036, nil, "a failed login under status 200", func(a *account) {
		r := a.send(m(a))
		if a.broken() {
			return
		}
		a.want(r.status == 200, conformance.WrongValue, "200 and a failed login", "%s", r)
		// What the words are is another clause: they are those of a wrong secret.
		want := wire.LoginMessage
		if other := a.send(a.intruder()); !a.broken() && other.failed() {
			want = other.message()
		}
		a.want(a.broken() || r.object != nil && r.failed() && r.message() == want, conformance.WrongValue, want, "%s", r)
	})
}

func fields(s string) []string { return strings.Fields(s) }
