package ctcs_test

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"

	"enginespec/codec"
	"enginespec/conformance"
)

// The clean reference passes every case, on one of its variants.
func TestCleanReferencePassesAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		defer w.close()
		for _, rep := range []*conformance.Report{w.run(codec.Engine, w.engine()), w.run(codec.Controller, w.controller())} {
			assert.Empty(t, rep.Problems)
			n := map[string]int{}
			defer func() { t.Log(n) }()
			for _, r := range rep.Results {
				n[r.Verdict.String()]++
				if r.Verdict != conformance.Pass && r.Verdict != conformance.NotAvailable {
					t.Error(r.Explain(true))
				}
			}
		}
	})
}
