// Package corpustest runs the vectors of the corpus against a codec. The tests of
// all four protocols and their fuzz targets call it.
package corpustest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/corpus"
)

// Run checks every vector of the protocol, a subtest each, named by its ID. It
// fails if there are none.
func Run(t *testing.T, p codec.Protocol) {
	t.Helper()
	vectors, err := corpus.Vectors(p.Name())
	require.NoError(t, err)
	for _, v := range vectors {
		t.Run(v.ID, func(t *testing.T) {
			if err := v.Check(p); err != nil {
				t.Errorf("%s: %v", v.Pos, err)
			}
		})
	}
}

// Seeds adds the input of every vector of a protocol that the given party, or
// either if zero, writes to a fuzz target that takes one []byte, and the bytes that
// it wrote in recorded sessions. It fails if there are none.
func Seeds(f *testing.F, protocol string, from codec.Party) {
	f.Helper()
	n := 0
	Each(f, protocol, func(who codec.Party, b []byte) {
		if from == 0 || from == who {
			f.Add(b)
			n++
		}
	})
	require.Positive(f, n, "the corpus has no seeds for %s from the %s", protocol, from)
}

// Each calls add with the input of every vector of a protocol and with each piece
// of its recorded sessions, for fuzz targets that take more than one argument. It
// fails if there are none.
func Each(t testing.TB, protocol string, add func(from codec.Party, b []byte)) {
	t.Helper()
	vectors, err := corpus.Vectors(protocol)
	require.NoError(t, err)
	for _, v := range vectors {
		add(v.From, v.Input)
	}
	sessions, err := corpus.Sessions(protocol)
	require.NoError(t, err)
	for _, s := range sessions {
		for _, e := range s.Entries {
			if len(e.Bytes) > 0 {
				add(e.From, e.Bytes)
			}
		}
	}
}
