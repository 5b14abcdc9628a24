package conformance

import (
	"strings"
	"time"

	"enginespec/codec"
)

// Monitor is a clause check that needs no dialogue: it watches what passes on one
// connection. Cases, the proxy, replays and fuzzing share the monitors.
type Monitor struct {
	Clause *Clause
	// Kinds are the messages that can break the clause, empty for all of whom it binds.
	Kinds []string
	// New returns a watch with fresh state for one connection.
	New func(p Pace) Watch
}

// About returns monitors with the kinds of messages that their clauses are about: words
// separated by spaces.
func About(monitors []Monitor, kinds map[*Clause]string) []Monitor {
	for i := range monitors {
		monitors[i].Kinds = strings.Fields(kinds[monitors[i].Clause])
	}
	return monitors
}

// Watch looks at the next message, of either party, or note of a connection, and
// returns a failure if it breaks the monitor's clause. It keeps its own state.
type Watch func(e *Entry) *Failure

// Pace turns the protocol's time into real time for a target.
type Pace struct {
	Role  codec.Party   // who is under test
	Scale int           // how many times faster than real time the target lives
	Slack time.Duration // allowance for the machine
}

// Bound is the real time within which something bounded by d must be seen.
func (p Pace) Bound(d time.Duration) time.Duration { return p.Real(d) + p.Slack }

// Real is the real time that d of the target's time takes.
func (p Pace) Real(d time.Duration) time.Duration {
	if p.Scale > 1 {
		return d / time.Duration(p.Scale)
	}
	return d
}

type watch struct {
	conn  int
	watch Watch
	of    *Clause
}

// observe feeds an entry to the monitors, made anew for each connection. It is
// called in order, one entry at a time.
func (s *Session) observe(i int, e *Entry) {
	watches, known := s.watches[e.Conn]
	if !known {
		for _, m := range s.Suite.Monitors {
			if m.Clause.Binds(s.Case.Role) {
				watches = append(watches, watch{e.Conn, m.New(Pace{s.Case.Role, s.target.Scale, s.target.slack()}), m.Clause})
			}
		}
		if s.watches == nil {
			s.watches = map[int][]watch{}
		}
		s.watches[e.Conn] = watches
	}
	for _, w := range watches {
		if f := w.watch(e); f != nil {
			s.Report(Blame(w.of, f), i, true)
		}
	}
}
