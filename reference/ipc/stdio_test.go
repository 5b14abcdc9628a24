package ipc_test

import (
	"context"
	"io"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"enginespec/reference/engine/sim"
	"enginespec/reference/ipc"
)

// pipes returns a daemon's and a client's end of two pipes of the system.
func pipes(t *testing.T) (daemonIn, daemonOut, clientIn, clientOut *os.File) {
	t.Helper()
	var err error
	daemonIn, clientOut, err = os.Pipe()
	require.NoError(t, err)
	clientIn, daemonOut, err = os.Pipe()
	require.NoError(t, err)
	return daemonIn, daemonOut, clientIn, clientOut
}

// The protocol needs no socket.
func TestStdio(t *testing.T) {
	for _, quit := range []bool{true, false} {
		e, err := sim.New(sim.Options{})
		require.NoError(t, err)
		s, err := ipc.New(ipc.Options{Engine: e})
		require.NoError(t, err)
		di, do, ci, co := pipes(t)
		served := make(chan error, 1)
		go func() { served <- s.ServeConn(t.Context(), ipc.Stdio(di, do)) }()
		c, err := ipc.NewClient(t.Context(), ipc.Stdio(ci, co), ipc.ClientOptions{})
		require.NoError(t, err)
		id, err := c.Add(t.Context(), ipc.AddRequest{Data: fixture(t, "single").Metainfo()})
		require.NoError(t, err)
		info, err := c.Info(t.Context(), []int64{id}, "name", "path", "saved")
		require.NoError(t, err)
		require.Equal(t, "single.mp4", info[0].Name.String())
		require.Empty(t, info[0].Path)
		require.False(t, info[0].Saved)
		if quit {
			require.NoError(t, c.Quit(t.Context()))
		}
		require.NoError(t, c.Close())
		require.NoError(t, <-served) // the end of the input ends it
		s.Close()
		e.Close()
	}
	goleak.VerifyNone(t)
}

// Whoever serves over pipes can end it, though nothing comes and nothing is read.
func TestStdioEnds(t *testing.T) {
	e, err := sim.New(sim.Options{})
	require.NoError(t, err)
	s, err := ipc.New(ipc.Options{Engine: e})
	require.NoError(t, err)
	di, do, ci, co := pipes(t)
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.ServeConn(ctx, ipc.Stdio(di, do)) }()
	b := make([]byte, 8)
	_, err = io.ReadFull(ci, b)
	require.NoError(t, err)
	cancel()
	select {
	case err := <-served:
		require.ErrorIs(t, err, context.Canceled)
	case <-time.After(10 * time.Second):
		require.Fail(t, "it goes on")
	}
	ci.Close()
	co.Close()
	s.Close()
	e.Close()
	goleak.VerifyNone(t)
}
