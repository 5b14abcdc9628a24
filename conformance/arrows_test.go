package conformance_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The import arrows of the house: who may import whom. A package not named under a
// layer's arrows is one that the layer must not reach, by whatever way.
func TestImportArrows(t *testing.T) {
	const mod = "enginespec/"
	for layer, allowed := range map[string][]string{
		"codec":       {"codec"},
		"corpus":      {"codec", "corpus"},
		"conformance": {"codec", "corpus", "conformance"},
		"reference":   {"codec", "corpus", "reference"},
		"fuzz":        {"codec", "corpus", "conformance", "reference", "fuzz"},
	} {
		for _, dep := range deps(t, "./../"+layer+"/...") {
			if name, ours := strings.CutPrefix(dep, mod); ours {
				top, _, _ := strings.Cut(name, "/")
				require.Contains(t, allowed, top, "%s must not import %s", layer, dep)
			}
		}
	}
}

// The codecs of the binary and line protocols need the standard library alone, and
// put.io its JSON library; only the swarm core may reach the torrent library.
func TestForeignImports(t *testing.T) {
	for pattern, allowed := range map[string]string{
		"./../codec":           "",
		"./../codec/ts/...":    "",
		"./../codec/ipc/...":   "",
		"./../codec/ctcs/...":  "",
		"./../codec/putio/...": "github.com/go-json-experiment/json",
	} {
		for _, dep := range deps(t, pattern) {
			if first, _, _ := strings.Cut(dep, "/"); strings.Contains(first, ".") && (allowed == "" || !strings.HasPrefix(dep, allowed)) {
				t.Errorf("%s must not import %s", pattern, dep)
			}
		}
	}
	for _, pkg := range list(t, "{{.ImportPath}} {{join .Imports \" \"}}", "./../...") {
		path, imports, _ := strings.Cut(pkg, " ")
		if strings.Contains(imports, "github.com/anacrolix/torrent") && !strings.HasPrefix(path, "enginespec/reference/engine/swarm") {
			t.Errorf("%s imports the torrent library: only reference/engine/swarm may", path)
		}
	}
}

// deps are the packages that a pattern reaches, without its tests.
func deps(t *testing.T, pattern string) []string {
	return list(t, "{{join .Deps \"\\n\"}}", pattern)
}

func list(t *testing.T, format, pattern string) []string {
	t.Helper()
	out, err := exec.Command("go", "list", "-e", "-f", format, pattern).Output()
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	require.NotEmpty(t, lines[0], "%s names no package", pattern)
	return lines
}
