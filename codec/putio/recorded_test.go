package putio_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/putio"
	"enginespec/corpus"
)

// TestRecorded reads every recorded exchange strictly. The recording has blanks in
// its JSON, so it is compared with what the codec writes as values, not as bytes.
func TestRecorded(t *testing.T) {
	sessions, err := corpus.Sessions("putio")
	require.NoError(t, err)
	methods := map[string]bool{}
	for _, s := range sessions {
		decoders := map[int]codec.Decoder{}
		for i, entry := range s.Entries {
			if entry.Bytes == nil {
				continue
			}
			d := decoders[entry.Conn]
			if d == nil {
				d = putio.Protocol.Decoder(codec.Options{})
				decoders[entry.Conn] = d
			}
			p, n, err := d.Consume(entry.From, entry.Bytes, true)
			require.NoError(t, err, "entry %d", i)
			require.NoError(t, p.Err, "entry %d", i)
			require.Len(t, entry.Bytes, n)
			assert.Empty(t, p.Rules)
			methods[entry.From.String()+" "+p.Kind()] = true
			again(t, p.Message, entry.From)
		}
	}
	for _, want := range []string{"user.acctoken", "user.info", "files.list", "files.create_dir", "files.delete", "urls.extracturls", "urls.analyze", "transfers.add"} {
		assert.True(t, methods["controller "+want], want)
		assert.True(t, methods["engine "+want], want)
	}
}

// again checks that a message survives the bytes and the JSON of tools.
func again(t *testing.T, m codec.Message, from codec.Party) {
	t.Helper()
	out, err := m.Append(nil)
	require.NoError(t, err)
	var other codec.Message
	switch m := m.(type) {
	case *putio.Request:
		r := new(putio.Request)
		require.NoError(t, r.Decode(out, &codec.Options{Accept: putio.All()}))
		other = r
	case *putio.Response:
		r := new(putio.Response)
		require.NoError(t, r.Decode(out, m.Method, &codec.Options{Accept: putio.All()}))
		other = r
	default:
		return
	}
	second, err := other.Append(nil)
	require.NoError(t, err)
	require.Equal(t, string(out), string(second))

	text, err := json.Marshal(m)
	require.NoError(t, err)
	built := putio.Protocol.New(from, m.Kind())
	require.NoError(t, json.Unmarshal(text, built), "%s", text)
	third, err := built.Append(nil)
	require.NoError(t, err)
	require.Equal(t, string(out), string(third))
}
