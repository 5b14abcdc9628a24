package conformance

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A program that listens serves many dialogues side by side. When it dies, all that
// were open fail, and one of them did it. So none of them is judged: each runs again
// alone, against a program that was started anew, and the one during which that one
// dies too is the culprit.

// settling is how long a failed dialogue waits for the end of the program that may
// have caused it: connections end before the process can be reaped.
const settling = 200 * time.Millisecond

// witness remembers the process that a dialogue begins with.
type witness struct {
	target *Target
	first  Process
	dead   bool // it had ended already, or was never started: the dialogue starts the next
}

func (t *Target) witness() *witness {
	w := &witness{target: t}
	if t.Program != nil {
		w.first = t.Program()
		w.dead = w.first == nil || over(w.first, 0)
	}
	return w
}

// program is the process that the dialogue talked to, nil if the suite started none.
func (w *witness) program() Process {
	if w.dead {
		if p := w.target.Program(); p != w.first {
			return p
		}
		return nil
	}
	return w.first
}

// over reports whether p has ended, waiting for at most d.
func over(p Process, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-p.Done():
		return true
	case <-t.C:
	}
	select {
	case <-p.Done():
		return true
	default:
		return false
	}
}

// died reports whether p ended during a dialogue that came to o. Who is wary waits for
// the end also behind a dialogue that passed: its last message may do it.
func (o *ended) died(p Process, wary bool) bool {
	if wary || o.failure != nil || o.harness != nil || len(o.findings) > 0 {
		return p != nil && over(p, settling)
	}
	return p != nil && over(p, 0)
}

// hangs reports whether p, which did not answer in a dialogue, does not answer at
// all any more, and stops it then.
func (r *run) hangs(ctx context.Context, o *ended, p Process) bool {
	if p == nil || o.failure == nil || r.first != nil || r.suite.Sanity[r.Role] == nil {
		return false
	}
	// Closed and Reset are what a connection comes to that waits to be accepted by who
	// does not listen any more.
	if !slices.Contains([]Diagnosis{NoReply, TooLate, Hung, Unreachable, NotClosed, Closed, Reset}, o.failure.Diagnosis) {
		return false
	}
	if r.sanity(ctx) == nil || ctx.Err() != nil {
		return over(p, 0) // who ran beside this one has stopped it
	}
	o.busy = spins(ctx, p, idling/4)
	p.Stop()
	return true
}

// blameEnd makes the end of the program what o failed by.
func (o *ended) blameEnd(k *Case, g Segmentation) {
	expected, how := "the program to go on", o.exit.String()
	switch {
	case o.busy:
		expected, how = "the program to come to rest", "it was busy until the suite stopped it"
	case o.exit.Killed:
		expected = "the program to answer the next dialogue"
	}
	f := Fail(o.exit.diagnosis(o.busy), expected, "%s", how+o.exit.lastWords())
	o.failure, o.untestable, o.missing, o.harness = f, "", "", nil
	o.findings = []Finding{{Failure: *Blame(k.Clauses[0], f), Entry: len(o.entries) - 1, Segmentation: g, Fatal: true}}
}

// diagnosis is the word for the end of a program that should have gone on.
func (e Exit) diagnosis(busy bool) Diagnosis {
	switch {
	case busy, e.Spun():
		return Spins
	case e.Killed:
		return Hung
	case e.Signal != "":
		return Crashed
	}
	return Exited
}

// lastWords is the last line that a program printed, for the end of a sentence.
func (e Exit) lastWords() string {
	out := strings.TrimSpace(e.Output)
	if out == "" {
		return ""
	}
	return ": " + string(clip([]byte(out[strings.LastIndexByte(out, '\n')+1:]), 200))
}

// suspect is a case that was open when the program died.
type suspect struct {
	kase *Case
	exit Exit
}

// again runs the suspects alone. That none of them is the culprit is a problem too.
func (r *run) again(ctx context.Context, total int, stop func()) (problems []string) {
	suspects := r.suspects
	r.suspects = nil
	var unclear []string
	guilty := false
	r.wary = true
	defer func() { r.wary = false }()
	for _, s := range suspects {
		if ctx.Err() != nil {
			return nil
		}
		r.one(ctx, s.kase, total, true, stop)
		if !s.exit.OK() {
			unclear = append(unclear, s.kase.ID)
		}
		r.mu.Lock()
		if n := len(r.results); n > 0 && r.results[n-1].Case == s.kase {
			guilty = guilty || slices.ContainsFunc(r.results[n-1].Findings, func(f Finding) bool {
				return f.Fatal
			})
		}
		r.mu.Unlock()
	}
	if len(unclear) > 0 && !guilty {
		problems = append(problems, fmt.Sprintf("the program died (%s) while %s ran side by side, and in none of them alone",
			suspects[0].exit, strings.Join(clipList(unclear, 8), ", ")))
	}
	return problems
}

// unexplained are the ends of the program with an error that no case is blamed for.
func (r *run) unexplained() []string {
	if r.Target.Deaths == nil || slices.ContainsFunc(r.results, func(res Result) bool {
		return slices.ContainsFunc(res.Findings, func(f Finding) bool { return f.Fatal })
	}) {
		return nil
	}
	for _, e := range r.Target.Deaths() {
		if !e.OK() {
			return []string{fmt.Sprintf("the program died (%s%s) behind a case that had passed, and was started again", e, e.lastWords())}
		}
	}
	return nil
}
