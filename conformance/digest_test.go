package conformance_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"enginespec/codec"
	"enginespec/conformance"
)

// The digest changes with everything that changes a verdict, and with nothing else.
func TestDigest(t *testing.T) {
	was := conformance.Digest(toySuite(greets))
	assert.Len(t, was, 64)
	assert.Equal(t, was, conformance.Digest(toySuite(greets)))

	for name, change := range map[string]func(*conformance.Suite){
		"clause":   func(s *conformance.Suite) { c := *toyGreets; c.Text = "other"; s.Clauses[0] = &c },
		"evidence": func(s *conformance.Suite) { c := *toyGreets; c.Evidence = nil; s.Clauses[0] = &c },
		"cases":    func(s *conformance.Suite) { s.Cases = nil },
		"step":     func(s *conformance.Suite) { k := *greets; k.Steps = k.Steps[1:]; s.Cases[0] = &k },
		"given":    func(s *conformance.Suite) { k := *greets; k.Given = k.Steps; s.Cases[0] = &k },
		"needs":    func(s *conformance.Suite) { k := *greets; k.Needs = s.Features; s.Cases[0] = &k },
		"monitors": func(s *conformance.Suite) { s.Monitors = nil },
		"lenient":  func(s *conformance.Suite) { s.Lenient = codec.RuleSet(1) },
	} {
		s := toySuite(greets)
		change(s)
		assert.NotEqual(t, was, conformance.Digest(s), name)
	}
}
