package bundle_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/corpus"
	"enginespec/reference/ts/bundle"
)

func TestTalk(t *testing.T) {
	b, err := bundle.Start(context.Background(), bundle.Permissive())
	require.NoError(t, err)
	defer b.Close()
	c, err := net.Dial("tcp", b.Addr)
	require.NoError(t, err)
	f, _ := corpus.FixtureNamed("single")
	fmt.Fprintf(c, "HELLOBG version=4\r\nREADY\r\nLOADASYNC 7 PID %s\r\nSTART PID %s 0\r\n", f.PlayerID, f.PlayerID)
	r := bufio.NewReader(c)
	for range 20 {
		s, err := r.ReadString('\n')
		require.NoError(t, err)
		t.Logf("%q", s)
	}
	fmt.Fprintf(c, "STOP\r\nSHUTDOWN\r\n")
	for {
		s, err := r.ReadString('\n')
		if err != nil {
			break
		}
		t.Logf("%q", s)
	}
}
