package bencode_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec/ipc/bencode"
)

func TestValue(t *testing.T) {
	for _, c := range []struct{ in, text, json string }{
		{"i-3e", `-3`, `-3`},
		{"0:", `""`, `""`},
		{"2:\xff\n", `"\xff\n"`, `{"hex":"ff0a"}`},
		{"l5:startli3ei8eei15ee", `("start", (3, 8), 15)`, `["start",[3,8],15]`},
		{"d3:mini1e3:maxi2ee", `{"min": 1, "max": 2}`, `{"min":1,"max":2}`},
		{"d3:hex2:abe", `{"hex": "ab"}`, `{"dict":[["hex","ab"]]}`},
		{"d4:dictlee", `{"dict": ()}`, `{"dict":[["dict",[]]]}`},
		{"d1:\xffi1ee", `{"\xff": 1}`, `{"dict":[[{"hex":"ff"},1]]}`},
		{"d1:ai1e1:ai2ee", `{"a": 1, "a": 2}`, `{"dict":[["a",1],["a",2]]}`},
		{"de", `{}`, `{}`},
	} {
		v := bencode.Value(c.in)
		assert.Equal(t, c.text, v.String())
		b, err := json.Marshal(v)
		require.NoError(t, err)
		assert.Equal(t, c.json, string(b))
		var back bencode.Value
		require.NoError(t, json.Unmarshal(b, &back))
		assert.Equal(t, c.in, string(back))
	}
	assert.Equal(t, bencode.Dict, bencode.Value("de").Kind())
	assert.Nil(t, bencode.Value(nil).Clone())
	assert.Equal(t, "i1e", string(bencode.Value("i1e").Clone()))
}

func TestValueRefusesJSON(t *testing.T) {
	for _, in := range []string{
		`1.5`, `true`, `null`, `9223372036854775808`, `{"hex":"0"}`, `{"hex":1}`, `{"dict":[1]}`, `{"dict":[[1,1]]}`,
		`{"dict":[["a"]]}`, `[`, `{"a":`, `1 2`,
	} {
		var v bencode.Value
		assert.Error(t, v.UnmarshalJSON([]byte(in)), in)
	}
	_, err := json.Marshal(bencode.Value("i1"))
	assert.Error(t, err)
}

func FuzzValueJSON(f *testing.F) {
	f.Add([]byte("l5:startli3ei8eei15ee"))
	f.Add([]byte("d3:hex2:ab1:ai1ee"))
	f.Add([]byte("d4:dictl1:\xffee"))
	g := &bencode.Grammar{AnyOrder: true}
	f.Fuzz(func(t *testing.T, b []byte) {
		_ = bencode.Value(b).String()
		if bencode.Valid(b, nil, g) != nil {
			return
		}
		j, err := json.Marshal(bencode.Value(b))
		require.NoError(t, err)
		var back bencode.Value
		require.NoError(t, json.Unmarshal(j, &back))
		require.Equal(t, string(b), string(back))
	})
}
