package conformance

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// A dialogue that failed is run again, and then made as short as it can be while the
// same target breaks the same clause in the same way at the same step. Less of a
// dialogue may make another failure of it: who was never asked does not answer. So a
// shorter dialogue counts only if the reference, Config.Oracle, gets through it.

// Shrunk is what came of running a failed dialogue again and making it shorter.
type Shrunk struct {
	Steps          []int // kept, numbered as by Only
	From, To       int   // messages in the transcript, before and after
	Runs, Recurred int   // how often the whole dialogue ran again, and failed the same way
}

// Only returns a copy of a case with some of its steps. They are numbered from 0,
// those of Given before those of Steps, each step made by [Steps] as the steps that
// it is made of. Nil keeps all.
func Only(k *Case, steps []int) (*Case, error) {
	given, rest := apart(k.Given), apart(k.Steps)
	only := *k
	only.Given, only.Steps = given, rest
	if steps == nil {
		return &only, nil
	}
	only.Given, only.Steps = nil, nil
	for _, n := range steps {
		switch {
		case n < 0 || n >= len(given)+len(rest):
			return nil, fmt.Errorf("case %s has the steps 0 to %d, there is no %d", k.ID, len(given)+len(rest)-1, n)
		case n < len(given):
			only.Given = append(only.Given, given[n])
		default:
			only.Steps = append(only.Steps, rest[n-len(given)])
		}
	}
	return &only, nil
}

// apart takes steps made of steps apart.
func apart(steps []Step) (all []Step) {
	for _, st := range steps {
		if s, ok := st.(several); ok {
			all = append(all, apart(s)...)
		} else {
			all = append(all, st)
		}
	}
	return all
}

// The whole dialogue runs again until it fails as it did, at most this often.
const reruns = 3

// shrink shrinks the dialogues of the results that failed. All of it together takes no
// longer than the configuration says.
func (r *run) shrink(ctx context.Context) {
	var failed []*Result
	for i := range r.results {
		if res := &r.results[i]; res.Verdict == Failed && res.Finding(r.Strict).of != nil && res.Finding(r.Strict).Diagnosis != Spins {
			failed = append(failed, res)
		}
	}
	if r.Shrink <= 0 || len(failed) == 0 || ctx.Err() != nil {
		return
	}
	deadline := time.Now().Add(r.Shrink)
	hurry := r.hasty().hurry
	oracle, stop := r.oracle(ctx)
	defer stop()
	for i, res := range failed {
		r.hurry, r.cuts = hurry, nil
		share := time.Until(deadline) / time.Duration(len(failed)-i)
		ctx, cancel := context.WithTimeout(ctx, share)
		s := shrinking{run: r, oracle: oracle, ctx: ctx, of: res.Finding(r.Strict)}
		s.shrink(res)
		cancel()
	}
	r.hurry, r.cuts = 0, nil
}

// asking is how long the reference may take to answer. It runs beside the suite, and
// faster than real time; what it does not answer costs no more than this.
const asking = 100 * time.Millisecond

// oracle is a run against the reference, nil without one.
func (r *run) oracle(ctx context.Context) (*run, func()) {
	if r.Oracle == nil {
		return nil, func() {}
	}
	t, stop, err := r.Oracle(ctx)
	if err != nil {
		return nil, func() {}
	}
	o := &run{Config: r.Config, suite: r.suite, features: r.features, newest: r.newest}
	o.Target, o.hurry = t, asking
	return o, stop
}

// shrinking is the shrinking of one dialogue.
type shrinking struct {
	*run
	oracle *run
	ctx    context.Context
	of     *Finding
	at     int   // the number of the step that fails, if one does
	best   ended // of the shortest dialogue so far
}

func (s *shrinking) shrink(res *Result) {
	all, _ := Only(s.of.of, nil)
	keep := make([]int, len(all.Given)+len(all.Steps))
	for i := range keep {
		keep[i] = i
	}
	sh := Shrunk{From: messages(res.Transcript), To: messages(res.Transcript)}
	for sh.Runs < reruns && sh.Recurred == 0 {
		o := s.attempt(s.ctx, all, s.of.Segmentation, s.of.Fatal)
		if s.ctx.Err() != nil || o.harness != nil || s.of.Diagnosis != Unreachable && o.failure != nil && o.failure.Diagnosis == Unreachable {
			break
		}
		if again := s.same(&o) != nil; again {
			sh.Runs, sh.Recurred = sh.Runs+1, 1
			s.at, s.best = o.at, o
		} else if s.hurry == 0 {
			sh.Runs++
		} else {
			s.hurry = 0 // it may have been the haste
		}
	}
	if sh.Runs == 0 {
		return // there is no time for it, or the target is gone
	}
	res.Shrunk = &sh
	if sh.Recurred == 0 || sh.Runs > 1 {
		return // what does not fail each time cannot be made shorter by trying
	}
	if s.first == nil && s.sanity(s.ctx) != nil {
		return // the target answers nobody any more: whatever is left out, it stays so
	}
	if !s.anywhere() {
		keep = keep[:s.at+1]
	}
	if s.anywhere() || s.oracle != nil {
		keep = reduce(keep, s.fails)
	}
	s.shorten(keep)
	if !s.fair(keep) {
		return
	}
	f := s.same(&s.best)
	sh.Steps, sh.To = keep, messages(s.best.entries)
	if sh.To >= sh.From && s.of.of == res.Case {
		return
	}
	if s.of.Entry = f.Entry; f.Diagnosis != NoReply { // of which the first run knows how long was waited
		s.of.Expected, s.of.Actual = f.Expected, f.Actual
	}
	res.Transcript, res.Exit = s.best.entries, s.best.exit
}

// anywhere reports whether the finding is one in whatever dialogue it is seen.
func (s *shrinking) anywhere() bool { return s.of.Monitor || s.of.Fatal }

// same returns the finding of o that is the one to be kept, or nil.
func (s *shrinking) same(o *ended) *Finding {
	g := s.of.Segmentation
	if o.dead && !o.exit.OK() && s.of.Fatal {
		o.blameEnd(s.of.of, g)
	}
	for i := range o.findings {
		f := &o.findings[i]
		if f.Diagnosis == s.of.Diagnosis && (f.Clause == s.of.Clause || g != Whole && s.suite.Segments[g] == s.of.Clause) && f.Monitor == s.of.Monitor && f.Fatal == s.of.Fatal {
			return f
		}
	}
	return nil
}

// fails reports whether the dialogue of some steps still shows the finding, and keeps
// it as the best so far if so.
func (s *shrinking) fails(keep []int) bool {
	if s.ctx.Err() != nil || len(keep) == 0 || !s.anywhere() && keep[len(keep)-1] != s.at {
		return false
	}
	k, err := Only(s.of.of, keep)
	if err != nil {
		return false
	}
	if s.oracle != nil && !s.anywhere() {
		s.oracle.cuts = s.cuts
		if o := s.oracle.attempt(s.ctx, k, s.of.Segmentation, false); o.harness != nil || o.untestable != "" || o.missing != "" || len(o.findings) > 0 {
			return false
		}
	}
	var o ended
	for range sure {
		o = s.attempt(s.ctx, k, s.of.Segmentation, s.of.Fatal)
		if s.ctx.Err() != nil || s.same(&o) == nil || !s.anywhere() && (o.at >= len(keep) || keep[o.at] != s.at) {
			return false
		}
	}
	s.best = o
	return true
}

// fair reports whether a reference that has seen none of the attempts gets through the
// shortest dialogue too: what one of them set, the one of the attempts may still have.
func (s *shrinking) fair(keep []int) bool {
	if s.oracle == nil || s.anywhere() {
		return true
	}
	// The time for shrinking may be over; this is its last and shortest part.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), time.Second)
	defer cancel()
	k, err := Only(s.of.of, keep)
	fresh, stop := s.run.oracle(ctx)
	defer stop()
	if err != nil || fresh == nil {
		return false
	}
	fresh.cuts = s.cuts
	o := fresh.attempt(ctx, k, s.of.Segmentation, false)
	return o.harness == nil && o.untestable == "" && o.missing == "" && len(o.findings) == 0
}

// sure is how often a shorter dialogue must fail: who leaves out a wait makes a race.
const sure = 2

// messages counts what passed.
func messages(entries []Entry) (n int) {
	for i := range entries {
		if entries[i].Packet != nil {
			n++
		}
	}
	return n
}

// span is a part of what is sent.
type span struct{ begin, end int }

// shorten leaves out bytes of what is sent. Most messages mean something else when they
// are cut, so that only an end that no bytes may bring about is looked for.
func (s *shrinking) shorten(keep []int) {
	if !s.of.Fatal && !slices.Contains([]Diagnosis{Closed, Reset, Crashed, Exited, Spins, Hung}, s.of.Diagnosis) || !s.of.Fatal && s.oracle == nil {
		return
	}
	lengths := slices.Clone(s.best.sent)
	s.cuts = map[int][]span{}
	for i, n := range lengths {
		var pieces []span
		size := max(n/16, 1)
		for at := 0; at < n; at += size {
			pieces = append(pieces, span{at, min(at+size, n)})
		}
		s.cuts[i] = reduce(pieces, func(less []span) bool {
			was := s.cuts[i]
			s.cuts[i] = less
			if s.fails(keep) {
				return true
			}
			s.cuts[i] = was
			return false
		})
	}
}

// cut returns the parts of b that cuts keep of the i-th message sent.
func cut(b []byte, cuts map[int][]span, i int) []byte {
	spans, some := cuts[i]
	if !some {
		return b
	}
	var out []byte
	for _, sp := range spans {
		out = append(out, b[min(sp.begin, len(b)):min(sp.end, len(b))]...)
	}
	return out
}
