package corpus

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
)

// found is a session with all that a session can have.
func found() *Session {
	return &Session{
		ID: "ts/found", Protocol: "ts", Version: 4, Engine: "an engine", Controller: "the suite", Note: "n",
		Finding: &Finding{
			Case: "ts/load/request-id", Role: codec.Engine, Segmentation: "bytewise", Seed: 1<<64 - 1, Steps: []int{0, 2, 5},
			Clause: "TS-050", Diagnosis: "wrong-value", Expected: "request 7", Actual: `"8"`,
		},
		Entries: []Entry{
			{At: time.Millisecond, Conn: 1, Event: Open},
			{At: time.Millisecond, Conn: 1, From: codec.Controller, Bytes: codec.Bytes("HELLOBG\r\nREA"), Messages: []string{"HELLOBG"}},
			{At: 2 * time.Millisecond, Conn: 1, From: codec.Controller, Bytes: codec.Bytes("DY\r\n\xff\r\n"), Messages: []string{"READY", "\ufffd"}},
			{At: 3 * time.Millisecond, Conn: 1, From: codec.Engine, Event: Reset},
			{At: 3 * time.Millisecond, Comment: "over"},
		},
	}
}

func TestFindingRoundTrip(t *testing.T) {
	for _, f := range []*Finding{found().Finding, nil, {Role: codec.Controller, Clause: "IPC-001", Diagnosis: "malformed"}, {Case: "a/b/c", Role: codec.Engine, Steps: []int{}, Clause: "X", Diagnosis: "y"}} {
		s := found()
		s.Finding = f
		got, err := ParseSessionFile("anywhere.json", s.Format())
		require.NoError(t, err)
		assert.Equal(t, s, got)
		assert.NoError(t, schemaOf(t).Validate(document(t, s.Format())))
	}
}

func TestFindingRefused(t *testing.T) {
	const head = `{"id": "ts/x", "protocol": "ts", "engine": "e", "controller": "c", "note": "n", "entries": [{"at": 5, "comment": "x"}], "finding": `
	for finding, want := range map[string]string{
		`{"clause": "A", "diagnosis": "b"}`:                                       `1:132: a finding lacks the key "role"`,
		`{"role": "player", "clause": "A", "diagnosis": "b"}`:                     "not a party",
		`{"role": "engine", "clause": "", "diagnosis": "b"}`:                      "names the clause",
		`{"role": "engine", "clause": "A", "diagnosis": "b", "steps": [1, 1]}`:    "ascending",
		`{"role": "engine", "clause": "A", "diagnosis": "b", "steps": [-1]}`:      "from 0",
		`{"role": "engine", "clause": "A", "diagnosis": "b", "seed": -1}`:         "cannot unmarshal",
		`{"role": "engine", "clause": "A", "diagnosis": "b", "verdict": "alas"}`:  `no key "verdict"`,
		`{"role": "engine", "role": "engine", "clause": "A", "diagnosis": "bad"}`: "twice",
	} {
		_, err := ParseSessionFile("f.json", []byte(head+finding+"}"))
		assert.ErrorContains(t, err, want, finding)
		assert.ErrorContains(t, err, "f.json:1:", finding)
	}
}

// What is written so far is a session at any time.
func TestSessionWriter(t *testing.T) {
	name := filepath.Join(t.TempDir(), "s.json")
	file, err := os.Create(name)
	require.NoError(t, err)
	defer file.Close()
	s := found()
	all := s.Entries
	s.Entries = all[:1]
	w, err := NewSessionWriter(file, s)
	require.NoError(t, err)
	for i := 1; ; i++ {
		b, err := os.ReadFile(name)
		require.NoError(t, err)
		got, err := ParseSessionFile(name, b)
		require.NoError(t, err)
		require.Equal(t, all[:i], got.Entries)
		require.Equal(t, got.Format(), b)
		if i == len(all) {
			break
		}
		require.NoError(t, w.Append(all[i]))
	}
	require.NoError(t, w.Append(Entry{At: 0, Comment: "late"}))
	b, err := os.ReadFile(name)
	require.NoError(t, err)
	got, err := ParseSessionFile(name, b)
	require.NoError(t, err)
	assert.Equal(t, 3*time.Millisecond, got.Entries[len(all)].At)

	_, err = NewSessionWriter(file, &Session{ID: "ts/none"})
	require.ErrorContains(t, err, "0 entries")
}

func schemaOf(t *testing.T) *jsonschema.Schema {
	b, err := fs.ReadFile(data, "schema/session.schema.json")
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("session.schema.json", document(t, b)))
	s, err := c.Compile("session.schema.json")
	require.NoError(t, err)
	return s
}

func document(t *testing.T, b []byte) any {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	require.NoError(t, err)
	return doc
}
