package ctcs_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/ctcs"
)

var (
	ctorrent = flag.String("ctorrent", "", "the path of a real ctorrent to run the suite against")
	only     = flag.String("only", "", "only cases whose ID contains this")
)

// Command is how the suite launches a real ctorrent.
const command = `{ctorrent} -S {addr} -s {save} -b {save}.bf -e 1 -D {down} -U {up} {torrent}`

// The real ctorrent breaks what the waivers say, and nothing else. It is not everywhere:
// go test ./conformance/ctcs -run Ctorrent -ctorrent /usr/bin/ctorrent
func TestCtorrent(t *testing.T) {
	if *ctorrent == "" {
		return
	}
	target, err := conformance.ExecDialer(strings.Replace(command, "{ctorrent}", *ctorrent, 1), ctcs.Vars()...)
	require.NoError(t, err)
	target.Name = "ctorrent"
	target.Features = conformance.Features{"password": false, "limits": true, "seed": true}
	suite := ctcs.Suite()
	var cases []*conformance.Case
	for _, k := range suite.Cases {
		if strings.Contains(k.ID, *only) {
			cases = append(cases, k)
		}
	}
	waivers := &conformance.Waivers{}
	if f, err := os.Open("ctorrent-1.3.4.waivers"); err == nil {
		waivers, err = conformance.ParseWaivers("ctorrent-1.3.4.waivers", f, time.Now())
		require.NoError(t, err)
		f.Close()
	}
	rep, err := conformance.Run(t.Context(), suite, conformance.Config{
		Role: codec.Engine, Target: target, Strict: true, Parallel: 6, Timeout: 8 * time.Second, Waivers: waivers, Cases: cases,
	})
	require.NoError(t, err)
	n := map[string]int{}
	for _, r := range rep.Results {
		n[r.Verdict.String()]++
		if r.Verdict != conformance.Pass && r.Verdict != conformance.NotAvailable && r.Verdict != conformance.Waived {
			t.Error(r.Explain(true))
		}
	}
	for _, p := range rep.Problems {
		t.Error(p)
	}
	fmt.Println(n, rep.Duration)
}
