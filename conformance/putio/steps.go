package putio

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	wire "enginespec/codec/putio"
	"enginespec/conformance"
)

// Short names for what every file of this package uses.
type (
	step    = conformance.Step
	kase    = conformance.Case
	session = conformance.Session
	failure = conformance.Failure
	clauses = []*conformance.Clause
	needs   = []*conformance.Feature
	params  = map[string]any
)

var check = conformance.Check

// account is what the steps of a case call as. The first failure sticks: what is called
// behind it does nothing and returns nothing, so that a dialogue reads from top to bottom.
type account struct {
	*session
	f           *failure
	key, secret string
}

// as is a step that calls as the account.
func as(what string, f func(a *account)) step {
	return check(what, func(s *session) *failure {
		a := &account{session: s, key: s.Vars["api-key"], secret: s.Vars["api-secret"]}
		f(a)
		return a.f
	})
}

// fail makes the first failure.
func (a *account) fail(d conformance.Diagnosis, expected, actual string, args ...any) {
	if a.f == nil {
		a.f = conformance.Fail(d, expected, actual, args...)
	}
}

// want fails unless ok.
func (a *account) want(ok bool, d conformance.Diagnosis, expected, actual string, args ...any) {
	if !ok {
		a.fail(d, expected, actual, args...)
	}
}

// broken reports whether a step failed already.
func (a *account) broken() bool { return a.f != nil }

// message is one HTTP request that the suite writes.
type message struct {
	verb, target string
	head         string // lines with CR LF besides Host, Connection and Content-Length
	body         string
}

const form = "Content-Type: application/x-www-form-urlencoded\r\n"

// bytes is the request as it goes over the wire to host.
func (m message) bytes(host string) []byte {
	head := "Host: " + host + "\r\n"
	if strings.HasPrefix(strings.ToLower(m.head), "host:") || strings.Contains(m.head, "\r\nHost:") {
		head = ""
	}
	length := ""
	if m.verb == "POST" {
		length = fmt.Sprintf("Content-Length: %d\r\n", len(m.body))
	}
	return fmt.Appendf(nil, "%s %s HTTP/1.1\r\n%s%s%sConnection: close\r\n\r\n%s", m.verb, m.target, head, m.head, length, m.body)
}

// send sends one request on a connection of its own and returns the answer.
func (a *account) send(m message) *answer {
	if a.broken() {
		return nil
	}
	if a.f = a.Dial(); a.broken() {
		return nil
	}
	a.f = a.Send(m.bytes(a.Remote().String()))
	return a.receive()
}

// sendRaw sends bytes as they are.
func (a *account) sendRaw(b []byte) *answer {
	if a.broken() {
		return nil
	}
	if a.f = a.Dial(); a.broken() {
		return nil
	}
	a.f = a.Send(b)
	return a.receive()
}

// receive waits for the answer on the current connection and hangs up.
func (a *account) receive() *answer {
	if a.broken() {
		return nil
	}
	deadline := time.Now().Add(a.Patience())
	for {
		e, f := a.Receive(max(0, time.Until(deadline)))
		if f != nil {
			f.Expected = "an HTTP answer"
			a.f = f
			return nil
		}
		r, err := readAnswer(e.Packet.Raw)
		if err != nil {
			a.fail(conformance.Malformed, "an HTTP answer", "%s: %v", conformance.Show(e.Packet), err)
			return nil
		}
		if r.status < 200 {
			continue
		}
		conformance.Hang(conformance.FIN).Do(a.session)
		return r
	}
}

// request is the request object of a call as JSON, with the account's credentials.
func (a *account) request(p params) string { return object(a.key, a.secret, p) }

func object(key, secret string, p params) string {
	if p == nil {
		p = params{}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // as the clients of the time wrote it
	err := e.Encode(struct {
		Key    string `json:"api_key"`
		Secret string `json:"api_secret"`
		Params params `json:"params"`
	}{key, secret, p})
	if err != nil {
		panic(err) // a mistake in a case
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// target is the path of a method: "/v1/files?method=list".
func target(m wire.Method) string { return "/v1/" + m.Class() + "?method=" + m.Name() }

// post is the ordinary call: a form in the body.
func post(m wire.Method, object string) message {
	return message{verb: "POST", target: target(m), head: form, body: "request=" + url.QueryEscape(object)}
}

// call makes a call and returns the answer, whatever it is.
func (a *account) call(m wire.Method, p params) *answer { return a.send(post(m, a.request(p))) }

// ok makes a call that must succeed.
func (a *account) ok(m wire.Method, p params) *answer { return a.succeeds(string(m), a.call(m, p)) }

// succeeds wants an answer to be a success.
func (a *account) succeeds(what string, r *answer) *answer {
	if a.broken() {
		return nil
	}
	switch {
	case r.status != 200 || r.object == nil:
		a.fail(conformance.Refused, what+" to succeed", "%s", r)
	case r.failed():
		a.fail(conformance.Refused, what+" to succeed", "%s", r)
	case !r.has("response", "results"):
		a.fail(conformance.MissingField, "response.results of "+what, "%s", r)
	}
	if a.broken() {
		return nil
	}
	return r
}

// refused makes a call that must fail, with an envelope under status 200.
func (a *account) refused(m wire.Method, p params) *answer {
	return a.fails(string(m), a.call(m, p))
}

// fails wants an answer to be an error. How it is told is the affair of other clauses:
// a status of 400 and more is one too.
func (a *account) fails(what string, r *answer) *answer {
	if a.broken() {
		return nil
	}
	a.want(r.status >= 400 || r.object != nil && r.failed(), conformance.Accepted, what+" to be an error", "%s", r)
	if a.broken() {
		return nil
	}
	return r
}

// list makes a call whose results must be an array of objects.
func (a *account) list(m wire.Method, p params) []record { return a.records(m, a.ok(m, p)) }

// records are the results of an answer.
func (a *account) records(m wire.Method, r *answer) []record {
	if a.broken() {
		return nil
	}
	all, ok := r.results().([]any)
	if !ok {
		a.fail(conformance.WrongShape, "an array of results of "+string(m), "%s", r)
		return nil
	}
	out := make([]record, len(all))
	for i, v := range all {
		if out[i], ok = v.(map[string]any); !ok {
			a.fail(conformance.WrongShape, "an array of objects of "+string(m), "%s", r)
			return nil
		}
	}
	return out
}

// one makes a call whose result must be one record.
func (a *account) one(m wire.Method, p params) record {
	all := a.list(m, p)
	if a.broken() {
		return nil
	}
	if len(all) != 1 {
		a.fail(conformance.WrongCount, "one result of "+string(m), "%d", len(all))
		return nil
	}
	return all[0]
}

// single makes a call whose result must be an object.
func (a *account) single(m wire.Method, p params) record {
	r := a.ok(m, p)
	if a.broken() {
		return nil
	}
	v, ok := r.results().(map[string]any)
	if !ok {
		a.fail(conformance.WrongShape, "an object as the result of "+string(m), "%s", r)
		return nil
	}
	return v
}

// until asks again and again, until done or for d of the target's time.
func (a *account) until(d time.Duration, what string, done func() bool) {
	deadline := time.Now().Add(a.Bound(d) + a.Patience())
	for !a.broken() {
		if done() {
			return
		}
		if time.Now().After(deadline) {
			a.fail(conformance.NoReply, what, "not within %v", d)
			return
		}
		if err := a.Wait(max(a.Real(pace), 2*time.Millisecond)); err != nil {
			a.fail(conformance.NoReply, what, "%v", err)
		}
	}
}

// pace is how often the suite asks for what takes its time.
const pace = 200 * time.Millisecond

// given makes a situation that other clauses bring about: where it fails the case is
// untestable.
func given(what string, f func(a *account)) []step { return []step{as(what, f)} }

// inFolder makes a folder of the case's own, {folder}.
func inFolder() []step {
	return given("a folder", func(a *account) { a.Vars["folder"] = a.folder("") })
}

// inFolderWith makes {folder} and folders with names in it.
func inFolderWith(names ...string) []step {
	return given("a folder with folders", func(a *account) {
		a.Vars["folder"] = a.folder("")
		for i, n := range names {
			a.Vars[fmt.Sprintf("child-%d", i)] = a.child(a.Vars["folder"], n)
		}
	})
}

// withFile makes {folder} and in it a file of n bytes, {file}.
func withFile(ext string, n int) []step {
	return given("a file", func(a *account) {
		a.Vars["folder"] = a.folder("")
		a.Vars["file"] = a.fileIn(a.Vars["folder"], ext, filled(n)).text("id")
	})
}

// unknown is an id that no server has given to anything.
const unknown = "9007199254740881"

// one is a case of one step for one clause.
func one(id string, c *conformance.Clause, given []step, what string, f func(a *account)) *kase {
	return &kase{ID: "putio/" + id, Role: engine, Clauses: clauses{c}, Given: given, Steps: []step{as(what, f)}}
}

// whole makes a case run under one segmentation only: it moves what takes time.
func whole(k *kase, n ...*conformance.Feature) *kase {
	k.Whole, k.Needs = true, n
	return k
}
