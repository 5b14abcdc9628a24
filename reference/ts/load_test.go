package ts_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
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

// load sends LOADASYNC and returns the answer; only STATUS may come around it.
func (k *talk) load(id, source string) *wire.LoadResp {
	k.t.Helper()
	k.send("LOADASYNC " + id + " " + source)
	require.Equal(k.t, "STATUS main:loading", k.next())
	line := k.until("LOADRESP", "STATE", "EVENT", "##", "INFO")
	var m wire.LoadResp
	require.NoError(k.t, m.Decode([]byte(line), nil), line)
	require.Equal(k.t, id, m.RequestID.String())
	require.Equal(k.t, "STATUS main:idle", k.next())
	_, python := wire.PythonSeparators(m.Raw)
	require.True(k.t, python, line)
	return &m
}

func TestLoadSources(t *testing.T) {
	f := fixture(t, "single")
	raw := base64.StdEncoding.EncodeToString(f.Metainfo())
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.enter(4)
		for i, src := range []string{
			"TORRENT " + torrentURL("single") + " 0 0 0", "TORRENT" + torrentURL("single") + " 0 0 0", "INFOHASH " + f.Hash() + " 0 0 0",
			"INFOHASH " + strings.ToUpper(f.Hash()) + " 0 0 0", "PID " + f.PlayerID, "PID " + f.PlayerID + " 0 0 0 ", "RAW " + raw + " 0 0 0",
		} {
			m := k.load(fmt.Sprint(i), src)
			require.Equal(t, fmt.Sprintf(`{"status": 1, "files": [["single.mp4", 0]], "infohash": "%s", "checksum": "%s"}`, f.Hash(), f.Checksum()), m.Raw.String(), src)
			k.send("LOAD " + src)
			require.Equal(t, "##"+m.Raw.String(), k.next())
		}
		k.end()
	})
}

func TestLoadStatuses(t *testing.T) {
	inWorld(t, bundle.Options{Server: ts.Options{LoadTimeout: 5 * time.Second}}, func(w *world) {
		k := w.enter(4)
		for name, want := range map[string]int64{"single": 1, "multi": 2, "nomedia": 0, "unicode": 2} {
			m := k.load("1", "TORRENT "+torrentURL(name)+" 0 0 0")
			require.Equal(t, want, m.Status, name)
			f := fixture(t, name)
			require.Len(t, m.Files, len(f.Media()))
			for i, at := range f.Media() {
				require.EqualValues(t, at, m.Files[i].Index)
				require.Equal(t, f.Files[at].Path, m.Files[i].Text())
			}
		}
		for _, src := range []string{
			"TORRENT http://" + files + "/nowhere.torrent 0 0 0", "TORRENT http://" + files + "/single 0 0 0", "TORRENT ftp://x/ 0 0 0", "TORRENT x 0 0 0",
			"RAW !!! 0 0 0", "RAW aGVsbG8= 0 0 0", "RAW aGVsbG8 0 0 0", "PID " + strings.Repeat("0", 40), "PID x;y|z", "INFOHASH abc 0 0 0",
			"INFOHASH " + strings.Repeat("1", 40) + " 0 0 0", "CARRIER pigeon", "URL http://x/ 0 0 0",
		} {
			m := k.load("467763", src)
			require.EqualValues(t, 100, m.Status, src)
			require.NotEmpty(t, m.Message)
			require.NotContains(t, m.Message.String(), ";")
		}
		k.end()
	})
}

// A line that is read may be of megabytes, one that is written not.
func TestLongLines(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.enter(4)
		b := fixture(t, "single").Metainfo()
		i := bytes.Index(b, []byte("10:created by"))
		require.Positive(t, i)
		text := strings.Repeat("long ", 1<<18)
		long := append(fmt.Appendf(bytes.Clone(b[:i]), "7:comment%d:%s", len(text), text), b[i:]...)
		require.EqualValues(t, 1, k.load("1", "RAW "+base64.StdEncoding.EncodeToString(long)+" 0 0 0").Status)
		m := k.load("2", "TORRENT "+torrentURL("many")+" 0 0 0")
		require.EqualValues(t, 2, m.Status)
		require.Greater(t, len(m.Files), 200)
		for _, line := range k.all {
			require.LessOrEqual(t, len(line)+2, 8192)
		}
		require.Greater(t, len(k.all[len(k.all)-2]), 7900)
		k.end()
	})
	inWorld(t, bundle.Options{Server: ts.Options{MaxReply: -1}}, func(w *world) {
		k := w.enter(4)
		require.Len(t, k.load("2", "TORRENT "+torrentURL("many")+" 0 0 0").Files, 500)
		k.end()
	})
}

func TestLineOverLimit(t *testing.T) {
	inWorld(t, bundle.Options{Server: ts.Options{MaxLine: 10000}}, func(w *world) {
		k, other := w.enter(4), w.enter(4)
		k.send("LOADASYNC 1 RAW " + strings.Repeat("A", 9900) + " 0 0 0")
		k.until("LOADRESP")
		k.until("STATUS main:idle")
		k.send("LOADASYNC 1 RAW " + strings.Repeat("A", 20000) + " 0 0 0")
		k.eof()
		require.Empty(t, other.fence())
		other.end()
	})
}

// Answers come in the order of the requests, however long each takes.
func TestSyncOrder(t *testing.T) {
	inWorld(t, bundle.Options{Server: ts.Options{LoadTimeout: 30 * time.Second}}, func(w *world) {
		k := w.enter(4)
		f := fixture(t, "multi")
		k.send("LOAD INFOHASH "+strings.Repeat("1", 40)+" 0 0 0", "GETPID "+f.Hash()+" 0 0 0", "LOAD TORRENT "+torrentURL("multi")+" 0 0 0", "GETCID infohash=x")
		require.Contains(t, k.next(), `"status": 100`)
		require.Equal(t, "##"+f.PlayerID, k.next())
		require.Contains(t, k.next(), f.Hash())
		require.Equal(t, "##", k.next())
		k.end()
	})
}

func TestOverlappingLoads(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.enter(4)
		k.send("LOADASYNC 11 TORRENT "+torrentURL("single")+" 0 0 0", "LOADASYNC 22 TORRENT "+torrentURL("multi")+" 0 0 0", "GETPID x 0 0 0", "START PID "+fixture(t, "single").PlayerID+" 0")
		k.until("START ")
		var ids []string
		for _, l := range k.all[2:] {
			switch {
			case strings.HasPrefix(l, "LOADRESP"):
				ids = append(ids, strings.Fields(l)[1])
			case !strings.HasPrefix(l, "STATUS"):
				require.Len(t, ids, 2, "%q came between", l)
			}
		}
		require.ElementsMatch(t, []string{"11", "22"}, ids)
		k.end()
	})
}

// What waits behind a LOADASYNC that takes for ever does not wait for ever.
func TestPatience(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.enter(4)
		k.send("LOADASYNC 1 INFOHASH " + strings.Repeat("1", 40) + " 0 0 0")
		at := time.Now()
		for _, l := range k.fence() {
			require.Equal(t, "STATUS main:loading", l)
		}
		require.InDelta(t, 2, time.Since(at).Seconds(), 0.1)
		require.LessOrEqual(t, len(k.fence()), 1, "no more patience")
		loading := 0
		for k.next() == "STATUS main:loading" {
			loading++
		}
		require.Greater(t, loading, 20, "STATUS is periodic while it lasts")
		require.Contains(t, k.all[len(k.all)-1], `"status": 100`)
		k.end()
	})
}

// A torrent whose metadata nobody has yet is found at once when its file comes.
func TestMetainfoWhileAskingPeers(t *testing.T) {
	f := fixture(t, "single")
	inWorld(t, bundle.Options{Sim: sim.Options{Torrents: [][]byte{}}}, func(w *world) {
		k, other := w.enter(4), w.enter(4)
		k.send("LOADASYNC 1 INFOHASH " + f.Hash() + " 0 0 0")
		k.until("STATUS main:loading")
		require.EqualValues(t, 1, other.load("2", "TORRENT "+torrentURL("single")+" 0 0 0").Status)
		require.Contains(t, k.until("LOADRESP"), `"status": 1`)
		k.conn.Close()
		other.end()
	})
}

func TestTooManyLoads(t *testing.T) {
	inWorld(t, bundle.Options{Server: ts.Options{MaxLoads: 3}}, func(w *world) {
		k := w.enter(4)
		for i := range 5 {
			k.send(fmt.Sprintf("LOADASYNC %d INFOHASH %040d 0 0 0", i, i+1))
		}
		for _, id := range []string{"3", "4"} {
			require.Contains(t, k.until("LOADRESP"), "LOADRESP "+id+` {"status": 100, "message": "too many`)
		}
		k.conn.Close()
	})
}

// Torrents that nobody uses are forgotten when there are many.
func TestTorrentsAreForgotten(t *testing.T) {
	inWorld(t, bundle.Options{Server: ts.Options{MaxTorrents: 2}}, func(w *world) {
		k := w.enter(4)
		for range 3 {
			for _, name := range []string{"single", "multi", "nomedia", "unicode", "big"} {
				require.NotEqualValues(t, 100, k.load("1", "TORRENT "+torrentURL(name)+" 0 0 0").Status)
			}
		}
		require.Empty(t, k.fence())
		k.end()
		require.NoError(t, w.Server.Close())
		require.Len(t, w.Engine.Snapshot().Torrents, 2)
	})
}

// Ids that the library does not know are made from the hash, and lead back to it.
func TestPlayerIDs(t *testing.T) {
	f, none := fixture(t, "single"), fixture(t, "nomedia")
	inWorld(t, bundle.Options{Server: ts.Options{Library: ts.NewLibrary()}}, func(w *world) {
		k := w.enter(4)
		k.send("GETPID " + f.Hash() + " 0 0 0")
		require.Equal(t, "##", k.next(), "nobody has loaded it")
		k.load("1", "TORRENT "+torrentURL("single")+" 0 0 0")
		k.load("1", "TORRENT "+torrentURL("nomedia")+" 0 0 0")
		k.send("GETPID "+f.Hash()+" 0 0 0", "GETCID infohash="+f.Hash(), "GETPID "+none.Hash()+" 0 0 0", "GETCID infohash="+none.Hash())
		pid, cid := k.next(), k.next()
		require.Regexp(t, `^##[0-9a-f]{40}$`, pid)
		require.Regexp(t, `^##[0-9a-f]{40}$`, cid)
		require.NotEqual(t, pid, cid)
		require.Equal(t, "##", k.next())
		require.Equal(t, "##", k.next())
		require.Equal(t, f.Hash(), k.load("2", "PID "+pid[2:]).InfoHash.String())
		k.end()
	})
}

// A name alone can be too long for a line: it is cut between two characters.
func TestLongName(t *testing.T) {
	name := strings.Repeat("Ж", 1500) + ".mp4"
	info := fmt.Sprintf("d6:lengthi5e4:name%d:%s12:piece lengthi16384e6:pieces20:%se", len(name), name, strings.Repeat("x", 20))
	meta := "d4:info" + info + "e"
	_, _, _, err := engine.ParseMetainfo([]byte(meta))
	require.NoError(t, err)
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.enter(4)
		m := k.load("1", "RAW "+base64.StdEncoding.EncodeToString([]byte(meta))+" 0 0 0")
		require.Len(t, m.Files, 1)
		require.LessOrEqual(t, len(k.all[len(k.all)-2])+2, 8192)
		cut := strings.TrimRight(m.Files[0].Text(), "Ж")
		require.Empty(t, cut, "a character was cut in two")
		k.end()
	})
}
