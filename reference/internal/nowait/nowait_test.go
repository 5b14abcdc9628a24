package nowait

import (
	"bytes"
	"io"
	"net"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A connection takes what there is room for, then nothing, and goes on when somebody
// reads.
func TestWrite(t *testing.T) {
	for _, network := range []string{"tcp", "unix", "pipe"} {
		t.Run(network, func(t *testing.T) {
			ours, theirs := pair(t, network)
			w := New(ours)
			const size = 16 << 20 // more than any buffer
			b := bytes.Repeat([]byte("0123456789abcdef"), size/16)
			n, err := w.Write(b)
			require.NoError(t, err)
			require.Less(t, n, size)
			for full := 0; full < 3 && n < size; full++ { // the kernel may make room
				m, err := w.Write(b[n:])
				require.NoError(t, err)
				n += m
			}
			got := make(chan []byte)
			go func() {
				all, _ := io.ReadAll(theirs)
				got <- all
			}()
			for n < size {
				m, err := w.Write(b[n:])
				require.NoError(t, err)
				n += m
			}
			require.NoError(t, ours.Close())
			assert.True(t, bytes.Equal(b, <-got))
			_, err = w.Write(b)
			assert.Error(t, err)
		})
	}
}

// The end of the other side is an error.
func TestGone(t *testing.T) {
	ours, theirs := pair(t, "unix")
	require.NoError(t, theirs.Close())
	_, err := New(ours).Write([]byte("x"))
	require.Error(t, err)
}

// A write that finds room allocates nothing.
func TestAllocations(t *testing.T) {
	ours, theirs := pair(t, "tcp")
	go io.Copy(io.Discard, theirs)
	w, b := New(ours), []byte("an answer")
	assert.Zero(t, testing.AllocsPerRun(100, func() { w.Write(b) }))
}

func pair(t *testing.T, network string) (a, b net.Conn) {
	t.Helper()
	if network == "pipe" {
		a, b = net.Pipe()
	} else {
		addr := "127.0.0.1:0"
		if network == "unix" {
			addr = filepath.Join(t.TempDir(), "s")
		}
		l, err := net.Listen(network, addr)
		require.NoError(t, err)
		defer l.Close()
		a, err = net.Dial(network, l.Addr().String())
		require.NoError(t, err)
		b, err = l.Accept()
		require.NoError(t, err)
	}
	t.Cleanup(func() { a.Close(); b.Close() })
	return a, b
}
