package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/fuzz/targets"
)

// Each target has an archive and a dictionary that libFuzzer can read.
func TestSeeds(t *testing.T) {
	dir := t.TempDir()
	var out strings.Builder
	require.NoError(t, run([]string{dir}, &out))
	line := regexp.MustCompile(`^"([^"\\\x00-\x1f\x7f-\xff]|\\x[0-9A-F]{2})+"$`)
	for _, one := range targets.All() {
		assert.Contains(t, out.String(), name(one)+": ")
		assert.FileExists(t, filepath.Join(dir, name(one)+"_seed_corpus.zip"))
		b, err := os.ReadFile(filepath.Join(dir, name(one)+".dict"))
		require.NoError(t, err)
		for _, l := range strings.Split(strings.TrimSpace(string(b)), "\n") {
			require.Regexp(t, line, l)
		}
	}
}

// The service builds what the list says: it must be functions of the targets' package.
func TestListIsOfFunctions(t *testing.T) {
	var out strings.Builder
	require.NoError(t, run([]string{"-list"}, &out))
	assert.Equal(t, len(targets.All()), strings.Count(out.String(), "\n"))
	for _, one := range targets.All() {
		assert.Contains(t, out.String(), "fuzz_"+strings.ToLower(one.Name)+" "+one.Name+"\n")
	}
	assert.Error(t, run(nil, &out), "no folder")
}
