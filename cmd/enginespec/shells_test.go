package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// needs finds a program that a test talks to. In CI it must be there.
func needs(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	switch {
	case err == nil:
	case os.Getenv("CI") != "":
		t.Fatalf("%s is not installed, and this is CI: apt-get install %s", name, name)
	default:
		t.Skipf("%s is not installed: apt-get install %s", name, name)
	}
	return path
}

// ran runs the command and wants exit code 0.
func ran(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	require.Zero(t, run(context.Background(), args, strings.NewReader(""), &out, &errs), errs.String())
	return out.String()
}

// Each shell reads its completion, and bash, asked as by a user, completes IDs.
func TestCompletionInShells(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish"} {
		t.Run(shell, func(t *testing.T) {
			path := needs(t, shell)
			file := filepath.Join(t.TempDir(), "completion")
			require.NoError(t, os.WriteFile(file, []byte(ran(t, "completion", shell)), 0o666))
			out, err := exec.Command(path, "-n", file).CombinedOutput()
			assert.NoError(t, err, "%s", out)
			assert.Empty(t, string(out))
		})
	}
}

func TestCompletionInBash(t *testing.T) {
	bash := needs(t, "bash")
	dir := t.TempDir()
	self, err := os.Executable()
	require.NoError(t, err)
	require.NoError(t, os.Symlink(self, filepath.Join(dir, "enginespec")))
	script := ran(t, "completion", "bash") + `
# What bash-completion does for its users, as far as it is needed here.
__load_completion() { :; }
_init_completion() { cur=${COMP_WORDS[COMP_CWORD]}; prev=${COMP_WORDS[COMP_CWORD-1]}; words=("${COMP_WORDS[@]}"); cword=$COMP_CWORD; }
__ltrim_colon_completions() { :; }
COMP_WORDS=(enginespec explain TS-02) COMP_CWORD=2 COMP_TYPE=9 COMP_LINE="enginespec explain TS-02" COMP_POINT=24
__start_enginespec
printf '%s\n' "${COMPREPLY[@]}"
`
	cmd := exec.Command(bash, "--noprofile", "--norc", "-c", script)
	cmd.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Contains(t, string(out), "TS-021")
	assert.NotContains(t, string(out), "IPC-")
}

// Every command has a manual page, and man reads each without a complaint.
func TestManualPages(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ran(t, "man", dir)
	pages, err := filepath.Glob(filepath.Join(dir, "*.1"))
	require.NoError(t, err)
	assert.Greater(t, len(pages), 10)
	test, err := os.ReadFile(filepath.Join(dir, "enginespec-test.1"))
	require.NoError(t, err)
	assert.Contains(t, string(test), "--waive-write")
	assert.NotContains(t, string(test), "Auto generated")
	man := needs(t, "man")
	out, err := exec.Command(man, append([]string{"--warnings", "-l"}, pages...)...).CombinedOutput()
	require.NoError(t, err)
	assert.NotContains(t, string(out), "warning:")
}

// Every command has help that says what it is for and shows how it is used.
func TestEveryCommandHasHelp(t *testing.T) {
	root := (&app{protocols: protocols()}).root()
	for _, c := range root.Commands() {
		if c.Name() == "help" || c.Name() == "completion" {
			continue
		}
		assert.NotEmpty(t, c.Short, c.Name())
		if len(c.Commands()) == 0 && c.Name() != "version" {
			assert.Contains(t, c.Example, "enginespec "+c.Name(), c.Name())
			assert.NotEmpty(t, c.Long, c.Name())
		}
		for _, line := range strings.Split(c.Long+"\n"+c.Example, "\n") {
			assert.LessOrEqual(t, len([]rune(line)), 108, "%s: %s", c.Name(), line)
		}
	}
}
