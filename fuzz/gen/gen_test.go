package gen_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"enginespec/codec"
	"enginespec/codec/ctcs"
	"enginespec/codec/ipc"
	"enginespec/codec/putio"
	"enginespec/codec/ts"
	"enginespec/fuzz"
	"enginespec/fuzz/gen"
)

// lenient are the rules that no reader needs to know in advance.
var lenient = map[string]codec.RuleSet{
	"ts": ts.Lenient.Without(ts.SplitLoadResp), "ipc": codec.Accept(ipc.Rules()...), "ctcs": ctcs.Lenient, "putio": putio.All(),
}

// each calls f for what each party can write in each protocol.
func each(t testing.TB, f func(name string, g *gen.Grammar)) {
	t.Helper()
	for _, p := range []codec.Protocol{ts.Protocol, ipc.Protocol, ctcs.Protocol, putio.Protocol} {
		for _, from := range []codec.Party{codec.Engine, codec.Controller} {
			g, err := gen.New(p, from)
			require.NoError(t, err)
			f(p.Name()+" "+from.String(), g)
		}
	}
}

// Every kind of message is made, and is the same when it was written and read: as bytes
// and as a value.
func TestRoundTrip(t *testing.T) {
	each(t, func(name string, g *gen.Grammar) {
		t.Run(name, func(t *testing.T) {
			changed := 0
			for _, k := range g.Protocol.Kinds(g.From) {
				require.Contains(t, g.Kinds, k)
			}
			rapid.Check(t, func(t *rapid.T) {
				for range len(g.Kinds) {
					m := g.Valid().Draw(t, "message")
					back, err := m.Read(nil)
					if err != nil {
						t.Fatal(err)
					}
					same(t, g, m, back)
					changed += m.Changed
				}
			})
			assert.Positive(t, changed)
		})
	})
}

// asJSON is a message as JSON, with & and < as they are: some values are JSON themselves.
func asJSON(t require.TestingT, m codec.Message) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	require.NoError(t, e.Encode(m))
	return b.Bytes()
}

// same holds what was read against what reading it once more gives, and against what
// JSON carries of it. The message itself may have set what its form has no place for.
func same(t *rapid.T, g *gen.Grammar, m *gen.Message, back codec.Message) {
	once := &gen.Message{Message: back, Grammar: g, Version: m.Version, Before: m.Before}
	back, err := once.Read(nil) // what HTTP leaves open is written down now
	require.NoError(t, err)
	want := asJSON(t, back)
	twice := &gen.Message{Message: back, Grammar: g, Version: m.Version, Before: m.Before}
	again, err := twice.Read(nil)
	require.NoError(t, err)
	require.Equal(t, string(want), string(asJSON(t, again)))
	built := g.Protocol.New(g.From, back.Kind())
	if built == nil {
		return // only the corpus has it
	}
	require.NoError(t, json.Unmarshal(want, built), "%s", want)
	filled := &gen.Message{Message: built, Grammar: g, Version: m.Version, Before: m.Before}
	fromJSON, err := filled.Read(nil)
	require.NoError(t, err)
	require.JSONEq(t, string(want), string(asJSON(t, fromJSON)), "JSON carries all of it")
}

// Whatever is nearly a message, hostile, or written from a value that is not strict: the
// decoders keep their promises.
func TestAnything(t *testing.T) {
	each(t, func(name string, g *gen.Grammar) {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			b := rapid.OneOf(g.Near(), g.Hostile()).Draw(t, "bytes")
			o := codec.Options{}
			if rapid.Bool().Draw(t, "lenient") {
				o.Accept = lenient[g.Protocol.Name()]
			}
			if err := fuzz.Stream(g.Protocol, o, g.From, b, rapid.IntRange(0, len(b)).Draw(t, "cut")); err != nil {
				t.Fatal(err)
			}
		}))
	})
}

// FuzzRoundTrip is TestRoundTrip with the choices of a fuzzer.
func FuzzRoundTrip(f *testing.F) {
	var all []*gen.Grammar
	each(f, func(_ string, g *gen.Grammar) { all = append(all, g) })
	for i := range 64 {
		b := make([]byte, 512)
		for j := range b {
			b[j] = byte(i * j)
		}
		f.Add(b)
	}
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) {
		g := rapid.SampledFrom(all).Draw(t, "grammar")
		if err := g.Valid().Draw(t, "message").RoundTrip(nil); err != nil {
			t.Fatal(err)
		}
	}))
}

// FuzzNear is TestAnything with the choices of a fuzzer.
func FuzzNear(f *testing.F) {
	var all []*gen.Grammar
	each(f, func(_ string, g *gen.Grammar) { all = append(all, g) })
	for i := range 64 {
		b := make([]byte, 512)
		for j := range b {
			b[j] = byte(i * j)
		}
		f.Add(b)
	}
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) {
		g := rapid.SampledFrom(all).Draw(t, "grammar")
		b := rapid.OneOf(g.Near(), g.Hostile()).Draw(t, "bytes")
		if err := fuzz.Stream(g.Protocol, codec.Options{Accept: lenient[g.Protocol.Name()]}, g.From, b, len(b)/2); err != nil {
			t.Fatal(err)
		}
	}))
}
