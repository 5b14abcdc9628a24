package ipc_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/ipc"
)

// departures are messages that a strict reader refuses and a served one takes.
var departures = []struct {
	payload string
	version int
	rule    *codec.Rule
	offset  int64
	bad     bool   // bad-format
	again   string // what is written then, if not the payload
}{
	{"l0:0:e", 2, ipc.BadKey, 9, false, ""},
	{"l2:\xff\xfe0:e", 2, ipc.BadKey, 9, false, ""},
	{"l5:noop\x000:e", 2, ipc.BadKey, 9, false, ""},
	{"l4:noop0:i0ee", 2, ipc.BadTag, 17, false, "l4:noop0:e"},
	{"l4:noop0:i-1ee", 2, ipc.BadTag, 17, false, "l4:noop0:e"},
	{"l4:noop0:i1e1:xe", 2, ipc.ExtraElements, 20, false, "l4:noop0:i1ee"},
	{"l9:autostart1:1i3ee", 2, ipc.BadFormat, 20, true, ""},
	{"l4:port1:xe", 2, ipc.BadFormat, 15, true, ""},
	{"l4:porti-1ee", 2, ipc.BadFormat, 15, true, ""},
	{"l4:porti65536ee", 2, ipc.BadFormat, 15, true, ""},
	{"l5:starti1ee", 2, ipc.BadFormat, 16, true, ""},
	{"l9:directoryi5ee", 2, ipc.BadFormat, 20, true, ""},
	{"l6:lookup1:xe", 2, ipc.BadFormat, 17, true, ""},
	{"l6:lookupl3:abcee", 2, ipc.BadFormat, 17, true, ""},
	{"l8:get-info1:xe", 2, ipc.BadFormat, 19, true, ""},
	{"l8:get-infod4:typel4:nameeee", 2, ipc.BadFormat, 19, true, ""},
	{"l8:addfiles1:xe", 2, ipc.BadFormat, 19, true, ""},
	{"l16:addfile-detaileddee", 2, ipc.BadFormat, 28, true, ""},
	{"l16:addfile-detailedd4:data1:x4:file1:yee", 2, ipc.BadFormat, 28, true, ""},
	{"l10:encryption5:maybee", 2, ipc.BadFormat, 22, true, ""},
	{"l16:addfile-detailedd9:autostartli0ee4:file1:xee", 2, ipc.BadField, 40, false, ""},
	{"l6:statusld2:idi1e4:size1:xeee", 2, nil, 0, false, ""},
	{"l6:statusld3:eta1:x2:idi1eeee", 2, ipc.BadField, 24, false, ""},
	{"l5:startli1e1:xi9eee", 2, ipc.BadElement, 20, false, ""},
	{"l8:addfilesl1:ai1eee", 2, ipc.BadElement, 23, false, ""},
	{"l6:statusld2:idi1eei7eee", 2, ipc.BadElement, 27, false, ""},
	{"l5:startli0eee", 2, ipc.BadID, 17, false, ""},
	{"l5:startli-7eee", 2, ipc.BadID, 17, false, ""},
	{"l4:infold2:idi0eeee", 2, ipc.BadID, 16, false, ""},
	{"l3:pexi2ee", 2, ipc.BadBool, 14, false, ""},
	{"l3:pexi-1ee", 2, ipc.BadBool, 14, false, ""},
	{"l6:statusldeee", 2, ipc.MissingID, 18, false, ""},
	{"d4:porti9090ee", 1, ipc.NewKeyInV1, 9, false, ""},
	{"d8:addfiles1:xe", 1, ipc.BadFormat, 19, true, ""},
}

func TestDepartures(t *testing.T) {
	for _, c := range departures {
		var m ipc.Message
		err := m.Decode(frame(c.payload), &codec.Options{Version: c.version})
		if c.rule == nil {
			assert.NoError(t, err, c.payload)
			continue
		}
		refused(t, err, codec.NonCanonical, c.offset)
		var e *codec.Error
		errors.As(err, &e)
		assert.Equal(t, c.rule, e.Rule, c.payload)

		var uses []codec.Use
		o := &codec.Options{Version: c.version, Accept: ipc.Served(), Report: func(u codec.Use) { uses = append(uses, u) }}
		require.NoError(t, m.Decode(frame(c.payload), o), c.payload)
		assert.Equal(t, []codec.Use{{Rule: c.rule, Offset: c.offset}}, uses, c.payload)
		assert.Equal(t, c.bad, m.Bad, c.payload)
		b, err := m.Append(nil)
		require.NoError(t, err, c.payload)
		again := c.again
		if again == "" {
			again = c.payload
		}
		assert.Equal(t, string(frame(again)), string(b))
	}
}

// closed are payloads that end a connection whatever is tolerated.
func TestClosed(t *testing.T) {
	for _, c := range []struct {
		payload string
		version int
		code    codec.Code
		offset  int64
	}{
		{"le", 2, codec.Missing, 9},
		{"l4:noope", 2, codec.Missing, 15},
		{"li5e0:e", 2, codec.Syntax, 9},
		{"d4:noop0:e", 2, codec.Syntax, 8},
		{"l4:noop0:e", 1, codec.Syntax, 8},
		{"i5e", 1, codec.Syntax, 8},
		{"l4:noop0:1:5e", 2, codec.Syntax, 17},
		{"l4:noop0:lee", 2, codec.Syntax, 17},
		{"l4:noop0:i9223372036854775808ee", 2, codec.Range, 18},
		{"l4:noopi9223372036854775808ee", 2, codec.Range, 16},
		{"l4:noop-1:e", 2, codec.Syntax, 15},
		{"l9:noop0:e", 2, codec.Truncated, 18},
		{"l5:startli1e", 2, codec.Truncated, 20},
		{"l9:autostart99999999999999999999:", 2, codec.Limit, 20},
		{"d4:quite", 1, codec.Syntax, 15},
	} {
		var m ipc.Message
		refused(t, m.Decode(frame(c.payload), &codec.Options{Version: c.version, Accept: codec.Accept(ipc.Rules()...)}), c.code, c.offset)
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
		for _, g := range golden {
			require.NoError(t, m.Decode([]byte(g.frame), nil))
			assert.Equal(t, g.text, m.String())
			var fresh ipc.Message
			require.NoError(t, fresh.Decode([]byte(g.frame), nil))
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
