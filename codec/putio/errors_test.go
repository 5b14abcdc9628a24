package putio_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/putio"
)

func TestEnvelopeErrors(t *testing.T) {
	const head = `{"response":{"total":1,"results":[`
	for _, c := range []struct {
		in     string
		code   codec.Code
		offset int
		field  string
	}{
		{head + `{"dir_id":"x"`, codec.Syntax, 44, "/response/results/0/dir_id"},
		{head + `{"dir_id":"01"`, codec.Syntax, 44, "/response/results/0/dir_id"},
		{head + `{"dir_id":"-1"`, codec.Range, 44, "/response/results/0/dir_id"},
		{head + `{"dir_id":"9223372036854775808"`, codec.Range, 44, "/response/results/0/dir_id"},
		{head + `{"dir_id":"18446744073709551617"`, codec.Range, 44, "/response/results/0/dir_id"},
		{head + `{"dir_id":1.5`, codec.NonCanonical, 44, "/response/results/0/dir_id"},
		{head + `{"dir_id":[1]`, codec.Syntax, 44, "/response/results/0/dir_id"},
		{head + `{"dir_id":"1","dir_id":"2"`, codec.Duplicate, 48, "/response/results/0/dir_id"},
		{head + `{"secret":1,"secret":2`, codec.Duplicate, 46, "/response/results/0/*"},
		{head + `{"name":"` + "\xff" + `"`, codec.Encoding, 43, "/response/results/0/name"},
		{head + `{"name":"\ud800"`, codec.Syntax, 43, "/response/results/0/name"},
		{head + `{"name":"a`, codec.Truncated, 44, "/response/results/0/name"},
		{head + `{"name" "a"`, codec.Syntax, 42, "/response/results/0/name"},
		{head + `{"id":"8","name":"sam"}]},` + tail + `}`, codec.NonCanonical, 34, "/response/results/0/dir_id"},
		{head + `{"x":` + strings.Repeat("[", 300), codec.Depth, 34 + 5 + 252, "/response/results/0/*" + strings.Repeat("/0", 252)},
		{head + `7]}`, codec.Syntax, 34, "/response/results/0"},
		{`{"response":{},` + tail + `}`, codec.Missing, 86, "/response/results"},
		{`[]`, codec.Syntax, 0, ""},
		{``, codec.Truncated, 0, ""},
		{`{"response":{"total":0,"results":[]},` + tail + `} x`, codec.Trailing, 110, ""},
		{`{"response":{"total":0,"results":[]},` + tail + `}{}`, codec.Trailing, 109, ""},
	} {
		var e putio.Envelope
		err := e.Decode([]byte(c.in), putio.MethodUserFriends, nil)
		var ce *codec.Error
		require.ErrorAs(t, err, &ce, "%.80s", c.in)
		assert.Equal(t, c.code, ce.Code, "%.80s: %v", c.in, err)
		assert.Equal(t, int64(c.offset), ce.Offset, "%.80s: %v", c.in, err)
		assert.Equal(t, c.field, ce.Field, "%.80s: %v", c.in, err)
		assert.NotContains(t, err.Error(), "secret")
		assert.Equal(t, putio.Envelope{Method: putio.MethodUserFriends}, e)
	}
}

func TestLimits(t *testing.T) {
	two := `{"response":{"total":2,"results":[{"dir_id":"77","id":"8","name":"sam"},{"dir_id":"78","id":"9","name":"eve"}]},` + tail + `}`
	for _, c := range []struct {
		limits codec.Limits
		code   codec.Code
		offset int
		limit  int
	}{
		{codec.Limits{Message: 100}, codec.Limit, 100, 100},
		{codec.Limits{String: 2}, codec.Limit, 1, 2},
		{codec.Limits{String: 13}, codec.Limit, 0, 0}, // error_message is the longest
		{codec.Limits{Items: 1}, codec.Limit, 71, 1},
		{codec.Limits{Depth: 3}, codec.Depth, 34, 3},
	} {
		var e putio.Envelope
		err := e.Decode([]byte(two), putio.MethodUserFriends, &codec.Options{Limits: c.limits})
		if c.limit == 0 {
			require.NoError(t, err)
			continue
		}
		var ce *codec.Error
		require.ErrorAs(t, err, &ce)
		assert.Equal(t, c.code, ce.Code, err)
		assert.Equal(t, int64(c.offset), ce.Offset, err)
		assert.Equal(t, int64(c.limit), ce.Limit, err)
	}
}

// TestCredentialsSurvive: a server must know whose wrong arguments these are.
func TestCredentialsSurvive(t *testing.T) {
	for _, c := range []struct {
		json   string
		code   codec.Code
		field  string
		secret string
	}{
		{`{"params":{"id":"x"},"api_key":"k","api_secret":"s"}`, codec.Syntax, "/params/id", "s"},
		{`{"api_key":"k","api_secret":"s","params":{}}`, codec.Missing, "/params/id", "s"},
		{`{"api_key":"k","api_secret":"s"}`, codec.Missing, "/params", "s"},
		{`{"api_key":"k","api_secret":"s","params":null}`, codec.NonCanonical, "/params", "s"},
		{`{"api_key":"k","api_secret":"s","params":[]}`, codec.Syntax, "/params", "s"},
		{`{"api_key":"k","params":{"id":1}}`, codec.Missing, "/api_secret", ""},
		{`{"api_key":"k","api_secret":7,"params":{"id":1}}`, codec.NonCanonical, "/api_secret", ""},
		{`{"api_key":"k","api_secret":"s"`, codec.Truncated, "", ""},
		{`null`, codec.Syntax, "", ""},
	} {
		var r putio.Request
		err := r.DecodeJSON([]byte(c.json), putio.MethodFilesInfo, nil)
		var ce *codec.Error
		require.ErrorAs(t, err, &ce, c.json)
		assert.Equal(t, c.code, ce.Code, "%s: %v", c.json, err)
		assert.Equal(t, c.field, ce.Field, "%s: %v", c.json, err)
		assert.Equal(t, c.secret, r.Secret, c.json)
		assert.Nil(t, r.Params)
		assert.Equal(t, putio.MethodFilesInfo, r.Method())
	}
	var r putio.Request
	require.ErrorIs(t, r.DecodeJSON([]byte(`{}`), "files.burn", nil), codec.Unknown)
	require.ErrorIs(t, r.Decode([]byte(ask("files.info", `{"id":"x"}`)), nil), codec.Syntax)
	assert.Equal(t, "s", r.Secret)
}

// TestCuts: no part of a message is a message, in any answer of any method.
func TestCuts(t *testing.T) {
	for _, c := range methods {
		for _, results := range c.results {
			in := answer(`{"response":{"total":` + total(results) + `,"results":` + results + `},` + tail + `}`)
			for i := range in {
				var r putio.Response
				require.Error(t, r.Decode([]byte(in[:i]), c.method, &codec.Options{Accept: putio.All()}), "cut at %d", i)
			}
			body := in[strings.Index(in, "\r\n\r\n")+4:]
			for i := range body {
				var e putio.Envelope
				require.ErrorIs(t, e.Decode([]byte(body[:i]), c.method, nil), codec.Truncated, "cut at %d of %s", i, body)
			}
		}
		in := ask(string(c.method), strings.ReplaceAll(strings.ReplaceAll(c.params, `\u00e9`, "e"), "'", ""))
		for i := range in {
			var r putio.Request
			require.ErrorIs(t, r.Decode([]byte(in[:i]), nil), codec.Truncated, "cut at %d", i)
		}
	}
}

// TestMutations changes every byte of a message of each method. Whatever comes of
// it is refused with a place inside the message, or is a message that survives.
func TestMutations(t *testing.T) {
	check := func(in []byte, err error, m codec.Message, from codec.Party) {
		if err != nil {
			var ce *codec.Error
			require.ErrorAs(t, err, &ce, "%q", in)
			require.GreaterOrEqual(t, ce.Offset, int64(0), "%q", in)
			require.LessOrEqual(t, ce.Offset, int64(len(in)), "%q", in)
			return
		}
		again(t, m, from)
	}
	o := &codec.Options{Accept: putio.All()}
	for _, c := range methods {
		results := c.results[0]
		in := []byte(answer(`{"response":{"total":` + total(results) + `,"results":` + results + `},` + tail + `}`))
		for i, old := range in {
			for _, b := range []byte("\x00\"\\}],0\xc3") {
				in[i] = b
				r := new(putio.Response)
				check(in, r.Decode(in, c.method, o), r, codec.Engine)
			}
			in[i] = old
		}
		in = []byte(ask(string(c.method), strings.ReplaceAll(c.params, `\u00e9`, "e")))
		for i, old := range in {
			for _, b := range []byte("\n%&=7B\xc3") {
				in[i] = b
				r := new(putio.Request)
				check(in, r.Decode(in, o), r, codec.Controller)
			}
			in[i] = old
		}
	}
}
