package putio_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/putio"
)

func TestProtocol(t *testing.T) {
	p := putio.Protocol
	assert.Equal(t, "putio", p.Name())
	assert.Equal(t, []int{1}, p.Versions())
	for _, from := range []codec.Party{codec.Controller, codec.Engine} {
		kinds := p.Kinds(from)
		assert.True(t, slices.IsSorted(kinds))
		assert.Nil(t, p.New(from, "nothing"))
		for _, kind := range kinds {
			m := p.New(from, kind)
			require.NotNil(t, m, kind)
			assert.Equal(t, kind, m.Kind())
			assert.NotEmpty(t, m.String())
		}
	}
	assert.Len(t, p.Kinds(codec.Controller), 25)
	assert.Len(t, p.Kinds(codec.Engine), 29)
}

// TestPairing: answers belong to requests in their order, refused ones too.
func TestPairing(t *testing.T) {
	d := putio.Protocol.Decoder(codec.Options{})
	for _, in := range []string{ask("files.info", `{"id":"x"}`), "HEAD /images/a.png HTTP/1.1\r\n\r\n", ask("user.acctoken", `{}`)} {
		_, n, err := d.Consume(codec.Controller, []byte(in), false)
		require.NoError(t, err)
		require.Equal(t, len(in), n)
	}
	for _, c := range []struct{ in, kind string }{
		{success(0, `[]`), "files.info"},
		{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", "http"},
		{success(1, `{"token":"abc"}`), "user.acctoken"},
		{success(1, `{"token":"abc"}`), "results"},
	} {
		p, n, err := d.Consume(codec.Engine, []byte(c.in), false)
		require.NoError(t, err)
		require.NoError(t, p.Err)
		assert.Equal(t, len(c.in), n)
		assert.Equal(t, c.kind, p.Kind())
	}
}

// TestPipeline: requests that nobody answers do not fill the memory.
func TestPipeline(t *testing.T) {
	d := putio.Protocol.Decoder(codec.Options{})
	in := []byte("GET / HTTP/1.1\r\n\r\n")
	for range 1000 {
		_, _, err := d.Consume(codec.Controller, in, false)
		require.NoError(t, err)
	}
	_, _, err := d.Consume(codec.Controller, in, false)
	require.ErrorIs(t, err, codec.Limit)
}

func TestJSONRefused(t *testing.T) {
	for _, c := range []struct {
		m    json.Unmarshaler
		text string
	}{
		{new(putio.Request), `{"method":"files.burn"}`},
		{new(putio.Request), `{"method":"files.info"}`},
		{new(putio.Request), `{"method":"files.info","params":{"id":1},"apikey":"k"}`},
		{new(putio.Request), `{"method":"files.info","params":{"id":1,"id":2}}`},
		{new(putio.Response), `{"outcome":"maybe"}`},
		{new(putio.Response), `{"method":"files.info","results":{"token":"x"},"outcome":7}`},
		{new(putio.Response), `{"method":"files.info","results":[{"id":[]}]}`},
	} {
		assert.Error(t, json.Unmarshal([]byte(c.text), c.m), c.text)
	}
}
