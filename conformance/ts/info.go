package ts

import (
	"regexp"
	"time"

	"enginespec/codec"
	"enginespec/conformance"
)

// Cases of INFO. No clause says when an engine must send one, so the cases are n/a
// for an engine that sends none where others do: without peers, and with ads.
func infoCases() []*kase {
	given := append(entered(),
		say("START INFOHASH {unknown} 0 0 0 0"), conformance.Drain(15*time.Second), say("STOP"), fence(),
		say("START TORRENT {torrent:ad} 0 0 0 0"), conformance.Drain(5*time.Second),
		conformance.Where("an INFO without peers or with an ad", func(s *session) bool { return len(lines(s, engine, "INFO")) > 0 }),
	)
	return []*kase{
		{ID: "ts/info/form", Role: engine, Clauses: clauses{TS127}, Needs: needs{FeaturePlayback}, Whole: true, Given: given, Steps: []step{check("int;text", infoForm)}},
		{ID: "ts/info/ids", Role: engine, Clauses: clauses{TS128}, Needs: needs{FeaturePlayback}, Whole: true, Given: given, Steps: []step{fence()}}, // the monitor judges
	}
}

var infoLine = regexp.MustCompile(`^INFO [0-9]+;[^\r\n]*\r?\n$`)

func infoForm(s *session) *failure {
	for _, e := range lines(s, engine, "INFO") {
		if f := infoText(e.Packet); f != nil {
			return f
		}
	}
	return nil
}

func infoText(p *codec.Packet) *failure {
	if infoLine.Match(p.Raw) {
		return nil
	}
	return conformance.Fail(conformance.Malformed, "INFO id;text", "%q", p.Raw)
}
