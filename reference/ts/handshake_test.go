package ts_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/reference/ts"
	"enginespec/reference/ts/bundle"
)

const goodReady = "READY key=AAAAsampleproductkey-bc3e9b394aae980b34d21d307d38e493f51300ef"

func TestHandshake(t *testing.T) {
	strict := bundle.Options{FixedKey: true}
	hello := `HELLOTS version=3\.1\.16 version_code=3011600 key=191f7f55a9 http_port=\d+ bmode=0`
	bad := "READY key=AAAAsampleproductkey-bc3e9b394aae980b34d21d307d38e493f51300ee"
	for name, c := range map[string]struct {
		o     bundle.Options
		lines []string // sent
		want  []string // patterns of all that comes
	}{
		"signed":            {strict, []string{"HELLOBG version=4", goodReady}, []string{hello, "AUTH 0"}},
		"bare hello":        {strict, []string{"HELLOBG", goodReady}, []string{hello, "AUTH 0"}},
		"odd keys":          {strict, []string{"HELLOBG version=6 ace=2.2 ie= x=1", goodReady}, []string{hello, "AUTH 0"}},
		"wrong signature":   {strict, []string{"HELLOBG version=4", bad}, []string{hello, "NOTREADY"}},
		"no signature":      {strict, []string{"HELLOBG version=4", "READY"}, []string{hello, "NOTREADY"}},
		"odd signature":     {strict, []string{"HELLOBG", "READY key=x", "READY key="}, []string{hello, "NOTREADY", "NOTREADY"}},
		"second try":        {strict, []string{"HELLOBG", bad, "GETPID x 0 0 0", goodReady}, []string{hello, "NOTREADY", "NOTREADY", "AUTH 0"}},
		"second hello":      {strict, []string{"HELLOBG", "HELLOBG version=4", goodReady, "HELLOBG", "READY"}, []string{hello, "AUTH 0"}},
		"command first":     {strict, []string{"STOP", "LOADASYNC 1 PID x", "START PID"}, []string{"NOTREADY", "NOTREADY", "NOTREADY"}},
		"ready first":       {strict, []string{goodReady, "HELLOBG", goodReady}, []string{"NOTREADY", hello, "AUTH 0"}},
		"unknown first":     {strict, []string{"", "hellobg", "FROB", "HELLOBG"}, []string{hello}},
		"malformed hello":   {strict, []string{"HELLOBG =x"}, []string{hello}},
		"permissive":        {bundle.Options{Permissive: true}, []string{"HELLOBG version=4", bad}, []string{`HELLOTS .* key=[0-9a-f]{10} .*`, "AUTH 0"}},
		"v1":                {bundle.V1(), []string{"HELLOBG", "READY"}, []string{"HELLOTS", "AUTH 0"}},
		"v1, later client":  {bundle.V1(), []string{"HELLOBG version=3", "READY key=whatever"}, []string{"HELLOTS", "AUTH 0"}},
		"v1, command first": {bundle.V1(), []string{"STOP", "READY", "HELLOBG", "READY"}, []string{"HELLOTS", "AUTH 0"}},
		"shutdown first":    {strict, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, c.o, func(w *world) {
				k := w.dial()
				require.Empty(t, k.quiet(time.Second), "nothing is said before HELLOBG")
				for _, l := range c.lines {
					k.send(l)
				}
				got := k.quiet(3 * time.Second)
				require.Len(t, got, len(c.want), "%q", got)
				for i := range got {
					require.Regexp(t, "^"+c.want[i]+"$", got[i])
				}
				k.end()
			})
		})
	}
}

func TestKeysDiffer(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		seen := map[string]bool{}
		for range 5 {
			k := w.dial()
			k.send("HELLOBG version=4")
			seen[k.next()] = true
			k.conn.Close() // a health probe
		}
		require.Len(t, seen, 5)
	})
}

func TestGetUserData(t *testing.T) {
	ask := bundle.Options{Server: ts.Options{AskUserData: true}}
	for version, n := range map[int]int{0: 1, 3: 0, 4: 1} {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			inWorld(t, ask, func(w *world) {
				k := w.enter(version)
				got := k.quiet(time.Second)
				require.Len(t, got, n)
				k.send(`USERDATA [{"gender": 1}, {"age": 4}]`)
				require.Empty(t, k.fence())
				k.end()
			})
		})
	}
	inWorld(t, ask, func(w *world) {
		k := w.enter(4)
		k.send(`USERDATA [{"gender": 1} {"age": 1}]`)
		require.Empty(t, k.quiet(time.Second), "it came unasked")
		k.end()
	})
}

func TestSilence(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.enter(4)
		for _, line := range []string{"", "   ", "STOPDL", "FROB 1 2", "EVENT play ", "EVENT pause position=3", "EVENT", "DUR 1", "PLAYBACK x 0",
			"LIVESEEK 0", "LIVESEEK", "SETOPTIONS", "SETOPTIONS use_stop_notifications=1", "SETOPTIONS use_stop_notifications=x", "SAVE", "SAVE index=0",
			"USERDATA", "USERDATA {[", "USERDATA [{\"gender\": \"1\"}]", "GETADURL  width=1 height=1", "\x00\xff\xfe", "LOADASYNC", "LOADASYNC x", "loadasync 1 PID x"} {
			k.send(line)
			require.Empty(t, k.fence(), "%q", line)
		}
		k.end()
	})
}

func TestReplies(t *testing.T) {
	f := fixture(t, "single")
	inWorld(t, bundle.Options{Server: ts.Options{AdURL: "http://127.0.0.1/ad?a=b"}}, func(w *world) {
		k := w.enter(4)
		for line, want := range map[string]string{
			"GETPID " + f.Hash() + " 0 0 0":                     "##" + f.PlayerID,
			"GETPID  " + f.Hash() + "  0 0 0 ":                  "##" + f.PlayerID,
			"GETPID " + f.Hash():                                "##" + f.PlayerID,
			"GETPID " + fixture(t, "nomedia").Hash() + " 0 0 0": "##",
			"GETPID xyz 0 0 0":                                  "##",
			"GETPID":                                            "##",
			"GETCID  infohash=" + f.Hash() + " checksum=x":      "##" + f.ContentID,
			"GETCID checksum=x infohash=" + f.Hash() + " developer=0 affiliate=0 zone=0": "##" + f.ContentID,
			"GETCID checksum=x":          "##",
			"GETCID":                     "##",
			"LOAD":                       `##{"status": 100, "message": "the source is not understood"}`,
			"LOAD CARRIER pigeon 0 0 0":  `##{"status": 100, "message": "the source is not understood"}`,
			"STATUS":                     "STATUS main:idle",
			"STOP":                       "STATE 0",
			"GETADURL  width=4 height=3": "EVENT showurl type=preroll url=http%3A//127.0.0.1/ad%3Fa%3Db width=4 height=3",
		} {
			k.send(line)
			require.Equal(t, want, k.next(), line)
			if line == "STOP" {
				require.Equal(t, "STATUS main:idle", k.next())
			}
		}
		k.end()
	})
}
