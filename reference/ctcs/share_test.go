package ctcs_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"enginespec/reference/ctcs"
	"enginespec/reference/ctcs/bundle"
)

func TestShare(t *testing.T) {
	for name, c := range map[string]struct {
		total int64
		use   []ctcs.Use
		want  []int64
	}{
		"nobody":                      {100, nil, nil},
		"one has all":                 {100_000, []ctcs.Use{{}}, []int64{100_000}},
		"equal to begin with":         {90_000, []ctcs.Use{{}, {}, {}}, []int64{30_000, 30_000, 30_000}},
		"what is not used is lent":    {100_000, []ctcs.Use{{Rate: 0, Limit: 50_000}, {Rate: 50_000, Limit: 50_000}}, []int64{50_000, 98_976}},
		"a lent part is not taken":    {100_000, []ctcs.Use{{Rate: 0, Limit: 50_000}, {Rate: 60_000, Limit: 98_976}}, []int64{50_000, 76_024}},
		"who begins has its right":    {100_000, []ctcs.Use{{Rate: 50_000, Limit: 50_000}, {Rate: 98_976, Limit: 98_976}}, []int64{50_000, 50_000}},
		"never none":                  {1, []ctcs.Use{{}, {}, {}}, []int64{1, 1, 1}},
		"a rate below zero is no use": {10_000, []ctcs.Use{{Rate: -5, Limit: 100}}, []int64{10_000}},
	} {
		require.Equal(t, c.want, ctcs.Share(c.total, c.use), name)
	}
}

// TestShareProperties: nobody has less than the average, and what they want of it
// together stays within the total.
func TestShareProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.Int64Range(1000, 1<<31-1).Draw(t, "total")
		use := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) ctcs.Use {
			return ctcs.Use{Rate: rapid.Int64Range(0, 1<<40).Draw(t, "rate"), Limit: rapid.Int64Range(0, 1<<31-1).Draw(t, "limit")}
		}), 1, 50).Draw(t, "use")
		sum := int64(0)
		for i, v := range ctcs.Share(total, use) {
			require.GreaterOrEqual(t, v, total/int64(len(use)))
			require.LessOrEqual(t, v, total)
			if use[i].Limit > 0 && use[i].Rate < use[i].Limit-use[i].Limit/10 {
				v = min(v, use[i].Rate+use[i].Rate/4+1024)
			}
			sum += v
		}
		require.LessOrEqual(t, sum, total)
	})
}

// TestSharing follows the overall limits over the wire: who comes, what is used, own
// limits, seeds, and who leaves.
func TestSharing(t *testing.T) {
	withServer(t, bundle.ServerOptions{Server: ctcs.Options{DownLimit: 100_000, UpLimit: 20_000}}, func(t *testing.T, s *office) {
		srv := s.Server.Server
		a, b := s.dial(), s.dial()
		a.send("PROTOCOL 0003", "CTORRENT a 1 1 a")
		require.Equal(t, "SETDLIMIT 100000", a.until("SETDLIMIT"))
		require.Equal(t, "SETULIMIT 20000", a.until("SETULIMIT"))
		b.send("PROTOCOL 0001", "CTORRENT b 1 1 b")
		require.Equal(t, "SETDLIMIT 50000", a.until("SETDLIMIT"))
		require.Equal(t, "SETDLIMIT 98976", b.until("SETDLIMIT"), "what a does not use")
		require.Equal(t, "SETDLIMIT 50000", b.until("SETDLIMIT"), "nor does b")
		a.send("CTBW 50000,0 50000,10000")
		require.Equal(t, "SETDLIMIT 98976", a.until("SETDLIMIT"))
		a.send("CTBW 98976,0 98976,10000")
		require.Empty(t, only(b.quiet(time.Minute), "SETDLIMIT"), "an idle one keeps its right")
		// b begins: both come back to the average.
		a.send("CTBW 98000,0 98976,10000")
		b.send("CTBW 50000,0 50000,10000")
		require.Equal(t, "SETDLIMIT 50000", a.until("SETDLIMIT"))
		// An own limit leaves all of the total to the others.
		require.NoError(t, srv.SetLimit(2, ctcs.Download, 51200))
		require.Equal(t, "SETDLIMIT 51200", b.until("SETDLIMIT"))
		require.Equal(t, "SETDLIMIT 100000", a.until("SETDLIMIT"))
		b.conn.Close()
		s.settled()
		b = s.dial()
		b.send("PROTOCOL 0001", "CTORRENT b 1 1 b")
		require.Equal(t, "SETDLIMIT 51200", b.until("SETDLIMIT"), "it comes back to a limit of its own")
		require.NoError(t, srv.ShareLimit(2, ctcs.Download))
		require.Equal(t, "SETDLIMIT 50000", b.until("SETDLIMIT"))
		// A seed keeps its part for some minutes.
		b.send("CTSTATUS 0/0 1/1/1 0,0 0,0 50000,10000")
		at := time.Now()
		require.Equal(t, "SETDLIMIT 1024", b.until("SETDLIMIT"))
		require.InDelta(t, 185, time.Since(at).Seconds(), 6)
		require.NoError(t, srv.SetTotal(ctcs.Download, 0))
		require.Equal(t, "SETDLIMIT 0", a.until("SETDLIMIT 0"))
		require.Equal(t, "SETDLIMIT 0", b.until("SETDLIMIT 0"))
		for _, err := range []error{srv.SetTotal(ctcs.Upload, -1), srv.SetTotal(ctcs.Upload, 1<<31), srv.SetLimit(1, ctcs.Upload, -1), srv.SetLimit(9, ctcs.Upload, 1)} {
			require.Error(t, err)
		}
	})
}

func only(lines []string, prefix string) (l []string) {
	for _, s := range lines {
		if len(s) >= len(prefix) && s[:len(prefix)] == prefix {
			l = append(l, s)
		}
	}
	return l
}

// TestNoLimits: without overall limits nobody is told one.
func TestNoLimits(t *testing.T) {
	withServer(t, bundle.ServerOptions{}, func(t *testing.T, s *office) {
		k := s.engine(3)
		lines := k.quiet(5*time.Minute + time.Second)
		require.Empty(t, only(lines, "SET"))
		require.Len(t, only(lines, "SENDSTATUS"), 60)
		require.Len(t, only(lines, "SENDPEERS"), 10, fmt.Sprint(lines))
	})
}

// TestSmallChanges are not worth a line: limits would oscillate.
func TestSmallChanges(t *testing.T) {
	withServer(t, bundle.ServerOptions{Server: ctcs.Options{DownLimit: 100_000}}, func(t *testing.T, s *office) {
		k := s.dial()
		k.send("PROTOCOL 0003", "CTORRENT a 1 1 a")
		require.Equal(t, "SETDLIMIT 100000", k.until("SETDLIMIT"))
		require.NoError(t, s.Server.Server.SetTotal(ctcs.Download, 104_000))
		require.Empty(t, only(k.quiet(time.Minute), "SETDLIMIT"))
		require.NoError(t, s.Server.Server.SetTotal(ctcs.Download, 106_000))
		require.Equal(t, "SETDLIMIT 106000", k.until("SETDLIMIT"))
	})
}
