package ts

import (
	"strconv"

	"enginespec/codec"
	"enginespec/codec/ts"
	"enginespec/conformance"
)

// ProductKey is the invented product key with which the suite signs READY unless
// the parameter product-key names another.
const ProductKey = "AAAAsampleproductkey-BBBBBBBBBBBBBBBBBBBB-CCCCCCCCCCCCCCCCCCCC-DDDDDDDDDDDDDDD"

// Suite returns the suite. It is built anew, and may be changed by the caller.
func Suite() *conformance.Suite {
	return &conformance.Suite{
		Protocol:  ts.Protocol,
		Title:     "TS Engine / Ace Stream API",
		Lenient:   ts.Lenient,
		Limits:    codec.Limits{Message: 16 << 20},
		Clauses:   Clauses(),
		Features:  Features(),
		Profiles:  Profiles(),
		Cases:     Cases(),
		Monitors:  conformance.About(Monitors(), about()),
		Replaying: replaying(),
		Segments: map[conformance.Segmentation]*conformance.Clause{
			conformance.Whole: nil, conformance.Bytewise: TS004, conformance.Before: TS004,
			conformance.After: TS005, conformance.Coalesced: TS005,
		},
		Sanity:  map[codec.Party]*conformance.Case{engine: saneEngine(), controller: saneController()},
		Prepare: prepare,
		Probe:   probe,
	}
}

// Cases returns all cases, group by group.
func Cases() []*conformance.Case {
	var all []*conformance.Case
	for _, group := range [][]*conformance.Case{
		lineCases(), handshakeCases(), loadCases(), queryCases(), playbackCases(), adCases(), liveCases(),
		stateCases(), statusCases(), infoCases(), eventCases(), optionsCases(),
		controllerCases(),
	} {
		all = append(all, group...)
	}
	return all
}

// prepare sets the variables that every session has.
func prepare(s *conformance.Session) error {
	for name, value := range map[string]string{
		"product-key": ProductKey,
		"api":         "4",
		"unknown":     "ffffffffffffffffffffffffffffffffffffffff", // an info hash that nobody has
	} {
		if _, set := s.Vars[name]; !set {
			s.Vars[name] = value
		}
	}
	if s.Version() == 0 {
		api, _ := strconv.Atoi(s.Vars["api"]) // "none" is 0
		s.SetVersion(api)
	}
	return nil
}

// saneEngine is the dialogue that any engine of use gets through.
func saneEngine() *conformance.Case {
	return &conformance.Case{
		ID: "ts/sanity/engine", Role: engine, Clauses: []*conformance.Clause{TS036, TS032}, Whole: true,
		Steps: []step{connect(), hello(), login(), conformance.For(TS071, fence())},
	}
}
