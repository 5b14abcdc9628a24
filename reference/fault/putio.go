package fault

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"enginespec/codec"
	"enginespec/codec/putio"
)

// Putio returns the lies of put.io, family by family: the server's in the order of the
// clauses, then the client's.
func Putio() []*Fault {
	return slices.Concat(putioHTTP(), putioEnvelope(), putioLogin(), putioFiles(), putioStream(), putioTransfers(), putioLimit(), putioURLs(),
		putioMessages(), putioClient())
}

// server and caller make one row of the table: the engine's and the controller's.
func server(id, clause, diagnosis, doc string, lie Lie) *Fault {
	return &Fault{ID: "putio/" + id, Party: codec.Engine, Clause: clause, Diagnosis: diagnosis, Doc: doc, Lie: lie}
}

func caller(id, clause, diagnosis, doc string, lie Lie) *Fault {
	return &Fault{ID: "putio/client-" + id, Party: codec.Controller, Clause: clause, Diagnosis: diagnosis, Doc: doc, Lie: lie}
}

// whole is an HTTP message with a body, of which the length is told.
func whole(head, body string) string {
	lines := strings.Split(head, "\r\n")
	lines = slices.DeleteFunc(lines, func(l string) bool {
		name, _, _ := strings.Cut(strings.ToLower(l), ":")
		return name == "content-length" || name == "transfer-encoding"
	})
	return fmt.Sprintf("%s\r\nContent-Length: %d\r\n\r\n%s", strings.Join(lines, "\r\n"), len(body), body)
}

// rebody changes the body of an HTTP message.
func rebody(raw string, change func(body string) string) string {
	head, body, _ := strings.Cut(raw, "\r\n\r\n")
	if strings.Contains(strings.ToLower(head), "transfer-encoding: chunked") {
		resp, err := http.ReadResponse(bufio.NewReader(strings.NewReader(raw)), nil)
		if err != nil {
			return raw
		}
		b, err := io.ReadAll(resp.Body)
		if err != nil {
			return raw
		}
		body = string(b)
	}
	return whole(head, change(body))
}

// answered edits the JSON of the liar's answers to some methods, of all successes if
// none is named.
func answered(change func(body string) string, methods ...putio.Method) Lie {
	return Change(answersTo(methods...), func(raw string) string { return rebody(raw, change) })
}

func answersTo(methods ...putio.Method) When {
	return func(p *codec.Packet) bool {
		m := putio.Method(p.Kind())
		return m.Known() && (len(methods) == 0 || slices.Contains(methods, m))
	}
}

// heads edits the head of the liar's answers that match when.
func heads(when When, change func(head string) string) Lie {
	return Change(when, func(raw string) string {
		head, body, _ := strings.Cut(raw, "\r\n\r\n")
		return change(head) + "\r\n\r\n" + body
	})
}

// instead answers calls that match when in the place of the liar, who never sees them.
func instead(when When, status int, body string) Lie { return Say(when, false, canned(status, body)) }

func canned(status int, body string) string {
	return whole(fmt.Sprintf("HTTP/1.1 %d %s\r\nContent-Type: application/json; charset=utf-8\r\nConnection: close", status, http.StatusText(status)), body)
}

// The bodies of what is told in the place of an answer.
const (
	putioUser    = `"user_name":"ada","user_id":7,"id":7}`
	putioNothing = `{"response":{"total":0,"results":[]},"error":false,"error_message":null,` + putioUser
	putioFailure = `{"response":{"total":0,"results":[]},"error":true,"error_message":"No.",` + putioUser
	putioNobody  = `{"error_message":"` + putio.LoginMessage + `","user_id":null,"response":{"results":[{"user_name":null,"user_id":null}]},"error":true,"user_name":null,"id":null}`
	putioPage    = "<html><body>Welcome</body></html>"
)

// refuse answers calls that match when as if the user was not known.
func refuse(when When) Lie { return instead(when, http.StatusOK, putioNobody) }

// calling matches calls whose bytes match a regular expression.
func calling(pattern string) When { return Like(pattern) }

// pardoning tells of a success where the liar tells of an error.
func pardoning() Lie {
	return Change(Kind(putio.KindFailure), func(raw string) string { return canned(http.StatusOK, putioNothing) })
}

// parsed makes an edit of the JSON's text of one of its values.
func parsed(change func(o map[string]any)) func(string) string {
	return func(body string) string {
		d := json.NewDecoder(strings.NewReader(body))
		d.UseNumber()
		var o map[string]any
		if d.Decode(&o) != nil {
			return body
		}
		change(o)
		return marshaled(o)
	}
}

func marshaled(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(v) != nil {
		return ""
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// results makes an edit of what stands under response.results.
func results(change func(v any) any) func(string) string {
	return parsed(func(o map[string]any) {
		if r, ok := o["response"].(map[string]any); ok {
			r["results"] = change(r["results"])
		}
	})
}

// listed makes an edit of a list of results; total stays what it was.
func listed(change func(all []any) []any) func(string) string {
	return results(func(v any) any {
		all, ok := v.([]any)
		if !ok {
			return v
		}
		return change(all)
	})
}

// counted is listed, with total made right.
func counted(change func(all []any) []any) func(string) string {
	return parsed(func(o map[string]any) {
		r, _ := o["response"].(map[string]any)
		if all, ok := r["results"].([]any); ok {
			all = append([]any{}, change(all)...)
			r["results"], r["total"] = all, len(all)
		}
	})
}

// records makes an edit of each record of a list.
func records(change func(o map[string]any)) func(string) string {
	return listed(func(all []any) []any {
		for _, v := range all {
			if o, ok := v.(map[string]any); ok {
				change(o)
			}
		}
		return all
	})
}

// member sets a member that is there.
func member(name string, value any) func(o map[string]any) {
	return func(o map[string]any) {
		if _, ok := o[name]; ok {
			o[name] = value
		}
	}
}

// lacking removes a member.
func lacking(name string) func(o map[string]any) {
	return func(o map[string]any) { delete(o, name) }
}

// numeric writes members that are strings as numbers.
func numeric(names ...string) func(o map[string]any) {
	return func(o map[string]any) {
		for _, n := range names {
			if s, ok := o[n].(string); ok {
				o[n] = json.Number(s)
			}
		}
	}
}

// argument edits the arguments of a call.
func argument(change func(p map[string]any)) func(string) string {
	return parsed(func(o map[string]any) {
		if p, ok := o["params"].(map[string]any); ok {
			change(p)
		}
	})
}

// matching makes an edit of a regular expression.
func matching(pattern, to string) func(string) string {
	re := regexp.MustCompile(pattern)
	return func(body string) string { return re.ReplaceAllString(body, to) }
}
