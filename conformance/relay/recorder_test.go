package relay_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/ipc"
	"enginespec/conformance/redact"
	"enginespec/conformance/relay"
	"enginespec/conformance/ts"
	"enginespec/corpus"
)

// recording writes events to a file, which must be a valid session behind each.
func recording(t *testing.T, only codec.Party, events ...relay.Event) (*corpus.Session, *conformance.Watcher) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "s.json")
	file, err := os.Create(name)
	require.NoError(t, err)
	defer file.Close()
	suite := ts.Suite()
	w := conformance.NewWatcher(suite, 0, conformance.Pace{})
	head := corpus.Session{ID: "ts/s", Protocol: "ts", Engine: "e", Controller: "c", Note: "n"}
	r, err := relay.NewRecorder(file, head, w, redact.For("ts"))
	require.NoError(t, err)
	r.Only = only
	var s *corpus.Session
	for _, e := range events {
		r.Tell(e)
		require.NoError(t, r.Err())
		b, err := os.ReadFile(name)
		require.NoError(t, err)
		s, err = corpus.ParseSessionFile(name, b)
		require.NoError(t, err)
		require.NoError(t, sessionSchema(t).Validate(document(t, b)))
	}
	return s, w
}

const c, e = codec.Controller, codec.Engine

func at(ms int, from codec.Party, text string) relay.Event {
	return relay.Event{At: time.Duration(ms) * time.Millisecond, Conn: 1, From: from, Bytes: []byte(text)}
}

// Pieces stay pieces, what stands before half a message is written at once, and no
// secret is written, though it came in two pieces.
func TestRecorder(t *testing.T) {
	s, _ := recording(t, 0,
		relay.Event{Conn: 1},
		at(1, c, "HELLO"), at(2, c, "BG\r\nREADY key=hid"),
		at(3, e, "HELLOTS\r\n"),
		at(4, c, "den-00ff\r\nSTOP\r\n"),
		at(5, e, "AUTH 1\r\nSTATUS main:idle\r\nSTAT"),
		relay.Event{At: 6 * time.Millisecond, Conn: 1, From: e, End: conformance.RST, Over: true},
	)
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	assert.Equal(t, []corpus.Entry{
		{Comment: "the recording begins"},
		{Conn: 1, Event: corpus.Open},
		{At: ms(1), Conn: 1, From: c, Bytes: codec.Bytes("HELLO")},
		{At: ms(2), Conn: 1, From: c, Bytes: codec.Bytes("BG\r\n"), Messages: []string{"HELLOBG"}},
		{At: ms(3), Conn: 1, From: e, Bytes: codec.Bytes("HELLOTS\r\n"), Messages: []string{"HELLOTS"}},
		{At: ms(3), Conn: 1, From: c, Bytes: codec.Bytes("READY key=xxx")},
		{At: ms(4), Conn: 1, From: c, Bytes: codec.Bytes("xx1-0002\r\nSTOP\r\n"), Messages: []string{"READY key=xxxxx1-0002", "STOP"}},
		{At: ms(5), Conn: 1, From: e, Bytes: codec.Bytes("AUTH 1\r\nSTATUS main:idle\r\n"), Messages: []string{"AUTH 1", "STATUS main:idle"}},
		{At: ms(5), Conn: 1, From: e, Bytes: codec.Bytes("STAT"), Messages: []string{`"STAT" (line: truncated at byte 4)`}},
		{At: ms(6), Conn: 1, From: e, Event: corpus.Reset},
	}, s.Entries)
}

func TestRecorderOfOneParty(t *testing.T) {
	s, _ := recording(t, e, at(1, c, "HELLOBG\r\n"), at(2, e, "HELLOTS\r\n"))
	assert.Len(t, s.Entries, 2)
	assert.Equal(t, "HELLOTS\r\n", string(s.Stream(1, e)))
}

// The monitors watch what passes, of both parties, and only of whom they are asked to.
func TestWatcher(t *testing.T) {
	_, w := recording(t, 0, at(1, c, "HELLOBG\n"), at(2, e, "HELLOTS version=3\r\nAUTH\r\nSTATUS main:dl;1\r\n"), at(3, e, "AUTH\r\n"))
	var broken []string
	list, binding := conformance.Broken(ts.Suite(), w.Findings(), false)
	for _, c := range list {
		broken = append(broken, c.ID)
	}
	assert.Equal(t, []string{"TS-003", "TS-026", "TS-037", "TS-112"}, broken)
	assert.True(t, binding)
	var ids []string
	for _, c := range w.Exercised() {
		ids = append(ids, c.ID)
	}
	assert.Subset(t, ids, broken)
	assert.Contains(t, ids, "TS-111")
	assert.NotContains(t, ids, "TS-110", "no STATE was seen")

	one := conformance.NewWatcher(ts.Suite(), 0, conformance.Pace{}, c)
	assert.Empty(t, one.Take(0, 1, e, []byte("AUTH\r\n"))[0].Findings)
	assert.NotEmpty(t, one.Take(0, 1, c, []byte("STOP\n"))[0].Findings)
}

// What no codec reads is shown as it is, and keeps nothing back.
func TestWatcherOfGarbage(t *testing.T) {
	w := conformance.NewWatcher(ipc.Suite(), 0, conformance.Pace{})
	seen := w.Take(0, 1, e, []byte("no header"))
	require.NotEmpty(t, seen)
	require.Error(t, seen[0].Packet.Err)
	require.Zero(t, w.Rest(1, e))
	seen = w.Take(0, 1, e, []byte("00000000"))
	require.Len(t, seen, 1)
	require.Error(t, seen[0].Packet.Err)
	seen = append(w.Take(0, 1, c, []byte("0000")), w.End(0, 1, c, conformance.FIN)...)
	require.NotEmpty(t, seen)
	assert.Contains(t, seen[len(seen)-1].Note, "closed by controller (FIN)")
}

func sessionSchema(t *testing.T) *jsonschema.Schema {
	b, err := corpus.FS().Open("schema/session.schema.json")
	require.NoError(t, err)
	defer b.Close()
	doc, err := jsonschema.UnmarshalJSON(b)
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("session.schema.json", doc))
	s, err := c.Compile("session.schema.json")
	require.NoError(t, err)
	return s
}

func document(t *testing.T, b []byte) any {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	require.NoError(t, err)
	return doc
}
