package ctcs

import (
	"slices"
	"time"

	"enginespec/conformance"
)

// Cases of limits and orders, for the engine.
func controlCases() []*kase {
	return []*kase{
		{
			ID: "ctcs/control/limits", Role: engine, Clauses: clauses{CTCS107}, Whole: true, Given: plain(),
			Steps: []step{
				say("SETDLIMIT 51200"), reports("dl_limit", 51200), reports("ul_limit", 0), say("SETULIMIT 4096"), reports("ul_limit", 4096), reports("dl_limit", 51200),
				say("SETDLIMIT 0"), reports("dl_limit", 0), say("SETULIMIT 0"), reports("ul_limit", 0),
			},
		},
		{
			ID: "ctcs/control/no-number", Role: engine, Clauses: clauses{CTCS108}, Whole: true, Given: plain(),
			Steps: []step{
				say("SETDLIMIT 500"), reports("dl_limit", 500), say("SETDLIMIT -5"), reports("dl_limit", 500), say("SETDLIMIT abc"), reports("dl_limit", 500),
				say("SETDLIMIT 1e4"), reports("dl_limit", 500), say("SETDLIMIT 0x20"), reports("dl_limit", 500), say("SETDLIMIT "), reports("dl_limit", 500),
				say("SETULIMIT 500"), reports("ul_limit", 500), say("SETULIMIT -5"), reports("ul_limit", 500), say("SETULIMIT abc"), reports("ul_limit", 500),
				say("SETULIMIT 1e4"), reports("ul_limit", 500), say("SETULIMIT "), reports("ul_limit", 500),
			},
		},
		{
			ID: "ctcs/control/fraction", Role: engine, Clauses: clauses{CTCS108}, Whole: true, Given: plain(),
			Steps: []step{say("SETDLIMIT 12.9"), reports("dl_limit", 12)},
		},
		{
			ID: "ctcs/control/clamped", Role: engine, Clauses: clauses{CTCS108}, Whole: true, Given: plain(),
			Doc: "also numbers that no word of a machine holds",
			Steps: []step{
				say("SETDLIMIT 2147483648"), reports("dl_limit", 2147483647), say("SETULIMIT 2147483648"), reports("ul_limit", 2147483647),
				say("SETDLIMIT 7"), reports("dl_limit", 7), say("SETDLIMIT 4294967301"), reports("dl_limit", 2147483647),
				say("SETDLIMIT 7"), reports("dl_limit", 7), say("SETDLIMIT 99999999999999999999"), reports("dl_limit", 2147483647),
			},
		},
		{
			ID: "ctcs/control/next-line", Role: engine, Clauses: clauses{CTCS109}, Whole: true, Given: plain(),
			Steps: []step{
				say("SETDLIMIT 500"), reports("dl_limit", 500), raw("SETDLIMIT\n4321\n"), pause(time.Second), reports("dl_limit", 500),
				raw("SETDLIMIT\nSETULIMIT 600\n"), reports("ul_limit", 600), reports("dl_limit", 500),
				raw("SETULIMIT\n4321\n"), pause(time.Second), reports("ul_limit", 600),
			},
		},
		{
			ID: "ctcs/control/limit-of-a-seed", Role: engine, Clauses: clauses{CTCS110}, Needs: needs{FeatureSeed}, Whole: true, Given: seeding(),
			Steps: []step{say("SETDLIMIT 99999"), reports("dl_limit", 99999), say("SETDLIMIT 200000"), reports("dl_limit", 200000)},
		},
		{
			ID: "ctcs/control/quit", Role: engine, Clauses: clauses{CTCS111}, Whole: true, Given: plain(),
			Steps: []step{say("CTQUIT"), conformance.Ends(gone), check("it exits with success", exits)},
		},
		{
			ID: "ctcs/control/quit-tracker", Role: engine, Clauses: clauses{CTCS111}, Needs: needs{FeatureTracker}, Whole: true, Given: append(plain(), joined()),
			Steps: []step{say("CTQUIT"), conformance.Ends(gone), check("it exits with success", exits), event(0, "stopped")},
		},
		{
			ID: "ctcs/control/last-status", Role: engine, Clauses: clauses{CTCS112}, Whole: true, Given: append(plain(), pause(2*time.Second)),
			Steps: []step{say("CTQUIT"), check("a CTSTATUS before the end", func(s *session) *failure {
				_, f := s.Await(max(s.Bound(late), s.Patience()), "CTSTATUS")
				if f != nil && (f.Diagnosis == conformance.Closed || f.Diagnosis == conformance.Reset) {
					f.Diagnosis = conformance.NoReply
				}
				return f
			})},
		},
		{
			ID: "ctcs/control/restart", Role: engine, Clauses: clauses{CTCS113}, Needs: needs{FeatureTracker}, Whole: true, Given: append(plain(), joined()), Limit: 2 * time.Minute,
			Steps: []step{say("CTRESTART"), event(1, "stopped"), event(2, "started"), fence()},
		},
		{
			ID: "ctcs/control/restart-stays", Role: engine, Clauses: clauses{CTCS113}, Whole: true, Given: plain(),
			Steps: []step{say("CTRESTART"), conformance.Drain(3 * time.Second), fence(), ask("SENDSTATUS", answers("CTSTATUS"))},
		},
		{
			ID: "ctcs/control/update", Role: engine, Clauses: clauses{CTCS114}, Needs: needs{FeatureTracker}, Whole: true, Given: append(plain(), joined()), Limit: 2 * time.Minute,
			Steps: []step{check("CTUPDATE: the tracker is contacted without an event", func(s *session) *failure {
				before := len(placeOf(s).tracker.heard(0))
				if f := s.Send([]byte("CTUPDATE\n")); f != nil {
					return f
				}
				f := told(s, before, 20*time.Second, "an announce soon", func(log []announce) bool { return len(log) > 0 })
				if f == nil {
					if log := placeOf(s).tracker.heard(before); log[0].event != "" {
						f = fail(conformance.WrongValue, "an announce without an event", "%s", events(log))
					}
				}
				return f
			}), fence()},
		},
		{
			ID: "ctcs/control/parameters", Role: engine, Clauses: clauses{CTCS115}, Whole: true, Given: plain(),
			Steps: []step{
				ask("SENDSTATUS extra args", answers("CTSTATUS")), ask("SENDPEERS 1 2", once(peersDone)), ask("SENDDETAIL all", once("CTDETAIL")),
				ask("SENDCONF verbose", answers(confStart)), say("CTUPDATE now"), fence(), say("CTQUIT now"), conformance.Ends(gone), check("it exits with success", exits),
			},
		},
		{
			ID: "ctcs/control/parameters-of-orders", Role: engine, Clauses: clauses{CTCS115}, Needs: needs{FeatureTracker}, Whole: true, Given: append(plain(), joined()), Limit: 2 * time.Minute,
			Steps: []step{
				say("CTUPDATE now"), check("the tracker is contacted", func(s *session) *failure {
					return told(s, 1, 20*time.Second, "an announce soon", func(log []announce) bool { return len(log) > 0 })
				}), say("CTRESTART now"), event(1, "stopped"),
			},
		},
	}
}

// gone is how long an engine may take to go. ctorrent waits for the 15th second since it
// last spoke to its tracker, which may have been just now; no document bounds it.
const gone = late + 5*time.Second

// exits wants the program to end soon, with status 0.
func exits(s *session) *failure {
	t := time.NewTimer(max(s.Bound(late), s.Patience()))
	defer t.Stop()
	select {
	case <-s.Process.Done():
	case <-t.C:
		return fail(conformance.Hung, "the program to end", "it goes on")
	}
	if e := s.Process.Exit(); !e.OK() {
		return fail(conformance.WrongValue, "exit status 0", "%s", e)
	}
	return nil
}

// joined waits until the engine has told the tracker that it started.
func joined() step {
	return conformance.Steps(check("wait for the first announce", func(s *session) *failure {
		return told(s, 0, 2*late, "an announce", func(log []announce) bool { return len(log) > 0 })
	}), pause(time.Second)) // until the engine has read the answer too
}

// event waits until the tracker hears of an event from the i-th announce on.
func event(i int, name string) step {
	return check("the tracker hears "+name, func(s *session) *failure {
		return told(s, i, 2*late, "an announce with event="+name, func(log []announce) bool {
			return slices.ContainsFunc(log, func(a announce) bool { return a.event == name })
		})
	})
}
