package measure

import (
	"time"

	"golang.org/x/sys/unix"
)

// now is the processor time that this thread has taken: other programs, and the
// collector's threads, which a machine with idle processors gets for nothing, are not
// in it.
func now() time.Duration {
	var ts unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &ts); err != nil {
		return wall()
	}
	return time.Duration(ts.Nano())
}
