//go:build unix

package gen_test

import (
	"syscall"
	"testing"
	"time"

	"pgregory.net/rapid"

	"enginespec/fuzz/gen"
)

// BenchmarkRoundTrip makes messages and takes each through writing, strict reading and
// writing again: checks/cpu-s is how many a core does in a second of its time, whoever else
// the machine works for. "random" makes its choices by a plain source, "rapid" by one that
// shrinks, as property tests do. (In a fuzzing run rapid prints each message that it draws,
// which takes longer than all else.)
func BenchmarkRoundTrip(b *testing.B) {
	each(b, func(name string, g *gen.Grammar) {
		b.Run("random/"+name, func(b *testing.B) {
			s, buf, began := gen.Random(1), make([]byte, 0, 64<<10), spent()
			b.ReportAllocs()
			for b.Loop() {
				if err := g.Draw(s).RoundTrip(buf); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/(spent()-began).Seconds(), "checks/cpu-s")
		})
		b.Run("rapid/"+name, func(b *testing.B) {
			buf, n, began := make([]byte, 0, 64<<10), 0, spent()
			valid := g.Valid()
			for b.Loop() {
				rapid.Check(b, func(t *rapid.T) {
					for range 100 {
						if err := valid.Draw(t, "message").RoundTrip(buf); err != nil {
							t.Fatal(err)
						}
						n++
					}
				})
			}
			b.ReportMetric(float64(n)/(spent()-began).Seconds(), "checks/cpu-s")
		})
	})
}

// spent is the processor time of this process.
func spent() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
