package ipc_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/reference/ipc"
	"enginespec/reference/ipc/bundle"
)

// daemonDir in the environment makes this program a daemon in that folder.
const daemonDir = "ENGINESPEC_TEST_IPC_DAEMON"

func TestMain(m *testing.M) {
	if dir := os.Getenv(daemonDir); dir != "" {
		b, err := bundle.Start(context.Background(), bundle.Options{Dir: dir, Addr: filepath.Join(dir, "socket")})
		if err == nil {
			<-b.Done()
			err = b.Close()
		}
		if err != nil {
			os.Stderr.WriteString(err.Error())
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// spawn starts a daemon in a process of its own and connects to it.
func spawn(t *testing.T, dir string) (*exec.Cmd, *ipc.Client) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), daemonDir+"="+dir)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { cmd.Process.Kill() })
	var c *ipc.Client
	require.Eventually(t, func() bool {
		var err error
		c, err = ipc.Dial(t.Context(), filepath.Join(dir, "socket"), ipc.ClientOptions{})
		return err == nil
	}, 10*time.Second, 5*time.Millisecond)
	t.Cleanup(func() { c.Close() })
	return cmd, c
}

// A daemon that is killed leaves its socket and its lock; the next one takes them over
// and has all that was acknowledged. A second one beside it does not start.
func TestKill9(t *testing.T) {
	dir := t.TempDir()
	ctx := t.Context()
	cmd, c := spawn(t, dir)
	require.NoError(t, c.SetDirectory(ctx, "/data"))
	id, err := c.Add(ctx, ipc.AddRequest{Data: fixture(t, "single").Metainfo()})
	require.NoError(t, err)
	require.NoError(t, c.Stop(ctx, id))
	require.NoError(t, cmd.Process.Kill())
	cmd.Wait()
	<-c.Done()
	require.FileExists(t, filepath.Join(dir, "socket"))

	cmd, c = spawn(t, dir)
	got, err := c.Directory(ctx)
	require.NoError(t, err)
	require.Equal(t, "/data", got)
	list, err := c.StatusAll(ctx, "running")
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.False(t, list[0].Running)

	second := exec.Command(os.Args[0])
	second.Env = append(os.Environ(), daemonDir+"="+dir)
	out, err := second.CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(out), ipc.ErrInUse.Error())
	require.NoError(t, c.Noop(ctx))

	require.NoError(t, c.Quit(ctx))
	require.NoError(t, cmd.Wait())
	require.NoFileExists(t, filepath.Join(dir, "socket"))
	require.NoFileExists(t, filepath.Join(dir, "socket.lock"))
}
