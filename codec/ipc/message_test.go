package ipc_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/ipc"
	"enginespec/corpus"
)

// Keys that no table has, which are no word for a vector.
func TestOddKeys(t *testing.T) {
	for _, payload := range []string{"l0:0:e", "l2:\xff\xfe0:e"} {
		var m ipc.Message
		refused(t, m.Decode(frame(payload), nil), codec.NonCanonical, 9)
		var uses []codec.Use
		o := &codec.Options{Accept: ipc.Served(), Report: func(u codec.Use) { uses = append(uses, u) }}
		require.NoError(t, m.Decode(frame(payload), o))
		assert.Equal(t, []codec.Use{{Rule: ipc.BadKey, Offset: 9}}, uses)
		b, err := m.Append(nil)
		require.NoError(t, err)
		assert.Equal(t, string(frame(payload)), string(b))
	}
}

// The notation of the document.
func TestString(t *testing.T) {
	for payload, want := range map[string]string{
		"l12:get-info-alll4:hashei5ee":                        `("get-info-all", ("hash"), 5)`,
		"l9:succeeded0:i15ee":                                 `("succeeded", "", 15)`,
		"l16:addfile-detailedd4:file19:/tor/wooble.torrentee": `("addfile-detailed", {"file": "/tor/wooble.torrent"})`,
		"l8:get-infod2:idli4ei7ei2ee4:typel4:hash4:nameeee":   `("get-info", {"id": (4, 7, 2), "type": ("hash", "name")})`,
		"l9:downlimiti100ei47ee":                              `("downlimit", 100, 47)`,
		"l4:infold2:idi3e4:name3:fooed2:idi9e4:name3:bareee":  `("info", ({"id": 3, "name": "foo"}, {"id": 9, "name": "bar"}))`,
		"l4:frobli1eee":                                       `("frob", (1))`,
	} {
		var m ipc.Message
		require.NoError(t, m.Decode(frame(payload), nil))
		assert.Equal(t, want, m.String())
	}
}

func TestVersion1(t *testing.T) {
	o := &codec.Options{Version: 1}
	var m ipc.Message
	in := frame("d8:addfilesl2:/ae4:quit0:4:frobi1ee")
	require.NoError(t, m.Decode(in, o))
	var kinds []string
	for e := range m.All() {
		kinds = append(kinds, e.Kind())
		assert.Equal(t, 1, e.Version)
	}
	assert.Equal(t, []string{"addfiles", "quit", "frob"}, kinds)
	assert.Equal(t, "addfiles", m.Kind())
	b, err := m.Append(nil)
	require.NoError(t, err)
	assert.Equal(t, string(in), string(b), "in the order of the wire: it is the order of the messages")
	assert.GreaterOrEqual(t, m.Size(), len(b))

	require.NoError(t, m.Decode(frame("de"), o))
	for range m.All() {
		t.Error("an empty dictionary holds no message")
	}
	b, err = m.Append(nil)
	require.NoError(t, err)
	assert.Equal(t, "00000002de", string(b))

	m.Tag = 1
	m.Key = codec.Bytes("quit")
	_, err = m.Append(nil)
	refused(t, err, codec.Range, 0)
}

func TestAppendRefuses(t *testing.T) {
	bad := []*ipc.Message{
		ipc.New("noop").Tagged(-1),
		{Key: codec.Bytes("frob"), Value: []byte("i1")},
		{Key: codec.Bytes("frob"), Value: []byte("i1ei2e")},
		{Key: codec.Bytes("frob"), Value: []byte{}},
		{Key: codec.Bytes("quit"), More: []ipc.Message{{Key: codec.Bytes("quit")}}},
		{Key: codec.Bytes("quit"), Version: 1, More: []ipc.Message{{Key: codec.Bytes("quit"), Version: 1}}},
		{Key: codec.Bytes("status"), Statuses: []ipc.Status{{Fields: ipc.Fields{Unknown: []ipc.Pair{{Key: codec.Bytes("x"), Value: []byte("x")}}}}}},
		{Key: codec.Bytes("status"), Statuses: []ipc.Status{{Fields: ipc.Fields{Has: ipc.StatusETA, Unknown: []ipc.Pair{{Key: codec.Bytes("eta"), Value: []byte("0:")}}}}}},
	}
	for _, m := range bad {
		b, err := m.Append([]byte("x"))
		assert.Error(t, err, m.Kind())
		assert.Equal(t, "x", string(b))
		assert.NotEmpty(t, m.String())
	}
}

// Decoding again into a message leaves nothing of the one before.
func TestReuse(t *testing.T) {
	var m ipc.Message
	for range 2 {
		for _, v := range vectors(t, corpus.Valid, true) {
			require.NoError(t, m.Decode(v.Input, nil), v.ID)
			var fresh ipc.Message
			require.NoError(t, fresh.Decode(v.Input, nil))
			assert.Equal(t, fresh.String(), m.String())
			assert.Equal(t, fresh.Tag, m.Tag)
			assert.Len(t, m.IDs, len(fresh.IDs))
			assert.Len(t, m.Texts, len(fresh.Texts))
			assert.Len(t, m.Query.IDs, len(fresh.Query.IDs))
			assert.Equal(t, fresh.Add.Has, m.Add.Has)
		}
	}
}

func TestBuilders(t *testing.T) {
	add := ipc.Add{Fields: ipc.Fields{Has: ipc.AddData | ipc.AddAutostart}, Data: codec.Bytes("d4:infodee"), Autostart: true}
	for want, m := range map[string]*ipc.Message{
		`("noop", "", 5)`:            ipc.New(ipc.KeyNoop).Tagged(5),
		`("start", (1, 2))`:          ipc.NewIDs(ipc.KeyStart, 1, 2),
		`("start", ())`:              ipc.NewIDs(ipc.KeyStart),
		`("pex", 1)`:                 ipc.NewBool(ipc.KeyPEX, true),
		`("pex", 0)`:                 ipc.NewBool(ipc.KeyPEX, false),
		`("uplimit", -1)`:            ipc.NewInt(ipc.KeyUpLimit, -1),
		`("failed", "disk full", 9)`: ipc.NewText(ipc.KeyFailed, "disk full").Tagged(9),
		`("get-info-all", ("hash"))`: ipc.NewTexts(ipc.KeyGetInfoAll, "hash"),
		`("get-info", {"id": (4), "type": ("hash")}, 1)`:               ipc.NewQuery(ipc.KeyGetInfo, []int64{4}, "hash").Tagged(1),
		`("addfile-detailed", {"autostart": 1, "data": "d4:infodee"})`: ipc.NewAdd(add),
	} {
		assert.Equal(t, want, m.String())
		b, err := m.Append(nil)
		require.NoError(t, err)
		assert.GreaterOrEqual(t, m.Size(), len(b))
	}
	b, err := ipc.NewAdd(ipc.Add{Fields: ipc.Fields{Has: ipc.AddFile | ipc.AddAutostart | ipc.AddDirectory}}).AppendOrder(nil, ipc.Document)
	require.NoError(t, err)
	assert.Equal(t, "l16:addfile-detailedd4:file0:9:directory0:9:autostarti0eee", string(b[8:]))
}

func TestAnswers(t *testing.T) {
	assert.True(t, ipc.Answers("get-port", "port"))
	assert.True(t, ipc.Answers("get-port", "failed"))
	assert.False(t, ipc.Answers("get-port", "succeeded"))
	assert.False(t, ipc.Answers("get-port", "pex"))
	assert.True(t, ipc.Answers("addfiles", "info"))
	assert.True(t, ipc.Answers("addfiles", "succeeded"))
	assert.True(t, ipc.Answers("start", "succeeded"))
	assert.False(t, ipc.Answers("start", "info"))
	assert.False(t, ipc.Answers("frob", "succeeded"))
	assert.True(t, ipc.Answers("frob", "not-supported"))
	assert.True(t, ipc.New("failed").IsOutcome())
	assert.False(t, ipc.New("info").IsOutcome())
}
