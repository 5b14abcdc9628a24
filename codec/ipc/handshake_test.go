package ipc_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/ipc"
)

func TestHandshake(t *testing.T) {
	for _, c := range []struct {
		payload, sorted, document, text string
	}{
		{"d7:versiond3:mini1e3:maxi2eee", "d7:versiond3:maxi2e3:mini1eee", "d7:versiond3:mini1e3:maxi2eee", `{"version": {"max": 2, "min": 1}}`},
		{"d7:versiond5:label4:test3:maxi2e3:mini1eee", "d7:versiond5:label4:test3:maxi2e3:mini1eee", "d7:versiond3:mini1e3:maxi2e5:label4:testee", `{"version": {"label": "test", "max": 2, "min": 1}}`},
		{"d1:0i1795231538e7:versiond3:maxi2e3:mini2eee", "d1:0i1795231538e7:versiond3:maxi2e3:mini2eee", "d7:versiond3:mini2e3:maxi2ee1:0i1795231538ee", `{"0": 1795231538, "version": {"max": 2, "min": 2}}`},
		{"d7:versioni2e4:quit0:e", "d4:quit0:7:versioni2ee", "d7:versioni2e4:quit0:e", `{"quit": "", "version": 2}`},
		{"d7:versiond3:maxi2147483647e3:mini1e3:zzzleee", "d7:versiond3:maxi2147483647e3:mini1e3:zzzleee", "d7:versiond3:mini1e3:maxi2147483647e3:zzzleee", `{"version": {"max": 2147483647, "min": 1, "zzz": ()}}`},
		{"d7:versiond5:label2:\xff\xfe3:maxi2e3:mini1eee", "d7:versiond5:label2:\xff\xfe3:maxi2e3:mini1eee", "d7:versiond3:mini1e3:maxi2e5:label2:\xff\xfeee", `{"version": {"label": "\xff\xfe", "max": 2, "min": 1}}`},
	} {
		var h ipc.Handshake
		require.NoError(t, h.Decode(frame(c.payload), nil), c.payload)
		assert.Equal(t, c.text, h.String())
		b, err := h.Append(nil)
		require.NoError(t, err)
		assert.Equal(t, string(frame(c.sorted)), string(b))
		assert.GreaterOrEqual(t, h.Size(), len(b))
		b, err = h.AppendOrder(nil, ipc.Document)
		require.NoError(t, err)
		assert.Equal(t, string(frame(c.document)), string(b))
	}
	b, err := ipc.NewHandshake(1, 2, "Transmission remote0.82 (git)").Append(nil)
	require.NoError(t, err)
	assert.Equal(t, "00000044d7:versiond5:label29:Transmission remote0.82 (git)3:maxi2e3:mini1eee", string(b))
	b, err = ipc.NewHandshake(1, 2, "").AppendOrder(nil, ipc.Document)
	require.NoError(t, err)
	assert.Equal(t, "0000001Dd7:versiond3:mini1e3:maxi2eee", string(b), "as the document prints it")
}

// What is written as an integer is one version.
func TestBareIsOneVersion(t *testing.T) {
	h := ipc.NewHandshake(1, 2, "")
	h.Bare = true
	_, err := h.Append(nil)
	refused(t, err, codec.Range, 0)
}

func TestAgree(t *testing.T) {
	ours := ipc.NewHandshake(1, 2, "")
	for _, c := range []struct {
		lo, hi int64
		want   int
	}{{1, 1, 1}, {1, 2, 2}, {2, 2, 2}, {2, 99, 2}, {1, 2147483647, 2}, {3, 4, 0}} {
		v, ok := ipc.Agree(ours, ipc.NewHandshake(c.lo, c.hi, ""))
		assert.Equal(t, c.want > 0, ok)
		if ok {
			assert.Equal(t, c.want, v)
		}
	}
	_, ok := ipc.Agree(ipc.NewHandshake(3, 9, ""), ipc.NewHandshake(3, 4, ""))
	assert.False(t, ok, "a version that both know and this package does not")
}

func TestHandshakeClone(t *testing.T) {
	b := frame("d1:0i17e7:versiond5:label4:test3:maxi2e3:mini2e3:zzzi1eee")
	var h ipc.Handshake
	require.NoError(t, h.Decode(b, nil))
	c := h.Clone()
	want := h.String()
	for i := range b {
		b[i] = 0
	}
	assert.Equal(t, want, c.String())
	assert.NotEqual(t, want, h.String())
}
