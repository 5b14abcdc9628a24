package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// action is what the tests need of action.yml.
type action struct {
	Inputs  map[string]struct{ Description, Default string }
	Outputs map[string]struct{ Description, Value string }
	Runs    struct {
		Using string
		Steps []struct {
			Name, ID, Uses, Run, Shell, If string
			WorkingDirectory               string `yaml:"working-directory"`
			Env, With                      map[string]string
		}
	}
}

func readAction(t *testing.T) (a action, text string) {
	t.Helper()
	b, err := os.ReadFile("../../action.yml")
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(b, &a))
	return a, string(b)
}

func TestAction(t *testing.T) {
	a, text := readAction(t)
	assert.Equal(t, "composite", a.Runs.Using)
	require.NotEmpty(t, a.Inputs)
	for name, in := range a.Inputs {
		assert.NotEmpty(t, in.Description, name)
		assert.Regexp(t, `inputs\.`+name+`\b`, text, "the input %s is used", name)
	}
	for _, used := range regexp.MustCompile(`inputs\.([a-z-]+)`).FindAllStringSubmatch(text, -1) {
		assert.Contains(t, a.Inputs, used[1])
	}
	for _, s := range a.Runs.Steps {
		if s.Uses != "" {
			assert.Regexp(t, `^[a-z-]+/[a-z-]+@v\d+\.\d+\.\d+$`, s.Uses, "a whole version")
			continue
		}
		assert.Equal(t, "bash", s.Shell, s.Name)
		assert.NotContains(t, s.Run, "${{", "%s: an input in the text of a script can change it", s.Name)
		cmd := exec.Command("bash", "-n")
		cmd.Stdin = strings.NewReader(s.Run)
		out, err := cmd.CombinedOutput()
		assert.NoError(t, err, "%s", out)
	}
	assert.NotContains(t, text, "@latest")
}

// The step runs here as it does there, in a folder of its own, with the command that
// the step before it would have built.
func TestActionRuns(t *testing.T) {
	for name, c := range map[string]struct {
		inputs  map[string]string
		code    int
		summary string
	}{
		"reference": {map[string]string{"protocols": "ts/handshake TS-050", "arguments": "--role\nengine"}, 0, "✅ **ts engine: conforming, partial"},
		"exec": {map[string]string{"exec": "enginespec serve --proto ts --listen {addr} --scale 100 --fault ts/id-zero", "role": "engine", "protocols": "ts/load/request-id",
			"arguments": "--scale\n100"}, 1, "<code>ts/load/request-id</code> wrong-value"},
		"usage":      {map[string]string{"protocols": "ts/nothing"}, 2, ""},
		"no target":  {map[string]string{"target": "tcp://127.0.0.1:1", "protocols": "ts/handshake"}, 3, "no verdict"},
		"one script": {map[string]string{"protocols": `$(touch oops) ; "`}, 2, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, summary, dir := runAction(t, c.inputs)
			assert.Equal(t, c.code, code)
			assert.Contains(t, summary, c.summary)
			assert.NoFileExists(t, filepath.Join(dir, "oops"))
			out, err := os.ReadFile(filepath.Join(dir, "output"))
			require.NoError(t, err)
			assert.Contains(t, string(out), "exit-code="+string(rune('0'+c.code))+"\n")
			if c.code != 2 {
				for _, f := range []string{"report.json", "report.html", "junit.xml"} {
					assert.FileExists(t, filepath.Join(dir, "enginespec-report", f))
				}
			}
		})
	}
}

// A baseline that was better fails the step.
func TestActionComparesWithBaseline(t *testing.T) {
	t.Parallel()
	_, _, before := runAction(t, map[string]string{"protocols": "ts/load/request-id", "role": "engine", "arguments": "--role\nengine"})
	old := filepath.Join(before, "enginespec-report", "report.json")
	code, summary, _ := runAction(t, map[string]string{"baseline": old, "protocols": "ts/load/request-id", "role": "engine",
		"exec": "enginespec serve --proto ts --listen {addr} --scale 100 --fault ts/id-zero", "arguments": "--scale\n100"})
	assert.Equal(t, 1, code)
	assert.Contains(t, summary, "✗ ts/load/request-id                   pass -> fail wrong-value")
}

// runAction runs the step called test with the inputs and their defaults.
func runAction(t *testing.T, inputs map[string]string) (code int, summary, dir string) {
	t.Helper()
	a, _ := readAction(t)
	self, err := os.Executable()
	require.NoError(t, err)
	dir, bin := t.TempDir(), t.TempDir()
	require.NoError(t, os.Symlink(self, filepath.Join(bin, "enginespec")))
	for _, s := range a.Runs.Steps {
		if s.ID != "test" {
			continue
		}
		cmd := exec.CommandContext(t.Context(), "bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", s.Run)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "RUNNER_TEMP="+bin, "PATH="+bin+":"+os.Getenv("PATH"),
			"GITHUB_STEP_SUMMARY="+filepath.Join(dir, "summary"), "GITHUB_OUTPUT="+filepath.Join(dir, "output"))
		for name, value := range s.Env {
			in := strings.TrimSuffix(strings.TrimPrefix(value, "${{ inputs."), " }}")
			require.Contains(t, a.Inputs, in)
			value = a.Inputs[in].Default
			if v, ok := inputs[in]; ok {
				value = v
			}
			cmd.Env = append(cmd.Env, name+"="+value)
		}
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil {
			t.Fatal(err)
		}
		t.Logf("%s", out)
		b, _ := os.ReadFile(filepath.Join(dir, "summary"))
		return cmd.ProcessState.ExitCode(), string(b), dir
	}
	t.Fatal("no step is called test")
	return 0, "", ""
}
