package conformance

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// one runs one case as often as the configuration says and keeps the result of the
// first round that failed, or of the first of all. alone says that no other runs
// beside it.
func (r *run) one(ctx context.Context, k *Case, total int, alone bool, stop func()) {
	r.tell(Progress{Case: k, Total: total}, nil)
	began := time.Now()
	var res Result
	var strays []stray
	rounds, bad := 0, 0
	for rounds < max(r.Stress, 1) && ctx.Err() == nil || rounds == 0 {
		one, seen, done := r.round(ctx, k, alone)
		if !done {
			return // it will run again alone
		}
		if ctx.Err() != nil && (rounds > 0 || one.Verdict == HarnessError || one.Verdict == Untestable) {
			break // interrupted: no result is better than a wrong one
		}
		rounds++
		failed := one.Verdict != Pass && one.Verdict != NotAvailable
		if rounds == 1 || failed && bad == 0 {
			res, strays = one, seen
		}
		if failed {
			bad++
		}
		if one.Verdict == NotAvailable {
			break
		}
	}
	if rounds == 0 {
		return
	}
	if r.Stress > 1 {
		res.Rounds, res.Bad = rounds, bad
	}
	res.Duration = time.Since(began)
	r.tell(Progress{Case: k, Result: &res, Total: total}, strays)
	if r.Failfast && res.red(r.Strict) {
		stop()
	}
}

// round runs one case under all its segmentations. It is not done if the program died
// of it or of one that ran beside it.
func (r *run) round(ctx context.Context, k *Case, alone bool) (res Result, strays []stray, done bool) {
	res.Case = k
	for _, f := range k.Needs {
		if !r.features.Has(f) {
			res.Verdict, res.Reason = NotAvailable, "needs feature "+f.Name+" ("+f.Text+")"
		}
	}
	if r.newest != 0 && k.Version > r.newest {
		res.Verdict, res.Reason = NotAvailable, fmt.Sprintf("speaks version %d, and %s stops at %d", k.Version, r.Profile, r.newest)
	}
	segments := r.segments(k)
	for i, g := range segments {
		if res.Verdict != 0 {
			break
		}
		o := r.attempt(ctx, k, g, r.wary && i == len(segments)-1)
		if o.dead {
			if !alone {
				r.mu.Lock()
				r.suspects = append(r.suspects, suspect{k, *o.exit})
				r.mu.Unlock()
				return res, nil, false
			}
			if !o.exit.OK() {
				o.blameEnd(k, g)
			}
		}
		res.Segmentations = append(res.Segmentations, g)
		cut := r.suite.Segments[g]
		if i == 0 || o.failure == nil || !r.cutting(ctx, k, g, o.failure) {
			cut = nil // the clause about cutting is not what is broken
		}
		if cut != nil && o.untestable != "" { // the situation can be brought about uncut
			strays = append(strays, stray{Finding{Failure: *Blame(cut, o.failure), Entry: len(o.entries) - 1, Segmentation: g}, k, o.entries})
			break
		}
		switch {
		case o.harness != nil:
			res.Verdict, res.Reason = HarnessError, o.harness.Error()
		case o.missing != "":
			res.Verdict, res.Reason = NotAvailable, o.missing
		case o.untestable != "":
			res.Verdict, res.Reason = Untestable, o.untestable
		}
		own := 0
		for _, f := range o.findings {
			if f.Monitor && !slices.Contains(k.Clauses, f.Clause) {
				f.of = k
				strays = append(strays, stray{f, k, o.entries})
				continue
			}
			if f.of = k; cut != nil && !f.Monitor {
				f.Clause = cut
			}
			res.Findings = append(res.Findings, f)
			own++
		}
		if res.Transcript == nil || own > 0 || res.Verdict != 0 {
			res.Transcript, res.Exit = o.entries, o.exit
		}
		if own > 0 {
			break
		}
	}
	if res.Verdict == 0 {
		res.Verdict = verdictOf(res.Findings, r.Strict)
	}
	return res, strays, true
}

// attempt runs a case once and finds out whether the program under test outlived it.
func (r *run) attempt(ctx context.Context, k *Case, g Segmentation, wary bool) ended {
	w := r.Target.witness()
	o := r.session(ctx, k, g, nil)
	if program := w.program(); o.died(program, wary) || r.hangs(ctx, &o, program) {
		exit := program.Exit()
		o.exit, o.dead = &exit, true
	}
	return o
}

// cutting reports whether it is because of how its messages were cut that a dialogue
// failed, and not by chance or because of what ran beside it: cut it fails each time,
// uncut it passes each time.
func (r *run) cutting(ctx context.Context, k *Case, g Segmentation, f *Failure) bool {
	if r.suite.Segments[g] == nil {
		return false
	}
	again := r.hasty()
	for range 2 {
		cut := again.session(ctx, k, g, nil)
		if cut.failure == nil || cut.failure.Diagnosis != f.Diagnosis {
			return false
		}
		if whole := again.session(ctx, k, Whole, nil); whole.failure != nil || whole.harness != nil {
			return false
		}
	}
	return true
}

// hasty is a run that waits no longer than answers took so far, with a wide margin.
func (r *run) hasty() *run {
	h := &run{Config: r.Config, suite: r.suite, features: r.features, newest: r.newest}
	h.hurry = min(4*time.Duration(r.slowest.Load())+300*time.Millisecond, r.Timeout)
	return h
}

// segments are the segmentations that a case runs under: those of the run that the
// suite has a use for.
func (r *run) segments(k *Case) []Segmentation {
	if k.Whole || r.suite.Segments == nil {
		return r.Segments[:1]
	}
	return slices.DeleteFunc(slices.Clone(r.Segments), func(g Segmentation) bool {
		_, use := r.suite.Segments[g]
		return !use && g != Whole
	})
}

func (r *run) tell(p Progress, strays []stray) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p.Result != nil {
		r.done++
		r.results = append(r.results, *p.Result)
		r.strays = append(r.strays, strays...)
	}
	p.Done = r.done
	if r.Progress != nil {
		r.Progress(p)
	}
}

// order puts the results, and the strays, into the order of the suite's cases: they
// have ended in any.
func (r *run) order() {
	rank := map[*Case]int{}
	for i, k := range r.suite.Cases {
		rank[k] = i
	}
	slices.SortStableFunc(r.results, func(a, b Result) int { return rank[a.Case] - rank[b.Case] })
	slices.SortStableFunc(r.strays, func(a, b stray) int { return rank[a.of] - rank[b.of] })
}

// attribute gives each stray finding to the first result of a case that cites its
// clause, or, if none ran, to the one that saw it. Where a case has found the clause
// broken by itself, nothing more needs to be said.
func (r *run) attribute() {
	found := map[*Clause]bool{}
	for _, res := range r.results {
		for _, f := range res.Findings {
			found[f.Clause] = found[f.Clause] || slices.Contains(res.Case.Clauses, f.Clause)
		}
	}
	for _, st := range r.strays {
		if found[st.finding.Clause] {
			continue
		}
		saw := slices.IndexFunc(r.results, func(res Result) bool { return res.Case == st.of })
		to := slices.IndexFunc(r.results, func(res Result) bool {
			return slices.Contains(res.Case.Clauses, st.finding.Clause) && res.Verdict != NotAvailable
		})
		if saw < 0 { // interrupted before it had a result
			continue
		}
		if to < 0 {
			to = saw
		}
		res := &r.results[to]
		if slices.ContainsFunc(res.Findings, func(f Finding) bool { return f.Clause == st.finding.Clause }) {
			continue
		}
		f := st.finding
		if to != saw {
			f.Actual += " (seen in " + st.of.ID + ")"
			if len(res.Findings) == 0 {
				res.Transcript = st.entries
			} else {
				f.Entry = -1
			}
		}
		res.Findings = append(res.Findings, f)
		if res.Verdict == Pass || res.Verdict == NonStrict {
			res.Verdict = verdictOf(res.Findings, r.Strict)
		}
	}
}

// ended is what is left of a session.
type ended struct {
	failure    *Failure
	findings   []Finding
	untestable string // why the situation could not be brought about
	missing    string // why the situation does not exist for this target
	harness    error
	entries    []Entry
	exit       *Exit
	busy       bool  // the program had to be stopped because it was busy for ever
	dead       bool  // the program under test did not outlive the session
	at         int   // the number of the step that failed, as by Only for steps that are not made of others
	sent       []int // the lengths of what was sent
}

// session runs a case once. after, if set, runs behind its steps.
func (r *run) session(ctx context.Context, k *Case, g Segmentation, after func(*Session)) (o ended) {
	limit := k.Limit
	if limit == 0 {
		limit = time.Minute
	}
	scale := time.Duration(max(r.Target.Scale, 1))
	ctx, cancel := context.WithTimeout(ctx, limit/scale+20*r.Timeout)
	defer cancel()
	h := fnv.New64a()
	h.Write([]byte(k.ID))
	s := &Session{
		Suite: r.suite, Case: k, Segmentation: g, Transcript: newTranscript(), Env: r.Env, ctx: ctx, target: r.Target,
		features: r.features, insane: r.first, version: cmp.Or(k.Version, r.newest), newest: r.newest, patience: r.Timeout, hurry: r.hurry, cuts: r.cuts, slowest: &r.slowest, Vars: map[string]string{}, arrived: make(chan struct{}, 1),
		Rand: rand.New(rand.NewPCG(r.Seed, h.Sum64())),
	}
	for name, v := range r.Target.Params {
		s.Vars[name] = v
	}
	s.fixtureVars()
	s.Transcript.watch = s.observe
	defer func() {
		if p := recover(); p != nil {
			o.harness = fmt.Errorf("case %s panicked: %v\n%s", k.ID, p, debug.Stack())
		}
		s.close()
		o.findings, o.entries, o.sent = s.findings, s.Transcript.Entries(), s.sent
		if s.Process != nil {
			e := s.Process.Exit()
			o.exit = &e
		}
	}()
	if r.suite.Prepare != nil {
		if err := r.suite.Prepare(s); err != nil {
			o.harness = err
			return o
		}
	}
	given := runSteps(ctx, s, k.Given)
	if errors.Is(given.harness, errNotAvailable) {
		o.missing = strings.TrimPrefix(given.harness.Error(), errNotAvailable.Error()+": ")
		return o
	}
	if given.failure != nil {
		o.failure = s.fate(given.failure)
		o.untestable = given.step + ": " + o.failure.Error()
		return o
	}
	done := given
	if given.harness == nil {
		done = runSteps(ctx, s, k.Steps)
	}
	if done.harness != nil {
		if errors.Is(done.harness, errNotAvailable) {
			o.missing = strings.TrimPrefix(done.harness.Error(), errNotAvailable.Error()+": ")
			return o
		}
		if p, ok := errors.AsType[*presupposed](done.harness); ok {
			o.failure = s.fate(p.f)
			o.untestable = done.step + ": " + o.failure.Error()
			return o
		}
		o.harness = done.harness
		return o
	}
	if done.failure != nil {
		o.failure, o.at = s.fate(done.failure), len(k.Given)+done.at
		s.Report(o.failure, s.shows(o.failure), false)
	}
	if after != nil && (o.failure == nil || o.failure.Diagnosis == Refused) {
		after(s)
	}
	return o
}

// shows is the index of the transcript entry that shows a failure: what was taken last,
// or the end of the transcript where something did not come.
func (s *Session) shows(f *Failure) int {
	last := s.Transcript.Len() - 1
	if f.at > 0 {
		return f.at - 1
	}
	switch f.Diagnosis {
	case WrongKind, WrongOrder, WrongValue, WrongShape, OutOfRange, MissingField, Malformed, NotCanonical, Decreased, TooLong, Unasked:
		if x := s.conn(); x != nil {
			x.mu.Lock()
			defer x.mu.Unlock()
			if x.taken > 0 { // 0 is the note of the connection
				return x.taken
			}
		}
	}
	return last
}

// errNotAvailable is returned by steps of cases whose situation turns out not to
// exist for this target.
var errNotAvailable = errors.New("not available")

// NotAvailableError says that a situation does not exist for the target.
func NotAvailableError(why string) error { return fmt.Errorf("%w: %s", errNotAvailable, why) }

// IsNotAvailable reports whether a step ended with a NotAvailableError.
func IsNotAvailable(err error) bool { return errors.Is(err, errNotAvailable) }
