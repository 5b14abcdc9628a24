package ctcs

import (
	"fmt"

	"enginespec/codec"
	"enginespec/codec/ctcs"
	"enginespec/conformance"
)

// Cases of the version, for the engine.
func versionCases() []*kase {
	return []*kase{
		{
			ID: "ctcs/version/first-line", Role: engine, Clauses: clauses{CTCS023, CTCS025}, Whole: true,
			Given: []step{launch(setting{}), accept()},
			Steps: []step{next("PROTOCOL", func(_ *session, p *codec.Packet) *failure {
				if v := p.Message.(*ctcs.Version).Version; v < 1 || uses(p, ctcs.VersionDigits) || uses(p, ctcs.ExtraParameters) {
					return fail(conformance.NotCanonical, "PROTOCOL and four digits", "")
				}
				return nil
			})},
		},
		{
			ID: "ctcs/version/digits", Role: engine, Clauses: clauses{CTCS026}, Whole: true, Given: plain(),
			Steps: []step{
				say("PROTOCOL 00000001"), dialect(1), say("PROTOCOL 2"), dialect(2), say("PROTOCOL 03"), dialect(3), say("PROTOCOL 0001 junk"), dialect(1),
			},
		},
		{
			ID: "ctcs/version/lower-one", Role: engine, Clauses: clauses{CTCS027}, Whole: true, Given: plain(),
			Steps: []step{say("PROTOCOL 0001"), dialect(1), say("PROTOCOL 0002"), dialect(2)},
		},
		{
			ID: "ctcs/version/clamped", Role: engine, Clauses: clauses{CTCS028}, Whole: true, Given: entered(1, setting{}),
			Steps: []step{allowed(), say("PROTOCOL 9999"), dialect(3), say("PROTOCOL 0001"), dialect(1), say("PROTOCOL 0004"), dialect(3),
				check("no ERROR", func(s *session) *failure { return zero(s, said(s, engine, "ERROR"), "ERROR") })},
		},
		{
			ID: "ctcs/version/no-number", Doc: "and numbers that no word of a machine holds", Role: engine, Clauses: clauses{CTCS029, CTCS028}, Whole: true, Given: plain(),
			Steps: []step{
				say("PROTOCOL abc"), dialect(3), say("PROTOCOL"), dialect(3), say("PROTOCOL 0"), dialect(3), say("PROTOCOL 0000"), dialect(3),
				say("PROTOCOL -1"), dialect(3), say("PROTOCOL 0001"), dialect(1), say("PROTOCOL abc"), dialect(1), say("PROTOCOL"), dialect(1), say("PROTOCOL 0"), dialect(1),
				allowed(), citing(CTCS028, conformance.Steps(say("PROTOCOL 4294967297"), dialect(3), say("PROTOCOL 0001"), dialect(1), say("PROTOCOL 99999999999999999999"), dialect(3))),
			},
		},
		{
			ID: "ctcs/version/changes", Role: engine, Clauses: clauses{CTCS030}, Whole: true, Given: plain(),
			Steps: []step{forVersions([]int{1, 2, 3, 1}, dialect)},
		},
		{
			ID: "ctcs/version/unanswered", Role: engine, Clauses: clauses{CTCS031}, Whole: true, Given: opened(setting{}),
			Steps: []step{ignored("PROTOCOL 0003", "PROTOCOL 0002", "PROTOCOL 0003")},
		},
		{
			ID: "ctcs/version/repeated", Role: engine, Clauses: clauses{CTCS032}, Whole: true, Given: plain(),
			Steps: []step{say("PROTOCOL 0003"), say("PROTOCOL 0003"), dialect(3), say("PROTOCOL 0001"), say("PROTOCOL 0001"), dialect(1)},
		},
		{
			ID: "ctcs/version/silent-server", Role: engine, Clauses: clauses{CTCS033}, Whole: true, Given: opened(setting{}),
			Steps: []step{allowed(), dialect(3)},
		},
		{
			ID: "ctcs/version/reset", Role: engine, Clauses: clauses{CTCS034, CTCS122}, Whole: true, Given: entered(1, setting{}),
			Steps: []step{allowed(), conformance.Hang(conformance.FIN), again(), greeted(), expect("CTSTATUS", func(s *session, p *codec.Packet) *failure { return form(highest(s))(s, p) }), dialect(3)},
		},
		{
			ID: "ctcs/version/announced-again", Role: engine, Clauses: clauses{CTCS023, CTCS122}, Whole: true, Given: entered(1, setting{}),
			Steps: []step{check("what it announces", func(s *session) *failure { s.Vars["highest"] = announced(s); return nil }), conformance.Hang(conformance.FIN), again(), greeted(),
				check("it announces its highest version again", func(s *session) *failure {
					if v := announced(s); v != s.Vars["highest"] {
						return fail(conformance.WrongValue, "the version of its first connection, "+s.Vars["highest"], "%s", v)
					}
					return nil
				})},
		},
		{
			ID: "ctcs/version/nothing-newer", Role: engine, Clauses: clauses{CTCS037}, Whole: true, Given: plain(),
			Steps: []step{forVersions([]int{2, 1}, func(v int) step {
				return conformance.Steps(check(fmt.Sprintf("nothing newer than version %d", v), func(s *session) *failure {
					for _, q := range []string{"SENDSTATUS", "SENDDETAIL", "SENDPEERS", "SENDCONF"} {
						got, f := exchange(s, q+"\n")
						if f != nil {
							return f
						}
						for _, e := range got {
							if formOf(e.Packet) > v || uses(e.Packet, ctcs.NewerForm) {
								return fail(conformance.WrongShape, fmt.Sprintf("nothing newer than version %d", v), "%s", conformance.Show(e.Packet))
							}
						}
					}
					return nil
				}))
			})},
		},
	}
}

// announced is the version that the engine announced last.
func announced(s *session) string {
	if m, ok := last[*ctcs.Version](said(s, engine, "PROTOCOL")); ok {
		return fmt.Sprint(m.Version)
	}
	return "none"
}

// formOf is the version whose own form a message has, 0 if it has the same in all.
// CTSTATUS has one form in 2 and 3, the blocks have one in 1 and 2.
func formOf(p *codec.Packet) int {
	switch p.Kind() {
	case "CTFILESTART", "CTFILESDONE", "CTPEERSTART", "CTPEERSDONE", "CTCONFIGSTART", "CTCONFIGDONE":
		return 3
	case "CTFILES", "CTFDONE", "CTPEERS", "CTPDONE":
		return 1
	}
	switch m := p.Message.(type) {
	case *ctcs.Status:
		return min(m.Version, 2)
	case *ctcs.Config:
		return m.Version
	}
	return 0
}

// uses reports whether a rule was needed to read a packet.
func uses(p *codec.Packet, r *codec.Rule) bool {
	for _, u := range p.Rules {
		if u.Rule == r {
			return true
		}
	}
	return false
}

// form wants the CTSTATUS of a version.
func form(version int) conformance.Judge {
	return func(_ *session, p *codec.Packet) *failure {
		if m, ok := p.Message.(*ctcs.Status); ok && min(m.Version, 2) != min(version, 2) {
			return fail(conformance.WrongShape, fmt.Sprintf("CTSTATUS in the form of version %d", version), "")
		}
		return nil
	}
}

// dialect asks for everything and wants it in the form of a version, or of the highest
// that the engine speaks. What comes before the answer to a fence may have been said
// before the engine heard of the version.
func dialect(asked int) step {
	return conformance.Steps(speak(asked), fence(), check(fmt.Sprintf("it speaks version %d", asked), func(s *session) *failure {
		version := min(asked, highest(s), top(s))
		for _, q := range []struct{ ask, kinds string }{
			{"SENDPEERS", [...]string{1: "CTPEERS|CTPDONE", 2: "CTPEERS|CTPDONE", 3: "CTPEERSTART|CTPEERSDONE"}[version]},
			{"SENDDETAIL", "CTDETAIL"},
			{"SENDSTATUS", "CTSTATUS"},
			{"SENDCONF", [...]string{1: "CTCONFIG", 2: "CTCONFIG", 3: "CTCONFIGSTART|CTCONFIG|CTCONFIGDONE"}[version]},
		} {
			got, f := exchange(s, q.ask+"\n")
			if f != nil {
				return f
			}
			if f := wants(s, got, q.ask, q.kinds, version); f != nil {
				return f
			}
		}
		return nil
	}))
}

// wants looks for the messages of kinds among answers, in the form of a version.
func wants(s *session, got []entry, asked, kinds string, version int) *failure {
	shape := func(format string, args ...any) *failure {
		return fail(conformance.WrongShape, fmt.Sprintf("%s answered in version %d: %s", asked, version, kinds), format, args...)
	}
	if count(s, got, kinds) == 0 {
		return shape("%s", words(s, got))
	}
	for _, e := range got {
		switch m := e.Packet.Message.(type) {
		case *ctcs.Status:
			if f := form(version)(s, e.Packet); f != nil {
				return shape("%s", m)
			}
		case *ctcs.Config:
			if m.Version != version {
				return shape("%s", m)
			}
		case *ctcs.FileStart, *ctcs.FilesDone, *ctcs.PeerStart, *ctcs.PeersDone, *ctcs.ConfigStart, *ctcs.ConfigDone:
			if (formOf(e.Packet) == 3) != (version == 3) {
				return shape("%s", e.Packet.Kind())
			}
		}
	}
	return nil
}
