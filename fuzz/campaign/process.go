package campaign

import "time"

// load is which part of a processor a process uses while it is watched for d, 0 if
// unknown. Measuring takes time: nothing else tells a program that waits from one that
// spins.
func load(pid int, d time.Duration) float64 {
	before, ok := busy(pid)
	if !ok || pid == 0 {
		return 0
	}
	began := time.Now()
	<-time.After(d)
	after, ok := busy(pid)
	if !ok {
		return 0
	}
	return float64(after-before) / float64(time.Since(began))
}
