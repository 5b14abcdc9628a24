package ts

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
)

const (
	hash = "45f63d30779b7c8859576b12a05317d16e73404c"
	pid  = "94c2fd8fb9bc8f2fc71a2cbe9d4b866f227a0209"
	link = "http://127.0.0.1:6878/content/" + hash + "/0.422266696531"
)

// clean are lines that the grammar allows, by who writes them, as "KIND line". They
// are written as an encoder writes them, so that they come out byte-equal.
var clean = map[codec.Party][]string{
	codec.Controller: {
		"HELLOBG", "HELLOBG version=4", "HELLOBG version=6 ace=2.2 ie=", "HELLOBG version=6 ace=3.0.3",
		"READY", "READY key=AAAAsampleproductkey-bc3e9b394aae980b34d21d307d38e493f51300ef",
		"LOAD TORRENT http://tracker.example/torrent/12345 0 0 0", "LOAD INFOHASH " + hash + " 1 2 3",
		"LOAD PID " + pid, "LOAD RAW ZDQ6aW5mb2RlZQ== 0 0 0",
		"LOADASYNC 467763 TORRENT http://tracker.example/torrent/12345 0 0 0", "LOADASYNC 0 PID " + pid,
		"LOADASYNC 2147483647 RAW ZDQ6aW5mb2RlZQ== 0 0 0", "LOADASYNC 1 INFOHASH " + hash + " 0 0 0",
		"START TORRENT http://tracker.example/torrent/12345 0 0 0 0", "START INFOHASH " + hash + " 0,1,2,3,4 0 0 0",
		"START PID " + pid + " 0", "START PID " + pid + " 2 output_format=http transcode_audio=0 transcode_mp3=0 transcode_ac3=0",
		"START RAW ZDQ6aW5mb2RlZQ== 0 0 0 0", "START URL http://site.example/video.mp4 0 0 0 0",
		"START EFILE http://site.example/a.acelive", "START EFILE http://site.example/a.acelive 1 output_format=hls",
		"START TORRENT http://tracker.example/1 0 0 0 0 2", "START TORRENT http://tracker.example/1 0 0 0 0 30 2",
		"STOP", "SHUTDOWN", "GETPID " + hash + " 0 0 0", "GETCID checksum=8f37 infohash=" + hash + " developer=0 affiliate=0 zone=0",
		"GETADURL width=640 height=480 infohash=" + hash + " action=load",
		"DUR " + link + " 201964", "PLAYBACK " + link + " 0", "PLAYBACK " + link + " 25", "PLAYBACK " + link + " 50",
		"PLAYBACK " + link + " 75", "PLAYBACK " + link + " 100", "PLAYBACK " + link + " 101", "LIVESEEK 1538932269",
		`USERDATA [{"gender": 1}, {"age": 4}]`, `USERDATA [{"mining": 1}]`, `USERDATA []`,
		"SAVE infohash=" + hash + " index=0 path=%2Ftmp%2Fa.mp4", "SAVE path=%2Fa infohash=" + hash + " index=0",
		"SETOPTIONS use_stop_notifications=1", "EVENT play", "EVENT pause position=3", "EVENT pause", "EVENT seek position=60",
		"EVENT stop", "EVENT infowindow_response type=a button=1", "EVENT nonlinear_ad_event type=a id=b",
		"EVENT interactive_preroll_event type=a id=b", "EVENT interactive_hidden_event type=a id=b",
		"STATUS", "STOPDL", "FOO bar  baz ", "hellobg",
	},
	codec.Engine: {
		"HELLOTS", "HELLOTS version=3.1.16 version_code=3011600 key=191f7f55a9 http_port=6878 bmode=0",
		"HELLOTS version=3.0.0-a18 version_code=3000018 key=191f7f55", "AUTH 0", "AUTH 1", "AUTH 5", "NOTREADY",
		"STATE 0", "STATE 1", "STATE 2", "STATE 3", "STATE 4", "STATE 5", "STATE 6",
		"STATUS main:idle", "STATUS main:loading", "STATUS main:starting", "STATUS main:check;37",
		"STATUS main:err;1;no peers at all", "STATUS main:err;0;",
		"STATUS main:prebuf;0;2147483447;0;0;0;0;0;0;0;0;0;0", "STATUS main:prebuf;8;942;0;0;60;0;0;9;0;393216;0;0",
		"STATUS main:buf;90;299;0;0;133;0;0;8;0;3866624;0;0", "STATUS main:wait;12;0;0;1;2;3;4;5;6;7;8",
		"STATUS main:seekprebuf;0;0;0;1000;0;0;42;0;10584064;0;0", "STATUS main:dl;100;100;9223372036854775807;0;0;42;0;10584064;0;0",
		"STATUS main:prebuf;45;30;0;0;1;0;0;1;0;1;0;0|ad:dl;0;0;2257;0;0;42;0;10584064;0;0", "STATUS main:idle|ad:err;3;gone",
		"STATUS main:err;3;gone |ad:idle",
		"PLAY " + link, "PLAYAD " + link, "PLAYADI " + link,
		"START " + link, "START " + link + " stream=1", "START " + link + "?a=b ad=1 interruptable=1 pos=3",
		"START url=http%3A//127.0.0.1%3A6878/content/a infohash=" + hash + " file_index=0",
		"START url=" + link + " infohash=" + hash + " file_index=0", "START infohash=" + hash + " url=x bitrate=1 length=2 sid=a",
		"PAUSE", "RESUME", "STOP", "SHUTDOWN",
		`LOADRESP 467763 {"status": 1, "files": [["Prey%202_%20E3%202011%20Official%20Trailer_2.mp4", 0]], "infohash": "` + hash + `"}`,
		`LOADRESP 0 {"status": 2, "files": [["a", 0], ["b", 1], ["c", 5]], "infohash": "` + hash + `", "checksum": "8f379924f4c91df00c03e83ccf905891c6aeb981"}`,
		`LOADRESP 007 {"status": 100, "message": "bad \"bencoded\" data \u0434"}`, `LOADRESP 1 {"status": 0, "files": []}`,
		`LOADRESP 1 {"status": 1, "files": [["a", 0]], "infohash": "x", "checksum": "", "qualities": [{"bitrate": 1000, "name": "HD"}], "default": {"a": [1, -2.5e3, null, true, ""]}}`,
		"##", "##" + pid, `##{"status": 1, "files": [["a", 0]], "infohash": "` + hash + `"}`, "##not:ready",
		"INFO 0;free text", "INFO 1;Cannot find active peers", "INFO 2;", "INFO 3;\u0444; a=b",
		"EVENT getuserdata", "EVENT livepos last=1538932299 live_first=1538930499 pos=1538932299 first_ts=1538930499 last_ts=1538932299 is_live=1 live_last=1538932299 buffer_pieces=15",
		"EVENT cansave index=0 infohash=" + hash + " format=plain", "EVENT cansave infohash=" + hash + " index=0 format=encrypted",
		"EVENT showurl type=a url=http%3A//a width=1 height=2", "EVENT download_stopped reason=missing_option option=proxyServer",
		"EVENT showdialog text=%D0%90 title=b", "EVENT infowindow type=1 text=a height=2 buttons=1 btn1_action=x btn1_text=y btn1_url=z",
		"LOAD_URL items=%5B%5D", "NEWS of tomorrow",
	},
}

// version is the API level at which a clean line is strict.
func version(line string) int {
	if strings.HasPrefix(line, "START ") && keyFirst([]byte(line[6:])) {
		return 4
	}
	return 0
}

func eachClean(f func(from codec.Party, line string)) {
	for _, from := range []codec.Party{codec.Engine, codec.Controller} {
		for _, line := range clean[from] {
			f(from, line)
		}
	}
}

func TestCleanLinesAreStrictAndComeOutByteEqual(t *testing.T) {
	seen := map[codec.Party]map[string]bool{codec.Engine: {}, codec.Controller: {}}
	eachClean(func(from codec.Party, line string) {
		m, err := Decode(from, []byte(line), &codec.Options{Version: version(line)})
		require.NoError(t, err, line)
		out, err := m.Append([]byte("before"))
		require.NoError(t, err, line)
		assert.Equal(t, "before"+line+"\r\n", string(out))
		assert.LessOrEqual(t, len(line)+2, m.(message).Size(), line)
		assert.Equal(t, line, m.String())
		p, err := Parse(from, line+"\r\n")
		require.NoError(t, err, line)
		assert.Equal(t, line, p.String())
		seen[from][m.Kind()] = true

		// Lenient reads clean lines the same way and needs no rule for them.
		lenient := &codec.Options{Accept: AllRules, Version: version(line), Report: func(u codec.Use) {
			assert.Fail(t, "a clean line needed a rule", "%s: %s at %d", line, u.Rule, u.Offset)
		}}
		if line != "hellobg" { // AnyCase reads it
			l, err := Decode(from, []byte(line), lenient)
			require.NoError(t, err, line)
			assert.Equal(t, m, l)
		}
	})
	for from, kinds := range seen {
		for _, k := range Protocol.Kinds(from) {
			assert.True(t, kinds[k], "no clean line of kind %s", k)
		}
	}
}

func TestJSONAndBack(t *testing.T) {
	eachClean(func(from codec.Party, line string) {
		m, err := Parse(from, line)
		require.NoError(t, err, line)
		j, err := json.Marshal(m)
		require.NoError(t, err, line)
		back := Protocol.New(from, m.Kind())
		require.NoError(t, json.Unmarshal(j, back), "%s %s", line, j)
		assert.Equal(t, line, back.String(), "%s", j)
	})
}

func TestValues(t *testing.T) {
	engine := func(line string) codec.Message {
		m, err := Parse(codec.Engine, line)
		require.NoError(t, err, line)
		return m
	}
	controller := func(line string) codec.Message {
		m, err := Parse(codec.Controller, line)
		require.NoError(t, err, line)
		return m
	}
	assert.Equal(t, 4, controller("HELLOBG version=4").(*HelloBG).Version())
	h := engine("HELLOTS version=3.1.16 version_code=3011600 key=191f7f55a9 http_port=6878").(*HelloTS)
	assert.Equal(t, []any{"3.1.16", int64(3011600), "191f7f55a9", 6878}, []any{h.Version(), h.VersionCode(), h.Key(), h.HTTPPort()})
	assert.Equal(t, &Status{Main: Part{State: Prebuf, Progress: 8, Time: 942, Common: Common{SpeedDown: 60, Peers: 9, Downloaded: 393216}}},
		engine("STATUS main:prebuf;8;942;0;0;60;0;0;9;0;393216;0;0"))
	assert.Equal(t, &Status{
		Main: Part{State: Wait, Time: 12, Common: Common{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}},
		Ad:   Part{State: Err, ErrorID: 3, Text: codec.Bytes("gone away")},
	}, engine("STATUS main:wait;12;0;1;2;3;4;5;6;7;8;9|ad:err;3;gone away"))
	s := controller("START TORRENT http://a 3,5 1 2 4 30 2 output_format=hls").(*StartRequest)
	assert.Equal(t, &StartRequest{
		Source:  Source{Torrent, codec.Bytes("http://a"), IDs{1, 2, 4}},
		Indexes: []int64{3, 5}, Trailing: []int64{30, 2}, Options: Pairs("output_format", "hls"),
	}, s)
	q, ok := s.Quality()
	assert.Equal(t, []any{int64(30), int64(2), true}, []any{s.Position(), q, ok})
	for _, line := range []string{"START " + link + " stream=1", "START url=" + Escape(link) + " stream=1"} {
		m := engine(line).(*Start)
		assert.Equal(t, []any{link, true, false}, []any{m.Address(), m.Live(), m.IsAd()})
	}
	l := engine(`LOADRESP 7 {"status": 2, "files": [["%D0%9C%20a", 5]], "infohash": "ab", "message": "\u0434\"\ud83d\ude00"}`).(*LoadResp)
	assert.Equal(t, "7", l.RequestID.String())
	assert.Equal(t, "М a", l.Files[0].Text())
	assert.Equal(t, int64(5), l.Files[0].Index)
	assert.Equal(t, "д\"😀", l.Message.String())
	e := NewLivepos(Livepos{Last: 1, LiveFirst: 2, Pos: 3, FirstTS: 4, LastTS: 5, IsLive: 6, LiveLast: 7, BufferPieces: 8})
	v, ok := engine(e.String()).(*Event).Livepos()
	assert.Equal(t, []any{Livepos{1, 2, 3, 4, 5, 6, 7, 8}, true}, []any{v, ok})
	u := controller(`USERDATA [{"gender": 1}, {"age": 4}]`).(*UserData)
	age, ok := u.Get("age")
	assert.Equal(t, []any{int64(4), true}, []any{age, ok})
	save := controller("SAVE path=%2Fa%20b infohash=" + hash + " index=2").(*Save)
	assert.Equal(t, []any{"/a b", int64(2)}, []any{save.Path(), save.Index()})
	torrent, err := controller("LOAD RAW ZDQ6aW5mb2RlZQ== 0 0 0").(*Load).Torrent()
	assert.Equal(t, []any{"d4:infodee", nil}, []any{string(torrent), err})
}

// TestReadyVector is the known-answer vector of the protocol text, with an invented key.
func TestReadyVector(t *testing.T) {
	const key = "AAAAsampleproductkey-BBBBBBBBBBBBBBBBBBBB-CCCCCCCCCCCCCCCCCCCC-DDDDDDDDDDDDDDD"
	m := &Ready{Key: codec.Bytes(ResponseKey("191f7f55a9", key))}
	assert.Equal(t, "READY key=AAAAsampleproductkey-bc3e9b394aae980b34d21d307d38e493f51300ef", m.String())
	assert.True(t, m.Verify("191f7f55a9", key))
	assert.False(t, m.Verify("191f7f55a8", key))
}
