package ipc_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"

	"enginespec/conformance/ipc"
)

func TestSuiteIsSound(t *testing.T) { assert.Empty(t, ipc.Suite().Check()) }

// Every start of the command builds the suite: what a case sends in bulk is made when it
// runs, not before.
func TestSuiteIsCheapToBuild(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	ipc.Suite()
	runtime.ReadMemStats(&after)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(4<<20), "bytes to build the suite")
}
