package swarm

import (
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// TestKeepAlives: a peer sees one after a minute of quiet, never one a second.
func TestKeepAlives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, peers := net.Pipe()
		defer peers.Close()
		l := newLimiters()
		l.set(-1, -1)
		c := l.wrap(ours)
		var got []byte
		done := make(chan struct{})
		go func() {
			got, _ = io.ReadAll(peers)
			close(done)
		}()
		alive, have := make([]byte, 4), []byte("\x00\x00\x00\x05\x04\x00\x00\x00\x01")
		for _, step := range []struct {
			wait time.Duration
			p    []byte
		}{{0, have}, {time.Second, alive}, {time.Second, alive}, {time.Second, have}, {59 * time.Second, alive}, {time.Second, alive}, {time.Second, alive}} {
			time.Sleep(step.wait)
			n, err := c.Write(step.p)
			require.NoError(t, err)
			require.Equal(t, len(step.p), n)
		}
		require.NoError(t, c.Close())
		<-done
		require.Equal(t, string(have)+string(have)+string(alive), string(got))
	})
}
