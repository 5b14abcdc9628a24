package corpus

import (
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestExport(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "out")
	require.NoError(t, Export(dir))

	var m exportManifest
	readJSON(t, filepath.Join(dir, "manifest.json"), &m)
	listed := map[string]bool{"manifest.json": true}
	for _, f := range m.Files {
		b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.Path)))
		require.NoError(t, err)
		sum := sha1.Sum(b)
		require.Equal(t, f.SHA1, hex.EncodeToString(sum[:]), f.Path)
		require.EqualValues(t, f.Size, len(b))
		listed[f.Path] = true
	}
	require.NoError(t, fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		assert.True(t, d.IsDir() || listed[name], name)
		return err
	}))
	for _, want := range []string{"README.md", "schema/vector.schema.json", "ts/sessions/httpaceproxy-v4.json", "fixtures/single/single.torrent"} {
		assert.True(t, listed[want], want)
	}

	var list []fixtureEntry
	readJSON(t, filepath.Join(dir, "fixtures", "manifest.json"), &list)
	require.Len(t, list, len(Fixtures()))
	for i, f := range Fixtures() {
		assert.Equal(t, f.Hash(), list[i].InfoHash)
		require.Len(t, list[i].Files, len(f.Files))
		for _, c := range list[i].Files {
			assert.True(t, listed[c.Data], c.Data)
		}
		assert.Len(t, list[i].Ads, len(f.Ads))
	}

	t.Run("again", func(t *testing.T) {
		require.NoError(t, os.Remove(filepath.Join(dir, "README.md")))
		require.NoError(t, Export(dir))
		require.FileExists(t, filepath.Join(dir, "README.md"))
		require.Len(t, names(t, filepath.Dir(dir)), 1, "nothing is left beside it")
	})
	t.Run("not over what was added", func(t *testing.T) {
		mine := filepath.Join(dir, "ts", "mine.json")
		require.NoError(t, os.WriteFile(mine, []byte("{}"), 0o666))
		require.ErrorContains(t, Export(dir), "ts/mine.json was added")
		require.FileExists(t, mine)
	})
}

func TestExportRefuses(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "manifest.json")
	for _, text := range []string{"", "{}", `{"about": "mine"}`} {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o666))
		require.ErrorContains(t, Export(dir), "not a former export")
		require.Equal(t, []string{"manifest.json"}, names(t, dir))
	}
	require.Error(t, Export(file), "a file is no folder")
	require.NoError(t, os.Remove(file))
	require.NoError(t, Export(dir), "an empty folder will do")
}

// The README must name all that the schema requires of a vector.
func TestExportReadme(t *testing.T) {
	for _, word := range []string{"`input`", "`from`", "`version`", "`limits`", "`before`", "`kind`", "`value`", "`rules`", "`canonical`", "`error`", "`clauses`", "`note`", "`mode`"} {
		assert.True(t, strings.Contains(string(exportReadme), word), word)
	}
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

func readJSON(t *testing.T, file string, into any) {
	t.Helper()
	b, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, into))
}
