package conformance

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"enginespec/codec"
)

// Config says what to run, against what, and how.
type Config struct {
	Target   *Target
	Role     codec.Party
	Env      *Env           // nil: loopback
	Cases    []*Case        // nil: all of the suite's for the role
	Profile  string         // that the target claims: its Version holds, its Features are the Target's to have
	Strict   bool           // every broken clause fails, also one that no document states
	Seed     uint64         // of all that is random
	Parallel int            // sessions side by side; 0: 8
	Timeout  time.Duration  // how long a step waits for what no clause bounds; 0: 5 s
	Segments []Segmentation // nil: all
	Failfast bool           // stop at the first binding failure
	Stress   int            // how often each case runs: the rate of failures is measured; 0: once
	Waivers  *Waivers       // known failures
	Shrink   time.Duration  // how long, in all, to make failing dialogues shorter; 0: not
	// Oracle starts the reference, in the role that is under test, for who shrinks: what
	// it does not get through is no shorter dialogue of use. Nil: dialogues are run again,
	// and made shorter only if what they show is wrong in any dialogue.
	Oracle   func(ctx context.Context) (t *Target, stop func(), err error)
	Progress func(Progress) // told of each case as it starts and ends, one call at a time
}

// Progress is one step of a run. Result is nil when the case starts.
type Progress struct {
	Case   *Case
	Result *Result
	Done   int // cases that ended
	Total  int
}

// run is the state of one Run.
type run struct {
	Config
	suite    *Suite
	features Features
	mu       sync.Mutex
	results  []Result
	strays   []stray
	suspects []suspect
	done     int
	first    *Failure       // of the sanity dialogue before the run
	newest   int            // the version that the profile has, 0 for no bound
	slowest  atomic.Int64   // the longest wait for a message that came
	wary     bool           // each case waits for the end of the program that it may have caused
	hurry    time.Duration  // while shrinking: bounds all waiting
	cuts     map[int][]span // while shrinking: what to leave of the messages sent
}

// stray is a monitor's finding in a session of a case that does not cite its
// clause.
type stray struct {
	finding Finding
	of      *Case // that saw it
	entries []Entry
}

// Run runs a suite's cases against a target and reports. It returns an error only
// if the surroundings fail; whatever the target does is in the report.
func Run(ctx context.Context, suite *Suite, cfg Config) (*Report, error) {
	r := &run{Config: cfg, suite: suite}
	if r.Env == nil {
		r.Env = &Env{}
	}
	if r.Parallel <= 0 {
		r.Parallel = 8
	}
	if r.Timeout <= 0 {
		r.Timeout = 5 * time.Second
	}
	if r.Segments == nil {
		r.Segments = Segmentations()
	}
	r.newest = suite.newest(cfg.Profile)
	cases := r.Cases
	if cases == nil {
		cases = suite.Cases
	}
	cases = slices.DeleteFunc(slices.Clone(cases), func(k *Case) bool { return k.Role != r.Role })
	rep := &Report{
		Target: cfg.Target.Name, Profile: cfg.Profile, Roles: []codec.Party{cfg.Role}, Seed: cfg.Seed, Strict: cfg.Strict, Segments: r.Segments,
		Started: time.Now(), Suites: []*Suite{suite}, Features: map[string]Features{}, Partial: len(cases) < countRole(suite, r.Role),
	}
	if len(cases) == 0 {
		return rep, nil
	}
	if err := r.Env.start(ctx); err != nil {
		return nil, err
	}
	defer r.Env.stop()

	first := r.sanity(ctx)
	if first != nil && first.Diagnosis == Unreachable {
		if rep.Interrupted = ctx.Err() != nil; !rep.Interrupted { // else nobody tried for long
			rep.Unreachable = first
		}
		rep.Duration = time.Since(rep.Started)
		return rep, nil
	}
	r.first = first
	r.settle(ctx, rep)
	rep.Problems = append(rep.Problems, r.all(ctx, cases)...)
	rep.Interrupted = ctx.Err() != nil
	r.order()
	r.attribute()
	if problem := r.whoSpins(ctx); problem != "" {
		rep.Problems = append(rep.Problems, problem)
	}
	r.shrink(ctx)
	rep.Results = r.results
	if first != nil && slices.ContainsFunc(rep.Results, untestableMust) {
		// The binding ones are red by themselves.
		rep.Problems = append(rep.Problems, "the target does not get through the sanity dialogue, and so MUST clauses are untestable: "+first.Error())
	}
	if !rep.Interrupted && first == nil {
		last := r.sanity(ctx)
		if rep.Interrupted = ctx.Err() != nil; last != nil && !rep.Interrupted {
			rep.Problems = append(rep.Problems, "the target passed the sanity dialogue before the run and fails it after it: "+last.Error())
			if last.Diagnosis == Unreachable && rep.Exit() == ExitConforming {
				rep.Unreachable = fmt.Errorf("the target died during the run: %w", last)
			}
		}
	}
	rep.Problems = append(rep.Problems, r.unexplained()...)
	if r.Waivers != nil {
		rep.Problems = append(rep.Problems, r.Waivers.apply(rep, r.suite, r.Role)...)
	}
	rep.Duration = time.Since(rep.Started)
	return rep, nil
}

// untestableMust reports whether a MUST could not be tested, whoever states it.
func untestableMust(r Result) bool {
	return r.Verdict == Untestable && slices.ContainsFunc(r.Case.Clauses, func(c *Clause) bool { return c.Level == Must })
}

func countRole(s *Suite, role codec.Party) (n int) {
	for _, k := range s.Cases {
		if k.Role == role {
			n++
		}
	}
	return n
}

// sanity runs the sanity dialogue once and returns what failed, or nil.
func (r *run) sanity(ctx context.Context) *Failure {
	k := r.suite.Sanity[r.Role]
	if k == nil {
		return nil
	}
	o := r.session(ctx, k, Whole, nil)
	return o.failure
}

// settle finds out which features the target has: assumed, then probed, then
// declared.
func (r *run) settle(ctx context.Context, rep *Report) {
	r.features = Features{}
	for _, f := range r.suite.Features {
		r.features[f.Name] = f.Assumed
	}
	if k := r.suite.Sanity[r.Role]; k != nil && r.suite.Probe != nil {
		r.session(ctx, k, Whole, func(s *Session) {
			probed := r.suite.Probe(s)
			for _, name := range slices.Sorted(maps.Keys(probed)) {
				has := probed[name]
				r.features[name] = has
				if said, ok := r.Target.Features[name]; ok && said != has {
					rep.Problems = append(rep.Problems, r.suite.disagree(name, said))
				}
			}
		})
	}
	for name, has := range r.Target.Features {
		r.features[name] = has
	}
	rep.Features[r.suite.Name()] = r.features
}

// all runs the cases side by side, those that may take longest first, so that nobody
// waits for one of them alone in the end; and afterwards those that must be alone.
func (r *run) all(ctx context.Context, cases []*Case) (problems []string) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	total := len(cases)
	if r.Parallel > 1 {
		cases = slices.SortedStableFunc(slices.Values(cases), func(a, b *Case) int { return cmp.Compare(b.Limit, a.Limit) })
	}
	work := make(chan *Case)
	var wg sync.WaitGroup
	for range r.Parallel {
		wg.Go(func() {
			for k := range work {
				r.one(ctx, k, total, r.Parallel == 1, stop)
			}
		})
	}
	for _, k := range cases {
		if !k.Alone && ctx.Err() == nil {
			select {
			case work <- k:
			case <-ctx.Done():
			}
		}
	}
	close(work)
	wg.Wait()
	problems = r.again(ctx, total, stop)
	for _, k := range cases {
		if k.Alone && ctx.Err() == nil {
			r.one(ctx, k, total, true, stop)
		}
	}
	return problems
}
