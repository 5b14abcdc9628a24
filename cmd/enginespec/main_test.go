package main

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"flag"
	"net"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/jstemmer/go-junit-report/v2/junit"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"enginespec/conformance/report"
)

// The scripts run the command itself, and beside it small programs under test. Most of
// the time they wait for each other: more of them run side by side than there are
// processors.
func TestMain(m *testing.M) {
	if n := flag.Lookup("test.parallel"); n.Value.String() == n.DefValue {
		n.Value.Set("6")
	}
	testscript.Main(m, map[string]func(){
		"enginespec":  main,
		"tsclient":    program(tsClientProgram),
		"ctcsengine":  program(ctcsEngineProgram),
		"ipcclient":   program(ipcClientProgram),
		"putioclient": program(putioClientProgram),
		"rude":        program(rude),
		"deaf":        program(deaf),
		"crashing":    program(crashing),
	})
}

// TestScripts runs testdata/*.txt: one script for each command and for each exit code.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"status": status, "await": await, "awaitsocket": awaitSocket, "junit": checkJUnit, "schema": checkSchema, "events": checkEvents, "noescape": noEscape,
			"conforms": conforms,
		},
	})
}

// status runs a command and wants its exit code: status 2 enginespec test x.
func status(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	have := 0
	if exit, ok := err.(interface{ ExitCode() int }); ok {
		have = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if have != want {
		ts.Fatalf("exit code %d, expected %d", have, want)
	}
}

// await waits until a file is there and not empty: await FILE. With a name, it also sets
// that variable to 127.0.0.1: and what the file says, which is a port.
func await(ts *testscript.TestScript, _ bool, args []string) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if b, err := os.ReadFile(ts.MkAbs(args[0])); err == nil && len(b) > 0 {
			if len(args) > 1 {
				ts.Setenv(args[1], "127.0.0.1:"+string(b))
			}
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			ts.Fatalf("no file %s", args[0])
		}
	}
}

// awaitSocket waits until somebody listens on a unix socket: awaitsocket PATH.
func awaitSocket(ts *testscript.TestScript, _ bool, args []string) {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); <-tick.C {
		if c, err := net.Dial("unix", ts.MkAbs(args[0])); err == nil {
			c.Close()
			return
		}
	}
	ts.Fatalf("nobody listens on %s", args[0])
}

// checkJUnit wants counts of a JUnit file: junit FILE failures=1 ....
func checkJUnit(ts *testscript.TestScript, _ bool, args []string) {
	var all junit.Testsuites
	ts.Check(xml.Unmarshal([]byte(ts.ReadFile(args[0])), &all))
	have := map[string]int{"tests": all.Tests, "failures": all.Failures, "errors": all.Errors, "skipped": all.Skipped}
	counted := map[string]int{}
	for _, s := range all.Suites {
		for _, c := range s.Testcases {
			counted["tests"]++
			counted["failures"] += b2i(c.Failure != nil)
			counted["errors"] += b2i(c.Error != nil)
			counted["skipped"] += b2i(c.Skipped != nil)
		}
	}
	for name, n := range have {
		if counted[name] != n {
			ts.Fatalf("%s: the attribute says %d, there are %d", name, n, counted[name])
		}
	}
	for _, want := range args[1:] {
		name, n, _ := strings.Cut(want, "=")
		if strconv.Itoa(have[name]) != n {
			ts.Fatalf("%s: have %v", want, have)
		}
	}
}

// checkSchema holds a report to its schema and prints it in a form for stdout.
func checkSchema(ts *testscript.TestScript, _ bool, args []string) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.Schema()))
	ts.Check(err)
	c := jsonschema.NewCompiler()
	ts.Check(c.AddResource("schema.json", doc))
	s, err := c.Compile("schema.json")
	ts.Check(err)
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(ts.ReadFile(args[0])))
	ts.Check(err)
	ts.Check(s.Validate(v))
	d, err := report.Read(strings.NewReader(ts.ReadFile(args[0])))
	ts.Check(err)
	if want, _ := strconv.Atoi(args[1]); d.Exit != want {
		ts.Fatalf("the report says exit %d, expected %d", d.Exit, want)
	}
}

// conforms holds YAML files to a JSON Schema: conforms SCHEMA FILE ....
func conforms(ts *testscript.TestScript, neg bool, args []string) {
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(ts.ReadFile(args[0])))
	ts.Check(err)
	c := jsonschema.NewCompiler()
	ts.Check(c.AddResource("schema.json", doc))
	s, err := c.Compile("schema.json")
	ts.Check(err)
	for _, name := range args[1:] {
		text, err := yaml.YAMLToJSON([]byte(ts.ReadFile(name)))
		ts.Check(err)
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		ts.Check(err)
		if err := s.Validate(v); (err != nil) != neg {
			ts.Fatalf("%s: %v", name, err)
		}
	}
}

// checkEvents reads the stream on stdout as gotestsum does: every test starts and ends
// once, no name has a slash, and every package ends.
func checkEvents(ts *testscript.TestScript, _ bool, args []string) {
	open, ended := map[string]bool{}, map[string]int{}
	for line := range strings.Lines(ts.ReadFile("stdout")) {
		var ev struct{ Action, Package, Test string }
		ts.Check(json.Unmarshal([]byte(line), &ev))
		key := ev.Package + "." + ev.Test
		switch {
		case strings.Contains(ev.Test, "/"):
			ts.Fatalf("a slash in %s", ev.Test)
		case ev.Action == "start" || ev.Action == "run":
			open[key] = true
		case ev.Action == "pass" || ev.Action == "fail" || ev.Action == "skip":
			if !open[key] {
				ts.Fatalf("%s ends and has not begun", key)
			}
			delete(open, key)
			if ev.Test != "" {
				ended[ev.Action]++
			}
		}
	}
	if len(open) > 0 || len(ended) == 0 {
		ts.Fatalf("not ended: %v", open)
	}
	for _, want := range args {
		name, n, _ := strings.Cut(want, "=")
		if strconv.Itoa(ended[name]) != n {
			ts.Fatalf("%s: have %v", want, ended)
		}
	}
}

// noEscape wants a file without a single escape byte.
func noEscape(ts *testscript.TestScript, neg bool, args []string) {
	if has := strings.Contains(ts.ReadFile(args[0]), "\x1b"); has != neg {
		ts.Fatalf("%s: an escape byte is there: %v", args[0], has)
	}
}
