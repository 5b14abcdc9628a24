package campaign

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"enginespec/conformance"
)

// Config says what to fuzz, where to keep it and when to stop.
type Config struct {
	Language *Language
	Target   *conformance.Target
	Env      *conformance.Env
	// Dir holds the campaign: corpus, findings, report.
	Dir string
	// Duration and Dialogues are the bounds of this run; zero is none, and one must be set.
	Duration  time.Duration
	Dialogues int
	Seed      uint64
	// Parallel is how many dialogues run side by side with a program that is launched for
	// each; zero: 4. One that listens has one at a time, so that it is clear who did it.
	Parallel int
	// Timeout is how long the sanity dialogue waits for an answer; zero: 3 s.
	Timeout time.Duration
	// ShrinkTime bounds the shrinking behind the end of the run. What is not done by then, or
	// by the end of the context, is kept as it is and goes on in the next run. Zero: all of it.
	ShrinkTime time.Duration
	// Memory is how many bytes one dialogue may cost a program; zero: 256 MiB.
	Memory int64
	// idleAfter is how long a program that listens may be busy before it is looked at; zero:
	// 3 s.
	idleAfter time.Duration
	// Progress, if set, is told how far the run is, twice a second and in the end.
	Progress func(Stats)
}

// Stats say how far a campaign is. All but Elapsed and Rate count former runs too.
type Stats struct {
	Elapsed   time.Duration
	Rate      float64 // dialogues a second in this run
	Dialogues int
	States    int // shapes of messages and ends that were seen
	Steps     int // pairs of what was said and what came
	Corpus    int // dialogues that are kept because they showed something new
	Findings  int
	Waiting   int           // findings that are being shrunk, or wait for it
	Left      time.Duration // until the shrinking behind the run ends; zero while the run goes on
}

// campaign is one run.
type campaign struct {
	Config
	play   *player
	source *source
	record *Record

	mu      sync.Mutex
	seen    map[string]bool // shapes
	states  int
	kept    []Dialogue
	recent  []Dialogue // since a program that listens was last seen at rest
	rested  time.Time
	began   time.Time
	done    int // in this run
	memory  int64
	deaths  int // of the program that are known
	shrinks bool
	waiting []*pending
	over    context.Context // ends with the time of the run
	end     time.Time       // of all shrinking, zero while that is not known
	err     error
}

// Run runs a campaign until its bounds, the end of ctx, or an error of the surroundings,
// and returns its record, which is also in the folder.
func Run(ctx context.Context, cfg Config) (*Record, error) {
	if cfg.Duration <= 0 && cfg.Dialogues <= 0 {
		return nil, errors.New("a campaign needs a bound: a duration or a number of dialogues")
	}
	if cfg.Parallel <= 0 {
		cfg.Parallel = 4
	}
	if cfg.Language.Listens {
		cfg.Parallel = 1
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = 3 * time.Second
	}
	if cfg.Memory <= 0 {
		cfg.Memory = maxOnce
	}
	if cfg.idleAfter <= 0 {
		cfg.idleAfter = idleAfter
	}
	c := &campaign{Config: cfg, seen: map[string]bool{}, began: time.Now()}
	if cfg.Duration > 0 {
		c.end = c.began.Add(cfg.Duration + cfg.ShrinkTime)
	}
	var err error
	if c.source, err = newSource(cfg.Language); err != nil {
		return nil, err
	}
	if c.record, c.kept, err = open(&cfg); err != nil {
		return nil, err
	}
	p, err := newPlayer(ctx, &cfg)
	if err != nil {
		return nil, err
	}
	defer p.p.Close()
	c.play = p
	if f := p.p.Sane(ctx); f != nil && cfg.Language.Listens {
		return nil, f
	}
	if c.waiting, err = c.record.unfinished(&cfg); err != nil {
		return nil, err
	}
	c.memory, c.rested = memory(c.pid()), time.Now()
	c.run(ctx)
	c.rest(ctx)
	c.tell()
	return c.record.close(c)
}

func newPlayer(ctx context.Context, cfg *Config) (*player, error) {
	p, err := conformance.NewPlayer(ctx, cfg.Language.Suite, conformance.Config{
		Target: cfg.Target, Role: cfg.Language.Role, Env: cfg.Env, Seed: cfg.Seed, Timeout: cfg.Timeout,
	})
	if err != nil {
		return nil, err
	}
	return &player{cfg.Language, p, newPace()}, nil
}

// run plays until a bound is reached. What is being shrunk then goes on.
func (c *campaign) run(ctx context.Context) {
	over, stop := context.WithCancel(ctx)
	if c.Duration > 0 {
		over, stop = context.WithTimeout(ctx, c.Duration)
	}
	defer stop()
	c.over = over
	var wg sync.WaitGroup
	for range c.Parallel {
		wg.Go(func() {
			c.shrinkAll(ctx, func() bool { return over.Err() == nil }) // what a former run has left
			for over.Err() == nil {
				d, ok := c.next()
				if !ok {
					return
				}
				out := c.play.play(over, d)
				if over.Err() == nil && !c.judge(ctx, d, out) {
					stop()
				}
			}
		})
	}
	ticker := time.NewTicker(500 * time.Millisecond)
	defer ticker.Stop()
	ended := make(chan struct{})
	go func() { wg.Wait(); close(ended) }()
	for {
		select {
		case <-ticker.C:
			c.tell()
		case <-ended:
			return
		}
	}
}

// next makes the next dialogue: those of the corpus first, once each, then changes of
// them and fresh ones by turns.
func (c *campaign) next() (Dialogue, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.Dialogues > 0 && c.done >= c.Dialogues || c.err != nil {
		return nil, false
	}
	n := c.done
	c.done++
	if n < c.record.loaded {
		return c.kept[n], true
	}
	m := &mutator{c.source, rand.New(rand.NewPCG(c.Seed, uint64(c.record.Dialogues+n)))}
	if len(c.kept) == 0 || m.chance(3) {
		return m.fresh(), true
	}
	return m.mutated(pick(m.r, c.kept), pick(m.r, c.kept)), true
}

// judge takes what came of a dialogue, and reports whether the campaign can go on.
func (c *campaign) judge(ctx context.Context, d Dialogue, out *played) bool {
	if out.Err != nil {
		return c.fail(out.Err)
	}
	c.learn(d, out)
	for i := range out.Findings {
		c.found(ctx, d, out, &out.Findings[i])
	}
	if c.Language.Listens {
		return c.alive(ctx, d, out)
	}
	if grew := c.tooLarge(out.memory, 0); grew != nil {
		c.found(ctx, d, out, grew)
	}
	return true
}

// learn keeps a dialogue that showed a shape that none before it had.
func (c *campaign) learn(d Dialogue, out *played) {
	states, steps := c.Language.shapes(out)
	c.mu.Lock()
	defer c.mu.Unlock()
	fresh := false
	for i, shape := range append(states, steps...) {
		if c.seen[shape] {
			continue
		}
		c.seen[shape], fresh = true, true
		if i < len(states) {
			c.states++
		}
	}
	if fresh && c.done > c.record.loaded && len(c.kept) < maxKept {
		c.kept = append(c.kept, d)
		c.note(c.record.keep(c.Language, d))
	}
}

// maxKept bounds the corpus of a campaign.
const maxKept = 4000

// fail ends the campaign with an error of the surroundings.
func (c *campaign) fail(err error) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.note(err)
	return false
}

// note keeps the first error.
func (c *campaign) note(err error) {
	if c.err == nil {
		c.err = err
	}
}

// stats is how far the run is.
func (c *campaign) stats() Stats {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := Stats{
		Elapsed: time.Since(c.began), Dialogues: c.record.Dialogues + c.done, States: c.states, Steps: len(c.seen) - c.states,
		Corpus: len(c.kept), Findings: len(c.record.Findings), Waiting: len(c.waiting),
	}
	if c.shrinks {
		s.Waiting++
		if c.over.Err() != nil && !c.end.IsZero() {
			s.Left = time.Until(c.end)
		}
	}
	s.Rate = float64(c.done) / max(s.Elapsed.Seconds(), 0.001)
	return s
}

func (c *campaign) tell() {
	if c.Progress != nil {
		c.Progress(c.stats())
	}
}
