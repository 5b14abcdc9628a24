package load

import (
	"fmt"
	"io"
	"time"
)

// Drive puts one server under load for a while, to profile it: with LOAD_PPROF set to
// an address of loopback, the server has net/http/pprof there.
func Drive(w io.Writer, kind, network string, conns, pipe int, d time.Duration) error {
	c, err := start(kind, network)
	if err != nil {
		return err
	}
	defer c.stop()
	if c.dialogue().sink {
		for end := time.Now().Add(d); time.Now().Before(end); {
			rate, err := sink(c, pipe, 1000*pipe)
			if err != nil {
				return err
			}
			fmt.Fprintf(w, "%.0f lines/s\n", rate)
		}
		return nil
	}
	crowd, err := gather(c, conns)
	if err != nil {
		return err
	}
	defer crowd.leave()
	fmt.Fprintf(w, "%d connections, at %s\n", conns, time.Now().Format(time.TimeOnly))
	rate, _, err := crowd.rate(pipe, d)
	fmt.Fprintf(w, "%.0f requests/s\n", rate)
	return err
}
