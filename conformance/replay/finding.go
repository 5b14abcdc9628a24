package replay

import (
	"context"
	"fmt"
	"slices"

	"enginespec/conformance"
	"enginespec/corpus"
)

// Case plays the steps of a case that a finding names, against the target of cfg, of
// whose fields it sets Role and Seed.
func Case(ctx context.Context, suite *conformance.Suite, cfg conformance.Config, f *corpus.Finding) (*conformance.Played, error) {
	i := slices.IndexFunc(suite.Cases, func(k *conformance.Case) bool { return k.ID == f.Case })
	if i < 0 {
		return nil, fmt.Errorf("the suite has no case %q: the session is of another version of it", f.Case)
	}
	k, err := conformance.Only(suite.Cases[i], f.Steps)
	if err != nil {
		return nil, err
	}
	g := conformance.Whole
	if f.Segmentation != "" {
		if g, err = conformance.ParseSegmentation(f.Segmentation); err != nil {
			return nil, err
		}
	}
	cfg.Role, cfg.Seed = f.Role, f.Seed
	p, err := conformance.NewPlayer(ctx, suite, cfg)
	if err != nil {
		return nil, err
	}
	defer p.Close()
	return p.Play(ctx, k, g), nil
}

// Same returns the one of findings that has the clause and the diagnosis of f, or nil. A
// case that fails only when what it writes is cut blames the clause of the cutting.
func Same(suite *conformance.Suite, f *corpus.Finding, findings []conformance.Finding) *conformance.Finding {
	for i := range findings {
		one := &findings[i]
		if string(one.Diagnosis) != f.Diagnosis || one.Clause == nil {
			continue
		}
		if one.Clause.ID == f.Clause {
			return one
		}
		if g, err := conformance.ParseSegmentation(f.Segmentation); err == nil {
			if c := suite.Segments[g]; c != nil && c.ID == f.Clause && !one.Monitor {
				return one
			}
		}
	}
	return nil
}

// Recurs reports whether the outcome of a replay shows the finding of its session: a
// monitor says the same again, or the live party ends the connection, or is silent, as
// the diagnosis says.
func (o *Outcome) Recurs(suite *conformance.Suite, f *corpus.Finding) bool {
	if Same(suite, f, o.Findings) != nil {
		return true
	}
	ended := func(end conformance.End) bool {
		for _, e := range o.Ends {
			if e == end {
				return true
			}
		}
		return false
	}
	switch conformance.Diagnosis(f.Diagnosis) {
	case conformance.Closed:
		return ended(conformance.FIN)
	case conformance.Reset:
		return ended(conformance.RST)
	case conformance.NoReply, conformance.Hung:
		return o.Silent
	}
	return false
}
