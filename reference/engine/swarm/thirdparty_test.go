package swarm

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/reference/engine"
)

// TestThirdParties downloads from seeders that others wrote. Debian's packages
// aria2 and ctorrent must be installed.
func TestThirdParties(t *testing.T) {
	for name, args := range map[string]func(port, file, torrent string) []string{
		"aria2c": func(port, file, torrent string) []string {
			return []string{"--quiet", "--dir=" + filepath.Dir(file), "--check-integrity=true", "--seed-ratio=0.0",
				"--enable-dht=false", "--enable-dht6=false", "--enable-peer-exchange=false", "--bt-enable-lpd=false",
				"--disable-ipv6=true", "--interface=127.0.0.1", "--listen-port=" + port, "--no-conf=true", torrent}
		},
		"ctorrent": func(port, file, torrent string) []string {
			return []string{"-f", "-s", file, "-p", port, "-i", "127.0.0.1", "-e", "1", "-E", "0", "-M", "50", torrent}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bin, err := exec.LookPath(name)
			require.NoError(t, err, "install Debian's packages aria2 and ctorrent to run this test")
			tr := startTracker(t)
			f := torrentOf(t, "third.bin", 64<<10, []int{2 << 20}, tr.URL())
			dir := t.TempDir()
			file, torrent := filepath.Join(dir, "third.bin"), filepath.Join(dir, "third.torrent")
			require.NoError(t, os.WriteFile(file, f.content, 0o644))
			require.NoError(t, os.WriteFile(torrent, f.raw, 0o644))
			ln, err := net.Listen("tcp", "127.0.0.1:0")
			require.NoError(t, err)
			_, port, _ := net.SplitHostPort(ln.Addr().String())
			ln.Close()
			cmd := exec.CommandContext(t.Context(), bin, args(port, file, torrent)...)
			cmd.Dir = dir
			require.NoError(t, cmd.Start())
			t.Cleanup(func() { cmd.Wait() })
			told(t, tr, f.id, "started")

			// ctorrent refuses a peer that has its own address.
			e := open(t, Options{Host: "127.0.0.2"})
			add(t, e, f, engine.AddOptions{}, ln.Addr().String())
			await(t, e, f.id, "complete", seeding)
			require.True(t, string(f.content) == string(readAll(t, e, f.id, 0)))
		})
	}
}
