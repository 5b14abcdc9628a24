package campaign

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/ctcs"
	"enginespec/conformance/ipc"
	"enginespec/conformance/putio"
	"enginespec/conformance/ts"
	"enginespec/corpus"
)

func languages(t *testing.T) (all []*Language) {
	for _, s := range []*conformance.Suite{ts.Suite(), ipc.Suite(), ctcs.Suite(), putio.Suite()} {
		for _, role := range []codec.Party{codec.Engine, codec.Controller} {
			l, err := For(s, role, (role == codec.Engine) == (s.Name() != "ctcs"))
			require.NoError(t, err)
			all = append(all, l)
		}
	}
	return all
}

// What the fuzzer makes follows from its seed alone, keeps its bounds, and survives as a
// session.
func TestDialogues(t *testing.T) {
	for _, l := range languages(t) {
		src, err := newSource(l)
		require.NoError(t, err)
		make := func(seed uint64) Dialogue {
			m := &mutator{src, rand.New(rand.NewPCG(seed, 1))}
			return m.mutated(m.fresh(), m.fresh())
		}
		different := 0
		for seed := range uint64(12) {
			d := make(seed)
			assert.True(t, equal(d, make(seed)), "seed %d", seed)
			assert.LessOrEqual(t, len(d), maxMoves)
			assert.LessOrEqual(t, d.size(), maxBytes)
			if !equal(d, make(seed+1)) {
				different++
			}
			if d.size() > 10_000 {
				continue
			}
			s := (&Record{Target: "x"}).session(l, d.entries(l.Role.Other()))
			back, err := corpus.ParseSessionFile("fuzzed.json", s.Format())
			require.NoError(t, err)
			assert.True(t, equal(d, FromSession(back, l.Role.Other())), "%q", d)
		}
		assert.Greater(t, different, 8)
	}
}

func equal(a, b Dialogue) bool {
	return slices.EqualFunc(a, b, func(a, b Move) bool { return a.Op == b.Op && a.Conn == b.Conn && bytes.Equal(a.Bytes, b.Bytes) })
}

// The shortest dialogue has what it takes and nothing else.
func TestShrink(t *testing.T) {
	d := Dialogue{{Bytes: []byte("one\n")}, {Op: Open, Conn: 1}, {Conn: 1, Bytes: []byte("xx" + string(bytes.Repeat([]byte("A"), 900)) + "yy\n")}, {Op: Shut}, {Bytes: []byte("two two\n")}}
	s := &shrinker{times: 1, holds: func(d Dialogue) bool {
		long, two := false, false
		for _, m := range d {
			long = long || bytes.Count(m.Bytes, []byte("A"))+bytes.Count(m.Bytes, []byte("a")) >= 300
			two = two || bytes.Contains(m.Bytes, []byte("tw"))
		}
		return long && two
	}}
	got := s.shrink(context.Background(), d)
	assert.Equal(t, 302, got.size(), "%q", got)
	assert.Len(t, slices.DeleteFunc(got.clone(), func(m Move) bool { return m.Op != Send }), 2)

	over, stop := context.WithCancel(t.Context())
	stop()
	assert.Equal(t, d, s.shrink(over, d), "no time is left")
}

// Lengths in frames and heads are right again behind a mutation.
func TestRefit(t *testing.T) {
	assert.Equal(t, "00000003abc", string(refitFrame([]byte("FFFFFFFFabc"))))
	assert.Equal(t, "abc", string(refitFrame([]byte("abc"))))
	assert.Equal(t, "POST / HTTP/1.1\r\nContent-Length: 2\r\nX: y\r\n\r\nab", string(refitLength([]byte("POST / HTTP/1.1\r\nContent-Length: 99\r\nX: y\r\n\r\nab"))))
	assert.Equal(t, "GET / HTTP/1.1\r\n\r\n", string(refitLength([]byte("GET / HTTP/1.1\r\n\r\n"))))
}

// Numbers and names in a message do not make another shape of it.
func TestWorn(t *testing.T) {
	assert.Equal(t, worn("STATUS main:dl;1;2;3"), worn("STATUS main:dl;77;0;123456"))
	assert.NotEqual(t, worn("STATUS main:dl;1"), worn("STATUS main:buf;1"))
	assert.LessOrEqual(t, len(worn(string(bytes.Repeat([]byte("ab"), 500)))), maxShape)
}

// A campaign needs a bound.
func TestNoBound(t *testing.T) {
	_, err := Run(t.Context(), Config{Dir: t.TempDir()})
	assert.Error(t, err)
}

// The end of a program that gave up is not that of one that is broken.
func TestDied(t *testing.T) {
	assert.True(t, died(conformance.Exit{Code: -1, Signal: "SIGSEGV"}))
	assert.True(t, died(conformance.Exit{Code: 2, Output: "panic: runtime error"}))
	assert.False(t, died(conformance.Exit{Code: 1, Output: "refused"}))
	assert.False(t, died(conformance.Exit{Code: -1, Signal: "SIGKILL", Killed: true}))
}

// The sessions that ctorrent falls by are read, and are short.
func TestKeptFindings(t *testing.T) {
	names, err := filepath.Glob("testdata/ctorrent/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		b, err := os.ReadFile(name)
		require.NoError(t, err)
		s, err := corpus.ParseSessionFile(name, b)
		require.NoError(t, err)
		assert.Equal(t, string(conformance.Crashed), s.Finding.Diagnosis)
		assert.LessOrEqual(t, len(FromSession(s, codec.Controller)), 3)
	}
}
