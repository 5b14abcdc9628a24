package targets_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every native target of the project begins with seeds: it, or a function of its package's
// tests that it calls, adds some. One that does not is found here, by reading.
func TestEveryTargetHasSeeds(t *testing.T) {
	root, n := filepath.Join("..", ".."), 0
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && strings.HasPrefix(d.Name(), "."), d.IsDir() && d.Name() == "testdata":
			return fs.SkipDir
		case !d.IsDir():
			return nil
		}
		n += seeded(t, path)
		return nil
	}))
	assert.Greater(t, n, 20, "targets were found")
}

// seeded checks the targets of a folder and counts them.
func seeded(t *testing.T, dir string) (n int) {
	names, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	require.NoError(t, err)
	calls := map[string][]string{} // by function: what it calls
	for _, name := range names {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, decl := range f.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Recv != nil || fn.Body == nil {
				continue
			}
			ast.Inspect(fn.Body, func(node ast.Node) bool {
				if call, ok := node.(*ast.CallExpr); ok {
					switch c := call.Fun.(type) {
					case *ast.Ident:
						calls[fn.Name.Name] = append(calls[fn.Name.Name], c.Name)
					case *ast.SelectorExpr:
						calls[fn.Name.Name] = append(calls[fn.Name.Name], "."+c.Sel.Name)
					}
				}
				return true
			})
		}
	}
	for name := range calls {
		if !strings.HasPrefix(name, "Fuzz") {
			continue
		}
		n++
		assert.True(t, adds(calls, name, map[string]bool{}), "%s in %s adds no seeds: add those of the corpus", name, dir)
	}
	return n
}

// adds reports whether a function adds seeds, or one that it calls.
func adds(calls map[string][]string, name string, seen map[string]bool) bool {
	if seen[name] {
		return false
	}
	seen[name] = true
	for _, c := range calls[name] {
		if strings.TrimPrefix(c, ".") == "Seeds" || c == ".Add" || adds(calls, c, seen) {
			return true
		}
	}
	return false
}
