package ts

import (
	"fmt"
	"strings"
	"time"

	"enginespec/codec/ts"
	"enginespec/conformance"
)

// Cases of broadcasts.
func liveCases() []*kase {
	shown := needs{FeaturePlayback, FeatureLive}
	given := append(entered(), play("live"))
	return []*kase{
		{
			ID: "ts/live/stream", Role: engine, Clauses: clauses{TS097}, Needs: shown, Given: entered(),
			Steps: []step{play("live"), check("stream=1", func(s *session) *failure {
				m, raw := lastStart(s)
				switch {
				case m == nil:
					return conformance.Fail(conformance.WrongShape, "START with stream=1", "PLAY")
				case !has(m.Params, "stream"):
					return conformance.Fail(conformance.MissingField, "stream=1", "%q", raw)
				case m.Params.Text("stream") != "1":
					return conformance.Fail(conformance.WrongValue, "stream=1", "%q", raw)
				}
				return nil
			})},
		},
		{
			ID: "ts/live/livepos", Role: engine, Clauses: clauses{TS130}, Needs: shown, Given: given, // the monitor judges the keys
			Steps: []step{livepos(), livepos(), fence()},
		},
		{
			ID: "ts/live/livepos-rate", Role: engine, Clauses: clauses{TS131}, Needs: shown, Whole: true, Given: given,
			Steps: []step{livepos(), conformance.Drain(10 * time.Second), check("about one livepos a second", liveposRate)},
		},
		{
			ID: "ts/live/no-livepos-for-vod", Role: engine, Clauses: clauses{TS131}, Needs: needs{FeaturePlayback}, Whole: true, Given: entered(),
			Steps: []step{play("single"), conformance.Drain(3 * time.Second), fence(), check("no livepos", func(s *session) *failure {
				if e := liveposes(s); len(e) > 0 {
					return conformance.Fail(conformance.Unasked, "no livepos for content that is not live", "%s", conformance.Show(e[0].Packet))
				}
				return nil
			})},
		},
		{
			ID: "ts/live/livepos-first", Role: engine, Clauses: clauses{TS132}, Needs: shown, Whole: true, Given: given,
			Steps: []step{conformance.Diagnose(conformance.TooLate, within(5*time.Second, livepos())), check("no other EVENT before it", liveposFirst)},
		},
		{
			ID: "ts/live/seek", Role: engine, Clauses: clauses{TS133}, Needs: shown, Whole: true, Given: append(given, livepos(), conformance.Set("old", "{url}")),
			Steps: []step{
				conformance.Compute("LIVESEEK into the window", func(s *session) ([]byte, error) {
					e := liveposes(s)
					p := e[len(e)-1].Packet.Message.(*ts.Event).Params
					first, _ := p.Int("live_first")
					last, _ := p.Int("last")
					return fmt.Appendf(nil, "LIVESEEK %d\r\n", last-(last-first)/4), nil
				}),
				expect("STOP"), announced(), check("another url", func(s *session) *failure {
					if s.Vars["url"] == s.Vars["old"] {
						return conformance.Fail(conformance.WrongValue, "another url behind LIVESEEK", "%s again", s.Vars["url"])
					}
					return nil
				}), check("the new url serves", served),
			},
		},
		{
			ID: "ts/live/seek-clamped", Role: engine, Clauses: clauses{TS134}, Needs: shown, Given: append(given, livepos()),
			Steps: []step{say("LIVESEEK 0"), announced(), check("no error", noError), fence()},
		},
		{
			ID: "ts/live/seek-vod", Role: engine, Clauses: clauses{TS134}, Needs: needs{FeaturePlayback}, Given: append(entered(), play("single")),
			Steps: []step{say("LIVESEEK 0"), quietly("STOP|START|PLAY|NOTREADY"), check("no error", noError)},
		},
	}
}

// livepos waits for EVENT livepos.
func livepos() step {
	return check("EVENT livepos", func(s *session) *failure {
		deadline := time.Now().Add(max(s.Patience(), s.Bound(5*time.Second)))
		for {
			e, f := s.Await(max(0, time.Until(deadline)), "EVENT")
			if f != nil {
				f.Expected = "EVENT livepos"
				return f
			}
			if m, ok := e.Packet.Message.(*ts.Event); ok && string(m.Name) == "livepos" {
				return nil
			}
		}
	})
}

// liveposes are the EVENT livepos so far.
func liveposes(s *session) (out []conformance.Entry) {
	for _, e := range lines(s, engine, "EVENT") {
		if m, ok := e.Packet.Message.(*ts.Event); ok && string(m.Name) == "livepos" {
			out = append(out, e)
		}
	}
	return out
}

// liveposRate wants 5 to 20 of them in the ten seconds that were watched.
func liveposRate(s *session) *failure {
	n := len(liveposes(s)) - 1 // the first was waited for
	for deadline := time.Now().Add(s.Bound(0)); n < 5; n = len(liveposes(s)) - 1 {
		if _, f := s.Receive(max(time.Until(deadline), 0)); f != nil {
			break // the machine's allowance is over
		}
	}
	switch {
	case n < 5:
		return conformance.Fail(conformance.WrongCount, "about one livepos a second", "%d in 10 s", n)
	case n > 20:
		return conformance.Fail(conformance.TooOften, "about one livepos a second", "%d in 10 s", n)
	}
	return nil
}

// liveposFirst wants no other EVENT between START and the first livepos.
func liveposFirst(s *session) *failure {
	begun := false
	for _, e := range lines(s, engine, "START", "PLAY", "EVENT") {
		m, ok := e.Packet.Message.(*ts.Event)
		if !ok {
			begun = true
			continue
		}
		if begun && string(m.Name) != "livepos" {
			return conformance.Fail(conformance.WrongOrder, "livepos as the first EVENT behind START", "%s", conformance.Show(e.Packet))
		}
		if begun {
			return nil
		}
	}
	return nil
}

// noError wants no STATUS err and no STATE 6.
func noError(s *session) *failure {
	for _, e := range lines(s, engine, "STATUS", "STATE") {
		switch m := e.Packet.Message.(type) {
		case *ts.Status:
			if m.Main.State == ts.Err {
				return conformance.Fail(conformance.Refused, "no error", "%s", m)
			}
		case *ts.State:
			if m.Failed() {
				return conformance.Fail(conformance.Refused, "no error", "%s", m)
			}
		}
	}
	return nil
}

// liveWindow wants live_first <= pos <= last; the keys and their order are the
// codec's rule.
func liveWindow(m *ts.Event) *failure {
	var v [3]int64
	for i, k := range strings.Fields("live_first pos last") {
		n, ok := m.Params.Int(k)
		if !ok {
			return conformance.Fail(conformance.Malformed, k+" as an integer", "%s", m)
		}
		v[i] = n
	}
	if v[0] <= v[1] && v[1] <= v[2] {
		return nil
	}
	return conformance.Fail(conformance.OutOfRange, "live_first <= pos <= last", "%s", m)
}
