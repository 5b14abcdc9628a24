package ipc_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/ipc"
	"enginespec/corpus"
)

func TestProtocol(t *testing.T) {
	p := ipc.Protocol
	assert.Equal(t, "ipc", p.Name())
	require.NoError(t, codec.CheckRules("ipc", p.Rules()))
	assert.True(t, slices.IsSortedFunc(p.Rules(), func(x, y *codec.Rule) int { return strings.Compare(x.Name, y.Name) }))
	assert.Len(t, p.Kinds(codec.Engine), 16)
	assert.Len(t, p.Kinds(codec.Controller), 35)
	for _, from := range []codec.Party{codec.Engine, codec.Controller} {
		assert.True(t, slices.IsSorted(p.Kinds(from)))
		for _, k := range p.Kinds(from) {
			assert.Equal(t, k, p.New(from, k).Kind())
		}
	}
	assert.Nil(t, p.New(codec.Engine, ""))
	assert.Equal(t, "frob", p.New(codec.Engine, "frob").Kind())
	for _, k := range ipc.Keys() {
		if k.Reply != "" {
			r, ok := ipc.Lookup(k.Reply)
			assert.True(t, ok && r.From.Has(codec.Engine), k.Name)
		}
	}
	_, ok := ipc.Lookup("NOOP")
	assert.False(t, ok)
}

// All that real programs said is read strictly and written back byte by byte.
func TestSessions(t *testing.T) {
	sessions, err := corpus.Sessions("ipc")
	require.NoError(t, err)
	frames := 0
	for _, s := range sessions {
		for conn := 1; conn <= s.Conns(); conn++ {
			d := ipc.Protocol.Decoder(codec.Options{})
			for _, e := range s.Entries {
				if e.Conn != conn {
					continue
				}
				for b := []byte(e.Bytes); len(b) > 0; {
					p, n, err := d.Consume(e.From, b, true)
					require.NoError(t, err)
					require.NoError(t, p.Err)
					assert.Empty(t, p.Rules)
					out, err := p.Message.Append(nil)
					require.NoError(t, err)
					assert.Equal(t, string(p.Raw), string(out))
					b = b[n:]
					frames++
				}
			}
		}
	}
	assert.Greater(t, frames, 200)
}

func consume(t *testing.T, d codec.Decoder, from codec.Party, payload string) (codec.Packet, error) {
	t.Helper()
	p, n, err := d.Consume(from, frame(payload), false)
	if err == nil {
		assert.Equal(t, len(payload)+8, n)
	}
	return p, err
}

func TestDecoderFollowsTheHandshake(t *testing.T) {
	hello := func(v string) string { return "d7:version" + v + "e" }
	const both, one, two, late = "d3:maxi2e3:mini1ee", "d3:maxi1e3:mini1ee", "i2e", "d3:maxi4e3:mini3ee"
	for _, c := range []struct {
		engine, controller string
		version            int
	}{{both, both, 2}, {both, one, 1}, {one, both, 1}, {two, both, 2}, {both, late, 0}} {
		d := ipc.Protocol.Decoder(codec.Options{})
		_, err := consume(t, d, codec.Engine, hello(c.engine))
		require.NoError(t, err)
		p, err := consume(t, d, codec.Controller, hello(c.controller))
		require.NoError(t, err)
		assert.Equal(t, "version", p.Kind())
		dict, dictErr := consume(t, d, codec.Controller, "d4:quit0:e")
		list, listErr := consume(t, d, codec.Controller, "l4:quit0:i5ee")
		switch c.version {
		case 1:
			assert.NoError(t, dict.Err)
			refused(t, list.Err, codec.Syntax, 8)
			assert.Equal(t, "malformed", list.Kind())
		case 2:
			assert.NoError(t, list.Err)
			refused(t, dict.Err, codec.Syntax, 8)
		default:
			refused(t, dictErr, codec.Range, 0)
			refused(t, listErr, codec.Range, 0)
		}
	}
}

func TestDecoderStart(t *testing.T) {
	d := ipc.Protocol.Decoder(codec.Options{})
	_, err := consume(t, d, codec.Controller, "l4:noop0:e")
	refused(t, err, codec.Syntax, 8)
	_, err = consume(t, d, codec.Controller, "d4:noop0:e")
	refused(t, err, codec.Missing, 17)

	// Requests behind the hello, before the other one has come.
	_, err = consume(t, d, codec.Controller, "d7:versiond3:maxi2e3:mini1eee")
	require.NoError(t, err)
	p, err := consume(t, d, codec.Controller, "l4:noop0:i5ee")
	require.NoError(t, err)
	require.NoError(t, p.Err)
	assert.EqualValues(t, 37, p.Offset)

	// With the version given, a handshake may be there or not.
	d = ipc.Protocol.Decoder(codec.Options{Version: 2})
	p, err = consume(t, d, codec.Controller, "l4:noop0:e")
	require.NoError(t, err)
	assert.Equal(t, "noop", p.Kind())
	p, err = consume(t, d, codec.Engine, "d1:ai1e7:versioni2ee")
	require.NoError(t, err)
	assert.Equal(t, "version", p.Kind())

	// A bare integer is for servers.
	d = ipc.Protocol.Decoder(codec.Options{})
	_, err = consume(t, d, codec.Controller, "d7:versioni2ee")
	refused(t, err, codec.NonCanonical, 18)
	d = ipc.Protocol.Decoder(codec.Options{Accept: ipc.Served()})
	p, err = consume(t, d, codec.Controller, "d7:versioni2ee")
	require.NoError(t, err)
	assert.Equal(t, []codec.Use{{Rule: ipc.IntegerVersion, Offset: 18}}, p.Rules)
}

// A packet owns its memory, and the message does not hang on Raw.
func TestPacketOwns(t *testing.T) {
	b := frame("l9:directory4:/vare")
	p, _, err := ipc.Protocol.Decoder(codec.Options{Version: 2}).Consume(codec.Engine, b, false)
	require.NoError(t, err)
	clear(b)
	assert.Equal(t, "0000001"+"3l9:directory4:/vare", string(p.Raw))
	clear(p.Raw)
	assert.Equal(t, `("directory", "/var")`, p.Message.String())
}

func TestJSON(t *testing.T) {
	for _, c := range []struct {
		payload string
		version int
		json    string
	}{
		{"l5:startli8eei15ee", 2, `{"key":"start","tag":15,"value":[8]}`},
		{"l8:get-infod2:idli4ee4:typel4:hasheee", 2, `{"key":"get-info","value":{"id":[4],"type":["hash"]}}`},
		{"l2:\xff\xfe1:\xffe", 2, `{"key":{"hex":"fffe"},"value":{"hex":"ff"}}`},
		{"d8:addfilesl2:/ae4:quit0:e", 1, `{"key":"addfiles","version":1,"value":["/a"],"more":[{"key":"quit","value":""}]}`},
		{"l9:autostart1:1i3ee", 2, `{"key":"autostart","tag":3,"value":"1"}`},
	} {
		var m, back ipc.Message
		require.NoError(t, m.Decode(frame(c.payload), &codec.Options{Version: c.version, Accept: ipc.Served()}))
		j, err := json.Marshal(&m)
		require.NoError(t, err)
		assert.JSONEq(t, c.json, string(j))
		require.NoError(t, json.Unmarshal(j, &back))
		assert.Equal(t, m.Bad, back.Bad)
		b, err := back.Append(nil)
		require.NoError(t, err)
		assert.Equal(t, string(frame(c.payload)), string(b))
	}
	var h ipc.Handshake
	require.NoError(t, json.Unmarshal([]byte(`{"version":{"min":1,"max":2}}`), &h))
	assert.Equal(t, `{"version": {"max": 2, "min": 1}}`, h.String())
	for _, in := range []string{`{}`, `{"key":"x","zzz":1}`, `{"key":"x"}`, `{"key":"noop","tag":-1,"value":0}`, `{"key":"noop","value":1.5}`, `[]`} {
		if in == `{"key":"x"}` {
			continue // an ignored value may be left out
		}
		assert.Error(t, json.Unmarshal([]byte(in), new(ipc.Message)), in)
	}
	for _, in := range []string{`{}`, `{"version":"x"}`, `3`, `{"version":{"min":2,"max":1}}`} {
		assert.Error(t, json.Unmarshal([]byte(in), new(ipc.Handshake)), in)
	}
}
