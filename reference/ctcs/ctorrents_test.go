package ctcs_test

import (
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/corpus"
	"enginespec/reference/ctcs"
	"enginespec/reference/ctcs/bundle"
	"enginespec/reference/engine/store"
	"enginespec/reference/engine/tracker"
)

// ctorrents are real engines that a bundled server manages. Debian's package ctorrent
// must be installed. They are killed in the end: behind CTQUIT one stays until the 15th
// second since it last spoke to its tracker; that it then leaves, with success, the suite
// shows (ctcs/control/quit), and the recording ctcs/two-ctorrents.
type ctorrents struct {
	t       *testing.T
	ctx     context.Context
	bin     string
	film    *corpus.Fixture
	tracker *tracker.Tracker
	server  *bundle.Server
}

// meetCtorrents starts a tracker and a server that asks often; up is its overall limit.
func meetCtorrents(t *testing.T, fixture string, up int64) *ctorrents {
	t.Helper()
	bin, err := exec.LookPath("ctorrent")
	require.NoError(t, err, "install Debian's package ctorrent to run this test")
	o := &ctorrents{t: t, bin: bin}
	o.film, err = corpus.FixtureNamed(fixture)
	require.NoError(t, err)
	o.tracker, err = tracker.New("")
	require.NoError(t, err)
	t.Cleanup(func() { o.tracker.Close() })
	o.server, err = bundle.Serve(t.Context(), bundle.ServerOptions{Server: ctcs.Options{Interval: 500 * time.Millisecond, UpLimit: up}})
	require.NoError(t, err)
	t.Cleanup(func() { o.server.Close() })
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	t.Cleanup(cancel)
	o.ctx = ctx
	return o
}

// program is a real engine that runs.
type program struct {
	cmd     *exec.Cmd
	console bytes.Buffer
}

// start starts an engine whose content is dir/content. It is killed when the test ends.
func (o *ctorrents) start(host, port, dir, name string, args ...string) *program {
	o.t.Helper()
	torrent := filepath.Join(dir, name)
	require.NoError(o.t, os.WriteFile(torrent, o.film.Metainfo(o.tracker.URL()), 0o644))
	args = append([]string{"-S", o.server.Addr, "-i", host, "-I", host, "-p", port, "-e", "1", "-s", filepath.Join(dir, "content")}, args...)
	p := &program{cmd: exec.CommandContext(o.ctx, o.bin, append(args, torrent)...)}
	p.cmd.Dir, p.cmd.Stdout, p.cmd.Stderr = dir, &p.console, &p.console
	require.NoError(o.t, p.cmd.Start())
	o.t.Cleanup(func() {
		p.kill()
		if o.t.Failed() {
			o.t.Log(p.console.String())
		}
	})
	return p
}

// kill ends it; more than once is no more.
func (p *program) kill() {
	p.cmd.Process.Kill()
	p.cmd.Wait()
}

// operate gives orders, as an operator does, and returns what was printed.
func (o *ctorrents) operate(orders ...string) string {
	o.t.Helper()
	var out bytes.Buffer
	err := o.server.Operate(o.ctx, strings.NewReader(strings.Join(orders, "\n")), &out)
	require.NoError(o.t, err, out.String())
	return out.String()
}

// until waits until the server knows what ok wants.
func (o *ctorrents) until(what string, ok func(st *ctcs.State) bool) {
	o.t.Helper()
	err := o.server.Server.Wait(o.ctx, func(st ctcs.State) bool { return ok(&st) })
	require.NoError(o.t, err, "%s: %+v", what, o.server.Server.State())
}

// TestTwoCtorrents manages two real engines at once, a seed and a leech of its, through
// the operator's line: their overall limit holds, and a change of it takes effect.
func TestTwoCtorrents(t *testing.T) {
	t.Parallel()
	const total = 40 << 10
	o := meetCtorrents(t, "single", total)
	seedDir, leechDir := t.TempDir(), t.TempDir()
	require.NoError(t, bundle.PutContent(store.OS{}, seedDir, o.film))
	require.NoError(t, os.Rename(filepath.Join(seedDir, o.film.Files[0].Path), filepath.Join(seedDir, "content")))
	port := freePort(t, "127.0.75.2")
	require.NoError(t, o.tracker.AddPeer(o.film.InfoHash(), net.JoinHostPort("127.0.75.2", port), 0))
	o.start("127.0.75.2", port, seedDir, "film.torrent")
	o.operate("wait engine", "wait complete 1")
	o.start("127.0.75.3", freePort(t, "127.0.75.3"), leechDir, "film.torrent")
	o.until("two engines", func(st *ctcs.State) bool { return len(st.Torrents) == 2 && st.Torrents[1].Status != nil })
	o.operate("wait known *")
	o.until("the seed's part of the overall limit", func(st *ctcs.State) bool {
		up := st.Torrents[0].Status.ULLimit
		return up >= total/2 && up <= total && st.Torrents[1].Status.DLTotal > 0
	})
	require.Equal(t, 2, strings.Count(o.operate("list"), " live -CD0303-"))
	slow := o.rate(96 << 10)
	require.Less(t, slow, 2.0*total, "octets/s under a limit of %d", total)
	o.operate("limit 1 up 0", "limit 2 down 512K")
	fast := o.rate(512 << 10)
	require.Greater(t, fast, 2*slow, "octets/s, when the limit is higher")
	o.operate("wait complete 2", "detail 2", "quit *") // the seed, that nobody needs now, answers in its 15th second
	o.got(leechDir)
}

// rate measures by our own clock how fast the leech, torrent 2, gets so many octets.
func (o *ctorrents) rate(octets uint64) float64 {
	o.t.Helper()
	have := func() uint64 { return o.server.Server.State().Torrents[1].Status.DLTotal }
	from, began := have(), time.Now()
	o.until("octets", func(st *ctcs.State) bool { return st.Torrents[1].Status.DLTotal >= from+octets })
	return float64(have()-from) / time.Since(began).Seconds()
}

// freePort is a port of a loopback address that nobody listens on.
func freePort(t *testing.T, host string) string {
	t.Helper()
	l, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	require.NoError(t, err)
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	require.NoError(t, err)
	return port
}
