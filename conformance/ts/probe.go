package ts

import (
	"time"

	"enginespec/codec"
	"enginespec/codec/ts"
	"enginespec/conformance"
)

// probe finds out by talking what an engine can do. Only what it can tell for sure
// is in the answer.
func probe(s *session) conformance.Features {
	found := conformance.Features{}
	if s.Case.Role == controller {
		return reached(s)
	}
	found[FeatureKey.Name] = s.Ask(FeatureKey, func(s *session) bool { return does(s, connect(), hello()) && s.Vars["key"] != "" })
	for _, q := range []struct {
		feature *conformance.Feature
		ask     func(*session) bool
	}{
		{FeatureNoKey, greetsBare}, {FeatureLevels, knowsLevels}, {FeatureSigned, refusesUnsigned}, {FeatureLive, isLive}, {FeatureDownload, isOwnContent},
		{FeatureAds, showsAds}, {FeaturePlayerID, knowsPlayerID},
	} {
		found[q.feature.Name] = s.Ask(q.feature, q.ask)
	}
	return found
}

// does reports whether steps succeed.
func does(s *session, steps ...step) bool {
	return conformance.Steps(steps...).Do(s) == nil
}

func greetsBare(s *session) bool {
	v := s.Version()
	defer s.SetVersion(v)
	s.SetVersion(0)
	return does(s, connect(), hello()) && s.Vars["key"] == ""
}

// knowsLevels reports whether the greeting of a client that names its API level has a
// version too: the first engines knew no levels, and greet with the bare word.
func knowsLevels(s *session) bool {
	return does(s, connect(), say("HELLOBG version=4"), expect("HELLOTS", func(_ *session, p *codec.Packet) *failure {
		if len(p.Message.(*ts.HelloTS).Params) == 0 {
			return conformance.Fail(conformance.MissingField, "version", "")
		}
		return nil
	}))
}

// refusesUnsigned tries several bad signatures: an engine that refuses any of them
// checks signatures.
func refusesUnsigned(s *session) bool {
	for _, bad := range []step{say("READY"), signWith(flip), signWith(cutShort), signWith(other)} {
		if !does(s, connect(), hello()) || s.Vars["key"] == "" {
			return false
		}
		if does(s, bad, refused()) {
			return true
		}
	}
	return false
}

// quickly is how long a probe waits for a playback.
const quickly = 10 * time.Second

func isLive(s *session) bool {
	if !does(s, connect(), hello(), login(), say("START TORRENT {torrent:live} 0 0 0 0"), within(quickly, expect(announcement, keepURL))) {
		return false
	}
	m, _ := lastStart(s)
	return m != nil && has(m.Params, "stream")
}

func isOwnContent(s *session) bool {
	if !does(s, connect(), hello(), login(), say("START TORRENT {torrent:single} 0 0 0 0"), within(quickly, expect(announcement, keepURL))) {
		return false
	}
	return serves("single")(s) == nil
}

func showsAds(s *session) bool {
	return does(s, connect(), hello(), login(), say("START TORRENT {torrent:ad} 0 0 0 0"), within(quickly, expect(announcement, isAd)))
}

func knowsPlayerID(s *session) bool {
	if !does(s, connect(), hello(), login(), loads("1", "TORRENT {torrent:single} 0 0 0"), say("GETPID {hash:single} 0 0 0"), expect("##")) {
		return false
	}
	r := lines(s, engine, "##")
	m, ok := r[len(r)-1].Packet.Message.(*ts.Reply)
	return ok && len(m.Text) > 0
}
