package model_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/fuzz/model"
	"enginespec/reference/fault"
)

// few is how many sequences an ordinary test run plays; go test -rapid.checks says
// otherwise.
const few = "12"

var (
	table = flag.String("table", "", "write the statistics into this file, as a Markdown table")
	every = flag.Bool("faults", false, "let the models meet every fault, and print which they notice")
)

var covered []string // rows of the table, for TestMain alone

func TestMain(m *testing.M) {
	flag.Parse()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if !asked {
		flag.Set("rapid.checks", few)
	}
	code := m.Run()
	if *table != "" {
		text := "| model | sequences | actions | longest | states |\n|---|---|---|---|---|\n" + strings.Join(covered, "")
		if err := os.WriteFile(*table, []byte(text), 0o666); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

func check(t *testing.T, m *model.Machine) {
	s := m.Check(t)
	covered = append(covered, fmt.Sprintf("| %s %s | %d | %d | %d | %d |\n", m.Suite.Name(), m.Role, s.Sequences, s.Actions, s.Longest, len(s.States)))
}

func TestIPC(t *testing.T)   { check(t, model.IPC()) }
func TestTS(t *testing.T)    { check(t, model.TS()) }
func TestCTCS(t *testing.T)  { check(t, model.CTCS()) }
func TestPutio(t *testing.T) { check(t, model.Putio()) }

func TestClients(t *testing.T) {
	machines, err := model.Clients()
	require.NoError(t, err)
	for _, m := range machines {
		t.Run(m.Suite.Name(), func(t *testing.T) { check(t, m) })
	}
}

// A party that lies is noticed, by a monitor or by the model: what is silent about the
// reference is not silent about everybody.
func TestNoticesLies(t *testing.T) {
	machines := []*model.Machine{model.TS(), model.IPC(), model.CTCS(), model.Putio()}
	for _, id := range []string{"ts/hello-silent", "ipc/noop-silent", "ctcs/status-cut", "putio/any-secret"} {
		if *every {
			break
		}
		f, err := fault.Named(id)
		require.NoError(t, err)
		i := slices.IndexFunc(machines, func(m *model.Machine) bool { return strings.HasPrefix(id, m.Suite.Name()+"/") })
		assert.NotEmpty(t, machines[i].Notices(t, f), "%s", id)
	}
	if !*every {
		return
	}
	least := len(fault.All())
	for _, m := range machines { // the clients' models say too little to be worth it
		seen, of, missed := 0, 0, []string{}
		for _, f := range fault.All() {
			if !strings.HasPrefix(f.ID, m.Suite.Name()+"/") || f.Party != m.Role || f.Lie == nil || f.Alone || f.Variant != "" {
				continue // the others are not told on the wire, or not by this reference
			}
			of++
			if how := m.Notices(t, f); how != "" {
				seen++
			} else {
				missed = append(missed, f.ID)
			}
		}
		fmt.Printf("| %s %s | %d of %d |\n%s\n", m.Suite.Name(), m.Role, seen, of, strings.Join(missed, " "))
		least = min(least, seen)
	}
	assert.Greater(t, least, 10, "lies that each model notices: many are told where none goes, only cases go there")
}
