package ts

import (
	"regexp"
	"time"

	"enginespec/codec"
	"enginespec/codec/ts"
	"enginespec/conformance"
)

func handshakeCases() []*kase {
	return []*kase{
		{
			ID: "ts/handshake/hello-once", Role: engine, Clauses: clauses{TS021},
			Given: []step{connect()},
			Steps: []step{hello(), ready(), conformance.Fenced(expect("AUTH|NOTREADY"), "HELLOTS")},
		},
		{
			ID: "ts/handshake/engine-waits", Role: engine, Clauses: clauses{TS022}, Whole: true,
			Given: []step{connect()},
			Steps: []step{conformance.Silent(time.Second), conformance.For(TS021, hello())},
		},
		{
			ID: "ts/handshake/bare-hello", Role: engine, Clauses: clauses{TS023},
			Given: []step{connect()},
			Steps: []step{conformance.Speak(0), say("HELLOBG"), expect("HELLOTS", keepKey), login()},
		},
		{
			ID: "ts/handshake/all-versions", Role: engine, Clauses: clauses{TS024},
			Steps: []step{
				greets("HELLOBG version=1"), greets("HELLOBG version=2"), greets("HELLOBG version=3"),
				greets("HELLOBG version=4"), greets("HELLOBG version=5"), greets("HELLOBG version=6"),
				greets("HELLOBG version=6 ace=2.2 ie="), greets("HELLOBG version=4 colour=blue"),
			},
		},
		{
			ID: "ts/handshake/hello-keys", Role: engine, Clauses: clauses{TS025}, Needs: needs{FeatureKey},
			Given: []step{connect()},
			Steps: []step{say("HELLOBG version=4"), expect("HELLOTS", hasParams("version", "version_code", "key", "http_port"))},
		},
		{
			ID: "ts/handshake/version-text", Role: engine, Clauses: clauses{TS026}, Needs: needs{FeatureKey},
			Given: []step{connect()},
			Steps: []step{say("HELLOBG version=6 ace=2.2 ie="), expect("HELLOTS", matches("version", `^[^.]+\..+$`))},
		},
		{
			ID: "ts/handshake/key-form", Role: engine, Clauses: clauses{TS027}, Needs: needs{FeatureKey},
			Given: []step{connect()},
			Steps: []step{say("HELLOBG version=4"), expect("HELLOTS", matches("key", `^[0-9a-f]{10}$`))},
		},
		{
			ID: "ts/handshake/keys-differ", Role: engine, Clauses: clauses{TS029}, Needs: needs{FeatureKey},
			Given: []step{connect(), hello(), conformance.Set("first", "{key}"), connect()},
			Steps: []step{hello(), check("another key", func(s *session) *failure {
				if s.Vars["key"] != s.Vars["first"] {
					return nil
				}
				return conformance.Fail(conformance.WrongValue, "another key on another connection", "%q on both", s.Vars["key"])
			})},
		},
	}
}

// greets opens a connection, sends a greeting and wants it answered.
func greets(line string) step {
	return conformance.Steps(connect(), say(line), expect("HELLOTS"))
}

// hasParams wants parameters in HELLOTS.
func hasParams(names ...string) conformance.Judge {
	return func(_ *session, p *codec.Packet) *failure {
		m := p.Message.(*ts.HelloTS)
		for _, n := range names {
			if !m.Params.Has(n) {
				return conformance.Fail(conformance.MissingField, n+"= in HELLOTS", "")
			}
		}
		return nil
	}
}

// matches wants a parameter of HELLOTS to match a pattern.
func matches(name, pattern string) conformance.Judge {
	re := regexp.MustCompile(pattern)
	return func(_ *session, p *codec.Packet) *failure {
		m := p.Message.(*ts.HelloTS)
		if v := m.Params.Text(name); !re.MatchString(v) {
			return conformance.Fail(conformance.WrongValue, name+" like "+pattern, "%s=%q", name, v)
		}
		return nil
	}
}
