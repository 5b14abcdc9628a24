package ctcs

import (
	"bytes"
	"time"

	"enginespec/codec"
	"enginespec/codec/ctcs"
	"enginespec/conformance"
)

// locked is an engine that was given the server's password.
var locked = setting{password: Password}

// Cases of the password, for the engine.
func authCases() []*kase {
	return []*kase{
		{
			ID: "ctcs/auth/order", Role: engine, Clauses: clauses{CTCS038}, Needs: needs{FeaturePassword}, Whole: true,
			Given: []step{launch(locked), accept()}, Steps: []step{next("PROTOCOL"), next("AUTH"), next("CTORRENT")},
		},
		{
			ID: "ctcs/auth/again", Role: engine, Clauses: clauses{CTCS038, CTCS119}, Needs: needs{FeaturePassword}, Whole: true, Given: entered(3, locked),
			Steps: []step{conformance.Hang(conformance.FIN), again(), next("PROTOCOL"), next("AUTH", wholePassword), next("CTORRENT")},
		},
		{
			ID: "ctcs/auth/none", Role: engine, Clauses: clauses{CTCS039}, Whole: true, Given: opened(setting{}),
			Steps: []step{fence(), check("no AUTH", func(s *session) *failure { return zero(s, said(s, engine, "AUTH"), "AUTH") })},
		},
		{
			ID: "ctcs/auth/blanks", Role: engine, Clauses: clauses{CTCS040}, Needs: needs{FeaturePassword}, Whole: true,
			Given: []step{launch(locked), accept()},
			Steps: []step{expect("AUTH", wholePassword)},
		},
		{
			ID: "ctcs/auth/error", Role: engine, Clauses: clauses{CTCS044}, Whole: true, Given: plain(),
			Steps: []step{say("ERROR not today"), fence(), say("ERROR"), say("ERROR SENDPEERS"), ask("SENDSTATUS", answers("CTSTATUS"))},
		},
		{
			ID: "ctcs/auth/not-reported", Role: engine, Clauses: clauses{CTCS045}, Needs: needs{FeaturePassword}, Whole: true, Given: entered(3, locked),
			Steps: []step{ask("SENDCONF", func(_ *session, got []entry) *failure {
				for _, c := range all[*ctcs.Config](got) {
					if bytes.Contains(c.Value, []byte(Password)) {
						return fail(conformance.WrongValue, "no password in "+string(c.Name), "it is there")
					}
				}
				return nil
			})},
		},
		{
			ID: "ctcs/auth/backs-off", Role: engine, Clauses: clauses{CTCS046}, Needs: needs{FeaturePassword}, Whole: true, Given: opened(locked),
			Steps: []step{
				say("PROTOCOL 0003"), say("ERROR wrong password"),
				check("close, then 4 s without a connection", func(s *session) *failure {
					began := time.Now()
					if f := asFailure(conformance.Hang(conformance.FIN).Do(s)); f != nil {
						return f
					}
					f := s.Accept(max(s.Bound(2*late), s.Patience()))
					if took := time.Since(began); f == nil && took < s.Real(4*time.Second) {
						f = fail(conformance.TooOften, "5 s or more before it dials again", "it dialed after %v", took.Round(time.Millisecond))
					}
					return f
				}),
			},
		},
	}
}

// wholePassword wants the password as it was given.
func wholePassword(_ *session, p *codec.Packet) *failure {
	if have := p.Message.(*ctcs.Auth).Password; string(have) != Password {
		return fail(conformance.WrongValue, "the password whole, with its blanks", "another one, of %d octets", len(have))
	}
	return nil
}
