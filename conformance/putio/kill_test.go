package putio_test

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"

	"enginespec/codec"
	"enginespec/conformance"
)

// The clean reference passes every case, on one of its variants.
func TestCleanReferencePassesAll(t *testing.T) {
	for _, role := range []codec.Party{codec.Engine, codec.Controller} {
		t.Run(role.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, nil)
				defer w.close()
				rep := w.meet(role)
				assert.Empty(t, rep.Problems)
				assert.NoError(t, rep.Unreachable)
				for _, r := range rep.Results {
					if r.Verdict != conformance.Pass && !onlyOnTCP[r.Case.ID] {
						t.Error(r.Explain(true))
					}
				}
			})
		})
	}
}

// onlyOnTCP are the cases that run a program of this machine against the target.
// TestReferenceEngine runs them.
var onlyOnTCP = map[string]bool{"putio/recorded/curl-post": true, "putio/recorded/curl-get": true}
