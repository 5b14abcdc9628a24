package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/codec/ts"
	suite "enginespec/conformance/ts"
	"enginespec/corpus"
)

// TestServeReallyDownloads is what a user does by hand: serve on the swarm core, a
// torrent seeded by somebody else's program, the protocol spoken line by line, and
// curl that fetches the announced URL while it downloads.
func TestServeReallyDownloads(t *testing.T) {
	t.Parallel()
	aria, err := exec.LookPath("aria2c")
	require.NoError(t, err, "install Debian's package aria2 to run this test")
	curl, err := exec.LookPath("curl")
	require.NoError(t, err, "install Debian's package curl to run this test")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	dir := t.TempDir()

	said, stdout := io.Pipe()
	over := make(chan int, 1)
	go func() {
		code := run(ctx, []string{"serve", "--proto", "ts", "--engine", "swarm", "--dir", filepath.Join(dir, "dl"), "--listen", "127.0.0.1:0", "--tracker", "127.0.0.1:0"}, nil, stdout, os.Stderr)
		stdout.CloseWithError(fmt.Errorf("serve ended with %d", code))
		over <- code
	}()
	defer func() { cancel(); <-over }()
	lines := bufio.NewReader(said)
	tracker := find1(t, lines, `^tracker at (\S+)`)
	addr := find1(t, lines, `at tcp://(\S+),`)
	go io.Copy(io.Discard, lines)

	fx, err := corpus.FixtureNamed("big")
	require.NoError(t, err)
	content, err := io.ReadAll(fx.Content(0))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, fx.Files[0].Path), content, 0o644))
	torrent := filepath.Join(dir, "big.torrent")
	require.NoError(t, os.WriteFile(torrent, fx.Metainfo(tracker), 0o644))
	web := httptest.NewServer(http.FileServer(http.Dir(dir)))
	defer web.Close()
	seeder := exec.CommandContext(ctx, aria, "--quiet", "--no-conf=true", "--dir="+dir, "--check-integrity=true", "--seed-ratio=0.0", "--enable-dht=false",
		"--enable-dht6=false", "--enable-peer-exchange=false", "--bt-enable-lpd=false", "--disable-ipv6=true", "--interface=127.0.0.1",
		"--listen-port="+freePort(t), "--max-overall-upload-limit=6M", torrent)
	require.NoError(t, seeder.Start())
	defer func() { seeder.Process.Kill(); seeder.Wait() }()

	c, err := net.Dial("tcp", addr)
	require.NoError(t, err)
	defer c.Close()
	r := bufio.NewReader(c)
	fmt.Fprint(c, "HELLOBG version=4\r\n")
	key := find1(t, r, `^HELLOTS .*key=(\w+)`)
	fmt.Fprintf(c, "READY key=%s\r\nLOADASYNC 7 TORRENT %s/big.torrent 0 0 0\r\n", ts.ResponseKey(key, suite.ProductKey), web.URL)
	find1(t, r, `^(LOADRESP 7 \{"status": 1,)`)
	fmt.Fprintf(c, "START TORRENT %s/big.torrent 0 0 0 0\r\n", web.URL)
	find1(t, r, `^(STATUS main:prebuf)`)
	url := ts.Unescape(find1(t, r, `^START url=(\S+)`))

	fetch := func(args ...string) []byte {
		out, err := exec.CommandContext(ctx, curl, append([]string{"--silent", "--fail", "--max-time", "40", "--noproxy", "*"}, append(args, url)...)...).Output()
		require.NoError(t, err)
		return out
	}
	part := fetch("--range", "5000000-5000999")
	require.True(t, string(content[5_000_000:5_001_000]) == string(part), "a range of what is not downloaded yet")
	require.True(t, string(content) == string(fetch()), "the whole file")
	require.True(t, string(content[len(content)-100:]) == string(fetch("--range", "-100")), "the end")
	fmt.Fprint(c, "STOP\r\n")
	find1(t, r, `^(STATE 0)`)
	fmt.Fprint(c, "SHUTDOWN\r\n")
	find1(t, r, `^(SHUTDOWN)`)
}

// find1 reads lines until one matches, and returns what the pattern's group holds.
func find1(t *testing.T, r *bufio.Reader, pattern string) string {
	t.Helper()
	re := regexp.MustCompile(pattern)
	for {
		line, err := r.ReadString('\n')
		require.NoError(t, err, "waiting for %s", pattern)
		if m := re.FindStringSubmatch(strings.TrimRight(line, "\r\n")); m != nil {
			return m[1]
		}
	}
}

func freePort(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}
