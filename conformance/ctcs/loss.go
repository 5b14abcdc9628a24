package ctcs

import (
	"strings"
	"time"

	"enginespec/codec/ctcs"
	"enginespec/conformance"
)

// Cases of CTINFO and of lost connections, for the engine.
func lossCases() []*kase {
	return []*kase{
		{
			ID: "ctcs/info/severity", Role: engine, Clauses: clauses{CTCS116}, Whole: true, Given: plain(), // the monitor judges
			Steps: []step{
				say("CTCONFIG max_peers 19"), say("CTCONFIG no_such_option 1"), say("CTCONFIG cache -3"), fence(),
				conformance.Where("CTINFO", func(s *session) bool { return len(said(s, engine, "CTINFO")) > 0 }),
			},
		},
		{
			ID: "ctcs/loss/comes-back", Role: engine, Clauses: clauses{CTCS119}, Whole: true, Given: plain(),
			Steps: []step{conformance.Hang(conformance.FIN), again(), next("PROTOCOL"), next("CTORRENT"), expect("CTSTATUS"), fence()},
		},
		{
			ID: "ctcs/loss/again-and-again", Role: engine, Clauses: clauses{CTCS119}, Whole: true, Given: plain(), Limit: 2 * time.Minute,
			Steps: []step{conformance.Hang(conformance.FIN), again(), greeted(), conformance.Hang(conformance.FIN), again(), greeted(), fence()},
		},
		{
			ID: "ctcs/loss/no-old-answers", Doc: "what the last server asked for is not told to the next", Role: engine, Clauses: clauses{CTCS122}, Whole: true, Given: plain(),
			Steps: []step{
				raw(strings.Repeat("SENDDETAIL\nSENDSTATUS\n", 50)), conformance.Hang(conformance.RST), again(), next("PROTOCOL"), next("CTORRENT"),
				ask("", func(s *session, got []entry) *failure { return zero(s, got, "CTDETAIL|"+filesStart+"|CTFILE") }),
			},
		},
		{
			ID: "ctcs/loss/half-line", Role: engine, Clauses: clauses{CTCS120}, Whole: true, Given: plain(),
			Steps: []step{
				raw("SENDSTA"), pause(time.Second), conformance.Hang(conformance.FIN), check("it comes back, and does not spin meanwhile", comesBack), greeted(), fence(),
			},
		},
		{
			ID: "ctcs/loss/reset", Role: engine, Clauses: clauses{CTCS121}, Whole: true, Given: plain(),
			Steps: []step{conformance.Hang(conformance.RST), again(), greeted(), fence()},
		},
		{
			ID: "ctcs/loss/half-close", Role: engine, Clauses: clauses{CTCS121}, Whole: true, Given: plain(),
			Steps: []step{conformance.HalfClose(), again(), greeted(), fence()},
		},
		{
			ID: "ctcs/loss/nothing-left", Role: engine, Clauses: clauses{CTCS122}, Whole: true,
			Given: append(plain(), raw("SETDLIMIT 1"), pause(time.Second), conformance.Hang(conformance.FIN), speak(ctcs.Highest), check("it comes back", comesBack), greeted()),
			Steps: []step{
				say("234"), pause(time.Second), fence(),
				conformance.Diagnose(conformance.Accepted, reports("dl_limit", 0)),
			},
		},
	}
}

// comesBack is again that tells an engine which spins from one that waits.
func comesBack(s *session) *failure {
	return s.Return(max(s.Bound(2*late), s.Patience()))
}
