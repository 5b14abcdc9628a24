package ipc_test

import (
	"context"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/reference/ipc"
	"enginespec/reference/ipc/bundle"
)

// orders runs orders on the world's daemon and returns what they printed.
func (w *world) orders(lines string) (string, error) {
	var out strings.Builder
	err := ipc.Orders(w.t.Context(), strings.NewReader(lines), ipc.RunOptions{
		Dial:     func(ctx context.Context) (net.Conn, error) { return w.net.DialContext(ctx, "mem", w.Addr) },
		Out:      &out,
		ReadFile: readFixture,
	})
	return out.String(), err
}

func TestOrders(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		single, multi := fixture(t, "single").Hash(), fixture(t, "multi").Hash()
		out, err := w.orders(`
# settings, then torrents
downlimit 0
uplimit none
automap 1
autostart 0
pex 0
port 7000
directory /data
encryption preferred
get port
get directory
get uplimit
addfiles /t/single.torrent /t/unicode.torrent
close
addfile-detailed data /t/multi.torrent autostart 1 directory /m
start ` + strings.ToUpper(single) + `
stop ` + multi + ` 2
verify 1
lookup ` + multi + `
supported noop frob quit
info id name
status running
list
remove 3
remove all
noop
list
quit
`)
		require.NoError(t, err)
		require.Equal(t, `port 7000
directory "/data"
uplimit -1
added 1
added 2
added 3
3 `+multi+`
noop quit
("info", ({"id": 1, "name": "single.mp4"}))
("info", ({"id": 2, "name": "Юникод ☃"}))
("info", ({"id": 3, "name": "multi"}))
("status", ({"id": 1, "running": 1}))
("status", ({"id": 2, "running": 0}))
("status", ({"id": 3, "running": 0}))
1 `+single+` "single.mp4" of 1048576 bytes, 0 completed, checking, down 0 bytes/s, up 0 bytes/s, time left unknown
2 `+fixture(t, "unicode").Hash()+` "Юникод ☃" of 262487 bytes, 0 completed, paused, down 0 bytes/s, up 0 bytes/s, time left unknown
3 `+multi+` "multi" of 553522 bytes, 0 completed, stopping, down 0 bytes/s, up 0 bytes/s, time left unknown
`, out)
		<-w.Done()
	})
}

// Each wrong order fails and says what is expected; what stands behind it is not done.
func TestWrongOrders(t *testing.T) {
	for line, want := range map[string]string{
		"frob":                            "no such order: expected one of\naddfiles",
		"port":                            "expected port PORT",
		"port 1 2":                        "expected port PORT",
		"port x":                          "expected a number",
		"port 65536":                      "expected 0 to 65535",
		"pex 2":                           "expected 0 or 1",
		"encryption maybe":                "expected one of required",
		"start x":                         "expected a hash of 40 hex digits, or an ID",
		"start -1":                        "or an ID",
		"verify all":                      "or an ID",
		"addfile-detailed file":           "expected addfile-detailed file|data PATH",
		"addfile-detailed file x frob":    "expected pairs",
		"addfile-detailed frob x":         "expected file, data, directory or autostart",
		"addfile-detailed data /x":        "file does not exist",
		"get frob":                        "not a setting",
		"get supported":                   "not a setting",
		"addfiles /nowhere":               "0 of 1 added",
		"stop " + strings.Repeat("0", 40): "no such torrent",
	} {
		t.Run(line, func(t *testing.T) {
			inWorld(t, bundle.Options{}, func(w *world) {
				out, err := w.orders("noop\n" + line + "\nget port")
				require.ErrorContains(t, err, want)
				require.ErrorContains(t, err, "order 2")
				require.Empty(t, out)
			})
		})
	}
}

// Without orders the torrents are listed; without a daemon there is an error.
func TestRun(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		w.talk().add("single")
		var out strings.Builder
		o := ipc.RunOptions{Out: &out, Dial: func(ctx context.Context) (net.Conn, error) { return w.net.DialContext(ctx, "mem", w.Addr) }}
		require.NoError(t, ipc.Run(w.t.Context(), o))
		require.Contains(t, out.String(), `"single.mp4" of 1048576 bytes`)
		require.NoError(t, ipc.Run(w.t.Context(), o, "quit"))
		<-w.Done()
		w.Close()
		require.ErrorContains(t, ipc.Run(w.t.Context(), o), "connect to the daemon")
	})
}
