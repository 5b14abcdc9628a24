package conformance

import (
	"context"
	"slices"
	"time"

	"enginespec/codec"
)

// Player plays single dialogues against one target: no selection, no sanity dialogue
// around them, no waivers. Replays and the network fuzzer, which make their own
// dialogues, work through it. Its methods may be called side by side.
type Player struct{ run *run }

// Played is what came of one dialogue.
type Played struct {
	// Failure is what ended it early, nil if nothing did.
	Failure *Failure
	// Findings are what its steps and the monitors found, in order.
	Findings []Finding
	// Transcript is what passed.
	Transcript []Entry
	// Exit is how the program ended, nil while it lives or if the suite did not start it.
	Exit *Exit
	// Err is a failure of the surroundings, or why the situation could not be
	// brought about: nothing is known of the target.
	Err error
}

// NewPlayer returns a player for cfg, of which it takes Target, Role, Env, Strict, Seed
// and Timeout. The target has the features that are declared, and of the others those
// that are assumed. Close it; ctx must live as long.
func NewPlayer(ctx context.Context, suite *Suite, cfg Config) (*Player, error) {
	r := &run{Config: cfg, suite: suite, features: Features{}}
	if r.Env == nil {
		r.Env = &Env{}
	}
	if r.Timeout <= 0 {
		r.Timeout = 5 * time.Second
	}
	for _, f := range suite.Features {
		r.features[f.Name] = f.Assumed
	}
	for name, has := range cfg.Target.Features {
		r.features[name] = has
	}
	if err := r.Env.start(ctx); err != nil {
		return nil, err
	}
	return &Player{r}, nil
}

// Close ends what the player itself serves, not the target.
func (p *Player) Close() { p.run.Env.stop() }

// Play plays a case once, its writes cut by g.
func (p *Player) Play(ctx context.Context, k *Case, g Segmentation) *Played {
	o := p.run.attempt(ctx, k, g, false)
	if o.dead && !o.exit.OK() {
		o.blameEnd(k, g)
	}
	return &Played{Failure: o.failure, Findings: o.findings, Transcript: o.entries, Exit: o.exit, Err: o.trouble()}
}

// Sane plays the sanity dialogue and returns what failed, or nil.
func (p *Player) Sane(ctx context.Context) *Failure { return p.run.sanity(ctx) }

// trouble is why a session says nothing of its target.
func (o *ended) trouble() error {
	switch {
	case o.harness != nil:
		return o.harness
	case o.untestable != "":
		return &Harness{o.failure}
	}
	return nil
}

// PID is the process id of a program that the suite started, 0 if it runs in the
// suite's own process.
func PID(p Process) int {
	if one, ok := p.(*program); ok {
		return one.cmd.Process.Pid
	}
	return 0
}

// Robust is a case for dialogues that somebody else makes: it cites what the sanity
// dialogue of the role cites, so that an end of the program has a clause to blame.
func (s *Suite) Robust(id string, role codec.Party, steps ...Step) *Case {
	k := &Case{ID: id, Role: role, Whole: true, Steps: steps}
	if sane := s.Sanity[role]; sane != nil {
		k.Clauses = slices.Clone(sane.Clauses)
	}
	return k
}

// KillNow ends a program that the suite started, at once and with all that it started, and
// waits. Stop, which asks it first, takes longer.
func KillNow(p Process) {
	if one, ok := p.(*program); ok {
		one.mu.Lock()
		one.killed = true
		one.mu.Unlock()
		killGroup(one.cmd.Process.Pid)
	}
	p.Stop()
}
