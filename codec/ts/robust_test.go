package ts

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"enginespec/codec"
)

// readings are the ways to read that the robustness tests try.
var readings = []*codec.Options{nil, {Version: 4}, {Accept: Lenient}, {Accept: AllRules, Version: 4}}

// survive reads a line in a way and checks what holds of every input: an error is a
// *codec.Error within the line; a message that can be written comes out as a line
// that is read again as the same message, and then is stable.
func survive(t require.TestingT, from codec.Party, line []byte, o *codec.Options) {
	m, err := Decode(from, line, o)
	if err != nil {
		var e *codec.Error
		if !errors.As(err, &e) || e.Offset < 0 || e.Offset > int64(len(line)) || e.Field == "" ||
			o != nil && o.Accept == AllRules && e.Rule != nil {
			require.Fail(t, "a bad refusal", "%q: %#v", line, err)
		}
		return
	}
	out, err := m.Append(nil)
	switch {
	case errors.Is(err, codec.Missing) && o != nil && o.Accept != 0:
		return // DUR without a url and its like can be read but not written
	case bytes.IndexByte(line, '\n') >= 0 || bytes.IndexByte(line, '\r') >= 0:
		return // not a line: a framing layer never gives it
	case err != nil || len(out) > m.(message).Size() || !bytes.HasSuffix(out, crlf) || bytes.Count(out, crlf) != 1:
		require.Fail(t, "badly written", "%q: %q %v", line, out, err)
	}
	again, err := Decode(from, out[:len(out)-2], o)
	require.NoError(t, err, "%q became %q", line, out)
	out2, err := again.Append(nil)
	if err != nil || !bytes.Equal(out, out2) {
		require.Fail(t, "not stable", "%q: %q, %q %v", line, out, out2, err)
	}
	if (o == nil || o.Accept == 0) && m.Kind() != "LOADRESP" && m.Kind() != "USERDATA" && !bytes.Equal(line, out[:len(out)-2]) {
		require.Fail(t, "a strict line came out otherwise", "%q: %q", line, out)
	}
}

// interesting bytes to put into a line.
var interesting = []byte("\x00\t\r\n \"#%)+,-0:;=A[\\]a{|}\x7f\x80\xff")

func TestTruncatedAndMutatedAtEveryByte(t *testing.T) {
	eachClean(func(from codec.Party, line string) {
		for _, o := range []*codec.Options{{Version: version(line)}, {Version: version(line), Accept: AllRules}} {
			for i := range line {
				survive(t, from, []byte(line[:i]), o)
				for _, c := range interesting {
					b := []byte(line)
					b[i] = c
					survive(t, from, b, o)
					survive(t, from, append(append([]byte(line[:i]), c), line[i:]...), o)
				}
			}
		}
	})
}

func TestDeparturesSurviveToo(t *testing.T) {
	for _, d := range departures {
		for _, o := range readings {
			for i := range len(d.line) + 1 {
				survive(t, d.from, []byte(d.line[:i]), o)
				survive(t, d.from, []byte(d.line[:i]+" "+d.line[i:]), o)
			}
		}
	}
}

// TestRefusals pins the code and the place of what no rule accepts.
func TestRefusals(t *testing.T) {
	for _, d := range []struct {
		from   codec.Party
		line   string
		code   codec.Code
		offset int64
		field  string
	}{
		{c, "HELLOBG version", codec.Syntax, 8, "key=value"}, {c, "HELLOBG =1", codec.Syntax, 8, "key=value"},
		{c, "HELLOBG version=x", codec.Syntax, 16, "value"}, {c, "HELLOBG version=", codec.Missing, 16, "value"},
		{c, "HELLOBG version=1 version=2", codec.Duplicate, 18, "key"}, {c, "READY key=a-bc3e9b394aae980b34d21d307d38e493f51300ef key=b", codec.Duplicate, 53, "key"},
		{c, "LOAD", codec.Missing, 4, "source"}, {c, "LOAD FOO x", codec.Unknown, 5, "source"},
		{c, "LOAD URL http://a 0 0 0", codec.Unknown, 5, "source"}, {c, "LOAD PID", codec.Missing, 8, "player_id"},
		{c, "LOADASYNC 1", codec.Missing, 11, "source"}, {c, "START PID a 0 x", codec.Syntax, 14, "key=value"},
		{c, "START PID a 1,x", codec.Syntax, 14, "file_indexes"}, {c, "START PID a 1,", codec.Missing, 14, "file_indexes"},
		{c, "START EFILE http://a 1,2", codec.Syntax, 21, "number"}, {c, "STOP now", codec.Trailing, 5, "line"},
		{c, "DUR http://a", codec.Missing, 12, "duration"}, {c, "DUR http://a 1.5", codec.Syntax, 14, "duration"},
		{c, "DUR http://a 9223372036854775808", codec.Range, 13, "duration"}, {c, "LIVESEEK -1", codec.Syntax, 9, "time"},
		{c, "GETCID", codec.Missing, 6, "key=value"}, {c, "SAVE infohash=a index=1", codec.Missing, 23, "path"},
		{c, "EVENT", codec.Missing, 5, "name"}, {c, "STOP \x00", codec.Trailing, 5, "line"}, {c, "PLAYBACK a\x01b 0", codec.Syntax, 10, "url"},
		{e, "AUTH 1 2", codec.Trailing, 7, "line"}, {e, "STATE", codec.Missing, 5, "state_id"}, {e, "STATE x", codec.Syntax, 6, "state_id"},
		{e, "STATUS", codec.Missing, 6, "main"}, {e, "STATUS foo", codec.Syntax, 7, "main"}, {e, "STATUS main:", codec.Missing, 12, "state"},
		{e, "STATUS main:check", codec.Truncated, 17, "common"}, {e, "STATUS main:check;", codec.Truncated, 18, "number"},
		{e, "STATUS main:check;x", codec.Syntax, 18, "number"}, {e, "STATUS main:check;1;2", codec.Trailing, 19, "check"},
		{e, "STATUS main:idle|ad:", codec.Missing, 20, "state"}, {e, "STATUS main:idle|foo", codec.Syntax, 16, "STATUS"},
		{e, "STATUS main:idle|ad:idle|ad:idle", codec.Trailing, 24, "STATUS"}, {e, "STATUS main:err", codec.Missing, 15, "error_id"},
		{e, "STATUS main:err;1", codec.Missing, 17, "error_text"}, {e, "STATUS main:dl;1;2;3", codec.Truncated, 20, "common"},
		{e, "STATUS main:dl;1;2;3|ad:idle", codec.Missing, 20, "common"},
		{e, "STATUS main:dl;0;0;9223372036854775808;0;0;0;0;0;0;0", codec.Range, 19, "number"},
		{e, "PLAY", codec.Missing, 4, "url"}, {e, "PLAY a b", codec.Trailing, 7, "line"}, {e, "START", codec.Missing, 5, "url"},
		{e, "START http://a stream", codec.Syntax, 15, "key=value"}, {e, "INFO 1", codec.Missing, 6, "message_text"},
		{e, "INFO x;a", codec.Syntax, 5, "message_id"}, {e, "INFO 1;a\tb", codec.Syntax, 8, "message_text"},
		{e, "EVENT livepos last=x", codec.Syntax, 19, "value"}, {e, "LOAD_URL", codec.Missing, 8, "key=value"},
		{e, "LOADRESP", codec.Missing, 8, "request_id"}, {e, "LOADRESP 1", codec.Missing, 10, "json"},
		{e, "LOADRESP 1 {}", codec.Missing, 13, "status"}, {e, "LOADRESP 1 []", codec.Syntax, 11, "json"},
		{e, `LOADRESP 1 {"status": 1`, codec.Truncated, 23, "json"}, {e, `LOADRESP 1 {"status": 1} x`, codec.Trailing, 25, "json"},
		{e, `LOADRESP 1 {"status": 1,}`, codec.Syntax, 24, "json"}, {e, `LOADRESP 1 {"status": 1.5}`, codec.Syntax, 23, "status"},
		{e, `LOADRESP 1 {"status": 1, "status": 1}`, codec.Duplicate, 25, "key"}, {e, `LOADRESP 1 {"status": 1, "a": 1, "a": 1}`, codec.Duplicate, 33, "key"},
		{e, `LOADRESP 1 {"status": 1, "files": {}}`, codec.Syntax, 34, "files"}, {e, `LOADRESP 1 {"status": 1, "files": [["a", 0, 1]]}`, codec.Syntax, 42, "files"},
		{e, `LOADRESP 1 {"status": 1, "x": ` + strings.Repeat("[", 17), codec.Depth, 46, "value"},
	} {
		for _, o := range []*codec.Options{nil, {Accept: AllRules.Without(UnknownState, BadUserData)}} {
			_, err := Decode(d.from, []byte(d.line), o)
			var got *codec.Error
			if !assert.ErrorAs(t, err, &got, "%s", d.line) {
				continue
			}
			assert.Equal(t, []any{d.code, d.offset, d.field}, []any{got.Code, got.Offset, got.Field}, "%s", d.line)
		}
	}
}

func TestFieldsThatWouldBreakTheLine(t *testing.T) {
	for _, bad := range []string{"a b", "a\rb", "a\nb", "a\x00b", ""} {
		v := codec.Bytes(bad)
		for _, m := range []message{
			&Play{URL: v}, &Dur{URL: v}, &Start{URL: v}, &Load{Source{Type: PID, Value: v}}, &LoadAsync{v, Source{Type: PID, Value: codec.Bytes("a")}},
			&StartRequest{Source: Source{Type: URL, Value: v}, Indexes: []int64{0}}, &GetPID{InfoHash: v}, &Event{Name: v},
			&HelloTS{Params{{Key: v}}}, &LoadResp{RequestID: v},
		} {
			out, err := m.Append([]byte("kept"))
			assert.Error(t, err, "%T %q", m, bad)
			assert.Equal(t, "kept", string(out), "%T %q", m, bad)
		}
		if bad == "" || bad == "a b" {
			continue
		}
		for _, m := range []message{
			&Info{Text: v}, &Reply{Text: v}, &Status{Main: Part{State: Err, Text: v}}, &HelloTS{Params{{Key: codec.Bytes("k"), Value: v}}}, &UserData{JSON: v},
		} {
			_, err := m.Append(nil)
			assert.Error(t, err, "%T %q", m, bad)
		}
	}
	for _, m := range []message{
		&Status{}, &Status{Main: Part{State: 99}}, &Status{Main: Part{State: Check, Progress: -1}}, &Status{Main: Part{State: Idle, NoTime: true}},
		&Status{Main: Part{State: DL, Common: Common{Peers: -1}}}, &Status{Main: Part{State: Err, Text: codec.Bytes("a|ad:b")}},
		&Auth{Level: -1}, &GetCID{}, &StartRequest{Source: Source{Type: PID, Value: codec.Bytes("a")}}, &Load{}, &Info{Text: codec.Bytes("a ")},
		&LiveSeek{Time: -1}, &Save{}, &Reply{Text: codec.Bytes(" a")}, &Start{}, &Load{Source{Type: EFile, Value: codec.Bytes("a")}},
		&LoadResp{codec.Bytes("1"), Response{Extra: []Member{{codec.Bytes("a"), codec.Bytes("{")}}}},
	} {
		out, err := m.Append([]byte("kept"))
		assert.Error(t, err, "%T %+v", m, m)
		assert.Equal(t, "kept", string(out), "%T", m)
	}
}

// The JSON scanner agrees with encoding/json on what is JSON, and re-spacing changes
// nothing but spaces.
func TestJSONAgreesWithTheLibrary(t *testing.T) {
	check := func(t require.TestingT, in []byte) {
		out, err := AppendJSON(nil, in)
		valid := json.Valid(in)
		if errors.Is(err, codec.Depth) {
			return // this package goes less deep
		}
		require.Equal(t, valid, err == nil, "%q: %v", in, err)
		if !valid {
			return
		}
		var a, b bytes.Buffer
		require.NoError(t, json.Compact(&a, in))
		require.NoError(t, json.Compact(&b, out))
		require.Equal(t, a.String(), b.String())
		at, ok := PythonSeparators(out)
		require.True(t, ok && at == -1, "%q", out)
	}
	seeds := []string{`{}`, `[]`, `{"a":[1,2.5e-3,{"b":null}],"c":"\u00e9\\\""}`, `[1 ,2]`, ` true `, `01`, `1.`, `-`, `"\x"`, `"a`, `{"a"}`, `{"a":}`,
		`[,]`, `[1,]`, `{"a":1,}`, `nul`, "\"\t\"", `"\u12"`, "[1]\r\n", `1e`, `1E+5`, `{"a":1 "b":2}`, `[[[]]]`, `--1`, "", "\x7f", "\"\x7f\""}
	for _, s := range seeds {
		check(t, []byte(s))
		for i := range s {
			for _, c := range interesting {
				b := []byte(s)
				b[i] = c
				check(t, b)
			}
			check(t, []byte(s[:i]))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		check(t, []byte(rapid.StringMatching(`[\[\]{}",:0-9a-f\\u \-.]{0,20}`).Draw(t, "json")))
	})
}

func TestKeysAndSeparators(t *testing.T) {
	assert.Equal(t, []string{"status", "x", "files"}, Keys([]byte(`{"status":1,"x":{"y":2},"files":[]}`)))
	assert.Nil(t, Keys([]byte(`[1]`)))
	assert.True(t, InOrder([]string{"status", "x", "files", "infohash"}))
	assert.False(t, InOrder([]string{"files", "status"}))
	at, ok := PythonSeparators([]byte(`{"status":1}`))
	assert.Equal(t, []any{10, false}, []any{at, ok})
	at, ok = PythonSeparators([]byte(`{"a": 1} `))
	assert.Equal(t, []any{8, false}, []any{at, ok})
}

// Limits hold before anything is allocated for what they bound.
func TestItemLimits(t *testing.T) {
	o := &codec.Options{Limits: codec.Limits{Items: 3, Depth: 2}, Accept: Lenient}
	for _, line := range []string{"HELLOBG a=1 b=2 c=3 d=4", "START PID a 1,2,3,4", `USERDATA [{"a":1},{"a":1},{"a":1},{"a":1}]`} {
		_, err := Decode(codec.Controller, []byte(line), o)
		assert.ErrorIs(t, err, codec.Limit, line)
	}
	_, err := Decode(codec.Engine, []byte(`LOADRESP 1 {"status": 1, "files": [["a", 1], ["a", 2], ["a", 3], ["a", 4]]}`), o)
	assert.ErrorIs(t, err, codec.Limit)
	_, err = Decode(codec.Engine, []byte(`LOADRESP 1 {"status": 1, "x": [[[]]]}`), o)
	assert.ErrorIs(t, err, codec.Depth)
	_, err = Decode(codec.Controller, []byte("HELLOBG"+strings.Repeat(" a=1", 1<<18)), &codec.Options{Accept: Lenient})
	assert.ErrorIs(t, err, codec.Duplicate)
}
