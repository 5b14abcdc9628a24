package corpus

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
)

func TestVectors(t *testing.T) {
	all, err := Vectors("ts")
	require.NoError(t, err)
	require.Greater(t, len(all), 300)
	for _, name := range []string{"nosuch", "", "..", "t*"} {
		_, err := Vectors(name)
		assert.Error(t, err, name)
	}
	_, err = ReadVectors(fstest.MapFS{}, "ts")
	assert.ErrorContains(t, err, "no vectors")

	v, err := Find("ts/handshake/ready-key")
	require.NoError(t, err)
	assert.Equal(t, "READY", v.Kind)
	assert.Equal(t, codec.Controller, v.From)
	_, err = Find("ts/handshake/nosuch")
	assert.ErrorContains(t, err, "nosuch")
	_, err = Find("nosuch")
	assert.Error(t, err)
}

// Every file is in canonical form, so that reading and writing lose nothing.
func TestFormat(t *testing.T) {
	n := 0
	check := func(pattern string, format func(name string, b []byte) ([]byte, error)) {
		names, err := fs.Glob(data, pattern)
		require.NoError(t, err)
		for _, name := range names {
			b, err := data.ReadFile(name)
			require.NoError(t, err)
			if name[:6] == "schema" {
				continue
			}
			got, err := format(name, b)
			require.NoError(t, err)
			require.Equal(t, string(b), string(got), name)
			n++
		}
	}
	check("*/*.json", func(name string, b []byte) ([]byte, error) {
		f, err := ParseVectors(name, b)
		if err != nil {
			return nil, err
		}
		return f.Format(), nil
	})
	check("*/sessions/*.json", func(name string, b []byte) ([]byte, error) {
		s, err := ParseSession(name, b)
		if err != nil {
			return nil, err
		}
		return s.Format(), nil
	})
	require.Greater(t, n, 20)
}

// A vector with everything in it.
func TestParseVectors(t *testing.T) {
	const text = `{
  "protocol": "ts",
  "family": "x",
  "about": "a <b> & \"c\"",
  "vectors": [
    {
      "id": "ts/x/a",
      "from": "engine",
      "version": 4,
      "limits": {"message": 1, "string": 2, "items": 3, "depth": 4},
      "before": [{"from": "controller", "input": "HELLOBG\r\n"}, {"from": "engine", "input": {"hex": "ff"}}],
      "input": {"hex": "00ff"},
      "verdict": "noncanonical",
      "kind": "K",
      "value": {"a": [1, "x:,\"y", {"b": null}]},
      "canonical": "é&\u0001",
      "rules": [{"rule": "ts.R", "offset": 1}],
      "error": {"code": "limit", "offset": 2, "field": "f"},
      "clauses": ["TS-001", "TS-002"],
      "note": "n"
    }
  ]
}
`
	f, err := ParseVectors("ts/x.json", []byte(text))
	require.NoError(t, err)
	require.Len(t, f.Vectors, 1)
	v := f.Vectors[0]
	assert.Equal(t, Pos{"ts/x.json", 6, 5}, v.Pos)
	assert.Equal(t, codec.Options{Version: 4, Limits: codec.Limits{Message: 1, String: 2, Items: 3, Depth: 4}, Accept: 5}, v.Options(5))
	assert.Equal(t, []Message{{codec.Controller, codec.Bytes("HELLOBG\r\n")}, {codec.Engine, codec.Bytes("\xff")}}, v.Before)
	assert.Equal(t, codec.Bytes("\x00\xff"), v.Input)
	assert.Equal(t, []Use{{"ts.R", 1}}, v.Rules)
	assert.Equal(t, &Failure{codec.Limit, 2, "f"}, v.Error)
	assert.Equal(t, text, string(f.Format()))
}

func TestParseVectorsRefuses(t *testing.T) {
	const head = `{"protocol": "ts", "family": "x", "about": "a", "vectors": [` + "\n  "
	const must = `"id": "ts/x/a", "from": "engine", "input": "x", "clauses": [], "note": "n", `
	for vector, want := range map[string]string{
		`{` + must + `"verdict": "maybe"}`: `2:3: ts/x/a: verdict "maybe"`,
		`{` + must + `"verdict": "valid"}`: "has kind and value",
		`{` + must + `"verdict": "valid", "kind": "K", "value": {}, "rules": [{"rule": "ts.R", "offset": 0}]}`: "has kind and value",
		`{` + must + `"verdict": "noncanonical", "kind": "K", "value": {}}`:                                    "has kind, value and rules",
		`{` + must + `"verdict": "invalid"}`:                                                                   "has error",
		`{` + must + `"verdict": "invalid", "kind": "K", "error": {"code": "syntax", "offset": 0}}`:            "has error",
		`{` + must + `"verdict": "invalid", "error": {"code": "sintax", "offset": 0}}`:                         `no error code is called "sintax"`,
		`{` + must + `"verdict": "invalid", "error": {"code": "syntax"}}`:                                      `lacks the key "offset"`,
		`{` + must + `"verdict": "invalid", "error": {"code": "syntax", "offset": "0"}}`:                       "2:140: offset",
		`{` + must + `"verdict": "valid", "kind": "K", "value": {}, "Note": "n"}`:                              `has no key "Note"`,
		`{` + must + `"limits": {"bytes": 1}}`:                                                                 `limits has no key "bytes"`,
		`{` + must + `"limits": 1}`:                                                                            `limits: expected "{"`,
		`{` + must + `"before": [{"from": "engine"}]}`:                                                         `lacks the key "input"`,
		`{` + must + `"rules": {}}`:                                                                            `rules: expected "["`,
		`{}`:                                                                                                   "2:3: a vector lacks the key",
		`{` + must + `"verdict": "valid", "kind": "K", "value": {}}]} []`:                                      "invalid character '['",
		`{` + must: "2:",
	} {
		_, err := ParseVectors("ts/x.json", []byte(head+vector+"]}"))
		assert.ErrorContains(t, err, want, vector)
		assert.ErrorContains(t, err, "ts/x.json:", vector)
	}
	_, err := ParseVectors("ts/y.json", []byte(head+"]}"))
	assert.ErrorContains(t, err, "the file says ts/x: expected ts/y")
}
