//go:build unix

package ipc_test

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/conformance/memnet"
	"enginespec/reference/engine/sim"
	"enginespec/reference/ipc"
)

// A pipe that nobody writes to does not hold the daemon up.
func TestPipeAsTorrentFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(name, 0o600))
	core, err := sim.New(sim.Options{})
	require.NoError(t, err)
	defer core.Close()
	s, err := ipc.New(ipc.Options{Engine: core})
	require.NoError(t, err)
	defer s.Close()
	ours, theirs := memnet.Pipe()
	s.Handle(theirs)
	c, err := ipc.NewClient(t.Context(), ours, ipc.ClientOptions{})
	require.NoError(t, err)
	defer c.Close()
	_, err = c.Add(t.Context(), ipc.AddRequest{File: name})
	require.ErrorContains(t, err, "not a regular file")
}
