package ts

import (
	"time"

	"enginespec/codec"
	"enginespec/codec/ts"
	"enginespec/conformance"
)

// Cases of advertising clips.
func adCases() []*kase {
	shown := needs{FeaturePlayback, FeatureAds}
	clip := append(entered(), say("START TORRENT {torrent:ad} 0 0 0 0"), patiently(start, expect(announcement, keepURL, isAd)))
	return []*kase{
		{
			ID: "ts/ad/main-after-100", Role: engine, Clauses: clauses{TS099}, Needs: shown, Whole: true, Given: clip,
			Steps: []step{
				say("DUR {url} 10000"), say("PLAYBACK {url} 0"), conformance.Quiet(5*time.Second, announcement),
				say("PLAYBACK {url} 25"), say("PLAYBACK {url} 50"), say("PLAYBACK {url} 75"), conformance.Quiet(time.Second, announcement),
				say("PLAYBACK {url} 100"), watchAds(),
			},
		},
		{
			ID: "ts/ad/skip", Role: engine, Clauses: clauses{TS100}, Needs: shown, Whole: true, Given: clip,
			Steps: []step{check("101 skips what may be skipped", skips)},
		},
		{
			ID: "ts/ad/status-parts", Role: engine, Clauses: clauses{TS120}, Needs: shown, Whole: true, Given: clip,
			Steps: []step{within(10*time.Second, expectStatus("an ad part in STATUS while a clip plays", func(m *ts.Status) bool { return m.HasAd() })), fence()},
		},
	}
}

// isAd wants the announcement of an ad.
func isAd(_ *session, p *codec.Packet) *failure {
	if adOf(p) == 0 {
		return conformance.Fail(conformance.WrongShape, "a clip first: START with ad=1, PLAYAD or PLAYADI", "")
	}
	return nil
}

// adOf is 0 for the announcement of content, 1 for that of a clip, 2 for that of a
// clip that may be skipped.
func adOf(p *codec.Packet) int {
	switch m := p.Message.(type) {
	case *ts.Start:
		if v, _ := m.Params.Int("interruptable"); m.IsAd() && v == 1 {
			return 2
		} else if m.IsAd() {
			return 1
		}
	case *ts.Play:
		switch p.Kind() {
		case "PLAYAD":
			return 1
		case "PLAYADI":
			return 2
		}
	}
	return 0
}

// nextClip waits for an announcement.
func nextClip(s *session) (int, *failure) {
	e, f := s.Await(max(s.Bound(start), s.Patience()), "START", "PLAY", "PLAYAD", "PLAYADI")
	if f != nil {
		return 0, f
	}
	if f := keepURL(s, e.Packet); f != nil {
		return 0, f
	}
	return adOf(e.Packet), nil
}

func playbackEvent(s *session, event string) *failure {
	line, _ := s.Expand("PLAYBACK {url} " + event + "\r\n")
	return s.Send([]byte(line))
}

// watchAds plays all further clips to their end and wants the main content last.
func watchAds() step {
	return check("the content at last", func(s *session) *failure {
		for range 10 {
			ad, f := nextClip(s)
			if f != nil || ad == 0 {
				return f
			}
			if f := playbackEvent(s, "100"); f != nil {
				return f
			}
		}
		return conformance.Fail(conformance.TooOften, "the content after its clips", "ten clips")
	})
}

// skips sends 101 to each clip: one that may be skipped gives way, another stays
// until 100.
func skips(s *session) *failure {
	ad := adOf(lines(s, engine, "START", "PLAY", "PLAYAD", "PLAYADI")[0].Packet)
	for range 10 {
		if f := playbackEvent(s, "101"); f != nil {
			return f
		}
		if ad == 1 {
			quiet := conformance.Quiet(2*time.Second, announcement)
			if err := quiet.Do(s); err != nil {
				return conformance.Fail(conformance.Accepted, "a clip that cannot be skipped to stay at 101", "%v", err)
			}
			if f := playbackEvent(s, "100"); f != nil {
				return f
			}
		}
		var f *failure
		if ad, f = nextClip(s); f != nil || ad == 0 {
			return f
		}
	}
	return conformance.Fail(conformance.TooOften, "the content after its clips", "ten clips")
}

// expectStatus waits for a STATUS that is what f says.
func expectStatus(what string, f func(*ts.Status) bool) step {
	return check(what, func(s *session) *failure {
		deadline := time.Now().Add(s.Patience())
		for {
			e, fail := s.Await(max(0, time.Until(deadline)), "STATUS")
			if fail != nil {
				fail.Expected = what
				return fail
			}
			if m, ok := e.Packet.Message.(*ts.Status); ok && f(m) {
				return nil
			}
		}
	})
}
