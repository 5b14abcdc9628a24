package ctcs

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
)

func TestRules(t *testing.T) {
	require.NoError(t, codec.CheckRules("ctcs", Rules))
	assert.True(t, slices.IsSortedFunc(Rules, func(a, b *codec.Rule) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	}))
	for _, r := range Rules {
		assert.Regexp(t, `^CTCS-\d{3}$`, r.Clause, r.Name)
		assert.Equal(t, r != IncompleteCount, Lenient.Has(r), r.Name)
	}
}

func TestKinds(t *testing.T) {
	for _, from := range []codec.Party{codec.Engine, codec.Controller} {
		kinds := Protocol.Kinds(from)
		assert.True(t, slices.IsSorted(kinds), "%v", kinds)
		for _, k := range kinds {
			m := Protocol.New(from, k)
			assert.Equal(t, k, m.Kind())
			_, unknown := m.(*Unknown)
			assert.False(t, unknown, k)
		}
		// Every type that a word leads to is among the kinds.
		for s := range slotEmpty {
			k := empty(s).Kind()
			if m := Protocol.New(from, k); slotOf(from, []byte(k)) == s {
				assert.Contains(t, kinds, m.Kind())
			}
		}
	}
	assert.IsType(t, new(Config), Protocol.New(codec.Engine, "CTCONFIG"))
	assert.IsType(t, new(Change), Protocol.New(codec.Controller, "CTCONFIG"))
	assert.IsType(t, new(Unknown), Protocol.New(codec.Engine, "SENDSTATUS"), "not a word of the engine")
	assert.IsType(t, new(Empty), Protocol.New(codec.Engine, "(empty)"))
	assert.Empty(t, Protocol.Kinds(0))
	assert.Equal(t, []int{3, 2, 1}, Protocol.Versions())
	assert.Equal(t, "ctcs", Protocol.Name())
}
