package campaign

import (
	"context"
	"fmt"
	"time"

	"enginespec/conformance"
)

// The bounds of a program's memory: what one dialogue may cost, and what all together
// may. Both are far above what an honest program of this kind needs.
const (
	maxOnce = 256 << 20
	maxAll  = 1 << 30
)

// idleEvery is after how many dialogues a program that listens is left alone for a
// moment, to see whether it rests.
const idleEvery = 250

// alive checks a program that listens behind a dialogue: it has not died, it gets
// through the sanity dialogue, it has not grown, it rests when nobody asks.
func (c *campaign) alive(ctx context.Context, d Dialogue, out *played) bool {
	c.recent = append(c.recent, d)
	if len(c.recent) > idleEvery {
		c.recent = c.recent[1:]
	}
	if f := c.dead(out); f != nil {
		c.found(ctx, d, out, f)
		return true
	}
	if f := c.play.p.Sane(ctx); f != nil && ctx.Err() == nil {
		return c.insane(ctx, d, out, f)
	}
	pid := c.pid()
	now := memory(pid)
	if c.memory == 0 {
		c.memory = now
	}
	if f := c.tooLarge(now, c.memory); f != nil {
		c.found(ctx, d, out, f)
		c.restart()
	}
	c.memory = max(now, 1)
	if c.done%idleEvery == 0 && load(pid, 100*time.Millisecond) > 0.8 && load(pid, time.Second) > 0.8 {
		c.found(ctx, d, out, c.fatal(conformance.Hung, "the program to rest when nobody asks", "it is busy all the time"))
		c.restart()
	}
	return true
}

// dead is how the program ended, nil while it lives. A connection that ends comes before
// the end of the process can be seen.
func (c *campaign) dead(out *played) *conformance.Finding {
	p := c.program()
	if p == nil {
		return nil
	}
	wait := time.Duration(0)
	if out.ended {
		wait = settle / 20
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-p.Done():
	case <-t.C:
		return nil
	}
	e := p.Exit()
	out.Exit = &e
	if e.OK() || e.Killed {
		return nil // somebody said quit
	}
	for i := range out.Findings {
		if out.Findings[i].Fatal {
			return nil // it was seen already
		}
	}
	return c.fatal(conformance.Crashed, "the program to go on", "%s%s", e, lastWords(e))
}

// insane is called when the sanity dialogue fails behind a dialogue. It may have been
// slow once; a program that fails twice is down.
func (c *campaign) insane(ctx context.Context, d Dialogue, out *played, first *conformance.Failure) bool {
	second := c.play.p.Sane(ctx)
	if second == nil || ctx.Err() != nil {
		return true
	}
	if f := c.dead(out); f != nil {
		c.found(ctx, d, out, f)
		return true
	}
	f := c.fatal(conformance.Hung, "the sanity dialogue as before", "%s, and again %s", first.Error(), second.Error())
	if c.program() == nil { // nobody can start it again
		c.found(ctx, d, out, f)
		return c.fail(fmt.Errorf("the target does not get through the sanity dialogue any more: %w", second))
	}
	c.restart()
	c.found(ctx, d, out, f)
	return true
}

// tooLarge is a finding if a program has grown beyond bounds.
func (c *campaign) tooLarge(now, before int64) *conformance.Finding {
	if now-before < maxOnce && now < maxAll {
		return nil
	}
	return c.fatal(conformance.Grew, fmt.Sprintf("less than %d MiB more for one dialogue, and %d in all", maxOnce>>20, maxAll>>20), "%d MiB, %d before it", now>>20, before>>20)
}

// fatal is a finding of the whole program.
func (c *campaign) fatal(d conformance.Diagnosis, expected, actual string, args ...any) *conformance.Finding {
	f := conformance.Fail(d, expected, actual, args...)
	f.Clause = c.Language.Suite.Robust("", c.Language.Role).Clauses[0]
	return &conformance.Finding{Failure: *f, Entry: -1, Fatal: true}
}

// program is the process of a target that listens, nil if the fuzzer did not start it.
func (c *campaign) program() conformance.Process {
	if c.Target.Program == nil {
		return nil
	}
	return c.Target.Program()
}

func (c *campaign) pid() int {
	if p := c.program(); p != nil {
		return conformance.PID(p)
	}
	return 0
}

// restart stops the program; it is started anew when it is next dialed.
func (c *campaign) restart() {
	if p := c.program(); p != nil {
		p.Stop()
	}
	c.memory = 0
}
