package conformance_test

import (
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/conformance"
	"enginespec/conformance/ctcs"
	"enginespec/conformance/ipc"
	"enginespec/conformance/putio"
	"enginespec/conformance/ts"
)

var update = flag.Bool("update", false, "write MATRIX.md anew")

// MATRIX.md says what the suites, the corpus and the kill matrices are.
func TestMatrix(t *testing.T) {
	text, problems, err := conformance.Matrix(
		conformance.Proof{Suite: ts.Suite(), Kills: ts.Kills()},
		conformance.Proof{Suite: ipc.Suite(), Kills: ipc.Kills()},
		conformance.Proof{Suite: ctcs.Suite(), Kills: ctcs.Kills()},
		conformance.Proof{Suite: putio.Suite(), Kills: putio.Kills()},
	)
	require.NoError(t, err)
	assert.Empty(t, problems)
	if *update {
		require.NoError(t, os.WriteFile("MATRIX.md", text, 0o644))
		return
	}
	have, err := os.ReadFile("MATRIX.md")
	require.NoError(t, err)
	assert.True(t, string(text) == string(have), "MATRIX.md is stale: go test ./conformance -run TestMatrix -update, and see git diff")
}
