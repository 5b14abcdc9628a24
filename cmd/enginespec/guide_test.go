package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// guideStep is a command of a guide, the exit code that it must have, and the lines that the
// guide shows of what it prints.
type guideStep struct {
	command string
	exit    int
	screen  []string
}

// commands are the commands of the blocks marked console.
func commands(text string) (list []guideStep) {
	for _, block := range regexp.MustCompile("(?s)```console\n(.*?)```").FindAllStringSubmatch(text, -1) {
		for line := range strings.Lines(block[1]) {
			line = strings.TrimSuffix(line, "\n")
			command, is := strings.CutPrefix(line, "$ ")
			if !is {
				last := &list[len(list)-1]
				last.screen = append(last.screen, line)
				continue
			}
			s := guideStep{command: command}
			if before, code, found := strings.Cut(command, "   # exit "); found {
				s.command = before
				s.exit, _ = strconv.Atoi(code)
			}
			list = append(list, s)
		}
	}
	return list
}

// Every command of the guides and of the README does what they say, and prints what they
// show, but for numbers; "..." stands for anything.
func TestGuides(t *testing.T) {
	guides, err := filepath.Glob("guide/*.md")
	require.NoError(t, err)
	require.Len(t, guides, 3)
	for _, file := range append(guides, "../../README.md") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			list := commands(string(text))
			require.NotEmpty(t, list)
			l, err := net.Listen("tcp", "127.0.0.1:0")
			require.NoError(t, err)
			_, port, _ := net.SplitHostPort(l.Addr().String())
			require.NoError(t, l.Close())
			guided(t, list, port)
		})
	}
}

// guided runs commands in one shell, as somebody would who follows along.
func guided(t *testing.T, list []guideStep, port string) {
	dir, bin := t.TempDir(), t.TempDir()
	self, err := os.Executable()
	require.NoError(t, err)
	require.NoError(t, os.Symlink(self, filepath.Join(bin, "enginespec")))
	var script strings.Builder
	script.WriteString("set -m\ntrap 'kill $(jobs -p) 2>/dev/null' EXIT\n")
	for i, s := range list {
		if strings.HasPrefix(s.command, "go ") {
			goTestExists(t, s.command)
			continue
		}
		command := strings.ReplaceAll(s.command, "62062", port)
		command = strings.ReplaceAll(command, "enginespec test -q", "enginespec test -q --segment whole") // whole protocols: scripts cut them
		if strings.HasSuffix(command, "&") {
			fmt.Fprintf(&script, "%s\nuntil (exec 3<>/dev/tcp/127.0.0.1/%s) 2>/dev/null; do sleep 0.05; done\n", command, port)
			continue
		}
		fmt.Fprintf(&script, "{ %s\n} >out%d 2>&1\necho $? >code%d\n", command, i, i)
	}
	cmd := exec.CommandContext(t.Context(), "bash", "--noprofile", "--norc")
	cmd.Dir, cmd.Stdin, cmd.Env = dir, strings.NewReader(script.String()), append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	for i, s := range list {
		if strings.HasPrefix(s.command, "go ") || strings.HasSuffix(s.command, "&") {
			continue
		}
		have, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("out%d", i)))
		require.NoError(t, err, s.command)
		code, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("code%d", i)))
		require.NoError(t, err)
		assert.Equal(t, strconv.Itoa(s.exit), strings.TrimSpace(string(code)), "%s\n%s", s.command, have)
		assert.NoError(t, shows(string(have), s.screen), "%s\n%s", s.command, have)
	}
}

// shows wants the lines of a screen in a text, in their order.
func shows(text string, screen []string) error {
	lines := strings.Split(text, "\n")
	for _, want := range screen {
		if strings.TrimSpace(want) == "" || strings.TrimSpace(want) == "..." {
			continue
		}
		pattern := regexp.MustCompile("^" + strings.NewReplacer(` \.\.\.`, ".*", `\.\.\.`, ".*").Replace(blurred(want)))
		found := false
		for i, line := range lines {
			if pattern.MatchString(strings.Join(strings.Fields(line), " ")) {
				lines, found = lines[i+1:], true
				break
			}
		}
		if !found {
			return fmt.Errorf("it does not print, or not in this place: %s", want)
		}
	}
	return nil
}

// blurred is a line as a pattern that stands for all lines that differ in their numbers.
func blurred(line string) string {
	line = regexp.QuoteMeta(strings.Join(strings.Fields(line), " "))
	return regexp.MustCompile(`\b[0-9a-f]{8,}\b|\d+`).ReplaceAllString(line, `[0-9a-f]+`)
}

// goTestExists wants that a go test of a guide names a package and a test that are
// there: it would take too long, and change files, to run it.
func goTestExists(t *testing.T, command string) {
	words := strings.Fields(command)
	if len(words) < 5 { // go run ./cmd/enginespec test: this very command; go test ./...: this very test
		return
	}
	require.Equal(t, []string{"go", "test"}, words[:2], command)
	files, err := filepath.Glob(filepath.Join("../..", words[2], "*_test.go"))
	require.NoError(t, err)
	shared, err := filepath.Glob("../../conformance/killtest/*.go")
	require.NoError(t, err)
	all := ""
	for _, f := range append(files, shared...) {
		b, err := os.ReadFile(f)
		require.NoError(t, err)
		all += string(b)
	}
	for i, w := range words[3:] {
		switch {
		case w == "-run":
			assert.True(t, strings.Contains(all, "func "+words[i+4]+"(t *testing.T)"), command)
		case strings.HasPrefix(w, "-"):
			assert.True(t, strings.Contains(all, `flag.Bool("`+w[1:]+`"`), "%s: no flag %s", command, w)
		}
	}
}
