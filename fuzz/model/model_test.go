package model_test

import (
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/fuzz/model"
)

// few is how many sequences an ordinary test run plays; go test -rapid.checks says
// otherwise.
const few = "12"

func TestMain(m *testing.M) {
	flag.Parse()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if !asked {
		flag.Set("rapid.checks", few)
	}
	os.Exit(m.Run())
}

func TestIPC(t *testing.T) { model.IPC().Check(t) }

func TestTS(t *testing.T)    { model.TS().Check(t) }
func TestCTCS(t *testing.T)  { model.CTCS().Check(t) }
func TestPutio(t *testing.T) { model.Putio().Check(t) }

func TestClients(t *testing.T) {
	machines, err := model.Clients()
	require.NoError(t, err)
	for _, m := range machines {
		t.Run(m.Suite.Name(), func(t *testing.T) { m.Check(t) })
	}
}
