package putio

import (
	"mime"
	"net/url"
	"reflect"
	"strings"

	wire "enginespec/codec/putio"
	"enginespec/conformance"
)

// Cases of the ways in which a call travels over HTTP.
func httpCases() []*kase {
	info := wire.MethodUserInfo
	// works wants a message to be understood as a call of user.info.
	works := func(id string, c *conformance.Clause, m func(a *account) message) *kase {
		return one("http/"+id, c, nil, "the call succeeds", func(a *account) { a.succeeds("the call", a.send(m(a))) })
	}
	return []*kase{
		whole(one("http/all-methods", PUTIO001, inFolder(), "all 24 methods", allMethods)),
		works("post-form", PUTIO002, func(a *account) message { return post(info, a.request(nil)) }),
		one("http/get", PUTIO003, inFolder(), "GET and POST answer the same", func(a *account) {
			object := a.request(params{"id": a.Vars["folder"]})
			g := a.succeeds("GET", a.send(message{verb: "GET", target: target(wire.MethodFilesInfo) + "&request=" + url.QueryEscape(object)}))
			p := a.succeeds("POST", a.send(post(wire.MethodFilesInfo, object)))
			if !a.broken() {
				a.want(reflect.DeepEqual(g.object, p.object), conformance.WrongContent, "the same answer: "+p.String(), "%s", g)
			}
		}),
		works("raw-form", PUTIO004, func(a *account) message {
			return message{verb: "POST", target: target(info), head: "Accept: application/json\r\n" + form,
				body: `request={"api_key":"` + a.key + `","api_secret":"` + a.secret + `", "params": {}}`}
		}),
		works("raw-target", PUTIO005, func(a *account) message {
			return message{verb: "GET", target: target(info) + `&request={"api_key":"` + a.key + `","api_secret":"` + a.secret + `","params":{}}`}
		}),
		one("http/encoded-text", PUTIO006, inFolder(), "a name with + and % and letters of several scripts", func(a *account) {
			named(a, post(wire.MethodFilesCreateDir, a.request(params{"name": `N & M + 100% "q" é 雪`, "parent_id": a.Vars["folder"]})), `N & M + 100% "q" é 雪`)
		}),
		one("http/raw-percent", PUTIO007, inFolder(), "a bare % in a raw value", func(a *account) { named(a, rawName(a, "50%"), "50%") }),
		one("http/latin-1", PUTIO008, inFolder(), "a byte that is no UTF-8", func(a *account) { named(a, rawName(a, "caf\xe9"), "café") }),
		works("method-in-path", PUTIO009, func(a *account) message {
			m := post(info, a.request(nil))
			m.target = "/v1/user/info?method=info"
			return m
		}),
		works("trailing-slash", PUTIO010, func(a *account) message {
			m := post(info, a.request(nil))
			m.target = "/v1/user/?method=info"
			return m
		}),
		works("extra-form-field", PUTIO011, func(a *account) message {
			m := post(info, a.request(nil))
			m.body += "&client=putio_js"
			return m
		}),
		works("extra-query-field", PUTIO011, func(a *account) message {
			return message{verb: "GET", target: target(info) + "&request=" + url.QueryEscape(a.request(nil)) + "&_=1290000000000"}
		}),
		works("absolute-target", PUTIO012, func(a *account) message {
			m := post(info, a.request(nil))
			m.target, m.head = "http://api.put.io"+m.target, "Host: api.put.io\r\n"+m.head
			return m
		}),
		works("any-host", PUTIO012, func(a *account) message {
			m := post(info, a.request(nil))
			m.head = "Host: elsewhere.example:8080\r\n" + m.head
			return m
		}),
		works("charset", PUTIO013, func(a *account) message {
			m := post(info, a.request(nil))
			m.head = "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
			return m
		}),
		works("post-in-query", PUTIO013, func(a *account) message {
			return message{verb: "POST", target: target(info) + "&request=" + url.QueryEscape(a.request(nil)), head: form}
		}),
		{ID: "putio/http/jsonp", Role: engine, Clauses: clauses{PUTIO014}, Needs: needs{FeatureJSONP}, Steps: []step{as("a script that calls back", jsonp)}},
		{ID: "putio/http/jsonp-name", Role: engine, Clauses: clauses{PUTIO014}, Needs: needs{FeatureJSONP}, Steps: []step{as("no script for what is no name", func(a *account) {
			r := a.send(message{verb: "GET", target: target(info) + "&request=" + url.QueryEscape(a.request(nil)) + "&callback=" + url.QueryEscape("alert(1);//")})
			a.want(a.broken() || r.status >= 400 || r.object != nil, conformance.Accepted, "the bare envelope", "%s", r)
		})}},
		one("http/failure-is-200", PUTIO015, nil, "a missing item under status 200", func(a *account) {
			r := a.call(wire.MethodFilesInfo, params{"id": unknown})
			if !a.broken() {
				a.want(r.status == 200 && r.object != nil && r.failed(), conformance.WrongValue, "200 and error:true", "%s", r)
			}
		}),
		one("http/failed-login-is-200", PUTIO015, nil, "a failed login under status 200", func(a *account) {
			r := a.send(a.intruder())
			a.want(a.broken() || r.status == 200, conformance.WrongValue, "200 and error:true", "%s", r)
		}),
		one("http/unknown-class", PUTIO016, nil, "404", func(a *account) { notFound(a, "/v1/nothing?method=list") }),
		one("http/unknown-method", PUTIO016, nil, "404", func(a *account) { notFound(a, "/v1/files?method=nothing") }),
		one("http/no-pages", PUTIO017, nil, "whatever comes, no page under status 200", noPages),
		one("http/content-type", PUTIO018, nil, "application/json", func(a *account) {
			r := a.ok(info, nil)
			if a.broken() {
				return
			}
			t, p, err := mime.ParseMediaType(r.header.Get("Content-Type"))
			set := strings.ToLower(p["charset"])
			a.want(err == nil && t == "application/json" && (set == "" || set == "utf-8"), conformance.WrongValue,
				"Content-Type: application/json; charset=utf-8", "%q", r.header.Get("Content-Type"))
		}),
		one("http/content-length", PUTIO018, nil, "Content-Length", func(a *account) {
			r := a.ok(info, nil)
			a.want(a.broken() || r.header.Get("Content-Length") != "", conformance.MissingField, "Content-Length", "%v", headers(r))
		}),
	}
}

func headers(r *answer) (names []string) {
	if r == nil {
		return nil
	}
	for n := range r.header {
		names = append(names, n)
	}
	return names
}

// rawName is create_dir in {folder} with everything in the body as it is.
func rawName(a *account, name string) message {
	return message{verb: "POST", target: target(wire.MethodFilesCreateDir), head: form,
		body: `request={"api_key":"` + a.key + `","api_secret":"` + a.secret + `","params":{"parent_id":"` + a.Vars["folder"] + `","name":"` + name + `"}}`}
}

// named wants a create_dir in {folder} to give its item a name, now and later.
func named(a *account, m message, name string) {
	all := a.records(wire.MethodFilesCreateDir, a.succeeds("create_dir", a.send(m)))
	if a.broken() {
		return
	}
	if len(all) != 1 {
		a.fail(conformance.WrongCount, "one item", "%d", len(all))
		return
	}
	a.want(all[0].text("name") == name, conformance.WrongValue, name, "%q", all[0].text("name"))
	now := a.info(all[0].text("id")).text("name")
	a.want(now == name, conformance.WrongValue, name, "%q", now)
}

// allMethods calls each method with good arguments, or where none can be had with the id
// of nothing: how a method refuses that is the affair of other clauses.
func allMethods(a *account) {
	folder := params{"id": a.Vars["folder"]}
	for _, c := range []struct {
		m wire.Method
		p params
	}{
		{wire.MethodFilesList, params{"parent_id": a.Vars["folder"]}}, {wire.MethodFilesInfo, folder},
		{wire.MethodFilesCreateDir, params{"parent_id": a.Vars["folder"], "name": "inner"}},
		{wire.MethodFilesRename, params{"id": a.Vars["folder"], "name": a.name("renamed")}},
		{wire.MethodFilesMove, params{"id": a.Vars["folder"], "parent_id": "0"}},
		{wire.MethodFilesSearch, params{"query": "enginespec"}}, {wire.MethodFilesDirmap, nil},
		{wire.MethodMessagesList, nil}, {wire.MethodTransfersList, nil},
		{wire.MethodURLsExtracturls, params{"txt": "http://files.example/a.bin"}}, {wire.MethodURLsAnalyze, params{"links": []string{a.Vars["media:single"]}}},
		{wire.MethodUserInfo, nil}, {wire.MethodUserFriends, nil}, {wire.MethodUserAcctoken, nil}, {wire.MethodSubscriptionsList, nil},
		{wire.MethodFilesDelete, folder},
	} {
		r := a.call(c.m, c.p)
		a.want(a.broken() || r.status == 200, conformance.Refused, "200 for "+string(c.m), "%s", r)
	}
	for _, m := range []wire.Method{
		wire.MethodMessagesDelete, wire.MethodTransfersCancel, wire.MethodTransfersAdd, wire.MethodSubscriptionsCreate, wire.MethodSubscriptionsEdit,
		wire.MethodSubscriptionsDelete, wire.MethodSubscriptionsPause, wire.MethodSubscriptionsInfo,
	} {
		p := params{"id": unknown}
		if m == wire.MethodTransfersAdd {
			p = params{"links": []string{}}
		}
		r := a.call(m, p)
		a.want(a.broken() || r.status == 200 || r.object != nil, conformance.Refused, "an answer of "+string(m), "%s", r)
	}
}

// script is a call whose answer is to be a script.
func script(a *account) message {
	return message{verb: "GET", target: target(wire.MethodUserInfo) + "&request=" + url.QueryEscape(a.request(nil)) + "&callback=jQuery_1.$back"}
}

// callsBack reports whether the answer means to be one, good or bad.
func callsBack(a *account) bool {
	r := a.send(script(a))
	return !a.broken() && strings.HasPrefix(strings.TrimSpace(string(r.body)), "jQuery_1.$back")
}

func jsonp(a *account) {
	r := a.send(script(a))
	if a.broken() {
		return
	}
	inner, begins := strings.CutPrefix(strings.TrimSpace(string(r.body)), "jQuery_1.$back(")
	inner, ends := strings.CutSuffix(strings.TrimSuffix(inner, ";"), ")")
	a.want(begins && ends && parse([]byte(inner)) != nil, conformance.WrongShape, "jQuery_1.$back({...})", "%s", r)
	t, _, _ := mime.ParseMediaType(r.header.Get("Content-Type"))
	a.want(t == "text/javascript" || t == "application/javascript", conformance.WrongValue, "Content-Type: text/javascript", "%q", t)
}

func notFound(a *account, target string) {
	m := post(wire.MethodUserInfo, a.request(nil))
	m.target = target
	r := a.send(m)
	a.want(a.broken() || r.status == 404, conformance.WrongValue, "404", "%s", r)
}

// noPages sends what no client sends: an answer under 200 must still be an envelope.
func noPages(a *account) {
	m := wire.MethodUserInfo
	for _, msg := range []message{
		post(m, `{"api_key":`), post(m, strings.Repeat("[", 10_000)), post(m, "\x00\xff\xfe"), post(m, `{"api_key":{},"api_secret":[],"params":7}`),
		{verb: "POST", target: target(m), head: form, body: "request=%zz%"}, {verb: "POST", target: target(m), head: "Content-Type: text/plain\r\n", body: "request"},
		{verb: "GET", target: "/v1/user?method=info&request=%7B"},
		post(m, a.request(params{"id": []any{}})), post(wire.MethodFilesInfo, a.request(params{"id": params{}})), post(wire.MethodFilesList, a.request(params{"limit": -1})),
		post(wire.MethodFilesInfo, a.request(params{"id": "99999999999999999999999999"})),
		post(wire.MethodURLsAnalyze, a.request(params{"links": "\u0000"})), post(m, a.request(nil)),
	} {
		r := a.send(msg)
		if a.broken() {
			return
		}
		a.want(r.status != 200 || r.object != nil, conformance.Malformed, "JSON, or a status other than 200", "%s", r)
	}
}
