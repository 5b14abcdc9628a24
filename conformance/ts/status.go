package ts

import (
	"time"

	"enginespec/codec/ts"
	"enginespec/conformance"
)

// Cases of STATUS. The monitors in statuswatch.go judge each line; the cases bring
// about the lines to judge.
func statusCases() []*kase {
	return []*kase{
		watched("syntax", TS111), watched("field-counts", TS112), watched("integers", TS114), watched("percentages", TS115),
		watched("prebuf-grows", TS116), watched("counters-grow", TS117),
		{
			ID: "ts/status/bare-states", Role: engine, Clauses: clauses{TS113}, Needs: needs{FeaturePlayback}, Given: entered(),
			Steps: []step{
				loads("1", "TORRENT {torrent:single} 0 0 0", succeeds), play("single"), say("STOP"), stopped(),
				say("START TORRENT {torrent:single} 99 0 0 0"), conformance.Drain(time.Second), fence(),
			},
		},
		{
			ID: "ts/status/periodic", Role: engine, Clauses: clauses{TS118}, Needs: needs{FeaturePlayback}, Whole: true, Given: append(entered(), play("big")),
			Steps: []step{conformance.Drain(11 * time.Second), check("a STATUS every 5 s", periodic), fence()},
		},
		{
			ID: "ts/status/silent-when-idle", Role: engine, Clauses: clauses{TS119}, Needs: needs{FeaturePlayback}, Whole: true,
			Given: append(entered(), play("single"), say("STOP"), stopped()),
			Steps: []step{conformance.Quiet(5*time.Second, "STATUS"), fence()},
		},
	}
}

// watched plays a file from its start to its end or for three seconds, and has a
// monitor judge every STATUS.
func watched(slug string, c *conformance.Clause) *kase {
	return &kase{
		ID: "ts/status/" + slug, Role: engine, Clauses: clauses{c}, Needs: needs{FeaturePlayback}, Whole: true, Given: entered(),
		Steps: []step{play("big"), within(5*time.Second, expect("STATUS")), conformance.Drain(3 * time.Second), fence(), check("STATUS was seen", func(s *session) *failure {
			if len(lines(s, engine, "STATUS")) == 0 {
				return conformance.Fail(conformance.NoReply, "STATUS of a playback", "none")
			}
			return nil
		})},
	}
}

// periodic wants no gap above 5 s between the STATUS lines of a playback. Once all
// is downloaded (STATE 4) nothing is left to tell.
func periodic(s *session) *failure {
	entries := s.Transcript.Entries()
	bound := s.Bound(5 * time.Second)
	var last time.Duration
	begun, seen := false, 0
	for _, e := range entries {
		if e.Packet == nil || e.From != engine {
			continue
		}
		switch m := e.Packet.Message.(type) {
		case *ts.Start, *ts.Play:
			begun, last = true, e.At
		case *ts.State:
			if m.ID == ts.StateCompleted && (!begun || e.At-last <= bound) {
				return nil
			}
		case *ts.Status:
			if begun && e.At-last > bound {
				return conformance.Fail(conformance.TooLate, "a STATUS at least every 5 s", "%v without one", e.At-last)
			}
			last = e.At
			seen++
		}
	}
	if end := s.Elapsed(); end-last > bound {
		return conformance.Fail(conformance.TooLate, "a STATUS at least every 5 s", "%v without one", end-last)
	}
	return nil
}
