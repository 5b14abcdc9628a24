package fault

import (
	"bytes"
	"net/http"
	"strings"
	"time"

	"enginespec/codec"
	"enginespec/codec/putio"
)

func putioHTTP() []*Fault {
	no := func(id, clause, doc, pattern string) *Fault {
		return server(id, clause, "refused", doc, refuse(calling(pattern)))
	}
	none := func(id, clause, diagnosis, doc, pattern string, status int, body string) *Fault {
		return server(id, clause, diagnosis, doc, instead(calling(pattern), status, body))
	}
	return []*Fault{
		none("no-subscriptions", "PUTIO-001", "refused", "does not know the class subscriptions", `^POST /v1/subscriptions`, 404, "no"),
		none("no-dirmap", "PUTIO-001", "refused", "does not know files.dirmap", `^POST /v1/files\?method=dirmap`, 404, "no"),
		no("no-post", "PUTIO-002", "does not read an escaped form", `^POST (?s:.*)\r\nrequest=%7B`),
		no("no-python", "PUTIO-002", "does not read what put.io's own client sends", `Python-urllib`),
		server("half-a-body", "PUTIO-002", "refused", "cuts the body off, and says so in the head", Change(answersTo(), func(raw string) string {
			head, body, _ := strings.Cut(raw, "\r\n\r\n")
			return whole(head, body[:len(body)/2])
		})),
		server("cut", "PUTIO-002", "malformed", "closes in the middle of the body", Tell(answersTo(), func(w *Wire, p *codec.Packet) [][]byte {
			w.Write(p.From, p.Raw[:len(p.Raw)-20])
			w.Close()
			return nil
		})),
		server("mute", "PUTIO-002", "no-reply", "does not answer", func(w *Wire) Rewriter {
			w.Ends(func(codec.Party) bool { return true })
			return Drop(string(putio.MethodUserInfo))(w)
		}),
		server("slow", "PUTIO-002", "no-reply", "takes its time in the middle of the body", Tell(answersTo(putio.MethodUserInfo), func(w *Wire, p *codec.Packet) [][]byte {
			w.Ends(func(codec.Party) bool { return true })
			w.Write(p.From, p.Raw[:len(p.Raw)-20])
			w.Later(time.Minute, func() { w.Write(p.From, p.Raw[len(p.Raw)-20:]) })
			return nil
		})),
		server("hangs-up", "PUTIO-002", "closed", "closes the connection instead of an answer", Hang(false, string(putio.MethodUserInfo))),
		no("no-get", "PUTIO-003", "does not read GET", `^GET /v1/files`),
		server("get-without-name", "PUTIO-003", "wrong-content", "answers GET with less", func(w *Wire) Rewriter {
			get := false
			return func(p *codec.Packet) {
				if p.From != w.Liar {
					get = bytes.HasPrefix(p.Raw, []byte("GET "))
				} else if get {
					w.Write(p.From, []byte(rebody(string(p.Raw), records(member("name", "")))))
					return
				}
				w.Pass(p)
			}
		}),
		no("no-raw-form", "PUTIO-004", "does not read a form that is not escaped", `^POST (?s:.*)\r\nrequest=\{"`),
		no("no-raw-target", "PUTIO-005", "does not read braces in the target", `^GET [^ ]*request=\{`),
		server("plus-stays", "PUTIO-006", "wrong-value", "takes + for itself", heard(replaced("N & M", "N+&+M"), putio.MethodFilesCreateDir)),
		server("utf8-lost", "PUTIO-006", "wrong-value", "reads UTF-8 as Latin-1", heard(replaced("é", "Ã©"), putio.MethodFilesCreateDir)),
		no("no-raw-percent", "PUTIO-007", "wants every % to be an escape", `"50%"`),
		server("latin1-fault", "PUTIO-008", "refused", "fails on a byte that is no UTF-8", instead(func(p *codec.Packet) bool { return bytes.Contains(p.Raw, []byte("caf\xe9")) }, 500, "oops")),
		none("no-path-method", "PUTIO-009", "refused", "stumbles over a second segment", `^POST /v1/user/info`, 404, "no"),
		none("no-slash", "PUTIO-010", "refused", "stumbles over a slash behind the class", `^POST /v1/user/\?`, 404, "no"),
		no("no-extra-form", "PUTIO-011", "stumbles over another form field", `&client=`),
		no("no-extra-query", "PUTIO-011", "stumbles over another query field", `&_=`),
		none("no-absolute", "PUTIO-012", "refused", "stumbles over an absolute target", `^POST http://`, 404, "no"),
		none("own-host-only", "PUTIO-012", "refused", "wants its own Host", `Host: elsewhere`, 400, "no"),
		no("no-charset", "PUTIO-013", "wants the bare form type", `charset=UTF-8`),
		no("no-query-in-post", "PUTIO-013", "does not look into the query of POST", `^POST /v1/user\?method=info&request=`),
		server("jsonp-unwrapped", "PUTIO-014", "wrong-shape", "answers a callback with bare JSON", jsonpAnswers("jQuery", func(string) string { return `{"error":false}` })),
		server("jsonp-as-json", "PUTIO-014", "wrong-value", "says that a script is JSON", heads(Like(`text/javascript`), matching(`(?:text|application)/javascript`, "application/json"))),
		server("jsonp-any-name", "PUTIO-014", "accepted", "calls whatever it is told", jsonpAnswers("alert", func(body string) string { return "alert(1);//(" + body + ")" })),
		server("failure-404", "PUTIO-015", "wrong-value", "tells of failures by status 404", heads(Kind(putio.KindFailure), matching(`^HTTP/1.1 200 OK`, "HTTP/1.1 404 Not Found"))),
		server("login-401", "PUTIO-015", "wrong-value", "tells of a failed login by status 401", heads(Kind(putio.KindLoginFailure), matching(`^HTTP/1.1 200 OK`, "HTTP/1.1 401 Unauthorized"))),
		none("class-200", "PUTIO-016", "wrong-value", "answers an unknown class with an envelope", `/v1/nothing`, 200, putioFailure),
		none("method-200", "PUTIO-016", "wrong-value", "answers an unknown method with an envelope", `method=nothing`, 200, putioFailure),
		server("page", "PUTIO-017", "malformed", "answers what it cannot read with a page under 200", Change(Kind(putio.KindLoginFailure), always(
			whole("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close", putioPage)))),
		server("page-for-failure", "PUTIO-017", "malformed", "answers what it refuses with a page under 200", Change(Kind(putio.KindFailure), always(
			whole("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close", putioPage)))),
		server("text-plain", "PUTIO-018", "wrong-value", "says that JSON is text", heads(answersTo(), matching(`application/json[^\r]*`, "text/plain"))),
		server("no-length", "PUTIO-018", "missing-field", "does not tell the length", heads(answersTo(), matching(`\r\nContent-Length: \d+`, ""))),
	}
}

// jsonpAnswers edits the body of the answer to a call with a callback of some name.
func jsonpAnswers(name string, change func(body string) string) Lie {
	return func(w *Wire) Rewriter {
		mine := false
		return func(p *codec.Packet) {
			if p.From != w.Liar {
				mine = bytes.Contains(p.Raw, []byte("callback="+name))
			} else if mine {
				w.Write(p.From, []byte(rebody(string(p.Raw), change)))
				return
			}
			w.Pass(p)
		}
	}
}

func putioEnvelope() []*Fault {
	out := func(id, clause, diagnosis, doc string, change func(o map[string]any)) *Fault {
		return server(id, clause, diagnosis, doc, answered(parsed(change)))
	}
	rec := func(id, doc string, m putio.Method, change func(o map[string]any)) *Fault {
		return server(id, "PUTIO-030", "wrong-value", doc, answered(records(change), m))
	}
	errs := func(id, diagnosis, doc string, change func(o map[string]any)) *Fault {
		return server(id, "PUTIO-022", diagnosis, doc, Change(Kind(putio.KindFailure), func(raw string) string { return rebody(raw, parsed(change)) }))
	}
	return []*Fault{
		out("error-null", "PUTIO-020", "wrong-value", "says null for no error, as the document does", member("error", nil)),
		out("error-word", "PUTIO-020", "wrong-value", `says "false" for no error`, member("error", "false")),
		out("no-error", "PUTIO-020", "missing-field", "does not say that there was no error", lacking("error")),
		out("no-error-message", "PUTIO-020", "missing-field", "leaves error_message out", lacking("error_message")),
		out("no-user-name", "PUTIO-020", "missing-field", "leaves user_name out", lacking("user_name")),
		out("no-id", "PUTIO-020", "missing-field", "leaves id out", lacking("id")),
		out("no-user-id", "PUTIO-020", "missing-field", "leaves user_id out", lacking("user_id")),
		server("no-response", "PUTIO-020", "missing-field", "leaves the results out", answered(parsed(lacking("response")), putio.MethodUserInfo)),
		server("null-response", "PUTIO-020", "missing-field", "has null for the results", answered(parsed(member("response", nil)), putio.MethodUserInfo)),
		server("null-body", "PUTIO-020", "refused", "has null for the envelope", answered(func(string) string { return "null" }, putio.MethodUserInfo)),
		server("array-body", "PUTIO-020", "refused", "has an array for the envelope", answered(func(body string) string { return "[" + body + "]" }, putio.MethodUserInfo)),
		server("status-500", "PUTIO-020", "refused", "says 500 of a success", heads(answersTo(putio.MethodUserInfo), matching(`^HTTP/1.1 200 OK`, "HTTP/1.1 500 Internal Server Error"))),
		server("status-201", "PUTIO-001", "refused", "says 201 of a success", heads(answersTo(putio.MethodUserFriends, putio.MethodMessagesList), matching(`^HTTP/1.1 200 OK`, "HTTP/1.1 201 Created"))),
		out("user-id-text", "PUTIO-021", "wrong-value", "writes user_id as text", member("user_id", "7")),
		out("other-ids", "PUTIO-021", "wrong-value", "has another id than user_id", member("id", 8)),
		errs("no-reason", "missing-field", "does not say what is wrong", member("error_message", nil)),
		errs("empty-reason", "missing-field", "says nothing of what is wrong", member("error_message", "")),
		errs("error-one", "wrong-value", "says 1 for an error", member("error", 1)),
		out("no-total", "PUTIO-020", "missing-field", "leaves total out", func(o map[string]any) {
			if r, ok := o["response"].(map[string]any); ok {
				delete(r, "total")
			}
		}),
		out("zero-total", "PUTIO-023", "wrong-value", "always has 0 for total", func(o map[string]any) {
			if r, ok := o["response"].(map[string]any); ok {
				r["total"] = 0
			}
		}),
		rec("item-id-number", "writes the id of an item as a number", putio.MethodFilesInfo, numeric("id")),
		rec("item-size-number", "writes sizes as numbers", putio.MethodFilesInfo, numeric("size")),
		rec("is-dir-one", "writes 1 for true", putio.MethodFilesInfo, member("is_dir", 1)),
		rec("quota-number", "writes quotas as numbers", putio.MethodUserInfo, numeric("disk_quota", "bw_quota")),
		rec("paused-text", `writes "true" for true`, putio.MethodSubscriptionsInfo, member("paused", "true")),
		rec("percent-number", "writes percent_done as a number", putio.MethodTransfersAdd, numeric("percent_done")),
		server("no-number-id", "PUTIO-032", "refused", "wants ids as text", instead(calling(`%22id%22%3A[0-9]`), http.StatusOK, putioFailure)),
		server("no-text-limit", "PUTIO-032", "refused", "wants numbers as numbers", instead(calling(`%22limit%22%3A%22`), http.StatusOK, putioFailure)),
	}
}
