package main

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"enginespec/conformance"
)

// Each case is in one shard, and which one does not depend on the others.
func TestShards(t *testing.T) {
	for _, p := range protocols() {
		for _, n := range []string{"1", "2", "5"} {
			seen := map[string]int{}
			for _, i := range []string{"1", "2", "3", "4", "5"}[:n[0]-'0'] {
				f := runFlags{shard: i + "/" + n}
				for _, k := range f.split(p.Suite.Cases) {
					seen[k.ID]++
					assert.Len(t, f.split([]*conformance.Case{k}), 1, k.ID)
				}
			}
			assert.Len(t, seen, len(p.Suite.Cases))
			for id, times := range seen {
				assert.Equal(t, 1, times, id)
			}
		}
	}
}
