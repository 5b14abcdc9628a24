package targets_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/fuzz/targets"
)

func FuzzTS(f *testing.F)      { run(f, "TS") }
func FuzzIPC(f *testing.F)     { run(f, "IPC") }
func FuzzCTCS(f *testing.F)    { run(f, "CTCS") }
func FuzzPutio(f *testing.F)   { run(f, "Putio") }
func FuzzPercent(f *testing.F) { run(f, "Percent") }
func FuzzJSON(f *testing.F)    { run(f, "JSON") }
func FuzzForm(f *testing.F)    { run(f, "Form") }

// FuzzEmpty does nothing: what it does in a second is what the others are held against.
func FuzzEmpty(f *testing.F) {
	seeds, err := targets.All()[0].Seeds()
	require.NoError(f, err)
	for _, b := range seeds {
		f.Add(b)
	}
	f.Fuzz(func(*testing.T, []byte) {})
}

// run is a target of Go's own fuzzer. One without seeds fails.
func run(f *testing.F, name string) {
	for _, t := range targets.All() {
		if t.Name != name {
			continue
		}
		seeds, err := t.Seeds()
		require.NoError(f, err)
		require.NotEmpty(f, seeds, "%s has no seeds", name)
		for _, b := range seeds {
			f.Add(b)
		}
		f.Fuzz(func(_ *testing.T, b []byte) { t.Run(b) })
		return
	}
	f.Fatalf("no target is called %s", name)
}

// Some seeds of each target get as far as what it is about.
func TestSeedsReach(t *testing.T) {
	for _, one := range targets.All() {
		seeds, err := one.Seeds()
		require.NoError(t, err)
		reached := 0
		for _, b := range seeds {
			reached += one.Run(b)
		}
		assert.Positive(t, reached, "%s", one.Name)
	}
}
