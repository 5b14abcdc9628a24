package ts

import (
	"regexp"

	"enginespec/codec"
	"enginespec/codec/ts"
	"enginespec/conformance"
)

// Cases of the queries: GETPID, GETCID, GETADURL.
func queryCases() []*kase {
	return []*kase{
		{
			ID: "ts/query/player-id", Role: engine, Clauses: clauses{TS070}, Needs: needs{FeatureLoad},
			Given: append(entered(), loads("1", "TORRENT {torrent:single} 0 0 0", succeeds)),
			Steps: []step{say("GETPID {hash:single} 0 0 0"), conformance.Fenced(expect("##", playerID), "LOADRESP"), quietly("LOADRESP")},
		},
		{
			ID: "ts/query/unknown-player-id", Role: engine, Clauses: clauses{TS071}, Given: entered(),
			Steps: []step{say("GETPID {unknown} 0 0 0"), expect("##", empty), say("GETPID {unknown} 1 2 3"), expect("##", empty)},
		},
		{
			ID: "ts/query/content-id", Role: engine, Clauses: clauses{TS072}, Given: entered(),
			Steps: []step{
				say("GETCID checksum={unknown} infohash={hash:single} developer=0 affiliate=0 zone=0"), expect("##"),
				say("GETCID infohash={hash:single} zone=0 affiliate=0 developer=0 checksum={unknown}"), expect("##"),
				check("the same reply to both orders", sameReplies), fence(),
			},
		},
		{
			ID: "ts/query/ad-url", Role: engine, Clauses: clauses{TS073}, Given: entered(),
			Steps: []step{
				say("GETADURL  width=640 height=480 infohash={hash:single} action=load"),
				quietly("*", append([]string{"LOAD_URL"}, ambient...)...),
				check("only showurl", func(s *session) *failure {
					for _, e := range lines(s, engine, "EVENT") {
						if m, ok := e.Packet.Message.(*ts.Event); ok && string(m.Name) != "showurl" && string(m.Name) != "getuserdata" {
							return conformance.Fail(conformance.WrongKind, "LOAD_URL, EVENT showurl or nothing", "%s", conformance.Show(e.Packet))
						}
					}
					return nil
				}),
				replyCount(1),
			},
		},
	}
}

var hex40 = regexp.MustCompile(`^##[0-9a-f]{40}\r?\n$`)

// playerID wants ## with an id behind it without a space, or nothing: an engine
// need not have an id for content that it knows, unless it says that it does.
func playerID(s *session, p *codec.Packet) *failure {
	m := p.Message.(*ts.Reply)
	switch {
	case len(m.Text) == 0 && s.Has(FeaturePlayerID):
		return conformance.Fail(conformance.MissingField, "a player id", "")
	case len(m.Text) != 0 && !hex40.Match(p.Raw):
		return conformance.Fail(conformance.Malformed, "## and 40 lower-case hex digits", "%q", p.Raw)
	}
	return nil
}

func sameReplies(s *session) *failure {
	r := lines(s, engine, "##")
	if n := len(r); n >= 2 && string(r[n-1].Packet.Raw) != string(r[n-2].Packet.Raw) {
		return conformance.Fail(conformance.WrongValue, "the same reply to both orders", "%s and %s", conformance.Show(r[n-2].Packet), conformance.Show(r[n-1].Packet))
	}
	return nil
}
