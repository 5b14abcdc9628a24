package ts_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	wire "enginespec/codec/ts"
	"enginespec/reference/engine"
	"enginespec/reference/engine/sim"
	"enginespec/reference/ts"
	"enginespec/reference/ts/bundle"
)

// get fetches a url and returns the status and the body, at most n bytes if n is set.
func (w *world) get(url string, n int64) (int, []byte) {
	resp, err := w.http.Get(url)
	require.NoError(w.t, err)
	defer resp.Body.Close()
	var r io.Reader = resp.Body
	if n > 0 {
		r = io.LimitReader(r, n)
	}
	b, err := io.ReadAll(r)
	require.NoError(w.t, err)
	return resp.StatusCode, b
}

func content(t *testing.T, name string, file int) []byte {
	b, err := io.ReadAll(fixture(t, name).Content(file))
	require.NoError(t, err)
	return b
}

// words are the lines' first words, STATUS with its state, repetitions once.
func words(lines []string) string {
	var out []string
	for _, l := range lines {
		w := strings.Fields(l)[0]
		switch w {
		case "STATUS":
			l, _, _ = strings.Cut(strings.TrimPrefix(l, "STATUS main:"), ";")
			w = l
		case "STATE", "INFO":
			w = l[:len(w)+2]
		}
		if len(out) == 0 || out[len(out)-1] != w {
			out = append(out, w)
		}
	}
	return strings.Join(out, ", ")
}

func TestAnnouncement(t *testing.T) {
	f := fixture(t, "multi")
	plain := `http://127\.0\.0\.1:\d+/content/` + f.Hash() + `/0\.\d+`
	escaped := strings.ReplaceAll(plain, ":", "%3A")
	escaped = strings.ReplaceAll(escaped, "\\.", ".")
	for version, want := range map[int]string{
		0: "START " + plain, 1: "START " + plain, 2: "START " + plain, 3: "START " + plain,
		4: "START url=" + escaped + " infohash=" + f.Hash() + " file_index=1", 6: "START url=" + escaped + " infohash=" + f.Hash() + " file_index=1",
	} {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			inWorld(t, bundle.Options{}, func(w *world) {
				k := w.enter(version)
				url := k.start("TORRENT " + torrentURL("multi") + " 1 0 0 0")
				require.Regexp(t, "^"+want+"$", k.all[len(k.all)-1])
				status, b := w.get(url, 0)
				require.Equal(t, 200, status)
				require.Equal(t, content(t, "multi", 1), b)
				k.until("STATE 4")
				require.Equal(t, "HELLOTS, AUTH, STATE 1, starting, prebuf, START, STATE 2, dl, STATE 4", words(k.all))
				require.Equal(t, "EVENT cansave index=1 infohash="+f.Hash()+" format=plain", k.next())
				require.Regexp(t, `^STATUS main:dl;100;100;`, k.next())
				k.end()
			})
		})
	}
	t.Run("v1", func(t *testing.T) {
		inWorld(t, bundle.Options{Profile: ts.V1}, func(w *world) {
			k := w.enter(0)
			k.start("PID " + f.PlayerID + " 1")
			require.Regexp(t, "^PLAY "+plain+"$", k.all[len(k.all)-1])
			k.until("STATE 2")
			k.end()
		})
	})
}

func TestStartForms(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.enter(4)
		f := fixture(t, "single")
		url := torrentURL("single")
		for _, src := range []string{
			"TORRENT " + url + " 0 0 0 0", "TORRENT" + url + " 0 0 0 0", "TORRENT " + url + " 0 0 0 0 0", "TORRENT " + url + " 0 0 0 0 5 -", "TORRENT " + url + " 0 0 0",
			"TORRENT " + url, "INFOHASH " + f.Hash() + " 0 0 0 0", "PID " + f.PlayerID + " 0", "PID " + f.PlayerID, "PID " + f.PlayerID + " 0 0 0 0", "EFILE " + url,
			"PID " + f.PlayerID + " 0 output_format=http transcode_audio=0 transcode_mp3=0 transcode_ac3=0", "URL http://" + files + "/single 0 0 0 0",
			"URL http://" + files + "/single 0 0 0",
		} {
			if strings.HasSuffix(src, "-") {
				src = strings.TrimSuffix(src, " -") + " 1"
			}
			at := k.start(src)
			_, b := w.get(at, 0)
			require.Equal(t, content(t, "single", 0), b, src)
			k.until("STATE 2")
			k.send("STOP")
			k.until("STATE 0")
			require.Equal(t, "STATUS main:idle", k.next())
			status, _ := w.get(at, 0)
			require.GreaterOrEqual(t, status, 400, "the url serves after STOP")
		}
		at := k.start("PID " + fixture(t, "multi").PlayerID + " 1,3,1,0 output_format=hls")
		require.Regexp(t, `/hls/[0-9a-f]{40}/.*\.m3u8$`, at)
		status, _ := w.get(at, 0)
		require.Equal(t, 200, status)
		k.end()
	})
}

func TestStartFails(t *testing.T) {
	inWorld(t, bundle.Options{Server: ts.Options{LoadTimeout: 20 * time.Second}}, func(w *world) {
		k := w.enter(4)
		for src, want := range map[string]string{
			"TORRENT " + torrentURL("single") + " 99 0 0 0":        "STATE 1, starting, STATE 0, err, idle",
			"TORRENT " + torrentURL("single") + " 0,7 0 0 0":       "STATE 1, starting, STATE 0, err, idle",
			"TORRENT " + torrentURL("nowhere") + " 0 0 0 0":        "STATE 1, starting, STATE 0, err, idle",
			"PID " + strings.Repeat("a", 40) + " 0":                "STATE 1, starting, STATE 0, err, idle",
			"URL http://" + files + "/nowhere 0 0 0 0":             "STATE 1, starting, STATE 0, err, idle",
			"URL ftp://127.0.0.1/ 0 0 0 0":                         "STATE 1, starting, STATE 0, err, idle",
			"RAW ### 0 0 0 0":                                      "STATE 1, starting, STATE 0, err, idle",
			"INFOHASH " + strings.Repeat("1", 40) + " 0 0 0 0":     "STATE 1, starting, INFO 1, starting, STATE 0, err, idle",
			"CARRIER pigeon":                                       "err, idle",
			"":                                                     "err, idle",
			"TORRENT " + torrentURL("single") + " 9999999999999 0": "STATE 1, starting, STATE 0, err, idle",
		} {
			from := len(k.all)
			k.send("START " + src)
			k.until("STATUS main:err")
			require.Regexp(t, `^STATUS main:err;[123];[^;|]+$`, k.all[len(k.all)-1])
			k.next()
			require.Equal(t, want, words(k.all[from:]), src)
			require.Empty(t, k.fence())
		}
		k.send("SETOPTIONS use_stop_notifications=1", "START TORRENT "+torrentURL("single")+" 99 0 0 0")
		k.until("STATUS main:err")
		require.Equal(t, "EVENT download_stopped reason=no_such_file", k.next())
		require.Equal(t, "STATUS main:idle", k.next())
		k.start("PID " + fixture(t, "single").PlayerID + " 0")
		k.end()
	})
}

func TestReplace(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.enter(4)
		old := k.start("PID " + fixture(t, "single").PlayerID + " 0")
		url := k.start("PID " + fixture(t, "multi").PlayerID + " 3")
		status, _ := w.get(old, 0)
		require.GreaterOrEqual(t, status, 400)
		_, b := w.get(url, 0)
		require.Equal(t, content(t, "multi", 3), b)
		// A START that fails, replaces too; one that is not understood does not.
		k.send("START FROB")
		require.Contains(t, k.until("STATUS main:err"), "not understood")
		status, _ = w.get(url, 0)
		require.Equal(t, 200, status)
		k.send("START PID x 0")
		k.until("STATUS main:err")
		status, _ = w.get(url, 0)
		require.GreaterOrEqual(t, status, 400)
		k.end()
	})
}

func TestStop(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.enter(4)
		for _, wait := range []string{"STATE 1", "STATUS main:starting", "STATUS main:prebuf", "START ", "STATE 2", "STATE 4"} {
			k.send("START TORRENT " + torrentURL("single") + " 0 0 0 0")
			k.until(wait)
			k.send("STOP")
			k.until("STATE 0")
			require.Equal(t, []string{"STATUS main:idle"}, k.quiet(10*time.Second), "behind %s", wait)
			k.send("STOP", "STOP")
			require.Equal(t, []string{"STATE 0", "STATUS main:idle", "STATE 0", "STATUS main:idle"}, k.quiet(10*time.Second))
			for _, tor := range w.Engine.Snapshot().Torrents {
				require.Contains(t, []engine.State{engine.Stopped, engine.Stopping}, tor.State)
			}
		}
		k.end()
	})
}

// Numbers only grow, lines come once a second.
func TestPeriodicStatus(t *testing.T) {
	inWorld(t, bundle.Options{Sim: sim.Options{Swarm: sim.Swarm{Down: 64 << 10}}}, func(w *world) {
		k := w.enter(4)
		k.send("START PID " + fixture(t, "big").PlayerID + " 0")
		begun := time.Now()
		var last wire.Status
		for n := 0; n < 100; {
			line := k.next()
			if !strings.HasPrefix(line, "STATUS") {
				continue
			}
			n++
			var m wire.Status
			require.NoError(t, m.Decode([]byte(line), nil), line)
			require.GreaterOrEqual(t, m.Main.Common.Downloaded, last.Main.Common.Downloaded)
			require.GreaterOrEqual(t, m.Main.Common.Uploaded, last.Main.Common.Uploaded)
			if m.Main.State == wire.Prebuf {
				require.GreaterOrEqual(t, m.Main.Progress, last.Main.Progress)
			}
			last = m
		}
		require.InDelta(t, 96, time.Since(begun).Seconds(), 5)
		require.Greater(t, last.Main.Common.Downloaded, int64(3<<20))
		k.end()
	})
}

func TestUnderrun(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.enter(4)
		k.start("PID " + fixture(t, "slow").PlayerID + " 0")
		from := len(k.all)
		k.until("PAUSE")
		require.Equal(t, "STATE 3", k.next())
		require.Regexp(t, `^STATUS main:buf;\d+;\d+;`, k.next())
		k.until("RESUME")
		require.Equal(t, "STATE 2", k.next())
		require.Regexp(t, `^STATUS main:dl;`, k.next())
		require.Equal(t, "STATE 2, dl, PAUSE, STATE 3, buf, RESUME, STATE 2, dl", words(k.all[from:]))
		k.end()
	})
}

func TestTrouble(t *testing.T) {
	for name, c := range map[string]struct {
		fault engine.Fault
		want  string
		until string
	}{
		"no peers":  {engine.Fault{Kind: engine.NoPeers}, "STATE 1, starting, prebuf, INFO 1, prebuf", ""},
		"stall":     {engine.Fault{Kind: engine.Stall, At: 0.01}, "STATE 1, starting, prebuf, wait, prebuf", ""},
		"slow":      {engine.Fault{Kind: engine.SlowPeers, Rate: 1000}, "STATE 1, starting, prebuf, wait", ""},
		"disk full": {engine.Fault{Kind: engine.DiskFull, At: 0.5}, "STATE 1, starting, prebuf, START, STATE 2, dl, STATE 0, err, idle", "STATUS main:idle"},
		"stalls":    {engine.Fault{Kind: engine.Stall, At: 0.2, For: 60 * time.Second}, "STATE 1, starting, prebuf, START, STATE 2, dl, PAUSE, STATE 3, buf, RESUME, STATE 2, dl", ""},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, bundle.Options{Sim: sim.Options{Faults: []engine.Fault{c.fault}}}, func(w *world) {
				k := w.enter(4)
				k.send("START TORRENT " + torrentURL("single") + " 0 0 0 0")
				from := len(k.all)
				if c.until != "" {
					k.until(c.until)
				} else {
					k.quiet(40 * time.Second)
					k.r.Reset(k.conn)
					if name == "stalls" {
						k.until("RESUME")
						k.until("STATUS main:dl")
					}
				}
				require.Equal(t, c.want, words(k.all[from:]))
				k.end()
			})
		})
	}
}

// What was downloaded is there when the same is started again, and on a new engine
// that has the same disk it is checked first.
func TestStartAgain(t *testing.T) {
	disk := sim.NewDisk()
	o := bundle.Options{Sim: sim.Options{Disk: disk, CheckRate: 256 << 10}}
	inWorld(t, o, func(w *world) {
		k := w.enter(4)
		for range 2 {
			from := len(k.all)
			k.start("PID " + fixture(t, "single").PlayerID + " 0")
			k.until("STATE 4")
			k.send("STOP")
			k.until("STATUS main:idle")
			require.Equal(t, "STATE 1, starting, prebuf, START, STATE 2, dl, STATE 4, EVENT, dl, STATE 0, idle", words(k.all[from:]))
		}
		k.end()
		snap := w.Engine.Snapshot()
		require.Equal(t, int64(1<<20), snap.Torrents[0].Down.Total, "it was downloaded once")
		require.NoError(t, w.Engine.Do(w.t.Context(), snap.Torrents[0].ID, engine.Command{Op: engine.Remove}))
	})
	inWorld(t, o, func(w *world) {
		k := w.enter(4)
		k.start("PID " + fixture(t, "single").PlayerID + " 0")
		require.Equal(t, "HELLOTS, AUTH, STATE 1, starting, STATE 5, check, STATE 1, prebuf, START", words(k.all))
		k.end()
	})
}

func TestPosition(t *testing.T) {
	inWorld(t, bundle.Options{Sim: sim.Options{Swarm: sim.Swarm{Down: 64 << 10}}}, func(w *world) {
		k := w.enter(3)
		k.start("PID " + fixture(t, "big").PlayerID + " 0 300 1")
		require.Regexp(t, `^START \S+ pos=300$`, k.all[len(k.all)-1])
		files := w.Engine.Snapshot().Torrents[0]
		require.Less(t, files.Pieces.Bytes, int64(1<<20), "it began in the middle")
		k.end()
	})
}

func TestSave(t *testing.T) {
	dir := t.TempDir()
	save := func(path string) (io.WriteCloser, error) { return os.Create(filepath.Join(dir, filepath.Base(path))) }
	f := fixture(t, "multi")
	inWorld(t, bundle.Options{Server: ts.Options{Save: save}}, func(w *world) {
		k := w.enter(4)
		k.send("SAVE infohash=" + f.Hash() + " index=1 path=early.mp4")
		k.start("PID " + f.PlayerID + " 1")
		k.until("EVENT cansave")
		for i, line := range []string{"SAVE index=9 infohash=" + f.Hash() + " path=a", "SAVE index=1 infohash=xyz path=b", "SAVE index=3 infohash=" + f.Hash() + " path=c",
			"SAVE path=%2Ffoo%2Fmy%20film.mp4 index=1 infohash=" + f.Hash()} {
			k.send(line)
			for _, l := range k.fence() {
				require.Regexp(t, "^STATUS main:dl", l, i)
			}
			time.Sleep(time.Second) // virtual: until all is still
		}
		k.end()
	})
	names, err := filepath.Glob(dir + "/*")
	require.NoError(t, err)
	require.Equal(t, []string{filepath.Join(dir, "my film.mp4")}, names)
	b, err := os.ReadFile(names[0])
	require.NoError(t, err)
	require.Equal(t, content(t, "multi", 1), b)
}

func TestPlayerStandsStill(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.enter(4)
		k.start("PID " + fixture(t, "slow").PlayerID + " 0")
		k.send("EVENT pause position=0")
		require.NotContains(t, strings.Join(k.quiet(30*time.Second), " "), "PAUSE", "who stands still does not run dry")
		k.end()
	})
}
