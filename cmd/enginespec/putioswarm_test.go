package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	wire "enginespec/codec/putio"
	"enginespec/corpus"
	"enginespec/reference/engine/tracker"
	"enginespec/reference/putio/bundle"
)

// TestPutioReallyDownloads is what a user does by hand with curl alone: a torrent that
// another program seeds is added, the server is killed in the middle of it, and started
// again it goes on. What comes is streamed, and is byte-identical.
func TestPutioReallyDownloads(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	dir := t.TempDir()
	link, content := seededByAria(ctx, t, dir)
	u := &putioUser{t: t, ctx: ctx, addr: "127.0.0.1:" + freePort(t)}

	server := u.serve(filepath.Join(dir, "state"))
	require.Contains(t, u.call("user", "info", `{}`), `"name":"demo"`, "logged in")
	folder := u.first("files", "create_dir", `{"name":"kept"}`)["id"]
	u.first("subscriptions", "create", `{"title":"Jazz","url":"http://127.0.0.1:1/feed.xml","paused":true}`)
	id := u.first("transfers", "add", fmt.Sprintf(`{"links":[%q]}`, link))["id"]
	u.until("in the middle of the download", func(status string) bool {
		return strings.HasPrefix(status, string(wire.Downloading)) && u.percent >= 20
	})
	before := u.percent
	require.NoError(t, server.Process.Kill()) // kill -9
	server.Wait()

	server = u.serve(filepath.Join(dir, "state"))
	defer func() { server.Process.Kill(); server.Wait() }()
	require.Equal(t, id, u.first("transfers", "list", `{}`)["id"], "the transfer that was accepted")
	require.Equal(t, "kept", u.first("files", "info", fmt.Sprintf(`{"id":%q}`, folder))["name"])
	require.Contains(t, u.call("subscriptions", "list", `{}`), `"name":"Jazz"`)
	u.until("the end of the transfer", func(status string) bool { return status == string(wire.Gone) })
	t.Logf("killed at %d percent; statuses: %s", before, strings.Join(u.seen, ", "))
	for _, s := range u.seen {
		require.True(t, wire.Status(s).Known(), s)
	}
	require.True(t, slices.Contains(u.seen, string(wire.Seeding)), "it seeds")

	item := u.first("files", "search", `{"query":"big"}`)
	require.Equal(t, fmt.Sprint(len(content)), item["size"])
	var token struct {
		Response struct{ Results struct{ Token string } }
	}
	require.NoError(t, json.Unmarshal([]byte(u.call("user", "acctoken", `{}`)), &token))
	stream := strings.TrimRight(fmt.Sprint(item["stream_url"]), "/") + "/atk/" + token.Response.Results.Token
	require.True(t, string(content[5_000_000:5_001_000]) == u.curl("--range", "5000000-5000999", stream), "a range")
	require.True(t, string(content) == u.curl(stream), "the whole file")
}

// seededByAria seeds a fixture with somebody else's program, slowly, and serves its
// .torrent file. The tracker and the seeder outlive the server.
func seededByAria(ctx context.Context, t *testing.T, dir string) (link string, content []byte) {
	aria, err := exec.LookPath("aria2c")
	require.NoError(t, err, "install Debian's package aria2 to run this test")
	tr, err := tracker.New("127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { tr.Close() })
	fx, err := corpus.FixtureNamed("big")
	require.NoError(t, err)
	content, err = io.ReadAll(fx.Content(0))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, fx.Files[0].Path), content, 0o644))
	torrent := filepath.Join(dir, "big.torrent")
	require.NoError(t, os.WriteFile(torrent, fx.Metainfo(tr.URL()), 0o644))
	web := httptest.NewServer(http.FileServer(http.Dir(dir)))
	t.Cleanup(web.Close)
	seeder := exec.CommandContext(ctx, aria, "--quiet", "--no-conf=true", "--dir="+dir, "--check-integrity=true", "--seed-ratio=0.0", "--enable-dht=false",
		"--enable-dht6=false", "--enable-peer-exchange=false", "--bt-enable-lpd=false", "--disable-ipv6=true", "--interface=127.0.0.1",
		"--listen-port="+freePort(t), "--max-overall-upload-limit=4M", torrent)
	require.NoError(t, seeder.Start())
	t.Cleanup(func() { seeder.Process.Kill(); seeder.Wait() })
	return web.URL + "/big.torrent", content
}

// putioUser has curl and nothing else.
type putioUser struct {
	t       *testing.T
	ctx     context.Context
	addr    string
	seen    []string // statuses, each change once
	percent int
}

// serve starts the command as a process of its own, which can be killed.
func (u *putioUser) serve(dir string) *exec.Cmd {
	self, err := os.Executable()
	require.NoError(u.t, err)
	cmd := exec.CommandContext(u.ctx, self, "serve", "--proto", "putio", "--engine", "swarm", "--dir", dir, "--listen", u.addr, "--scale", "40")
	cmd.Args[0] = "enginespec" // what the test binary is to be: see TestMain
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(u.t, err)
	require.NoError(u.t, cmd.Start())
	lines := bufio.NewReader(out)
	find1(u.t, lines, `^putio engine \(swarm\) at (\S+),`)
	go io.Copy(io.Discard, lines)
	return cmd
}

func (u *putioUser) curl(args ...string) string {
	u.t.Helper()
	out, err := exec.CommandContext(u.ctx, "curl", append([]string{"--silent", "--fail", "--max-time", "40", "--noproxy", "*"}, args...)...).Output()
	require.NoError(u.t, err)
	return string(out)
}

// call is the document's command line.
func (u *putioUser) call(class, method, params string) string {
	u.t.Helper()
	return u.curl("http://"+u.addr+"/v1/"+class+"?method="+method, "-d",
		fmt.Sprintf(`request={"api_key":%q,"api_secret":%q,"params":%s}`, bundle.Key, bundle.Secret, params))
}

// first is the first result of a call.
func (u *putioUser) first(class, method, params string) map[string]any {
	u.t.Helper()
	text := u.call(class, method, params)
	var r struct {
		Response struct{ Results []map[string]any }
	}
	require.NoError(u.t, json.Unmarshal([]byte(text), &r), text)
	require.NotEmpty(u.t, r.Response.Results, text)
	return r.Response.Results[0]
}

// until watches the only transfer.
func (u *putioUser) until(what string, done func(status string) bool) {
	u.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		var r struct {
			Response struct {
				Results []struct {
					Status  string
					Percent int `json:"percent_done,string"`
				}
			}
		}
		require.NoError(u.t, json.Unmarshal([]byte(u.call("transfers", "list", `{}`)), &r))
		status := string(wire.Gone)
		for _, tr := range r.Response.Results {
			status, u.percent = tr.Status, tr.Percent
			if len(u.seen) == 0 || u.seen[len(u.seen)-1] != status {
				u.seen = append(u.seen, status)
			}
		}
		if done(status) {
			return
		}
		select {
		case <-tick.C:
		case <-u.ctx.Done():
			require.FailNow(u.t, "waiting for "+what, "%v", u.seen)
		}
	}
}
