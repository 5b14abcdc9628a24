package ts_test

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	wire "enginespec/codec/ts"
	"enginespec/reference/engine"
	"enginespec/reference/engine/sim"
	"enginespec/reference/ts/bundle"
)

// livepos waits for EVENT livepos.
func (k *talk) livepos() wire.Livepos {
	k.t.Helper()
	m, err := wire.Parse(codec.Engine, k.until("EVENT"))
	require.NoError(k.t, err)
	v, ok := m.(*wire.Event).Livepos()
	require.True(k.t, ok, "%v", m)
	require.LessOrEqual(k.t, v.LiveFirst, v.Pos)
	require.LessOrEqual(k.t, v.Pos, v.Last)
	require.Equal(k.t, v.Last, v.LiveLast)
	return v
}

func TestLive(t *testing.T) {
	whole := content(t, "live", 0)
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.enter(3)
		url := k.start("PID " + fixture(t, "live").PlayerID + " 0")
		require.True(t, strings.HasSuffix(k.all[len(k.all)-1], " stream=1"), k.all[len(k.all)-1])
		require.Equal(t, "STATE 2", k.next())
		require.Regexp(t, `^STATUS main:dl;0;`, k.next())
		first := k.livepos()
		require.EqualValues(t, 1, first.IsLive)
		require.EqualValues(t, 1800, first.Last-first.LiveFirst)
		for i := range 5 {
			require.InDelta(t, first.Pos+int64(i), k.livepos().Pos, 1.5, "once a second")
		}
		_, b := w.get(url, 64<<10)
		require.Equal(t, whole[:64<<10], b)

		k.send(fmt.Sprintf("LIVESEEK %d", first.Last-600))
		require.Equal(t, "STOP", k.until("STOP", "START"))
		require.Regexp(t, `^STATUS main:seekprebuf;\d+;`, k.next())
		second := k.url(k.until("START"))
		require.NotEqual(t, url, second)
		status, _ := w.get(url, 0)
		require.GreaterOrEqual(t, status, 400)
		back := k.livepos()
		require.InDelta(t, first.Last-600, back.Pos, 2)
		require.Zero(t, back.IsLive)
		_, b = w.get(second, 10<<10)
		require.Contains(t, string(whole)+string(whole[:10<<10]), string(b))
		require.NotEqual(t, whole[:10<<10], b)

		for _, at := range []string{"0", "99999999999", "9223372036854775807"} {
			k.send("LIVESEEK " + at)
			require.Equal(t, "STOP", k.until("STOP", "STATUS main:err"))
			k.until("START")
			v := k.livepos()
			if want := v.LiveFirst; at == "0" {
				require.InDelta(t, want, v.Pos, 2)
			} else {
				require.InDelta(t, v.Last, v.Pos, 2)
			}
		}
		require.NotContains(t, words(k.all), "STATE 4", "a broadcast is never complete")
		k.end()
	})
}

// One client gets the broadcast over and over, as fast as it is sent.
func TestLiveGoesRound(t *testing.T) {
	whole := content(t, "live", 0)
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.enter(4)
		url := k.start("PID " + fixture(t, "live").PlayerID + " 0")
		done := make(chan struct{})
		go func() { // somebody must read the lines
			defer close(done)
			io.Copy(io.Discard, k.conn)
		}()
		at := time.Now()
		_, b := w.get(url, 3<<20)
		require.Equal(t, string(whole)+string(whole[:1<<20]), string(b))
		require.InDelta(t, (3<<20-256<<10)/float64(128<<10), time.Since(at).Seconds(), 2)
		k.conn.Close()
		<-done
	})
}

func TestSeekOfFiles(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.enter(4)
		k.start("PID " + fixture(t, "single").PlayerID + " 0")
		k.until("STATE 4")
		k.send("LIVESEEK 0")
		for _, l := range k.fence() {
			require.Regexp(t, "^(EVENT cansave|STATUS main:dl)", l)
		}
		k.end()
	})
}

// A broadcast that runs dry falls behind, and PAUSE and RESUME stay in turn.
func TestLiveUnderrun(t *testing.T) {
	f := engine.Fault{Kind: engine.Stall, At: 0.05, For: 400 * time.Second}
	inWorld(t, bundle.Options{Sim: sim.Options{Faults: []engine.Fault{f}}}, func(w *world) {
		k := w.enter(4)
		k.start("PID " + fixture(t, "live").PlayerID + " 0")
		first := k.livepos()
		k.until("PAUSE")
		require.Equal(t, "STATE 3", k.next())
		from := len(k.all)
		k.send(fmt.Sprintf("LIVESEEK %d", first.Last-900))
		k.until("START")
		require.Regexp(t, "(buf, )?(EVENT, )?RESUME, STATE 2, STOP, seekprebuf, START$", words(k.all[from:]))
		k.end()
	})
}

func TestAds(t *testing.T) {
	f := fixture(t, "ad")
	for version, pattern := range map[int][3]string{
		3: {`^START \S+ ad=1$`, `^START \S+ ad=1 interruptable=1$`, `^START \S+$`},
		4: {`^START url=\S+ infohash=\S+ file_index=0 ad=1$`, `^START url=\S+ infohash=\S+ file_index=0 ad=1 interruptable=1$`, `^START url=\S+ infohash=\S+ file_index=0$`},
		0: {`^PLAYAD \S+$`, `^PLAYADI \S+$`, `^PLAY \S+$`},
	} {
		o := bundle.Options{}
		if version == 0 {
			o = bundle.V1()
			o.Scale = 0
		}
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			inWorld(t, o, func(w *world) {
				k := w.enter(version)
				url := k.start("TORRENT " + torrentURL("ad") + " 0 0 0 0")
				require.Regexp(t, pattern[0], k.all[len(k.all)-1])
				require.Equal(t, "STATE 2", k.next())
				require.Regexp(t, `^INFO 2;`, k.next())
				require.Regexp(t, `^STATUS main:prebuf(;\d+){12}\|ad:dl(;\d+){10}$`, k.next())
				want, _ := io.ReadAll(f.Ads[0].Content())
				_, b := w.get(url, 0)
				require.Equal(t, want, b)
				for _, event := range []string{"0", "25", "50", "75", "101", "37"} {
					k.send("DUR "+url+" 10000", "PLAYBACK "+url+" "+event)
				}
				k.send("PLAYBACK http://127.0.0.1/other 100")
				for _, l := range append(k.quiet(5*time.Second), k.fence()...) {
					require.Regexp(t, `^STATUS main:prebuf.*\|ad:dl`, l)
				}
				k.send("PLAYBACK" + url + " 100") // glued
				skip := k.url(k.until("START", "PLAY"))
				require.Regexp(t, pattern[1], k.all[len(k.all)-1])
				require.NotEqual(t, url, skip)
				status, _ := w.get(url, 0)
				require.GreaterOrEqual(t, status, 400, "a clip that is over is not served")
				k.send("PLAYBACK " + wire.Escape(skip) + " 101")
				main := k.url(k.until("START", "PLAY"))
				require.Regexp(t, pattern[2], k.all[len(k.all)-1])
				require.Equal(t, "STATE 2", k.next())
				require.Regexp(t, `^INFO 3;`, k.next())
				_, b = w.get(main, 0)
				require.Equal(t, content(t, "ad", 0), b)
				k.end()
			})
		})
	}
}

// The clips are over before the content is there.
func TestAdsBeforePrebuffer(t *testing.T) {
	f := engine.Fault{Kind: engine.Stall, At: 0.01, For: 60 * time.Second}
	inWorld(t, bundle.Options{Sim: sim.Options{Faults: []engine.Fault{f}}}, func(w *world) {
		k := w.enter(4)
		from := len(k.all)
		url := k.start("PID " + fixture(t, "ad").PlayerID + " 0")
		k.send("PLAYBACK " + url + " 100")
		k.send("PLAYBACK " + k.url(k.until("START")) + " 100")
		k.until("START")
		require.Equal(t, "STATE 1, starting, prebuf, START, STATE 2, INFO 2, prebuf, START, STATE 2, INFO 2, prebuf, STATE 1, prebuf, wait, prebuf, START", words(k.all[from:]))
		k.end()
	})
}
