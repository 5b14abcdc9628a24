package fault

import (
	"net/http"
	"strings"

	"enginespec/codec"
	"enginespec/codec/putio"
)

func putioLogin() []*Fault {
	out := func(id, clause, diagnosis, doc string, change func(o map[string]any)) *Fault {
		return server(id, clause, diagnosis, doc, Change(Kind(putio.KindLoginFailure), func(raw string) string { return rebody(raw, parsed(change)) }))
	}
	return []*Fault{
		server("any-secret", "PUTIO-033", "accepted", "does not look at the secret", knowing("api_secret")),
		server("any-key", "PUTIO-033", "accepted", "does not look at the key", knowing("api_key")),
		out("login-no-null", "PUTIO-034", "wrong-value", "has 0 for the user of a failed login", member("user_id", 0)),
		out("login-no-results", "PUTIO-034", "wrong-shape", "has no results in a failed login", func(o map[string]any) {
			o["response"] = map[string]any{"results": []any{}}
		}),
		out("login-name", "PUTIO-034", "unasked", "tells who it was that failed to log in", func(o map[string]any) { o["user_name"] = "ada" }),
		out("login-error-text", "PUTIO-034", "wrong-value", `says "true" for a failed login`, member("error", "true")),
		out("login-words", "PUTIO-035", "wrong-value", "has other words for a failed login", member("error_message", "Unable to login. Please check your info")),
		server("login-403", "PUTIO-036", "wrong-value", "tells of a failed login by its status", heads(Kind(putio.KindLoginFailure), matching(`^HTTP/1.1 200 OK`, "HTTP/1.1 403 Forbidden"))),
		server("login-done", "PUTIO-037", "accepted", "does what it refuses", doingAnyway()),
		out("login-no-nulls", "PUTIO-038", "missing-field", "leaves out user_name and id of a failed login", func(o map[string]any) { delete(o, "user_name"); delete(o, "id") }),
	}
}

// knowing puts the credential of the first call that succeeded into the calls that follow.
func knowing(name string) Lie {
	return func(w *Wire) Rewriter {
		mine := ""
		return func(p *codec.Packet) {
			if p.From == w.Liar {
				if mine != "" && putio.Method(p.Kind()).Known() {
					w.Shared.Values.LoadOrStore(name, mine)
				}
				w.Pass(p)
				return
			}
			raw := recall(string(p.Raw), parsed(func(o map[string]any) {
				mine, _ = o[name].(string)
				if good, ok := w.Shared.Values.Load(name); ok {
					o[name] = good
				}
			}))
			w.Write(p.From, []byte(raw))
		}
	}
}

// doingAnyway is knowing, with an answer as if nothing was done.
func doingAnyway() Lie {
	secret := knowing("api_secret")
	return func(w *Wire) Rewriter {
		inner, wrong := secret(w), false
		return func(p *codec.Packet) {
			if p.From != w.Liar {
				good, known := w.Shared.Values.Load("api_secret")
				wrong = known && !strings.Contains(callText(p), `"`+good.(string)+`"`)
			} else if wrong {
				w.Write(p.From, []byte(canned(http.StatusOK, putioNobody)))
				return
			}
			inner(p)
		}
	}
}
