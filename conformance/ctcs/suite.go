package ctcs

import (
	"enginespec/codec"
	"enginespec/codec/ctcs"
	"enginespec/conformance"
)

// Suite returns the suite. It is built anew, and may be changed by the caller. Writes
// are not cut: how segments matter is a clause of its own, which cases show.
func Suite() *conformance.Suite {
	return &conformance.Suite{
		Protocol:  ctcs.Protocol,
		Title:     "CTorrent Control Server, versions 1 to 3",
		Lenient:   ctcs.AllRules,
		Limits:    codec.Limits{Message: ctcs.MaxLine},
		Clauses:   Clauses(),
		Features:  Features(),
		Profiles:  Profiles(),
		Cases:     Cases(),
		Monitors:  conformance.About(Monitors(), about()),
		Replaying: replaying(),
		Sanity:    map[codec.Party]*conformance.Case{engine: saneEngine(), controller: saneController()},
		Prepare:   prepare,
		Dialect:   older,
		Probe:     probe,
	}
}

// Cases returns all cases, group by group.
func Cases() []*conformance.Case {
	var all []*conformance.Case
	for _, group := range [][]*conformance.Case{
		lineCases(), versionCases(), authCases(), statusCases(), trafficCases(), fileCases(), fileTimeCases(), peerCases(), configCases(), controlCases(), lossCases(),
		controllerCases(),
	} {
		all = append(all, group...)
	}
	return all
}

// prepare makes a session patient: real engines answer late.
func prepare(s *session) error {
	s.SetVersion(ctcs.Highest) // until PROTOCOL was said in both directions all are possible
	if s.Case.Role == engine {
		s.SetPatience(max(s.Patience(), s.Real(late)))
	}
	if s.Vars["password"] == "" {
		s.Vars["password"] = Password
	}
	return nil
}

// saneEngine is the dialogue that any engine of use gets through.
func saneEngine() *conformance.Case {
	return &conformance.Case{ID: "ctcs/sanity/engine", Role: engine, Clauses: clauses{CTCS001}, Whole: true, Steps: append(plain(), claimed(highest))}
}
