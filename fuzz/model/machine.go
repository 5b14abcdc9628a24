package model

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
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
	"enginespec/reference/fault"
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

	t       failer // of the action that runs
	network *network
	quiet   time.Duration
	got     []*codec.Packet // what came since the last action began
	first   []*codec.Packet // what came before the first
	ended   bool            // the current connection has ended
	// troubled says that something went wrong in the core, so that what needs peers may fail.
	troubled bool
	stats    *Stats
	actions  int
}

// failer ends a sequence that shows something wrong.
type failer interface {
	Fatalf(format string, args ...any)
}

// Check draws sequences and compares. It fails t with the shortest that it finds.
func (m *Machine) Check(t *testing.T) *Stats {
	stats := &Stats{States: map[string]int{}}
	rapid.Check(t, func(rt *rapid.T) {
		rapid.SyncTest(rt, func(rt *rapid.T) { m.once(rt, t, stats, nil) })
	})
	t.Log(m.Suite.Name(), m.Role, stats)
	return stats
}

// Notices draws sequences with a party that tells a lie, until one shows that something is
// wrong, and returns what it was; empty: none did.
func (m *Machine) Notices(t *testing.T, f *fault.Fault) (how string) {
	rapid.Check(t, func(rt *rapid.T) {
		if how == "" {
			rapid.SyncTest(rt, func(rt *rapid.T) { how = m.once(rt, t, &Stats{States: map[string]int{}}, f) })
		}
	})
	return how
}

// noticed is how a sequence ends that is to be noticed.
type noticed string

func (noticed) Fatalf(format string, args ...any) { panic(noticed(fmt.Sprintf(format, args...))) }

// once plays one sequence, with a lie if there is one: then it says how that was noticed, and
// does not fail.
func (m *Machine) once(rt *rapid.T, t *testing.T, stats *Stats, lie *fault.Fault) (how string) {
	n, w := new(memnet.Network), &network{r: rand.New(rand.NewPCG(1, 1))}
	if lie != nil {
		w.lie = liar(m.Suite, m.Role, lie, memnet.Pipe)
	}
	party, err := m.Start(n)
	require.NoError(rt, err)
	defer party.Close()
	p, err := conformance.NewPlayer(context.Background(), m.Suite, conformance.Config{
		Target: w.target(party.Target), Role: m.Role, Timeout: 10 * time.Second,
		Env: &conformance.Env{Listen: func(_, addr string) (net.Listener, error) { return w.listener(n.Listen(addr)) }, Dial: n.DialContext},
	})
	require.NoError(rt, err)
	defer p.Close()
	var thrown any // how rapid ends a sequence; the session must not take it for a mistake of its own
	x := &Run{Machine: m, Party: party, network: w, t: rt, quiet: 300 * time.Millisecond, stats: stats}
	if lie != nil {
		x.t = noticed("")
	}
	k := m.Suite.Robust(m.Suite.Name()+"/model/sequence", m.Role)
	k.Limit = 24 * time.Hour
	k.Given = m.Begin
	k.Steps = []conformance.Step{conformance.Check("the sequence", func(s *conformance.Session) *conformance.Failure {
		defer func() { thrown = recover() }()
		x.Session = s
		x.begin()
		actions := m.Actions(x)
		actions["wire"] = x.bad
		for name, act := range actions {
			actions[name] = func(t *rapid.T) {
				if lie == nil {
					x.t = t
				}
				if name != "" {
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
	if lie != nil && thrown != nil { // what the model says, or what it trips over
		return fmt.Sprint(thrown)
	}
	if thrown != nil {
		x.keep(t, out, nil, fmt.Sprint(thrown))
		panic(thrown)
	}
	if lie != nil {
		switch {
		case len(out.Findings) > 0:
			return fmt.Sprintf("%s: %s", out.Findings[0].Clause.ID, out.Findings[0].Error())
		case out.Err != nil:
			return out.Err.Error()
		}
		return ""
	}
	require.NoError(rt, out.Err)
	for i := range out.Findings {
		f := &out.Findings[i]
		x.keep(t, out, f, "")
		rt.Fatalf("%s: %s", f.Clause.ID, f.Error())
	}
	if out.Exit != nil && !out.Exit.OK() && !out.Exit.Killed && m.Role == codec.Engine {
		rt.Fatalf("the engine ended: %s", out.Exit)
	}
	return ""
}

// counterExamples is where sessions are kept, in the folder of the test, as rapid keeps its own.
// Such a session is for the corpus once it is understood.
const counterExamples = "testdata/counter-examples"

// keep writes what passed as a session. The last that rapid plays is the shortest.
func (x *Run) keep(t *testing.T, out *conformance.Played, f *conformance.Finding, difference string) {
	name := x.Machine.Suite.Name() + "-" + x.Machine.Role.String()
	s := &corpus.Session{ID: x.Machine.Suite.Name() + "/counter-example", Protocol: x.Machine.Suite.Name(), Engine: "the reference", Controller: "the reference",
		Note: "a sequence in which the model and the reference differ: " + difference}
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
		// Each shorter one takes the place of the one before. What cannot be kept is still printed.
		if err := os.MkdirAll(counterExamples, 0o777); err == nil {
			err = os.WriteFile(filepath.Join(counterExamples, name+".json"), s.Format(), 0o666)
			t.Logf("kept as %s/%s.json: %v", counterExamples, name, err)
		}
	}
}
