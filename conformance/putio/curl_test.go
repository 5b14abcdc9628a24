package putio_test

import (
	"os/exec"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/putio"
	"enginespec/reference/fault"
	"enginespec/reference/putio/bundle"
)

// curled are the cases that run a program of this machine against the target, which must
// listen on real TCP, and the faults that each finds there.
var curled = map[string]string{"putio/no-raw-form": "putio/recorded/curl-post", "putio/no-raw-target": "putio/recorded/curl-get"}

func onlyOnTCP(k *conformance.Case) bool {
	for _, c := range curled {
		if c == k.ID {
			return true
		}
	}
	return false
}

// curl adds to the kill matrix what the command lines find. On a machine without curl it
// adds what they found elsewhere.
func curl(t *testing.T, ks conformance.Kills) {
	_, err := exec.LookPath("curl")
	for id, k := range curled {
		row := ks[id]
		if err == nil && finds(t, id, k) || err != nil && slices.Contains(putio.Kills()[id].By, k) {
			row.By = append(row.By, k)
			slices.Sort(row.By)
			ks[id] = row
		}
	}
}

// finds reports whether a case finds a fault over real sockets.
func finds(t *testing.T, id, k string) bool {
	f, err := fault.Named(id)
	require.NoError(t, err)
	w := &world{fault: f}
	var o bundle.Options
	w.lie(&o)
	b, err := bundle.Start(t.Context(), o)
	require.NoError(t, err)
	defer b.Close()
	target, err := conformance.ParseTarget("tcp://" + b.Addr)
	require.NoError(t, err)
	target.Params = accounts()
	suite := putio.Suite()
	rep, err := conformance.Run(t.Context(), suite, conformance.Config{Target: target, Role: codec.Engine, Cases: suite.CasesOf(suite.Clause(f.Clause))})
	require.NoError(t, err)
	found := false
	for _, r := range rep.Results {
		assert.NotEqual(t, conformance.HarnessError, r.Verdict, r.Reason)
		found = found || r.Case.ID == k && slices.ContainsFunc(r.Findings, func(x conformance.Finding) bool {
			return x.Clause.ID == f.Clause && string(x.Diagnosis) == f.Diagnosis
		})
	}
	return found
}
