package corpus

import "enginespec/codec"

// Finding is what is wrong with a session that was written because of it: the
// recording of a case that failed, of a fuzzed dialogue, of a watched connection.
// Replaying the session shows whether it still is.
type Finding struct {
	// Case is the ID of the conformance case, empty if the bytes alone show it.
	Case string
	// Role is who was under test, and broke the clause.
	Role codec.Party
	// Segmentation is how the suite cut what it wrote, empty for whole.
	Segmentation string
	// Seed is that of the run.
	Seed uint64
	// Steps are the numbers of the case's steps that were kept when it was shrunk, from
	// 0, those of Given before those of Steps, ascending. Nil: all.
	Steps []int
	// Clause is the ID of the clause broken, Diagnosis the word for how.
	Clause, Diagnosis string
	// Expected and Actual are for people.
	Expected, Actual string
}

// finding reads a finding.
func (r *reader) finding(f *Finding) error {
	at := r.next()
	err := r.object("a finding", map[string]field{
		"case":         {into: &f.Case},
		"role":         {into: &f.Role, must: true},
		"segmentation": {into: &f.Segmentation},
		"seed":         {into: &f.Seed},
		"steps":        {into: &f.Steps},
		"clause":       {into: &f.Clause, must: true},
		"diagnosis":    {into: &f.Diagnosis, must: true},
		"expected":     {into: &f.Expected},
		"actual":       {into: &f.Actual},
	})
	if err != nil {
		return err
	}
	for i, n := range f.Steps {
		if n < 0 || i > 0 && n <= f.Steps[i-1] {
			return r.errorf(at, "steps %v: expected numbers from 0, ascending", f.Steps)
		}
	}
	if f.Clause == "" || f.Diagnosis == "" {
		return r.errorf(at, "a finding names the clause and the diagnosis")
	}
	return nil
}

func (f *Finding) format() []byte {
	var o fields
	if f.Case != "" {
		o = o.add("case", quote(f.Case))
	}
	o = o.add("role", quote(f.Role.String()))
	if f.Segmentation != "" {
		o = o.add("segmentation", quote(f.Segmentation))
	}
	if f.Seed != 0 {
		o = o.add("seed", number(f.Seed))
	}
	if f.Steps != nil {
		list := make([][]byte, len(f.Steps))
		for i, n := range f.Steps {
			list[i] = number(n)
		}
		o = o.add("steps", array(list))
	}
	o = o.add("clause", quote(f.Clause)).add("diagnosis", quote(f.Diagnosis))
	if f.Expected != "" {
		o = o.add("expected", quote(f.Expected))
	}
	if f.Actual != "" {
		o = o.add("actual", quote(f.Actual))
	}
	return o.object()
}
