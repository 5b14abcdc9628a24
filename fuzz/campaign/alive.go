package campaign

import (
	"context"
	"fmt"
	"time"

	"enginespec/conformance"
)

// The bounds of a program's memory: what one dialogue may cost unless the user says
// otherwise, and what all together may. Both are far above what an honest program of this
// kind needs.
const (
	maxOnce = 256 << 20
	maxAll  = 1 << 30
)

// A program that listens is left alone for a moment after so many dialogues, or so long,
// to see whether it rests: a glance first, then as long as nothing honest is busy for.
const (
	idleEvery = 200
	idleAfter = 3 * time.Second
	glance    = 60 * time.Millisecond
	spinFor   = time.Second
	restful   = "the program to rest when nobody asks"
)

// alive checks a program that listens behind a dialogue: it has not died, it gets
// through the sanity dialogue, it has not grown, it rests when nobody asks.
func (c *campaign) alive(ctx context.Context, d Dialogue, out *played) bool {
	c.recent = append(c.recent, d)
	if f := c.dead(out, false); f != nil {
		c.found(ctx, d, out, f)
		return true
	}
	if f := c.play.p.Sane(ctx); f != nil && ctx.Err() == nil {
		return c.insane(ctx, d, out, f)
	}
	if f := c.dead(out, false); f != nil { // it died slowly, and it was another that is sane
		c.found(ctx, d, out, f)
		return true
	}
	now := memory(c.pid())
	if c.memory == 0 {
		c.memory = now
	}
	if f := c.tooLarge(now, c.memory); f != nil {
		c.found(ctx, d, out, f)
		c.restart()
	}
	c.memory = max(now, 1)
	if len(c.recent) >= idleEvery || time.Since(c.rested) > c.idleAfter {
		if c.spins(ctx, glance) && c.spins(ctx, spinFor) {
			f := c.fatal(conformance.Spins, restful, "it is busy all the time")
			c.restart()
			c.found(ctx, c.culprit(ctx, c.recent, func() bool { return c.spins(ctx, spinFor) }), out, f)
		}
		c.recent, c.rested = nil, time.Now()
	}
	return true
}

// spins reports whether the program that listens is busy for d though nobody asks.
func (c *campaign) spins(ctx context.Context, d time.Duration) bool {
	p := c.program()
	return p != nil && conformance.Busy(ctx, p, d)
}

// culprit finds the dialogue among the recent ones that brought the program into a state
// which shows behind it: halves of them are played to fresh programs. If it takes several,
// it is the last of them.
func (c *campaign) culprit(ctx context.Context, recent []Dialogue, shows func() bool) Dialogue {
	for len(recent) > 1 {
		half := len(recent) / 2
		for _, d := range recent[half:] {
			c.play.play(ctx, d)
		}
		if shows() {
			recent = recent[half:]
		} else {
			recent = recent[:half]
		}
		c.restart()
	}
	return recent[0]
}

// dead is how the program ended, nil while it lives. A connection that ends comes before
// the end of the process can be seen, and a failure of the sanity dialogue may: failing
// waits longer.
func (c *campaign) dead(out *played, failing bool) *conformance.Finding {
	wait := time.Duration(0)
	switch {
	case failing:
		wait = settle
	case out.ended:
		wait = settle / 20
	}
	e, ended := c.exit(wait)
	if !ended {
		return nil
	}
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

// exit is how the program has ended, if it has. One that was seen to listen again, for the
// next dialogue, has ended before.
func (c *campaign) exit(wait time.Duration) (conformance.Exit, bool) {
	if c.Target.Deaths != nil {
		if all := c.Target.Deaths(); len(all) > c.deaths {
			c.deaths = len(all)
			return all[len(all)-1], true
		}
	}
	p := c.program()
	if p == nil {
		return conformance.Exit{}, false
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-p.Done():
	case <-t.C:
		return conformance.Exit{}, false
	}
	if e := p.Exit(); !e.Killed {
		c.deaths++ // it is counted when the next is started
		return e, true
	}
	return conformance.Exit{}, false
}

// insane is called when the sanity dialogue fails behind a dialogue. It may have been
// slow once; a program that fails twice is down.
func (c *campaign) insane(ctx context.Context, d Dialogue, out *played, first *conformance.Failure) bool {
	second := c.play.p.Sane(ctx)
	if f := c.dead(out, second != nil); f != nil {
		c.found(ctx, d, out, f)
		return true
	}
	if second == nil || ctx.Err() != nil {
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
	if now-before < c.Memory && now < maxAll {
		return nil
	}
	return c.fatal(conformance.Grew, fmt.Sprintf("less than %d MiB more for one dialogue, and %d in all", c.Memory>>20, maxAll>>20), "%d MiB, %d before it", now>>20, before>>20)
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
