package putio

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"enginespec/codec"
	wire "enginespec/codec/putio"
	"enginespec/conformance"
)

// Suite returns the suite. It is built anew, and may be changed by the caller.
func Suite() *conformance.Suite {
	return &conformance.Suite{
		Protocol:  wire.Protocol,
		Title:     "put.io API v1",
		Lenient:   wire.All(),
		Limits:    codec.Limits{Message: 16 << 20},
		Clauses:   Clauses(),
		Features:  Features(),
		Profiles:  Profiles(),
		Cases:     Cases(),
		Monitors:  conformance.About(Monitors(), about()),
		Replaying: replaying(),
		// A call waits for its answer, so that there is nothing to join.
		Segments: map[conformance.Segmentation]*conformance.Clause{
			conformance.Whole: nil, conformance.Bytewise: PUTIO002, conformance.Before: PUTIO002,
		},
		Sanity:  map[codec.Party]*conformance.Case{engine: saneEngine(), controller: saneController()},
		Prepare: prepare,
		Probe:   probe,
		Word:    word,
	}
}

// Cases returns all cases, group by group.
func Cases() []*conformance.Case {
	return slices.Concat(
		httpCases(), envelopeCases(), loginCases(), filesCases(), streamCases(), transferCases(), watchCases(), limitCases(),
		urlsCases(), messageCases(), subscriptionCases(), userCases(), recordedCases(), controllerCases(),
	)
}

// prepare sets the variables that every session has. {marker} is in no name of any
// other session, not even of another run against the same account.
func prepare(s *session) error {
	for name, value := range map[string]string{"api-key": "demo-key", "api-secret": "demo-secret"} {
		if s.Vars[name] == "" {
			s.Vars[name] = value
		}
	}
	s.Vars["marker"] = fmt.Sprintf("enginespec-%s-%x", strconv.FormatInt(time.Now().UnixNano(), 36), s.Rand.Uint32())
	return nil
}

// word is the method that a refused call was meant to be, or the status of an answer.
func word(p *codec.Packet) string {
	line, _, _ := bytes.Cut(p.Raw, []byte("\r\n"))
	parts := strings.Fields(string(line))
	if len(parts) < 2 {
		return ""
	}
	if p.From == engine {
		return parts[1]
	}
	path, query, _ := strings.Cut(parts[1], "?")
	_, class, _ := strings.Cut(path, "/v1/")
	class, _, _ = strings.Cut(class, "/")
	for f := range strings.SplitSeq(query, "&") {
		if name, ok := strings.CutPrefix(f, "method="); ok {
			return class + "." + name
		}
	}
	return class
}

// saneEngine is the dialogue that any engine of use gets through.
func saneEngine() *kase {
	k := one("sanity/engine", PUTIO002, nil, "user.info", func(a *account) {
		r := a.call(wire.MethodUserInfo, nil)
		if !a.broken() && r.object != nil && r.failed() && r.message() == wire.LoginMessage {
			a.fail(conformance.Refused, "to be logged in", "%s: name an account with --param api-key= and --param api-secret=", r)
		}
		a.succeeds("user.info", r)
	})
	k.Whole = true
	return k
}
