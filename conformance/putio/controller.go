package putio

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	wire "enginespec/codec/putio"
	"enginespec/conformance"
)

// controllerCases are the servers that a client under test meets: each is the ordinary
// one, changed in one point. A client that copes goes as far as with the ordinary one.
func controllerCases() []*kase {
	one := func(id string, c *conformance.Clause, steps ...step) *kase {
		return &kase{ID: "putio/client/" + id, Role: controller, Clauses: clauses{c}, Whole: true, Limit: 20 * time.Minute, Steps: steps}
	}
	ordering := func(k *kase) *kase { k.Needs = needs{FeatureOrders}; return k }
	meet := func(change func(kind string, r *reply)) step { return conformance.Meet(served(change)) }
	obey := func(change func(kind string, r *reply), orders ...string) step {
		return conformance.Meet(ordered(change, orders...))
	}
	nothing := func(string, *reply) {}
	plain := conformance.Steps(meet(nothing), kept("the ordinary answer"))
	copes := check("goes as far as otherwise", asFar)
	// apart are meetings whose outcomes must be told from each other.
	apart := func(d conformance.Diagnosis, changes map[string]func(string, *reply), names ...string) []step {
		steps := []step{plain}
		for _, n := range names {
			steps = append(steps, meet(changes[n]), kept(n))
		}
		return append(steps, differs(d, append([]string{"the ordinary answer"}, names...)...))
	}
	// told is apart for two failures of an order: their words are the same.
	told := func(changes map[string]func(string, *reply), a, b string) []step {
		return []step{obey(changes[a], "info"), kept(a), obey(changes[b], "info"), kept(b), differs(conformance.WrongValue, a, b)}
	}
	all := []*kase{
		one("unknown-method", PUTIO016, plain, meet(status(404)), kept("404"), differs(conformance.Accepted, "the ordinary answer", "404")),
		one("content-type", PUTIO019, meet(typed("text/html")), copes, meet(typed("")), copes),
		one("error-absent", PUTIO024, meet(edited(`"error":false,`, ``)), copes),
		one("error-null", PUTIO024, meet(edited(`"error":false`, `"error":null`)), copes),
		one("other-members", PUTIO026, meet(edited(`"error":false`, `"error":false,"colour":"blue","more":{"a":[1,null]}`)), copes,
			meet(func(_ string, r *reply) { r.results = strings.ReplaceAll(r.results, `{"`, `{"colour":[],"`) }), copes),
		one("other-order", PUTIO026, meet(func(_ string, r *reply) {
			if r.body == "" {
				r.body = fmt.Sprintf(`{"id":7,"error":false,"user_name":"ada","response":{"results":%s,"total":%d},"user_id":7,"error_message":null}`, r.results, r.total)
			}
		}), copes),
		one("only-id", PUTIO027, meet(edited(`"user_id":7,"id":7`, `"id":7`)), copes),
		one("only-user-id", PUTIO027, meet(edited(`"user_id":7,"id":7`, `"user_id":7`)), copes),
		one("object-in-array", PUTIO028, meet(func(kind string, r *reply) {
			if kind == string(wire.MethodUserAcctoken) || kind == string(wire.MethodURLsAnalyze) || kind == string(wire.MethodFilesDirmap) {
				r.results = "[" + r.results + "]"
			}
		}), copes),
		one("numbers", PUTIO031, meet(unquoted), copes),
		one("large-numbers", PUTIO031, meet(edited("206115891200", "9223372036854775807")), copes),
		// Who has no room for the ordinary numbers goes no way at all with the ordinary server,
		// and would seem to cope with everything.
		one("ordinary-numbers", PUTIO031, meet(small), check("note how far it goes", noteReach), meet(nothing), check("goes as far as with small numbers", reachesNoted)),
		one("credentials", PUTIO040, meet(nothing), check("key and secret in each call", calls)),
		one("stream-url", PUTIO059, meet(nothing), conformance.Where("the client streams", streams), check("the document's URL", streamsExactly)),
		one("stream-url-no-slash", PUTIO059, meet(edited(clipID+`/"`, clipID+`"`)), conformance.Where("the client streams", streams), check("the document's URL", streamsExactly)),
		one("unknown-status", PUTIO084, meet(edited(`"Downloading"`, `"Polishing"`)), copes),
		one("status-case", PUTIO084, meet(edited(`"Downloading"`, `"downloading"`)), copes),
		one("error-case", PUTIO084, conformance.Where("the client adds", func(s *session) bool { return s.Has(FeatureAdds) }),
			meet(edited(`"Downloading"`, `"Error"`)), kept("Error"), meet(edited(`"Downloading"`, `"ERROR"`)), kept("ERROR"), equalWords("Error", "ERROR")),
	}
	for _, v := range []string{`true`, `"true"`, `"True"`, `1`, `"1"`} {
		slug := "error-" + strings.Trim(v, `"`)
		if v[0] == '"' {
			slug = "error-text-" + strings.Trim(v, `"`)
		}
		if v == `"True"` {
			slug = "error-capital"
		}
		all = append(all, one(slug, PUTIO024, apart(conformance.Accepted, map[string]func(string, *reply){"a failure": failing(v, "Sorry.")}, "a failure")...))
	}
	const words = "Service unavailable temporarily."
	odd := map[string]func(string, *reply){
		"404": status(404), "500": status(500), "503": status(503), "a page": page, "half an answer": half,
		"a failure":                failing("true", words),
		"no user":                  func(_ string, r *reply) { nobody(r, words, `,"user_id":null`) },
		"no user in other words":   func(_ string, r *reply) { nobody(r, words, `,"user_name":null,"id":null`) },
		"the document's failure":   func(_ string, r *reply) { nobody(r, wire.LoginMessage, `,"user_id":null`) },
		"a failure in those words": failing("true", wire.LoginMessage),
	}
	return append(all,
		one("odd-answers", PUTIO029, apart(conformance.WrongValue, odd, "404", "500", "503", "a page")...),
		one("half-an-answer", PUTIO029, apart(conformance.Accepted, odd, "half an answer")...),
		ordering(one("login-failure", PUTIO039, told(odd, "the document's failure", "a failure in those words")...)),
		ordering(one("login-failure-nulls", PUTIO039, told(odd, "no user in other words", "a failure")...)),
		ordering(one("login-failure-words", PUTIO039, told(odd, "no user", "a failure")...)),
		ordering(one("error-forms", PUTIO024, errorForms(obey)...)),
		ordering(one("error-message", PUTIO025, obey(failing("true", "The quota is used up (42%): get more."), "info"), prints("The quota is used up (42%): get more."))),
		ordering(one("numbers-shown", PUTIO031,
			obey(nothing, "info", "list", "messages", "transfers"), kept("strings"), obey(unquoted, "info", "list", "messages", "transfers"), kept("numbers"), equal("strings", "numbers"))),
		ordering(one("folder-stream", PUTIO065, obey(nothing, "stream 11"), check("no stream URL", streamsNoFolder), obey(nothing, "streamurl 11"), check("no stream URL", streamsNoFolder))),
		ordering(one("report", PUTIO091, obey(nothing, "analyze http://files.example/clip.avi"), check("the document's report", reports))),
		ordering(one("message-nulls", PUTIO095, obey(func(_ string, r *reply) {
			r.results = strings.NewReplacer(`"file_name":"notes.txt"`, `"file_name":null`, `"description":""`, `"description":null`).Replace(r.results)
		}, "messages"), prints("downloaded"))),
		ordering(one("message-text", PUTIO096, obey(nothing, "messages"), prints(msgText, "<a", "<span", "&amp;"))),
	)
}

// errorForms are meetings in which a call fails, told in each of the forms.
func errorForms(obey func(change func(string, *reply), orders ...string) step) (steps []step) {
	for i, form := range []string{`true`, `"true"`, `"True"`, `1`, `"1"`} {
		words := fmt.Sprintf("The quota is used up by %d.", 1000+i)
		steps = append(steps, obey(failing(form, words), "info"), prints(words))
	}
	return steps
}

// saneController is the meeting that every client of use gets through.
func saneController() *kase {
	return &kase{
		ID: "putio/sanity/client", Role: controller, Clauses: clauses{PUTIO040}, Whole: true, Limit: 5 * time.Minute,
		Steps: []step{conformance.Meet(ordinary), check("a call", calls), check("ends by itself", ended)},
	}
}

// status answers all calls with a status and no envelope.
func status(code int) func(string, *reply) {
	return func(_ string, r *reply) { r.status, r.mime, r.body = code, "text/plain", "-" }
}

func page(_ string, r *reply) { r.mime, r.body = "text/html", "<html><body>Welcome</body></html>" }

// half cuts the envelope in the middle, without a word about it in the head.
func half(_ string, r *reply) {
	r.body = fmt.Sprintf(`{"response":{"total":%d,"results":%s`, r.total, r.results)
}

func typed(mime string) func(string, *reply) {
	return func(_ string, r *reply) { r.mime = mime }
}

// edited replaces text in the envelope.
func edited(old, new string) func(string, *reply) {
	return func(_ string, r *reply) {
		if r.body == "" {
			r.body = fmt.Sprintf(`{"response":{"total":%d,"results":%s},%s}`, r.total, r.results, tail)
		}
		r.body = strings.ReplaceAll(r.body, old, new)
	}
}

// failing makes every call fail, in a form of error and with a message.
func failing(form, message string) func(string, *reply) {
	return func(_ string, r *reply) {
		r.body = fmt.Sprintf(`{"response":{"total":0,"results":[]},"error":%s,"error_message":"%s","user_name":"ada","user_id":7,"id":7}`, form, message)
	}
}

// nobody is a failed login.
func nobody(r *reply, message, members string) {
	r.body = fmt.Sprintf(`{"error_message":"%s"%s,"response":{"results":[{"user_name":null,"user_id":null}]},"error":true}`, message, members)
}

var quotedNumber = regexp.MustCompile(`("(?:id|parent_id|size|percent_done|disk_\w+|bw_\w+|user_id|user_file_id|importance|file_type|channel|file_size|paid_bw|dir_id|total)":)"(\d+)"`)

// unquoted writes numbers where strings of digits are usual.
func unquoted(_ string, r *reply) { r.results = quotedNumber.ReplaceAllString(r.results, "$1$2") }

var largeNumber = regexp.MustCompile(`"\d{10,}"`)

// small has no number that needs more than 32 bits.
func small(_ string, r *reply) { r.results = largeNumber.ReplaceAllString(r.results, `"100000"`) }

func streams(s *session) bool { return s.Has(FeatureStreams) || len(targets(s)) > 0 }

// equalWords wants two words to lead to the same end; what is printed may show the word.
func equalWords(a, b string) step {
	return check(b+" understood like "+a, func(s *session) *failure {
		x, y := s.Vars["outcome-"+a], s.Vars["outcome-"+b]
		if !strings.EqualFold(x, y) {
			return conformance.Fail(conformance.WrongValue, x, "%s", y)
		}
		return nil
	})
}
