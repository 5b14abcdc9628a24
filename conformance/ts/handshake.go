package ts

import (
	"errors"
	"regexp"
	"strings"
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
			Given: []step{conformance.Speak(0), connect()},
			Steps: []step{say("HELLOBG"), expect("HELLOTS", keepKey), login()},
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
			Steps: []step{say("HELLOBG version=6 ace=2.2 ie="), expect("HELLOTS", func(s *session, p *codec.Packet) *failure {
				if m := p.Message.(*ts.HelloTS); !has(m.Params, "version") {
					return nil // TS-025's matter
				}
				return matches("version", `^[^.]+\..+$`)(s, p)
			})},
		},
		{
			ID: "ts/handshake/key-form", Role: engine, Clauses: clauses{TS027}, Needs: needs{FeatureKey},
			Given: []step{connect()},
			Steps: []step{say("HELLOBG version=4"), expect("HELLOTS", matches("key", `^[0-9a-f]{10}$`))},
		},
		{
			ID: "ts/handshake/keys-differ", Role: engine, Clauses: clauses{TS029}, Needs: needs{FeatureKey},
			Given: []step{connect(), hello(), conformance.Set("first", "{key}"), conformance.Where("a key that is not fixed for tests", func(s *session) bool {
				return s.Vars["key"] != requestKey
			}), connect()},
			Steps: []step{hello(), check("another key", func(s *session) *failure {
				if s.Vars["key"] != s.Vars["first"] {
					return nil
				}
				return conformance.Fail(conformance.WrongValue, "another key on another connection", "%q on both", s.Vars["key"])
			})},
		},
		{
			ID: "ts/handshake/key-not-last", Role: engine, Clauses: clauses{TS028}, Needs: needs{FeatureKey}, Given: []step{connect()},
			Steps: []step{say("HELLOBG version=4"), expect("HELLOTS", func(_ *session, p *codec.Packet) *failure {
				if regexp.MustCompile(`\skey=\w+ +\S`).Match(p.Raw) {
					return nil
				}
				return conformance.Fail(conformance.WrongOrder, "another parameter behind key=", "")
			})},
		},
		{
			ID: "ts/handshake/signed-ready", Role: engine, Clauses: clauses{TS032}, Needs: needs{FeatureKey}, Given: []step{connect(), hello()},
			Steps: []step{login(), fence()},
		},
		{
			ID: "ts/handshake/wrong-signature", Role: engine, Clauses: clauses{TS033}, Needs: needs{FeatureSigned},
			Steps: []step{
				connect(), hello(), signWith(flip), refused(), connect(), hello(), signWith(cutShort), refused(),
				connect(), hello(), signWith(other), refused(), connect(), hello(), say("READY"), refused(),
			},
		},
		{
			ID: "ts/handshake/permissive", Role: engine, Clauses: clauses{TS034}, Needs: needs{FeaturePermits},
			Steps: []step{connect(), hello(), say("READY"), accepted(), connect(), hello(), signWith(flip), accepted()},
		},
		{
			ID: "ts/handshake/bare-ready", Role: engine, Clauses: clauses{TS035}, Needs: needs{FeatureNoKey},
			Steps: []step{conformance.Speak(0), connect(), hello(), check("no key", func(s *session) *failure {
				if s.Vars["key"] != "" {
					return conformance.Fail(conformance.Unasked, "a greeting without key=", "key=%s", s.Vars["key"])
				}
				return nil
			}), say("READY"), accepted()},
		},
		{
			ID: "ts/handshake/auth-first", Role: engine, Clauses: clauses{TS036}, Given: []step{connect(), hello()},
			Steps: []step{asked()},
		},
		{
			ID: "ts/handshake/auth-number", Role: engine, Clauses: clauses{TS037}, Given: []step{connect(), hello()},
			Steps: []step{login(), check("AUTH and a number", func(s *session) *failure {
				p := lines(s, engine, "AUTH")[0].Packet
				if regexp.MustCompile(`^AUTH [0-9]+\r?\n$`).Match(p.Raw) {
					return nil
				}
				return conformance.Fail(conformance.MissingField, "AUTH and a number", "%q", p.Raw)
			})},
		},
		{
			ID: "ts/handshake/unauthorised", Role: engine, Clauses: clauses{TS038}, Needs: needs{FeatureSigned},
			Given: []step{connect(), hello(), signWith(flip), refused()},
			Steps: []step{
				say("LOADASYNC 1 PID {pid:single}"), next("NOTREADY"), say("GETPID {unknown} 0 0 0"), next("NOTREADY"),
				say("START PID {pid:single} 0"), next("NOTREADY"),
			},
		},
		{
			ID: "ts/handshake/quiet-before-ready", Role: engine, Clauses: clauses{TS039}, Whole: true, Given: []step{connect(), hello()},
			Steps: []step{conformance.Quiet(3*time.Second, "STATE|STATUS|EVENT|AUTH"), conformance.For(TS036, login())},
		},
		{
			ID: "ts/handshake/asks-for-user-data", Role: engine, Clauses: clauses{TS044}, Needs: needs{FeatureUserData}, Given: entered(),
			Steps: []step{
				within(2*time.Second, expect("EVENT", eventNamed("getuserdata"))), say(`USERDATA [{"gender": 1}, {"age": 4}]`),
				fence(), check("once", func(s *session) *failure {
					if n := len(named(s, "getuserdata")); n != 1 {
						return conformance.Fail(conformance.TooOften, "EVENT getuserdata once", "%d times", n)
					}
					return nil
				}),
			},
		},
		{
			ID: "ts/handshake/user-data", Role: engine, Clauses: clauses{TS045}, Given: entered(),
			Steps: []step{
				say(`USERDATA [{"gender": 1}, {"age": 3}]`), fence(), say(`USERDATA [{"gender": 1} {"age": 1}]`), fence(),
				say(`USERDATA [{"gender": "1"}, {"age": "3"}]`), fence(), say(`USERDATA [{"gender": 0}, {"age": 0}]`), fence(),
				say(`USERDATA {[`), fence(), say(`USERDATA`), fence(), check("no refusal", func(s *session) *failure {
					if e := lines(s, engine, "NOTREADY"); len(e) > 0 {
						return conformance.Fail(conformance.Refused, "USERDATA taken without a word", "NOTREADY")
					}
					return nil
				}),
			},
		},
		{
			ID: "ts/handshake/second-hello", Role: engine, Clauses: clauses{TS046}, Given: entered(),
			Steps: []step{say("HELLOBG version=4"), check("an answer to GETPID, or NOTREADY if the handshake begins anew", stillThere)},
		},
	}
}

// stillThere wants a session behind a second HELLOBG to go on: as it was, or with
// another READY.
func stillThere(s *session) *failure {
	ask := say("GETPID {unknown} 0 0 0")
	if err := ask.Do(s); err != nil {
		return asFailure(err)
	}
	e, f := s.Await(s.Patience(), "##", "NOTREADY")
	if f != nil || s.Word(e.Packet) == "##" {
		return f
	}
	for _, e := range lines(s, engine, "HELLOTS") {
		if m, ok := e.Packet.Message.(*ts.HelloTS); ok {
			s.Vars["key"] = m.Key()
		}
	}
	return asFailure(conformance.Steps(login(), fence()).Do(s))
}

// asFailure is the failure in an error of a step; an error of another kind becomes one.
func asFailure(err error) *failure {
	if err == nil {
		return nil
	}
	if f, ok := errors.AsType[*failure](err); ok {
		return f
	}
	return conformance.Fail(conformance.Unreachable, "the step to be made", "%v", err)
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
			if !has(m.Params, n) {
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

// signWith sends READY with a signature that change has spoiled.
func signWith(change func(string) string) step {
	return conformance.Compute("READY with a wrong signature", func(s *session) ([]byte, error) {
		return []byte("READY key=" + change(ts.ResponseKey(s.Vars["key"], s.Vars["product-key"])) + "\r\n"), nil
	})
}

// flip changes the last hex digit.
func flip(key string) string {
	last := byte('0')
	if key[len(key)-1] == '0' {
		last = '1'
	}
	return key[:len(key)-1] + string(last)
}

func cutShort(key string) string { return key[:len(key)-1] }

// other signs with another product key of the same prefix.
func other(key string) string {
	prefix, _, _ := strings.Cut(key, "-")
	return ts.ResponseKey("0123456789", prefix+"-another")
}

// refused wants NOTREADY, not AUTH.
func refused() step {
	return check("NOTREADY", func(s *session) *failure {
		e, f := s.Await(s.Patience(), "AUTH", "NOTREADY")
		if f == nil && s.Word(e.Packet) == "AUTH" {
			return conformance.Fail(conformance.Accepted, "NOTREADY", "%s", conformance.Show(e.Packet))
		}
		return f
	})
}

// accepted wants AUTH, not NOTREADY.
func accepted() step {
	return check("AUTH", func(s *session) *failure {
		e, f := s.Await(s.Patience(), "AUTH", "NOTREADY")
		if f == nil && s.Word(e.Packet) == "NOTREADY" {
			return conformance.Fail(conformance.Refused, "AUTH", "NOTREADY")
		}
		return f
	})
}
