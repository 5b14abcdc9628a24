package model

import (
	"context"
	"fmt"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/memnet"
	"enginespec/corpus"
	"enginespec/reference/engine"
)

// Machine is the model of one party of one protocol, and how that party is started.
type Machine struct {
	Suite *conformance.Suite
	Role  codec.Party // who is under test
	// Start starts the party on a network in memory.
	Start func(n *memnet.Network) (*Party, error)
	// Begin are the steps until the first connection is there.
	Begin []conformance.Step
	// Actions are what can be done, over a fresh model. The one called "" is done after
	// each: it compares.
	Actions func(x *Run) map[string]func(t *rapid.T)
}

// Party is a reference that runs.
type Party struct {
	Target *conformance.Target
	Faults engine.Faulter // nil if its core has none
	Close  func()
}

// Stats are what a check has covered.
type Stats struct {
	Sequences int
	Actions   int
	Longest   int            // actions of the longest sequence
	States    map[string]int // how often each state of the model was reached
}

// String is the statistics on one line.
func (s *Stats) String() string {
	return fmt.Sprintf("%d sequences, %d actions, longest %d, %d states: %v", s.Sequences, s.Actions, s.Longest, len(s.States), slices.Sorted(maps.Keys(s.States)))
}

// Run is one sequence.
type Run struct {
	*conformance.Session
	Machine *Machine
	Party   *Party

	t     *rapid.T // of the action that runs
	quiet time.Duration
	got   []*codec.Packet // what came since the last action began
	first []*codec.Packet // what came before the first
	ended bool            // the current connection has ended
	// troubled says that something went wrong in the core, so that what needs peers may fail.
	troubled bool
	stats    *Stats
	actions  int
}

// Check draws sequences and compares. It fails t with the shortest that it finds.
func (m *Machine) Check(t *testing.T) *Stats {
	stats := &Stats{States: map[string]int{}}
	rapid.Check(t, func(rt *rapid.T) {
		rapid.SyncTest(rt, func(rt *rapid.T) { m.once(rt, t, stats) })
	})
	t.Log(m.Suite.Name(), m.Role, stats)
	return stats
}

// once plays one sequence.
func (m *Machine) once(rt *rapid.T, t *testing.T, stats *Stats) {
	n := new(memnet.Network)
	party, err := m.Start(n)
	require.NoError(rt, err)
	defer party.Close()
	p, err := conformance.NewPlayer(context.Background(), m.Suite, conformance.Config{
		Target: party.Target, Role: m.Role, Timeout: 10 * time.Second,
		Env: &conformance.Env{Listen: func(_, addr string) (net.Listener, error) { return n.Listen(addr) }, Dial: n.DialContext},
	})
	require.NoError(rt, err)
	defer p.Close()
	var thrown any // how rapid ends a sequence; the session must not take it for a mistake of its own
	x := &Run{Machine: m, Party: party, quiet: 300 * time.Millisecond, stats: stats}
	k := m.Suite.Robust(m.Suite.Name()+"/model/sequence", m.Role)
	k.Limit = 24 * time.Hour
	k.Given = m.Begin
	k.Steps = []conformance.Step{conformance.Check("the sequence", func(s *conformance.Session) *conformance.Failure {
		defer func() { thrown = recover() }()
		x.Session = s
		x.begin()
		actions := m.Actions(x)
		for name, act := range actions {
			actions[name] = func(t *rapid.T) {
				if x.t = t; name != "" {
					x.actions++
					x.got = nil
				}
				act(t)
			}
		}
		if actions[""] == nil {
			actions[""] = func(*rapid.T) {}
		}
		rt.Repeat(actions)
		return nil
	})}
	out := p.Play(context.Background(), k, conformance.Whole)
	stats.Sequences++
	stats.Actions += x.actions
	stats.Longest = max(stats.Longest, x.actions)
	if thrown != nil && fmt.Sprintf("%T", thrown) == "rapid.invalidData" {
		panic(thrown) // no more to draw. Rapid tells errors by where they come from: this must not be where others do
	}
	if thrown != nil {
		x.keep(t, out, nil)
		panic(thrown)
	}
	require.NoError(rt, out.Err)
	for i := range out.Findings {
		f := &out.Findings[i]
		x.keep(t, out, f)
		rt.Fatalf("%s: %s", f.Clause.ID, f.Error())
	}
	if out.Exit != nil && !out.Exit.OK() && !out.Exit.Killed && m.Role == codec.Engine {
		rt.Fatalf("the engine ended: %s", out.Exit)
	}
}

// keep writes what passed as a session. The last that rapid plays is the shortest.
func (x *Run) keep(t *testing.T, out *conformance.Played, f *conformance.Finding) {
	s := &corpus.Session{ID: x.Machine.Suite.Name() + "/counter-example", Protocol: x.Machine.Suite.Name(), Engine: "the reference", Controller: "the reference",
		Note: "a sequence in which the model and the reference differ"}
	for _, e := range out.Transcript {
		if e.Packet != nil {
			s.Entries = append(s.Entries, corpus.Entry{At: e.At.Truncate(time.Millisecond), Conn: e.Conn + 1, From: e.From, Bytes: e.Packet.Raw})
		} else if e.Note != "" {
			s.Entries = append(s.Entries, corpus.Entry{At: e.At.Truncate(time.Millisecond), Comment: e.Note})
		}
	}
	if f != nil {
		s.Finding = &corpus.Finding{Role: x.Machine.Role, Clause: f.Clause.ID, Diagnosis: string(f.Diagnosis), Expected: f.Expected, Actual: f.Actual}
	}
	if len(s.Entries) > 0 {
		os.WriteFile(filepath.Join(t.ArtifactDir(), "counter-example.json"), s.Format(), 0o666) // what cannot be kept is still printed
	}
}
