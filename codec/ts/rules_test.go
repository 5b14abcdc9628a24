package ts

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
)

const (
	e = codec.Engine
	c = codec.Controller
)

// departures are lines that need exactly one rule, once, at an offset, and what they
// mean: the line that says the same strictly.
var departures = []struct {
	rule    *codec.Rule
	from    codec.Party
	version int
	line    string
	offset  int64
	same    string // empty: it cannot be written
}{
	{AdFirst, e, 0, "STATUS ad:idle|main:check;5", 7, "STATUS ad:idle|main:check;5"},
	{AnyCase, c, 0, "hellobg version=3", 0, "HELLOBG version=3"},
	{AnyCase, e, 0, "playadI http://a", 0, "PLAYADI http://a"},
	{BadUserData, c, 0, `USERDATA {"gender"`, 9, `USERDATA {"gender"`},
	{BadUserData, c, 0, `USERDATA x`, 9, `USERDATA x`},
	{BareDL, e, 0, "STATUS main:dl", 14, "STATUS main:dl"},
	{BareLF, c, 0, "STOP\n", 4, "STOP"},
	{BarePercent, e, 0, "EVENT showdialog text=100%", 25, "EVENT showdialog text=100%"},
	{BarePercent, e, 0, `LOADRESP 1 {"status": 1, "files": [["a%zz", 0]]}`, 38, `LOADRESP 1 {"status": 1, "files": [["a%zz", 0]]}`},
	{DurWithoutURL, c, 0, "DUR 201964", 4, ""},
	{EmptyLine, c, 0, "", 0, ""},
	{EmptyLine, c, 0, "   ", 0, "   "},
	{ErrPipe, e, 0, "STATUS main:err;1;a|b|ad:idle", 19, "STATUS main:err;1;a|b|ad:idle"},
	{ErrSemicolon, e, 0, "STATUS main:err;1;a;b", 19, "STATUS main:err;1;a;b"},
	{ExtraInts, c, 0, "GETPID " + hash + " 1 2 3 4 5", 54, "GETPID " + hash + " 1 2 3"},
	{ExtraInts, c, 0, "LOAD TORRENT http://a 1 2 3 4", 28, "LOAD TORRENT http://a 1 2 3"},
	{ExtraInts, c, 0, "START TORRENT http://a 0 1 2 3 4 5 6 7 a=b", 35, "START TORRENT http://a 0 1 2 3 4 5 a=b"},
	{ExtraSpace, c, 0, "GETCID  infohash=a", 7, "GETCID infohash=a"},
	{ExtraSpace, c, 0, "  STOP", 0, "STOP"},
	{ExtraSpace, e, 0, "INFO  1;a", 5, "INFO 1;a"},
	{ExtraSpace, e, 0, "STATUS  main:idle", 7, "STATUS main:idle"},
	{FormDecoding, e, 4, "START url=a+b", 11, "START url=a+b"},
	{GluedDur, c, 0, "DURhttp://a 5", 3, "DUR http://a 5"},
	{GluedPlay, e, 0, "PLAYhttp://a", 4, "PLAY http://a"},
	{GluedPlay, e, 0, "PLAYADhttp://a", 6, "PLAYAD http://a"},
	{GluedPlay, e, 0, "PLAYADIhttp://a", 7, "PLAYADI http://a"},
	{GluedPlayback, c, 0, "PLAYBACKhttp://a 25", 8, "PLAYBACK http://a 25"},
	{GluedURL, c, 0, "LOADASYNC 1 TORRENThttp://a 0 0 0", 19, "LOADASYNC 1 TORRENT http://a 0 0 0"},
	{GluedURL, c, 0, "START URLhttp://a 0 0 0 0", 9, "START URL http://a 0 0 0 0"},
	{GluedURL, c, 0, "START EFILEhttp://a", 11, "START EFILE http://a"},
	{LeadingZero, e, 0, "AUTH 01", 5, "AUTH 1"},
	{LeadingZero, e, 0, "STATUS main:check;007", 18, "STATUS main:check;7"},
	{LeadingZero, e, 0, "STATUS main:err;01;a", 16, "STATUS main:err;1;a"},
	{LeadingZero, e, 0, `LOADRESP 1 {"status": 00, "files": []}`, 22, `LOADRESP 1 {"status": 0, "files": []}`},
	{ListIndex, e, 0, `LOADRESP 1 {"status": 2, "files": [["a", 4], ["b"]]}`, 49, `LOADRESP 1 {"status": 2, "files": [["a", 4], ["b", 1]]}`},
	{ListIndex, e, 0, `LOADRESP 1 {"status": 1, "files": ["a"]}`, 35, `LOADRESP 1 {"status": 1, "files": [["a", 0]]}`},
	{LiveposKeys, e, 0, "EVENT livepos pos=1 last=2", 14, "EVENT livepos pos=1 last=2"},
	{LiveposKeys, e, 0, "EVENT livepos", 13, "EVENT livepos"},
	{LoadRespForLoad, e, 0, `LOADRESP {"status": 0}`, 9, ""},
	{LoadingData, e, 0, "STATUS main:loading;1;2;3;4;5;6;7;8;9;10", 19, "STATUS main:loading;1;2;3;4;5;6;7;8;9;10"},
	{LooseBase64, c, 0, "LOAD RAW ab_c 0 0 0", 11, "LOAD RAW ab_c 0 0 0"},
	{MissingComma, c, 0, `USERDATA [{"gender": 1} {"age": 1}]`, 24, `USERDATA [{"gender": 1}, {"age": 1}]`},
	{MissingIDs, c, 0, "GETPID " + hash + " 1", 49, "GETPID " + hash + " 1 0 0"},
	{MissingIDs, c, 0, "LOAD TORRENT http://a", 21, "LOAD TORRENT http://a 0 0 0"},
	{MissingIDs, c, 0, "START TORRENT http://a 7 1 2 a=b", 28, "START TORRENT http://a 7 1 2 0 a=b"},
	{MissingIndexes, c, 0, "START PID a", 11, "START PID a 0"},
	{NoCommonData, e, 0, "STATUS main:prebuf;45;30|ad:idle", 24, "STATUS main:prebuf;45;30|ad:idle"},
	{NoCommonData, e, 0, "STATUS main:seekprebuf;45", 25, "STATUS main:seekprebuf;45"},
	{NoTime, e, 0, "STATUS main:idle|ad:buf;69", 26, "STATUS main:idle|ad:buf;69"},
	{NoTime, e, 0, "STATUS main:wait", 16, "STATUS main:wait"},
	{NonNumericAuth, e, 0, "AUTH yes", 5, "AUTH 0"},
	{NonNumericAuth, e, 0, "AUTH", 4, "AUTH 0"},
	{NotUTF8, e, 0, "INFO 1;a\xffb", 8, "INFO 1;a\xffb"},
	{NotUTF8, e, 0, "##\xff", 2, "##\xff"},
	{NotUTF8, e, 0, "LOADRESP 1 {\"status\": 100, \"message\": \"\xff\"}", 39, "LOADRESP 1 {\"status\": 100, \"message\": \"\xff\"}"},
	{OtherCommand, c, 0, "?? what", 0, "?? what"},
	{OtherHash, c, 0, "GETPID qwerty 0 0 0", 7, "GETPID qwerty 0 0 0"},
	{OtherHash, c, 0, "START INFOHASH qwerty 0 0 0 0", 15, "START INFOHASH qwerty 0 0 0 0"},
	{OtherInfo, e, 0, "INFO 4;a", 5, "INFO 4;a"},
	{OtherKey, c, 0, "READY key=abc", 10, "READY key=abc"},
	{OtherKey, c, 0, "READY key=a-BC3E9B394AAE980B34D21D307D38E493F51300EF", 10, "READY key=a-BC3E9B394AAE980B34D21D307D38E493F51300EF"},
	{OtherPercent, c, 0, "PLAYBACK http://a 33", 18, "PLAYBACK http://a 33"},
	{OtherPercent, c, 0, "PLAYBACK http://a 125", 18, "PLAYBACK http://a 125"},
	{OtherProgress, e, 0, "STATUS main:check;101", 18, "STATUS main:check;101"},
	{OtherProgress, e, 0, "STATUS main:dl;0;101;0;0;0;0;0;0;0;0", 17, "STATUS main:dl;0;101;0;0;0;0;0;0;0;0"},
	{OtherProgress, e, 0, "STATUS main:wait;5;101;0;0;0;0;0;0;0;0;0", 19, "STATUS main:wait;5;101;0;0;0;0;0;0;0;0;0"},
	{OtherRequestID, c, 0, "LOADASYNC x PID a", 10, "LOADASYNC x PID a"},
	{OtherRequestID, e, 0, `LOADRESP -1 {"status": 0}`, 9, `LOADRESP -1 {"status": 0}`},
	{OtherStart, e, 0, "START url=a", 6, "START url=a"},
	{OtherStart, e, 4, "START http://a stream=1", 6, "START http://a stream=1"},
	{OtherState, e, 0, "STATE 7", 6, "STATE 7"},
	{OtherState, e, 0, "STATE -1", 6, "STATE -1"},
	{OtherStatus, e, 0, `LOADRESP 1 {"status": 3}`, 22, `LOADRESP 1 {"status": 3}`},
	{OtherStatus, e, 0, `LOADRESP 1 {"status": 100}`, 22, `LOADRESP 1 {"status": 100}`},
	{OtherStatus, e, 0, `LOADRESP 1 {"status": -1}`, 22, `LOADRESP 1 {"status": -1}`},
	{OtherTime, e, 0, "STATUS main:prebuf;0;2147483647;0;0;0;0;0;0;0;0;0;0", 21, "STATUS main:prebuf;0;2147483647;0;0;0;0;0;0;0;0;0;0"},
	{PIDExtraIDs, c, 0, "LOAD PID a 0 0 0", 11, "LOAD PID a"},
	{PIDExtraIDs, c, 0, "START PID a 7 0 0 0", 14, "START PID a 7"},
	{PlaybackWithoutURL, c, 0, "PLAYBACK 25", 9, ""},
	{QuotedNumber, c, 0, `USERDATA [{"gender": "1"}]`, 21, `USERDATA [{"gender": 1}]`},
	{QuotedNumber, e, 0, `LOADRESP 1 {"status": "0"}`, 22, `LOADRESP 1 {"status": 0}`},
	{RawEquals, e, 4, "START url=http://a?b=c", 20, "START url=http://a?b=c"},
	{ReplySpace, e, 0, "## abc", 2, "##abc"},
	{SplitLoadResp, e, 0, "LOADRESP 1 {\"status\": 1, \"infohash\":\r\n\"ab\"}", 36, `LOADRESP 1 {"status": 1, "infohash": "ab"}`},
	{StrayParen, c, 0, "START URL http://a 0 0 0 0)", 26, "START URL http://a 0 0 0 0"},
	{TrailingSpace, c, 0, "EVENT play ", 10, "EVENT play"},
	{TrailingSpace, c, 0, "LOADASYNC 1 PID x ", 17, "LOADASYNC 1 PID x"},
	{TrailingSpace, e, 0, "STATUS main:idle  ", 16, "STATUS main:idle"},
	{TrailingSpace, e, 0, "INFO 1;a ", 8, "INFO 1;a"},
	{TrailingSpace, e, 0, "##ab  ", 4, "##ab"},
	{URLWithoutIndexes, c, 0, "START URL http://a 1 2 3", 19, "START URL http://a 0 1 2 3"},
	{Unescaped, e, 0, "EVENT showdialog text=\u0444\u0444", 22, "EVENT showdialog text=\u0444\u0444"},
	{Unescaped, e, 0, "PLAY http://a/\u0444", 14, "PLAY http://a/\u0444"},
	{Unescaped, e, 0, `LOADRESP 1 {"status": 1, "files": [["a b", 0]]}`, 38, `LOADRESP 1 {"status": 1, "files": [["a b", 0]]}`},
	{UnknownEvent, e, 0, "EVENT news a=b", 6, "EVENT news a=b"},
	{UnknownEvent, c, 0, "EVENT livepos", 6, "EVENT livepos"},
	{UnknownKey, e, 0, "HELLOTS version=3.1 new=1", 20, "HELLOTS version=3.1 new=1"},
	{UnknownKey, c, 0, "READY lang=en", 6, "READY lang=en"},
	{UnknownKey, c, 0, "EVENT play a=b", 11, "EVENT play a=b"},
	{UnknownState, e, 0, "STATUS main:foo;1;x|ad:idle", 12, "STATUS main:foo;1;x|ad:idle"},
	{UserDataRange, c, 0, `USERDATA [{"gender": 0}]`, 10, `USERDATA [{"gender": 0}]`},
	{UserDataRange, c, 0, `USERDATA [{"shoe": 44}]`, 10, `USERDATA [{"shoe": 44}]`},
}

// one reads a line as a stream, so that the rules of framing count too.
func one(t *testing.T, from codec.Party, line string, o codec.Options) codec.Packet {
	t.Helper()
	raw := []byte(line)
	if !strings.HasSuffix(line, "\n") {
		raw = append(raw, "\r\n"...)
	}
	p, n, err := Protocol.Decoder(o).Consume(from, raw, true)
	require.NoError(t, err, line)
	if p.Err == nil {
		require.Equal(t, len(raw), n, line)
	}
	return p
}

func TestEachRuleIsNeededAcceptedAndReported(t *testing.T) {
	tested := map[*codec.Rule]bool{PortSpace: true} // TestParsePort
	for _, d := range departures {
		name := fmt.Sprintf("%s %q", d.rule, d.line)
		tested[d.rule] = true

		p := one(t, d.from, d.line, codec.Options{Version: d.version})
		switch {
		case d.rule == FormDecoding:
			require.NoError(t, p.Err, name)
		case d.rule == AnyCase:
			assert.IsType(t, &Unknown{}, p.Message, name)
		case d.rule == SplitLoadResp || d.rule == BadUserData:
			require.Error(t, p.Err, name)
		default:
			err, ok := p.Err.(*codec.Error)
			require.True(t, ok, name)
			assert.Equal(t, codec.NonCanonical, err.Code, name)
			assert.Equal(t, d.rule, err.Rule, name)
			assert.Equal(t, d.offset, err.Offset, name)
			assert.Nil(t, p.Message, name)
		}

		p = one(t, d.from, d.line, codec.Options{Version: d.version, Accept: codec.Accept(d.rule)})
		require.NoError(t, p.Err, name)
		assert.Equal(t, []codec.Use{{Rule: d.rule, Offset: d.offset}}, p.Rules, name)
		out, err := p.Message.Append(nil)
		if d.same == "" && d.rule != EmptyLine {
			assert.ErrorIs(t, err, codec.Missing, name)
			continue
		}
		require.NoError(t, err, name)
		assert.Equal(t, d.same+"\r\n", string(out), name)
	}
	for _, r := range Rules {
		assert.True(t, tested[r], "%s is not tested", r)
	}
}

func TestRulesAreComplete(t *testing.T) {
	require.NoError(t, codec.CheckRules("ts", Rules))
	refs := map[string]bool{}
	for _, r := range Rules {
		refs[r.Ref] = true
	}
	for _, n := range Elsewhere {
		assert.False(t, refs[n.Ref], "%s has a rule and a note", n.Ref)
		assert.NotEmpty(t, n.Where+n.Why)
		refs[n.Ref] = true
	}
	for n := 1; n <= 20; n++ {
		assert.True(t, refs[fmt.Sprintf("D-%d", n)], "D-%d is not accounted for", n)
	}
	for n := 1; n <= 12; n++ {
		assert.True(t, refs[fmt.Sprintf("A%d", n)], "A%d is not accounted for", n)
	}
	assert.False(t, Lenient.Has(AnyCase))
	assert.False(t, Lenient.Has(FormDecoding))
	assert.True(t, Lenient.Has(BareLF))
}

func TestParsePort(t *testing.T) {
	for _, d := range []struct {
		text   string
		port   int
		offset int64
	}{{"62062\r\n", 62062, 5}, {" 62062", 62062, 0}, {"1\n", 1, 1}} {
		_, err := ParsePort([]byte(d.text), nil)
		assert.ErrorIs(t, err, codec.NonCanonical, d.text)
		var uses []codec.Use
		port, err := ParsePort([]byte(d.text), &codec.Options{Accept: Lenient, Report: func(u codec.Use) { uses = append(uses, u) }})
		require.NoError(t, err)
		assert.Equal(t, d.port, port)
		assert.Equal(t, []codec.Use{{Rule: PortSpace, Offset: d.offset}}, uses)
	}
	port, err := ParsePort([]byte("62062"), nil)
	assert.Equal(t, []any{62062, nil}, []any{port, err})
	for _, text := range []string{"", "x", "0", "65536", "-1", "99999999999999999999", "1 2"} {
		_, err := ParsePort([]byte(text), &codec.Options{Accept: Lenient})
		assert.Error(t, err, text)
	}
}

func TestFormDecodingChangesText(t *testing.T) {
	line := []byte("EVENT showdialog text=a+b%2B")
	var m Event
	require.NoError(t, m.Decode(line, nil))
	assert.Equal(t, "a+b+", m.Params.Text("text"))
	require.NoError(t, m.Decode(line, &codec.Options{Accept: codec.Accept(FormDecoding)}))
	assert.Equal(t, "a b+", m.Params.Text("text"))
}
