package campaign

import (
	"context"
	"fmt"
	"time"

	"enginespec/conformance"
)

// found takes a finding. A new one is shrunk, or waits for it: one is shrunk at a time, so
// that the others go on looking.
func (c *campaign) found(ctx context.Context, d Dialogue, out *played, f *conformance.Finding) {
	key := c.Language.key(f, out)
	c.mu.Lock()
	fresh := c.record.count(key)
	if fresh {
		e := &Entry{Key: key, Diagnosis: string(f.Diagnosis), Expected: f.Expected, Actual: f.Actual, Seen: 1, At: time.Since(c.began).Round(time.Millisecond)}
		if f.Clause != nil {
			e.Clause = f.Clause.ID
		}
		c.waiting = append(c.waiting, &pending{e, f, d, out})
	}
	busy := c.shrinks
	c.shrinks = true
	c.mu.Unlock()
	if !busy {
		c.work(ctx, func() bool { return c.over.Err() == nil })
	}
}

// pending is a finding that waits for being shrunk.
type pending struct {
	*Entry
	f   *conformance.Finding
	d   Dialogue
	out *played
}

// work shrinks what waits, until nothing does or more says no.
func (c *campaign) work(ctx context.Context, more func() bool) {
	for {
		c.mu.Lock()
		if len(c.waiting) == 0 || !more() {
			c.shrinks = false
			c.mu.Unlock()
			return
		}
		one := c.waiting[0]
		c.waiting = c.waiting[1:]
		c.mu.Unlock()
		c.tell()
		c.shrink(ctx, one)
		c.write(one)
	}
}

// rest shrinks what waits at the end, for a while, and writes the rest as it is.
func (c *campaign) rest(ctx context.Context) {
	end := time.Now().Add(2 * c.ShrinkTime)
	c.work(ctx, func() bool { return ctx.Err() == nil && time.Now().Before(end) })
	for _, one := range c.waiting {
		c.write(one)
	}
}

// write writes a finding as it is now.
func (c *campaign) write(one *pending) {
	one.Cause = c.Language.cause(one.f, one.d)
	one.Moves, one.Bytes = len(one.d), one.d.size()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.note(c.record.add(c, one.Entry, one.d, one.out))
}

// shrink confirms a finding and makes its dialogue as short as it gets.
func (c *campaign) shrink(ctx context.Context, e *pending) {
	s := &shrinker{times: 2, deadline: time.Now().Add(c.ShrinkTime)}
	how := c.play.calmly()
	s.holds = func(d Dialogue) bool {
		again := c.again(ctx, how, d, kind(e.f))
		if again != nil {
			e.out = again
		}
		return again != nil
	}
	seen := s.count(e.d)
	if seen == 0 { // it may take haste
		how = c.play
		seen = s.count(e.d)
	}
	if e.Confirmed = seen > 0; !e.Confirmed {
		return
	}
	e.d = s.shrink(ctx, e.d)
	e.Replays, e.Plays = s.count(e.d), s.plays
}

// confirm is how often a finding is played again, as it was found and in the end. What
// depends on where things lie in memory is not seen each time.
const confirm = 3

// count is how often a dialogue shows what it is to show.
func (s *shrinker) count(d Dialogue) (n int) {
	for range confirm {
		if s.holds(d) {
			n++
		}
	}
	return n
}

// again plays a dialogue and returns what came of it if that is of a kind, else nil.
func (c *campaign) again(ctx context.Context, p *player, d Dialogue, want string) *played {
	out, more := c.look(ctx, p, d)
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
// dialogue itself does not show.
func (c *campaign) look(ctx context.Context, p *player, d Dialogue) (out *played, more []conformance.Finding) {
	out = p.play(ctx, d)
	if out.Err != nil {
		return out, nil
	}
	var f *conformance.Finding
	switch {
	case !c.Language.Listens:
		f = c.tooLarge(out.memory, 0)
	default:
		if f = c.dead(out); f == nil && c.memory > 0 {
			f = c.tooLarge(memory(c.pid()), c.memory)
		}
		if f == nil && c.play.p.Sane(ctx) != nil {
			if failed := c.play.p.Sane(ctx); failed != nil && ctx.Err() == nil {
				if f = c.dead(out); f == nil {
					f = c.fatal(conformance.Hung, "the sanity dialogue as before", "%s", failed.Error())
					c.restart()
				}
			}
		}
	}
	if f != nil {
		more = append(more, *f)
	}
	return out, more
}

// title is a finding on one line.
func (e *Entry) title() string {
	text := e.Diagnosis
	if e.Clause != "" {
		text += " (" + e.Clause + ")"
	}
	return fmt.Sprintf("%s: expected %s, have %s", text, e.Expected, e.Actual)
}
