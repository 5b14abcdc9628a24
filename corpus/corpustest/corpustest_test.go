package corpustest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/ts"
)

func TestRun(t *testing.T) { Run(t, ts.Protocol) }

// Every vector and every piece of a session comes once, from its party.
func TestEach(t *testing.T) {
	n := map[codec.Party]int{}
	Each(t, "ts", func(from codec.Party, b []byte) {
		assert.NotEmpty(t, b)
		n[from]++
	})
	require.Len(t, n, 2)
	require.Greater(t, n[codec.Engine], 100)
	require.Greater(t, n[codec.Controller], 100)
}

// A decoder of either party takes what the other one writes without a panic, and
// consumes no more than it was given.
func FuzzSeeds(f *testing.F) {
	Seeds(f, "ts", 0)
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, from := range []codec.Party{codec.Engine, codec.Controller} {
			_, n, _ := ts.Protocol.Decoder(codec.Options{}).Consume(from, b, true)
			require.LessOrEqual(t, n, len(b))
		}
	})
}
