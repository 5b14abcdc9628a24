package putio_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/putio"
)

const login = "request=%7B%22api_key%22%3A%22k%22%2C%22api_secret%22%3A%22s%22%7D"

func TestHTTPRefused(t *testing.T) {
	for _, c := range []struct {
		in     string
		code   codec.Code
		offset int
	}{
		{"post /v1/user HTTP/1.1\r\n\r\n", codec.Syntax, 0},
		{"GET /v1/user HTTP/2.0\r\n\r\n", codec.Syntax, 13},
		{"GET /v1/u ser HTTP/1.1\r\n\r\n", codec.Syntax, 10},
		{"GET\r\n\r\n", codec.Syntax, 3},
		{" /v1 HTTP/1.1\r\n\r\n", codec.Missing, 0},
		{"GET /\x01 HTTP/1.1\r\n\r\n", codec.Syntax, 5},
		{"GET / HTTP/1.1\r\nA b: c\r\n\r\n", codec.Syntax, 17},
		{"GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", codec.Syntax, 22},
		{"GET / HTTP/1.1\r\nA: b\x00\r\n\r\n", codec.Syntax, 20},
		{"GET / HTTP/1.1\r\nA\r\n\r\n", codec.Syntax, 16},
		{"GET / HTTP/1.1\nA: b\r\n\r\n", codec.NonCanonical, 14},
		{"POST / HTTP/1.1\r\nContent-Length: 1\r\ncontent-length: 1\r\n\r\nx", codec.Duplicate, 36},
		{"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nx", codec.Syntax, 55},
		{"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\nx", codec.Unknown, 36},
		{"POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\nx", codec.Syntax, 33},
		{"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\nx", codec.Range, 33},
		{"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\nx", codec.Range, 33},
		{"POST / HTTP/1.1\r\nContent-Length: 16777217\r\n\r\nx", codec.Limit, 33},
		{"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", codec.Syntax, 47},
		{"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n;\r\n", codec.Syntax, 47},
		{"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n", codec.Limit, 47},
		{"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n", codec.Syntax, 51},
		{"GET /" + strings.Repeat("x", 70_000), codec.Limit, 65536},
		{"GET / HTTP/1.1\r\n" + strings.Repeat("A: b\r\n", 130) + "\r\n", codec.Limit, 16 + 6*128},
	} {
		d := putio.Protocol.Decoder(codec.Options{})
		_, n, err := d.Consume(codec.Controller, []byte(c.in), false)
		var ce *codec.Error
		require.ErrorAs(t, err, &ce, "%.60q", c.in)
		assert.Zero(t, n)
		assert.Equal(t, c.code, ce.Code, "%.60q: %v", c.in, err)
		assert.Equal(t, int64(c.offset), ce.Offset, "%.60q: %v", c.in, err)
		_, _, later := d.Consume(codec.Controller, []byte("GET / HTTP/1.1\r\n\r\n"), false)
		assert.Equal(t, err, later, "the stream stays lost")
	}
}

func TestTargets(t *testing.T) {
	for _, c := range []struct {
		target string
		code   codec.Code
		field  string
		want   putio.Method
	}{
		{"/v1/user?method=info", 0, "", putio.MethodUserInfo},
		{"http://api.put.io/v1/user?method=info", 0, "", putio.MethodUserInfo},
		{"/v1/user/info?method=friends", 0, "", putio.MethodUserFriends},
		{"/v1/user/friends/", 0, "", putio.MethodUserFriends},
		{"/v1/user/", codec.Missing, "method", ""},
		{"/v1/user", codec.Missing, "method", ""},
		{"/v1/user?method=", codec.Missing, "method", ""},
		{"/v1/user?method=list", codec.Unknown, "method", ""},
		{"/v1/mounter?method=log", codec.Unknown, "class", ""},
		{"/v1/?method=info", codec.Unknown, "class", ""},
		{"/v1?method=info", codec.Unknown, "class", ""},
		{"/v1/user/a/b?method=info", codec.Syntax, "path", ""},
		{"/v1/user?method=info&method=info", codec.Duplicate, "method", ""},
	} {
		var r putio.Request
		err := r.Decode([]byte(post(c.target, login)), &codec.Options{Accept: putio.All()})
		if c.code == 0 {
			require.NoError(t, err, c.target)
			assert.Equal(t, c.want, r.Method())
			continue
		}
		var ce *codec.Error
		require.ErrorAs(t, err, &ce, c.target)
		assert.Equal(t, c.code, ce.Code, c.target)
		assert.Equal(t, c.field, ce.Field, c.target)
	}
}

// chunked frames a body in chunks of n bytes.
func chunked(body string, n int) string {
	var b strings.Builder
	for len(body) > 0 {
		m := min(n, len(body))
		fmt.Fprintf(&b, "%x;ext=1\r\n%s\r\n", m, body[:m])
		body = body[m:]
	}
	return b.String() + "0\r\nTrailer: x\r\n\r\n"
}

// TestChunkedOffsets: an error inside chunks counts from the start of the message.
func TestChunkedOffsets(t *testing.T) {
	body := `{"response":{"total":1,"results":[{"dir_id":"77","id":"8","name":7}]},` + tail + `}`
	for n := 1; n < 40; n++ {
		in := "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(body, n)
		p, err := consume("user.friends", in, codec.Options{})
		require.NoError(t, err)
		var ce *codec.Error
		require.ErrorAs(t, p.Err, &ce)
		assert.Equal(t, putio.BareText, ce.Rule)
		assert.Equal(t, "/response/results/0/name", ce.Field)
		assert.Equal(t, byte('7'), in[ce.Offset], "chunks of %d: at %d stands %q", n, ce.Offset, in[ce.Offset:])
	}
}

// TestSplits feeds a connection byte by byte and in all pairs of pieces.
func TestSplits(t *testing.T) {
	one, two := ask("user.acctoken", `{}`), "GET /stream-file/7/13/atk/t HTTP/1.1\r\nHost: h\r\n\r\n"
	answers := []string{
		"HTTP/1.1 100 Continue\r\n\r\n", success(1, `{"token":"abc"}`),
		"HTTP/1.1 206 Partial Content\r\nContent-Length: 4\r\n\r\n\x00\x01\r\n",
		"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + `{"response":{"total":0,"results":[]},` + tail + `}`,
	}
	requests := []string{one, two, ask("files.delete", `{"id":1}`)}
	kinds := map[codec.Party][]string{codec.Controller: {"user.acctoken", "http", "files.delete"}, codec.Engine: {"http", "user.acctoken", "http", "files.delete"}}
	run := func(sizes func(rest int) int) {
		d := putio.Protocol.Decoder(codec.Options{})
		for _, side := range []struct {
			from codec.Party
			in   string
		}{{codec.Controller, strings.Join(requests, "")}, {codec.Engine, strings.Join(answers, "")}} {
			var got []string
			in, have, offset := side.in, 0, int64(0)
			for len(in) > 0 {
				have = min(len(in), have+sizes(len(in)-have))
				p, n, err := d.Consume(side.from, []byte(in[:have]), have == len(in))
				require.NoError(t, err)
				if n == 0 {
					require.Less(t, have, len(in))
					continue
				}
				require.NoError(t, p.Err)
				assert.Equal(t, in[:n], string(p.Raw))
				assert.Equal(t, offset, p.Offset)
				got, in, have, offset = append(got, p.Kind()), in[n:], have-n, offset+int64(n)
			}
			assert.Equal(t, kinds[side.from], got)
		}
	}
	run(func(rest int) int { return rest })
	run(func(int) int { return 1 })
	for n := 2; n < 300; n += 7 {
		run(func(int) int { return n })
	}
}

func TestStatus(t *testing.T) {
	for _, status := range []int{404, 500, 503} {
		in := fmt.Sprintf("HTTP/1.1 %d Whatever\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<p>\xff", status)
		p, err := consume("files.list", in, codec.Options{})
		require.NoError(t, err)
		require.NoError(t, p.Err)
		assert.Equal(t, putio.KindStatus, p.Kind())
		assert.Equal(t, status, p.Message.(*putio.Response).Status)
		out, err := p.Message.Append(nil)
		require.NoError(t, err)
		assert.Equal(t, in, string(out))
		again(t, p.Message, codec.Engine)
	}
	_, err := (&putio.Response{Status: 600}).Append(nil)
	require.ErrorIs(t, err, codec.Range)
	p, err := consume("files.list", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 6\r\n\r\n<html>", codec.Options{})
	require.NoError(t, err)
	require.ErrorIs(t, p.Err, codec.Syntax, "HTML is not an envelope")
}

// TestHeadInjection: no field of a message can end its head early.
func TestHeadInjection(t *testing.T) {
	for _, m := range []codec.Message{
		&putio.Request{Params: &putio.UserInfo{}, Header: []putio.Field{{Name: "A", Value: codec.Bytes("b\r\nC: d")}}},
		&putio.Request{Params: &putio.UserInfo{}, Header: []putio.Field{{Name: "A\r\n"}}},
		&putio.Request{Params: &putio.UserInfo{}, Header: []putio.Field{{Name: ""}}},
		&putio.Request{Params: &putio.UserInfo{}, Base: "http://h\r\n"},
		&putio.Request{Params: &putio.UserInfo{}, Version: "HTTP/1.1\r\nA: b"},
		&putio.Request{Params: &putio.UserInfo{}, Callback: "a b"},
		&putio.Request{Params: &putio.UserInfo{}, Verb: "PUT"},
		&putio.Request{},
		&putio.Response{Reason: "OK\r\nA: b", Envelope: putio.Envelope{Results: new(putio.Items)}},
		&putio.Response{Callback: "a(", Envelope: putio.Envelope{Results: new(putio.Items)}},
		&putio.Response{Status: 204, Envelope: putio.Envelope{Results: new(putio.Items)}},
		&putio.Response{Envelope: putio.Envelope{Outcome: putio.Failure}},
		&putio.Response{Envelope: putio.Envelope{Outcome: 9}},
		&putio.Response{Envelope: putio.Envelope{Results: &putio.Transfers{{PercentDone: 101}}}},
	} {
		out, err := m.Append([]byte("kept"))
		assert.Error(t, err, "%T", m)
		assert.Equal(t, "kept", string(out))
	}
}
