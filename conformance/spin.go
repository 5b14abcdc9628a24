package conformance

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// A program can answer everybody else and yet be busy for ever with one dialogue: in a
// thread of its own, it shows nowhere but in that the thread never comes to rest.

// How long a program is watched that should be idle, how often it is looked at, and the
// share of looks at which it is busy that is too much then.
const (
	idling = 500 * time.Millisecond
	look   = 10 * time.Millisecond
	busy   = 0.8
)

// spins reports whether p is busy all through d, during which nobody asks it anything.
// Where that is not known of a process, it is not.
func spins(ctx context.Context, p Process, d time.Duration) bool {
	one, ok := p.(*program)
	if !ok {
		return false
	}
	t := time.NewTicker(look)
	defer t.Stop()
	looks, running := 0, 0
	for end := time.Now().Add(d); time.Now().Before(end); looks++ {
		select {
		case <-t.C:
		case <-p.Done():
			return false
		case <-ctx.Done():
			return false
		}
		is, known := runs(one.cmd.Process.Pid)
		if !known {
			return false
		}
		if is {
			running++
		}
	}
	return float64(running) > busy*float64(looks)
}

// Busy reports whether a program that the suite started is busy all through d, during which
// nobody asks it anything. Where that is not known of a process, it is not.
func Busy(ctx context.Context, p Process, d time.Duration) bool { return spins(ctx, p, d) }

// whoSpins finds the dialogue that keeps the program busy, if it is busy at the end of
// the run: of those that got no answer, each runs again alone, and with a new program.
func (r *run) whoSpins(ctx context.Context) (problem string) {
	if r.Target.Program == nil {
		return ""
	}
	p := r.Target.Program()
	if p == nil || over(p, 0) || !spins(ctx, p, idling) {
		return ""
	}
	for i := range r.results {
		res := &r.results[i]
		f := res.Finding(r.Strict)
		if f == nil || f.of == nil || f.Fatal || !slices.Contains([]Diagnosis{NoReply, TooLate, NotClosed, GaveUp}, f.Diagnosis) {
			continue
		}
		p.Stop()
		o := r.attempt(ctx, f.of, f.Segmentation, false)
		if p = r.Target.Program(); p == nil || !spins(ctx, p, idling) {
			continue
		}
		p.Stop()
		exit := p.Exit()
		o.exit, o.busy = &exit, true
		o.blameEnd(f.of, f.Segmentation)
		o.findings[0].of = f.of
		res.Findings, res.Transcript, res.Exit = append(o.findings, res.Findings...), o.entries, o.exit
		res.Findings[0].Entry = len(o.entries) - 1
		for j := range res.Findings[1:] {
			res.Findings[j+1].Entry = -1
		}
		res.Verdict = Failed
		return ""
	}
	return fmt.Sprintf("the program is busy with nothing to do, for %v after the last case, and none of the cases alone makes it so", idling)
}

// Return waits at most d of real time for the program to connect again, as Accept does,
// and wants it to be at rest meanwhile: one that is busy for ever may come back or not.
// What it does for two seconds, compiling itself, is its own affair.
func (s *Session) Return(d time.Duration) *Failure {
	const short, long = 4, 20 // looks of idling: two seconds, and ten
	deadline := time.Now().Add(d)
	for busy, looks := 0, 0; ; {
		if s.Process != nil && spins(s.ctx, s.Process, idling) {
			busy++
		}
		looks++
		left := time.Until(deadline)
		f := s.Accept(max(0, min(left, idling/5)))
		waits := f != nil && f.Diagnosis == NoReply && left > 0 && s.ctx.Err() == nil
		if busy == looks && looks >= long || busy >= max(short, looks-1) && !waits {
			return Fail(Spins, "a program that waits", "it is busy all the time, for %v", time.Duration(looks)*idling)
		}
		if !waits {
			return f
		}
	}
}
