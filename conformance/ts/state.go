package ts

import (
	"time"

	"enginespec/codec/ts"
	"enginespec/conformance"
)

// Cases of STATE, PAUSE and RESUME.
func stateCases() []*kase {
	dry := needs{FeaturePlayback, FeatureUnderrun}
	return []*kase{
		{
			ID: "ts/state/ids", Role: engine, Clauses: clauses{TS110}, Needs: needs{FeaturePlayback}, Whole: true, Given: entered(), // the monitor judges
			Steps: []step{play("single"), conformance.Drain(3 * time.Second), say("STOP"), expect("STATE"), fence()},
		},
		{
			ID: "ts/state/pause-resume", Role: engine, Clauses: clauses{TS124, TS125}, Needs: dry, Whole: true, Limit: 3 * time.Minute,
			Given: append(entered(), play("slow"), conformance.Where("the slow fixture still to be downloaded", func(s *session) bool {
				for _, e := range lines(s, engine, "STATUS") {
					if m, ok := e.Packet.Message.(*ts.Status); ok && m.Main.Common.TotalProgress == 100 {
						return false
					}
				}
				return true
			})),
			Steps: []step{
				watching(), patiently(time.Minute, expect("PAUSE")), patiently(5*time.Second, expect("STATE", state(3))),
				patiently(time.Minute, expect("RESUME")), patiently(5*time.Second, expect("STATE", state(2))), fence(),
			},
		},
	}
}

// stateMonitors watch PAUSE, RESUME, STATE 3 and 2, and buf.
func stateMonitors() []conformance.Monitor {
	return []conformance.Monitor{
		{Clause: TS124, New: func(conformance.Pace) conformance.Watch { return new(pauses).order }},
		{Clause: TS125, New: func(conformance.Pace) conformance.Watch { return new(pauses).buf }},
	}
}

// pauses follows the pauses of one connection.
type pauses struct {
	paused bool // a PAUSE is open
}

// order wants PAUSE before STATE 3, RESUME before the STATE 2 that ends the pause,
// and the two in turn.
func (w *pauses) order(e *conformance.Entry) *failure {
	if e.Packet == nil || e.Packet.Message == nil {
		return nil
	}
	if e.From == controller {
		if k := e.Packet.Kind(); k == "STOP" || k == "START" || k == "SHUTDOWN" {
			*w = pauses{}
		}
		return nil
	}
	switch m := e.Packet.Message.(type) {
	case *ts.Pause:
		if w.paused {
			return conformance.Fail(conformance.WrongOrder, "RESUME before the next PAUSE", "PAUSE twice")
		}
		w.paused = true
	case *ts.Resume:
		if !w.paused {
			return conformance.Fail(conformance.WrongOrder, "PAUSE before RESUME", "RESUME alone")
		}
		w.paused = false
	case *ts.State:
		switch {
		case m.ID == 3 && !w.paused:
			return conformance.Fail(conformance.WrongOrder, "PAUSE before STATE 3", "STATE 3 without it")
		case m.ID == 2 && w.paused:
			w.paused = false
			return conformance.Fail(conformance.WrongOrder, "RESUME before STATE 2", "STATE 2 while paused")
		case m.ID == 0 || m.ID == 1 || m.ID == 6:
			*w = pauses{}
		}
	case *ts.Stop:
		*w = pauses{}
	}
	return nil
}

// buf wants STATUS main:buf only between PAUSE and RESUME.
func (w *pauses) buf(e *conformance.Entry) *failure {
	if e.Packet == nil || e.From != engine {
		return nil
	}
	switch m := e.Packet.Message.(type) {
	case *ts.Pause:
		w.paused = true
	case *ts.Resume, *ts.Stop:
		w.paused = false
	case *ts.Status:
		if m.Main.State == ts.Buf && !w.paused {
			return conformance.Fail(conformance.WrongOrder, "buf only between PAUSE and RESUME", "%s", m)
		}
	}
	return nil
}
