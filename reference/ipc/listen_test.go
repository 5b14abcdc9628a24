package ipc_test

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/reference/engine/sim"
	"enginespec/reference/ipc"
)

func names(t *testing.T, dir string) (list []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

// Nobody else may connect, and nothing is left behind.
func TestSocketFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "socket")
	l, err := ipc.Listen(path)
	require.NoError(t, err)
	fi, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.ModeSocket|0o600, fi.Mode())
	require.NoError(t, l.Close())
	require.Error(t, l.Close())
	require.Empty(t, names(t, filepath.Dir(path)))
}

// dead leaves a socket file behind which nobody listens.
func dead(t *testing.T, path string) {
	t.Helper()
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path})
	require.NoError(t, err)
	l.SetUnlinkOnClose(false)
	require.NoError(t, l.Close())
}

func TestStaleSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "socket")
	dead(t, path)
	require.NoError(t, os.WriteFile(path+".lock", nil, 0o600)) // of the dead process too
	l, err := ipc.Listen(path)
	require.NoError(t, err)
	c, err := net.Dial("unix", path)
	require.NoError(t, err)
	c.Close()
	l.Close()
	require.Empty(t, names(t, filepath.Dir(path)))
}

// A live server keeps its socket, whether it is one of ours or not.
func TestLiveSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "socket")
	other, err := net.Listen("unix", path)
	require.NoError(t, err)
	_, err = ipc.Listen(path)
	require.ErrorIs(t, err, ipc.ErrInUse)
	c, err := net.Dial("unix", path)
	require.NoError(t, err, "it was stolen")
	c.Close()
	other.Close()

	ours, err := ipc.Listen(path)
	require.NoError(t, err)
	_, err = ipc.Listen(path)
	require.ErrorIs(t, err, ipc.ErrInUse)
	// Ours does not remove a file that somebody put into its place.
	require.NoError(t, os.Remove(path))
	dead(t, path)
	ours.Close()
	require.Equal(t, []string{"socket"}, names(t, filepath.Dir(path)))
}

// Of many that start at once on a dead server's socket, one has it.
func TestListenRace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "socket")
	for range 20 {
		dead(t, path)
		var wg sync.WaitGroup
		won := make(chan net.Listener, 16)
		for range 16 {
			wg.Go(func() {
				l, err := ipc.Listen(path)
				if err == nil {
					won <- l
				} else if !strings.Contains(err.Error(), "a server is listening there already") {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		close(won)
		require.Len(t, won, 1)
		(<-won).Close()
		require.Empty(t, names(t, filepath.Dir(path)))
	}
}

func TestNotASocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "socket")
	require.NoError(t, os.WriteFile(path, []byte("precious"), 0o600))
	_, err := ipc.Listen(path)
	require.ErrorContains(t, err, "not a socket")
	require.Equal(t, []string{"socket"}, names(t, filepath.Dir(path)))
	_, err = ipc.Listen("/" + strings.Repeat("x", 107))
	require.ErrorContains(t, err, "at most 107")
	_, err = ipc.Listen(filepath.Join(t.TempDir(), "none", "socket"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

// Two servers do not share a state.
func TestStateInUse(t *testing.T) {
	core, err := sim.New(sim.Options{})
	require.NoError(t, err)
	defer core.Close()
	o := ipc.Options{Engine: core, State: t.TempDir()}
	a, err := ipc.New(o)
	require.NoError(t, err)
	_, err = ipc.New(o)
	require.ErrorContains(t, err, "another server uses "+o.State)
	require.NoError(t, a.Close())
	require.NoError(t, a.Close())
	b, err := ipc.New(o)
	require.NoError(t, err)
	require.NoError(t, b.Close())
	require.Equal(t, []string{"torrents"}, names(t, o.State))
}
