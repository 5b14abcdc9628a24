package conformance

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"enginespec/codec"
)

// Case is one dialogue that can show its clauses kept or broken.
type Case struct {
	ID      string      // "ts/handshake/hello-first": protocol, group, slug; never renamed
	Doc     string      // what it shows, when the clause's text does not say it
	Role    codec.Party // who is under test
	Clauses []*Clause   // what it shows; a failure blames the first unless it names another
	Needs   []*Feature  // without them it is n/a
	Version int         // the protocol version that it speaks, 0 for the default
	// Given brings about the situation. Where it cannot be brought about the case is
	// untestable: the target may break another clause, but not this one.
	Given []Step
	// Steps is the dialogue itself. Its first failure ends the case.
	Steps []Step
	// Whole says that cutting the suite's writes makes no sense: the case cuts them
	// itself, or counts time.
	Whole bool
	// Alone says that the case must not run beside others.
	Alone bool
	// Limit is the longest it may take in the target's time, besides waiting for
	// replies. Zero: a minute.
	Limit time.Duration
}

// Group is the middle part of the ID.
func (k *Case) Group() string {
	if p := strings.Split(k.ID, "/"); len(p) == 3 {
		return p[1]
	}
	return ""
}

// Level is the strongest level among the case's clauses.
func (k *Case) Level() Level {
	l := Observed
	for _, c := range k.Clauses {
		l = min(l, c.Level)
	}
	return l
}

// Binding reports whether failing the case fails a run.
func (k *Case) Binding(strict bool) bool {
	for _, c := range k.Clauses {
		if c.Binding(strict) {
			return true
		}
	}
	return false
}

// Step is one move of a dialogue.
type Step interface {
	// Do makes the move. It returns nil, a *Failure of the target, or another error,
	// which is one of the suite or its surroundings.
	Do(s *Session) error
	// String says what the step does, in the words of the case's author.
	String() string
}

// step makes a Step of a text and a function.
type step struct {
	text string
	do   func(*Session) error
}

func (st step) Do(s *Session) error { return st.do(s) }
func (st step) String() string      { return st.text }

// failing turns a nil *Failure into a nil error.
func failing(f *Failure) error {
	if f == nil {
		return nil
	}
	return f
}

// several is a step made of steps. Shrinking takes it apart again.
type several []Step

func (all several) Do(s *Session) error {
	for _, st := range all {
		if err := st.Do(s); err != nil {
			return err
		}
	}
	return nil
}

func (all several) String() string {
	var words []string
	for _, st := range all {
		words = append(words, st.String())
	}
	return strings.Join(words, "; ")
}

// Steps makes one step of several.
func Steps(steps ...Step) Step { return several(steps) }

// For makes a failure of st blame clause c.
func For(c *Clause, st Step) Step {
	return step{st.String(), func(s *Session) error {
		err := st.Do(s)
		if f, ok := errors.AsType[*Failure](err); ok {
			return failing(Blame(c, f))
		}
		return err
	}}
}

// Diagnose makes a failure of st have diagnosis d: the same silence means one
// thing where an answer is due and another where a refusal must be overcome.
func Diagnose(d Diagnosis, st Step) Step {
	return step{st.String(), func(s *Session) error {
		err := st.Do(s)
		if f, ok := errors.AsType[*Failure](err); ok {
			f.Diagnosis = d
			return f
		}
		return err
	}}
}

// presupposed is a failure of what a case takes for granted.
type presupposed struct{ f *Failure }

func (p *presupposed) Error() string { return p.f.Error() }

// Presupposed makes an error of a failure that makes a case untestable, wherever in its
// steps it is seen, rather than breaking its clause.
func Presupposed(f *Failure) error { return &presupposed{f} }

// outcome is what came of running a list of steps.
type outcome struct {
	failure *Failure
	harness error
	step    string
	at      int // the step's index
}

func runSteps(ctx context.Context, s *Session, steps []Step) outcome {
	for i, st := range steps {
		err := st.Do(s)
		if err == nil {
			continue
		}
		if f, ok := errors.AsType[*Failure](err); ok {
			if ctx.Err() != nil && f.Diagnosis == NoReply {
				return outcome{harness: fmt.Errorf("interrupted: %w", context.Cause(ctx)), step: st.String()}
			}
			return outcome{failure: f, step: st.String(), at: i}
		}
		return outcome{harness: err, step: st.String()}
	}
	return outcome{}
}
