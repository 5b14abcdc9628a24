package putio_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/putio"
)

// JSON for tools carries < and & of raw results to the byte. Drawn messages found that they
// came back as \u003c, in an answer of another length.
func TestJSONKeepsRawResults(t *testing.T) {
	r := &putio.Response{}
	require.NoError(t, json.Unmarshal([]byte(`{"outcome":"success","results":{"id":"0","name":"<b>&","parent_id":null,"shared":null,"default_shared":null,"dirs":[]}}`), r))
	wire, err := r.Append(nil)
	require.NoError(t, err)
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	require.NoError(t, e.Encode(r))
	back := putio.Protocol.New(codec.Engine, r.Kind())
	require.NoError(t, json.Unmarshal(b.Bytes(), back))
	again, err := back.Append(nil)
	require.NoError(t, err)
	require.Equal(t, string(wire), string(again))
	require.Contains(t, string(again), "<b>&")
}
