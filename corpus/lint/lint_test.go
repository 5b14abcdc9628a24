package lint

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec/ts"
	"enginespec/corpus"
)

// TestCorpus holds the project's own corpus to its rules.
func TestCorpus(t *testing.T) {
	for _, p := range Run(corpus.FS(), Embedded()...) {
		t.Error(p)
	}
}

func TestEmbeddedKnowsAllProtocolsWithVectors(t *testing.T) {
	for _, p := range Embedded() {
		require.NotNil(t, p.Protocol)
		for name, why := range p.NoVector {
			assert.NotEmpty(t, why, name)
		}
	}
	require.Equal(t, ts.Protocol, Embedded()[0].Protocol)
}

const toyVectors = `{
  "protocol": "toy",
  "family": "ping",
  "about": "all of it",
  "vectors": [
    {"id": "toy/ping/ping", "from": "controller", "input": "PING 7\n", "verdict": "valid", "kind": "PING", "value": {"n": 7}, "clauses": ["TOY-001"], "note": "n"},
    {"id": "toy/ping/pong", "from": "engine", "version": 2, "input": "PONG 7\n", "verdict": "valid", "kind": "PONG", "value": {"n": 7}, "clauses": [], "note": "n"},
    {"id": "toy/ping/both", "from": "controller", "input": "PING  08\n", "verdict": "noncanonical", "kind": "PING", "value": {"n": 8}, "canonical": "PING 8\n", "rules": [{"rule": "toy.Space", "offset": 5}, {"rule": "toy.Zero", "offset": 6}], "clauses": [], "note": "n"},
    {"id": "toy/ping/zero", "from": "controller", "input": "PING 09\n", "verdict": "noncanonical", "kind": "PING", "value": {"n": 9}, "canonical": "PING 9\n", "rules": [{"rule": "toy.Zero", "offset": 5}], "clauses": [], "note": "n"},
    {"id": "toy/ping/hex", "from": "controller", "input": "PING 10\n", "verdict": "noncanonical", "kind": "PING", "value": {"n": 16}, "canonical": "PING 16\n", "rules": [{"rule": "toy.Hex", "offset": 5}], "mode": true, "clauses": [], "note": "n"},
    {"id": "toy/ping/range", "from": "controller", "input": "PING 1000\n", "verdict": "invalid", "error": {"code": "range", "offset": 5}, "clauses": [], "note": "n"},
    {"id": "toy/ping/syntax", "from": "controller", "input": "PING x\n", "verdict": "invalid", "error": {"code": "syntax", "offset": 5}, "clauses": [], "note": "n"},
    {"id": "toy/ping/cut", "from": "controller", "input": "PING 7", "verdict": "invalid", "error": {"code": "truncated", "offset": 6}, "clauses": [], "note": "n"},
    {"id": "toy/ping/range-pong", "from": "engine", "input": "PONG 1000\n", "verdict": "invalid", "error": {"code": "range", "offset": 5}, "clauses": [], "note": "n"},
    {"id": "toy/ping/syntax-pong", "from": "engine", "input": "PONG x\n", "verdict": "invalid", "error": {"code": "syntax", "offset": 5}, "clauses": [], "note": "n"},
    {"id": "toy/ping/cut-pong", "from": "engine", "input": "PONG 7", "verdict": "invalid", "error": {"code": "truncated", "offset": 6}, "clauses": [], "note": "n"}
  ]
}
`

const toySession = `{
  "id": "toy/one",
  "protocol": "toy",
  "engine": "a stand-in",
  "controller": "a stand-in",
  "note": "n",
  "entries": [
    {"at": 0, "conn": 1, "event": "open"},
    {"at": 0, "conn": 1, "from": "controller", "bytes": "PING 1\nPI"},
    {"at": 1, "conn": 1, "from": "engine", "bytes": "PONG 1\n"},
    {"at": 2, "conn": 1, "from": "controller", "bytes": "NG 2\n"}
  ]
}
`

// toyFS is a corpus without a fault, with the vectors in canonical form.
func toyFS(t *testing.T, vectors, session string) fstest.MapFS {
	t.Helper()
	b := []byte(vectors)
	if f, err := corpus.ParseVectors("toy/ping.json", b); err == nil {
		b = f.Format()
	}
	fsys := fstest.MapFS{
		"toy/ping.json":         {Data: b},
		"toy/sessions/one.json": {Data: []byte(session)},
	}
	for _, name := range []string{"schema/vector.schema.json", "schema/session.schema.json"} {
		schema, err := fs.ReadFile(corpus.FS(), name)
		require.NoError(t, err)
		fsys[name] = &fstest.MapFile{Data: schema}
	}
	return fsys
}

func known(clause string) bool { return clause == "TOY-001" }

func TestRunFindsNothing(t *testing.T) {
	for _, p := range Run(toyFS(t, toyVectors, toySession), Protocol{Protocol: toy{}, Known: known}) {
		t.Error(p)
	}
}

// Each row breaks one thing, in the vectors, the session or the codec.
func TestRunFinds(t *testing.T) {
	excuse := map[string]string{"toy.Zero": "why", "toy.None": "why"}
	for name, c := range map[string]struct {
		vectors, session [2]string // what to replace by what
		toy              toy
		excuses          map[string]string
		want             string
	}{
		"schema id":        {vectors: [2]string{`"toy/ping/ping"`, `"toy/ping/PING"`}, want: `ping.json:7:13: schema: at '/vectors/0/id': 'toy/ping/PING' does not match pattern`},
		"schema note":      {vectors: [2]string{`"clauses": ["TOY-001"], "note": "n"`, `"clauses": ["TOY-001"], "note": ""`}, want: `ping.json:14:15: schema: at '/vectors/0/note': minLength`},
		"syntax":           {vectors: [2]string{`"about"`, `about`}, want: "ping.json: 4:3: invalid character"},
		"unknown key":      {vectors: [2]string{`"note": "n"`, `"notes": "n"`}, want: `a vector has no key "notes"`},
		"key twice":        {vectors: [2]string{`"note": "n"`, `"note": "n", "note": "n"`}, want: `the key "note" twice`},
		"other family":     {vectors: [2]string{`"family": "ping"`, `"family": "pong"`}, want: "expected toy/ping, like its name"},
		"verdict":          {vectors: [2]string{`"verdict": "valid", "kind": "PING", "value": {"n": 7}`, `"verdict": "valid"`}, want: "a valid vector has kind and value"},
		"id twice":         {vectors: [2]string{`"toy/ping/pong"`, `"toy/ping/ping"`}, want: "the id is taken at toy/ping.json:6:5"},
		"id of others":     {vectors: [2]string{`"toy/ping/pong"`, `"toy/pong/ping"`}, want: `the id must be "toy/ping/" and a name`},
		"input twice":      {vectors: [2]string{`PING x\n`, `PING 1000\n`}, want: "the same input is in toy/ping/range"},
		"clause":           {vectors: [2]string{"TOY-001", "TOY-002"}, want: "no clause is called TOY-002"},
		"version":          {vectors: [2]string{`"version": 2`, `"version": 3`}, want: "version 3: expected one of [1 2]"},
		"value":            {vectors: [2]string{`{"n": 7}`, `{"n": 8}`}, want: `value {"n":7} (<nil>): expected {"n": 8}`},
		"value unfit":      {vectors: [2]string{`{"n": 7}`, `{"n": "7"}`}, want: "the value does not fit the message"},
		"kind":             {vectors: [2]string{`"kind": "PING"`, `"kind": "PONG"`}, want: `kind "PING": expected "PONG"`},
		"canonical":        {vectors: [2]string{`PING 8\n`, `PING 9\n`}, want: `encoded again: "PING 8\n" (<nil>): expected "PING 9\n"`},
		"no canonical":     {vectors: [2]string{`"canonical": "PING 8\n", `, ``}, want: "expected an error and nothing"},
		"rule offset":      {vectors: [2]string{`toy.Zero", "offset": 6`, `toy.Zero", "offset": 7`}, want: "rules used [{toy.Space 5} {toy.Zero 6}]: expected [{toy.Space 5} {toy.Zero 7}]"},
		"rule too many":    {vectors: [2]string{`PING  08\n`, `PING  8\n`}, want: "without toy.Zero: accepted: expected noncanonical"},
		"rule too few":     {vectors: [2]string{`, {"rule": "toy.Zero", "offset": 6}`, ``}, want: "refused: n: noncanonical at byte 6"},
		"no such rule":     {vectors: [2]string{"toy.Zero", "toy.None"}, want: "the protocol has no rule toy.None"},
		"valid is refused": {vectors: [2]string{`"PING 7\n"`, `"PING  7\n"`}, want: "refused: space: noncanonical at byte 5"},
		"two messages":     {vectors: [2]string{`"PING 7\n"`, `"PING 7\nPING 7\n"`}, want: "the decoder consumed 7 bytes: expected 14"},
		"error code":       {vectors: [2]string{`"syntax", "offset": 5`, `"range", "offset": 5`}, want: "refused with syntax at byte 5: expected range at byte 5"},
		"error offset":     {vectors: [2]string{`"syntax", "offset": 5`, `"syntax", "offset": 6`}, want: "refused with syntax at byte 5: expected syntax at byte 6"},
		"invalid is valid": {vectors: [2]string{`PING x\n`, `PING 9\n`}, want: "accepted: expected syntax at byte 5"},
		"curable":          {vectors: [2]string{`PING x\n`, `PING  1\n`}, want: "accepted under all rules"},
		"mode":             {vectors: [2]string{`, "mode": true`, ``}, want: "accepted: expected noncanonical"},
		"mode refused":     {vectors: [2]string{`PING 10\n`, `PING 1a\n`}, want: "read strictly: syntax at byte 5"},
		"codec lenient":    {toy: toy{acceptsAll: true}, want: "rules used []: expected"},
		"codec waits":      {toy: toy{waits: true}, want: "of the input 1 times, with more to come, the decoder consumed 0 bytes (<nil>): expected 7"},
		"codec eager":      {toy: toy{eager: true}, want: "under all rules: rules used [{toy.Space 0}]: expected []"},
		"codec misnames":   {toy: toy{misnames: true}, want: "refused because of toy.Space: expected [toy.Zero]"},
		"rule uncovered":   {toy: toy{extraRule: true}, want: "toy: no noncanonical vector for the rule toy.More: never needed"},
		"kind uncovered":   {toy: toy{extraKind: true}, want: "toy: no valid vector for QUIT of the engine"},
		"code uncovered":   {toy: toy{extraCode: true}, want: `no invalid vector for encoding from the controller, which "PING =\n" gives`},
		"excuse of others": {excuses: excuse, want: "an excuse for toy.None, which is no rule"},
		"excuse in vain":   {excuses: excuse, want: "the rule toy.Zero has a vector and an excuse"},
		"excuse empty":     {toy: toy{extraRule: true}, excuses: map[string]string{"toy.More": ""}, want: "toy.More has no vector and no reason"},
		"session schema":   {session: [2]string{`"event": "open"`, `"event": "shut"`}, want: "one.json:8:35: schema: at '/entries/0/event'"},
		"session time":     {session: [2]string{`"at": 2`, `"at": 0`}, want: "an entry at 0 ms follows one at 1 ms"},
		"session form":     {session: [2]string{`"note": "n"`, `"note":  "n"`}, want: `one.json:6:1: not in canonical form: expected the line "  \"note\": \"n\","`},
		"session garbage":  {session: [2]string{`PONG 1\n`, `PUNG 1\n`}, want: "entry 3, from the engine: syntax at byte 0"},
		"session cut":      {session: [2]string{`NG 2\n`, `NG 2`}, want: "entry 4, from the controller: truncated at byte 6"},
	} {
		t.Run(name, func(t *testing.T) {
			vectors, session := replace(t, toyVectors, c.vectors), replace(t, toySession, c.session)
			problems := Run(toyFS(t, vectors, session), Protocol{c.toy, known, c.excuses})
			require.NotEmpty(t, problems)
			var text strings.Builder
			for _, p := range problems {
				text.WriteString(p.String() + "\n")
			}
			assert.Contains(t, text.String(), c.want)
		})
	}
}

func replace(t *testing.T, s string, by [2]string) string {
	t.Helper()
	require.Contains(t, s, by[0])
	return strings.Replace(s, by[0], by[1], 1)
}

func TestRunFindsGaps(t *testing.T) {
	good := toyFS(t, toyVectors, toySession)
	p := Protocol{Protocol: toy{}, Known: known}
	text := func(fsys fs.FS, protocols ...Protocol) string {
		var all []string
		for _, p := range Run(fsys, protocols...) {
			all = append(all, p.String())
		}
		return strings.Join(all, "\n")
	}
	assert.Contains(t, text(good), "no protocol to check")
	assert.Contains(t, text(good), "toy/ping.json: vectors of toy, for which no codec is checked")
	assert.Contains(t, text(good, p, Protocol{Protocol: ts.Protocol}), "ts: there is no folder for the protocol")

	without := func(name string) fstest.MapFS {
		fsys := toyFS(t, toyVectors, toySession)
		delete(fsys, name)
		return fsys
	}
	assert.Contains(t, text(without("toy/ping.json"), p), "toy: the protocol has no vectors")
	assert.Contains(t, text(without("schema/vector.schema.json"), p), "schema/vector.schema.json: open")

	loose := toyFS(t, toyVectors, toySession)
	loose["toy/ping.json"].Data = bytes.ReplaceAll(loose["toy/ping.json"].Data, []byte(`"about":`), []byte(`"about" :`))
	assert.Contains(t, text(loose, p), `toy/ping.json:4:1: not in canonical form`)
}
