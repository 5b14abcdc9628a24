package swarm

import (
	"flag"
	"testing"

	"go.uber.org/goleak"
)

// TestMain bounds the state machine of the shared suite, since real sockets are
// slower than virtual time, and sees that no goroutine of ours is left. The tests that
// are parallel wait for rates, whatever the number of processors.
func TestMain(m *testing.M) {
	for name, value := range map[string]string{"rapid.checks": "50", "rapid.nofailfile": "true", "test.parallel": "8"} {
		if err := flag.Set(name, value); err != nil {
			panic(err)
		}
	}
	goleak.VerifyTestMain(m)
}
