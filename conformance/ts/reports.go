package ts

import (
	"fmt"

	"enginespec/codec"
	"enginespec/codec/ts"
	"enginespec/conformance"
)

// What a client reports of a playback: DUR and PLAYBACK.

// firstProtocol is an engine of 2012: a bare greeting, and PLAY.
func firstProtocol(s *session) *conformance.Stand {
	return ordinary(s).With(on_{
		"HELLOBG": func(m *meeting, p *codec.Packet) error { m.Vars["v1"] = true; return greet(m, p, "HELLOTS") },
	})
}

// broadcast is an engine whose content is live.
func broadcast(s *session) *conformance.Stand {
	return ordinary(s).With(on_{"START": func(m *meeting, _ *codec.Packet) error {
		if err := playFixture(m, "stream=1"); err != nil {
			return err
		}
		return sayLines(m, "EVENT livepos last=1538932299 live_first=1538930499 pos=1538932299 first_ts=1538930499 last_ts=1538932299 is_live=1 live_last=1538932299 buffer_pieces=15")
	}})
}

// clipFirst is an engine that shows a clip before the content.
func clipFirst(s *session) *conformance.Stand {
	return ordinary(s).With(on_{
		"START": func(m *meeting, _ *codec.Packet) error { return playFixture(m, "ad=1") },
		"PLAYBACK": func(m *meeting, p *codec.Packet) error {
			r, ok := p.Message.(*ts.Playback)
			if !ok || r.Event < 100 || m.Vars["main"] != nil {
				return nil
			}
			m.Vars["main"] = true
			return sayLines(m, announce(m, "{link}?main", ""), "STATE 2", dl)
		},
	})
}

// speaksV1 reports whether the client announced no API version, or the first.
func speaksV1(s *session) bool {
	for _, e := range lines(s, controller, "HELLOBG") {
		if m, ok := e.Packet.Message.(*ts.HelloBG); ok && m.Version() <= 1 {
			return true
		}
	}
	return false
}

// durationFirst wants DUR before the first PLAYBACK.
func durationFirst(s *session) *failure {
	for _, e := range lines(s, controller, "DUR", "PLAYBACK") {
		switch e.Packet.Message.(type) {
		case *ts.Dur:
			return nil
		case *ts.Playback:
			return conformance.Fail(conformance.WrongOrder, "DUR before PLAYBACK", "%s", conformance.Show(e.Packet))
		}
	}
	return nil
}

// reportsV1 wants DUR and PLAYBACK 0.
func reportsV1(s *session) *failure { return reports(s, 0) }

// reportsClip wants DUR, PLAYBACK 0 and PLAYBACK 100, or 101 for a skipped clip.
func reportsClip(s *session) *failure {
	if f := reports(s, 0); f != nil {
		return f
	}
	if reports(s, 101) == nil {
		return nil
	}
	return reports(s, 100)
}

func reports(s *session, event int64) *failure {
	if !sends("DUR")(s) {
		return conformance.Fail(conformance.NoReply, "DUR", "none")
	}
	for _, e := range lines(s, controller, "PLAYBACK") {
		if m, ok := e.Packet.Message.(*ts.Playback); ok && m.Event == event {
			return nil
		}
	}
	return conformance.Fail(conformance.NoReply, fmt.Sprintf("PLAYBACK %d", event), "none")
}

// noReports wants no DUR and no PLAYBACK of a broadcast.
func noReports(s *session) *failure {
	if e := lines(s, controller, "DUR", "PLAYBACK"); len(e) > 0 {
		return conformance.Fail(conformance.Unasked, "no DUR and no PLAYBACK of live content", "%s", conformance.Show(e[0].Packet))
	}
	return nil
}

// watchedReports is the ordinary engine that notes when a report comes too early.
func watchedReports(s *session) *conformance.Stand {
	st := ordinary(s)
	a := s.Data.(*conformance.Announced)
	return st.With(on_{"PLAYBACK": func(m *meeting, p *codec.Packet) error {
		r, ok := p.Message.(*ts.Playback)
		if ok && r.Event >= 25 && r.Event <= 100 && s.Has(FeatureFetches) && a.Fetched() < r.Event-1 {
			s.Report(conformance.Fail(conformance.WrongOrder, fmt.Sprintf("PLAYBACK %d only when that much was played", r.Event),
				"it with %d %% of the content served", a.Fetched()), s.Transcript.Len()-1, false)
		}
		return nil
	}})
}

// onceEach wants each report of each url at most once.
func onceEach(s *session) *failure {
	seen := map[string]bool{}
	for _, e := range lines(s, controller, "PLAYBACK") {
		m, ok := e.Packet.Message.(*ts.Playback)
		if !ok || m.Event == 0 {
			continue
		}
		key := fmt.Sprintf("%d %s %d", e.Conn, m.URL, m.Event)
		if seen[key] {
			return conformance.Fail(conformance.TooOften, "each report at most once", "%s twice", m)
		}
		seen[key] = true
	}
	return nil
}
