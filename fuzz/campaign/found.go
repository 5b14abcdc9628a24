package campaign

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"enginespec/conformance"
	"enginespec/corpus"
)

// found takes a finding. A new one is shrunk, or waits for it: one is shrunk at a time, so
// that the others go on looking.
func (c *campaign) found(ctx context.Context, d Dialogue, out *played, f *conformance.Finding) {
	key := c.Language.key(f, out)
	c.mu.Lock()
	fresh := c.record.count(key)
	if fresh {
		e := &Entry{
			Key: key, Kind: kind(f), Diagnosis: string(f.Diagnosis), Expected: f.Expected, Actual: f.Actual, Seen: 1,
			At: time.Since(c.began).Round(time.Millisecond), Unfinished: true,
		}
		if f.Clause != nil {
			e.Clause = f.Clause.ID
		}
		one := &pending{e, d, out}
		c.waiting = append(c.waiting, one)
		c.write(one) // whatever ends the run, it is not lost
	}
	c.mu.Unlock()
	c.shrinkAll(ctx, func() bool { return c.over.Err() == nil })
}

// pending is a finding that waits for being shrunk.
type pending struct {
	*Entry
	d   Dialogue
	out *played // nil: it is of a former run
}

// shrinkAll shrinks what waits, until nothing does or more says no. One does it at a time.
func (c *campaign) shrinkAll(ctx context.Context, more func() bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.shrinks {
		return
	}
	c.shrinks = true
	for len(c.waiting) > 0 && more() {
		one := c.waiting[0]
		c.waiting = c.waiting[1:]
		end := time.Now().Add(each)
		if !c.end.IsZero() && c.end.Before(end) {
			end = c.end
		}
		c.mu.Unlock()
		c.tell()
		bounded, stop := context.WithDeadline(ctx, end)
		c.shrink(bounded, one)
		// Less than its share of time is not enough for a finding to be done with.
		one.Unfinished = bounded.Err() != nil && (ctx.Err() != nil || end.Equal(c.end))
		stop()
		c.mu.Lock()
		c.write(one)
	}
	c.shrinks = false
}

// each is how long one finding is shrunk at most.
const each = time.Minute

// rest shrinks what waits at the end, for a while. The next run takes up what is left.
func (c *campaign) rest(ctx context.Context) {
	c.mu.Lock()
	if c.ShrinkTime > 0 {
		c.end = time.Now().Add(c.ShrinkTime)
	} else {
		c.end = time.Time{}
	}
	c.mu.Unlock()
	ticker := time.NewTicker(500 * time.Millisecond)
	defer ticker.Stop()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c.shrinkAll(ctx, func() bool { return ctx.Err() == nil && (c.end.IsZero() || time.Now().Before(c.end)) })
	}()
	for {
		select {
		case <-ticker.C:
			c.tell()
		case <-ended:
			return
		}
	}
}

// write writes a finding as it is now.
func (c *campaign) write(one *pending) {
	one.Cause = c.Language.cause(one.Kind, one.d)
	one.Moves, one.Bytes = len(one.d), one.d.size()
	c.note(c.record.add(c, one.Entry, one.d, one.out))
}

// unfinished are the findings that a former run had no time to shrink.
func (r *Record) unfinished(cfg *Config) (list []*pending, err error) {
	for _, e := range r.Findings {
		if !e.Unfinished {
			continue
		}
		name := filepath.Join(r.dir, e.File)
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		s, err := corpus.ParseSessionFile(name, b)
		if err != nil {
			return nil, err
		}
		again := *e
		list = append(list, &pending{Entry: &again, d: FromSession(s, cfg.Language.Role.Other())})
	}
	return list, nil
}

// shrink confirms a finding and makes its dialogue as short as it gets.
func (c *campaign) shrink(ctx context.Context, e *pending) {
	s := &shrinker{times: 2}
	how := c.play.calmly()
	s.holds = func(d Dialogue) bool {
		again := c.again(ctx, how, d, e.Kind)
		if again != nil {
			e.out = again
		}
		return again != nil
	}
	seen := s.count(ctx, e.d)
	if seen == 0 { // it may take haste
		how = c.play
		seen = s.count(ctx, e.d)
	}
	if e.Confirmed = e.Confirmed || seen > 0; seen == 0 {
		return
	}
	e.d = s.shrink(ctx, e.d)
	e.Replays = s.count(ctx, e.d)
	e.Plays += s.plays
}

// confirm is how often a finding is played again, as it was found and in the end. What
// depends on where things lie in memory is not seen each time.
const confirm = 3

// count is how often a dialogue shows what it is to show.
func (s *shrinker) count(ctx context.Context, d Dialogue) (n int) {
	for range confirm {
		if ctx.Err() == nil && s.holds(d) {
			n++
		}
	}
	return n
}

// again plays a dialogue and returns what came of it if that is of a kind, else nil.
func (c *campaign) again(ctx context.Context, p *player, d Dialogue, want string) *played {
	out, more := c.look(ctx, p, d, want)
	if out.Err != nil {
		return nil
	}
	for _, f := range append(out.Findings, more...) {
		if kind(&f) == want {
			return out
		}
	}
	return nil
}

// look plays a dialogue alone, and looks at the program behind it: more is what the
// dialogue itself does not show. What takes time to see is looked for if it is wanted.
func (c *campaign) look(ctx context.Context, p *player, d Dialogue, want string) (out *played, more []conformance.Finding) {
	if c.Language.Listens && want == string(conformance.Grew) {
		c.restart() // what it has grown by before must not count
		if c.play.p.Sane(ctx) == nil {
			c.memory = memory(c.pid())
		}
	}
	out = p.play(ctx, d)
	if out.Err != nil {
		return out, nil
	}
	var f *conformance.Finding
	switch {
	case !c.Language.Listens:
		f = c.tooLarge(out.memory, 0)
	default:
		f = c.behind(ctx, out, want)
	}
	if f != nil {
		more = append(more, *f)
	}
	return out, more
}

// behind looks at a program that listens behind a dialogue.
func (c *campaign) behind(ctx context.Context, out *played, want string) *conformance.Finding {
	if f := c.dead(out, false); f != nil {
		return f
	}
	if want == string(conformance.Spins) && c.spins(ctx, spinFor) {
		c.restart()
		return c.fatal(conformance.Spins, restful, "it is busy all the time")
	}
	failed := c.play.p.Sane(ctx)
	if failed != nil {
		failed = c.play.p.Sane(ctx)
	}
	// What it does behind its answers shows only now. One that died may have a successor, and
	// one that is dying may still have got through the sanity dialogue.
	if f := c.dead(out, failed != nil || want == string(conformance.Crashed)); f != nil || ctx.Err() != nil {
		return f
	}
	if c.memory > 0 {
		if f := c.tooLarge(memory(c.pid()), c.memory); f != nil {
			c.restart()
			return f
		}
	}
	if failed == nil {
		return nil
	}
	c.restart()
	return c.fatal(conformance.Hung, "the sanity dialogue as before", "%s", failed.Error())
}

// title is a finding on one line.
func (e *Entry) title() string {
	text := e.Diagnosis
	if e.Clause != "" {
		text += " (" + e.Clause + ")"
	}
	return fmt.Sprintf("%s: expected %s, have %s", text, e.Expected, e.Actual)
}
