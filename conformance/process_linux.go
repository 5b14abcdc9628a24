package conformance

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// ownGroup makes the program lead a process group of its own, so that it can be
// ended with all that it starts, and so that Ctrl-C reaches the suite alone. Should
// the suite be killed, the kernel ends the program.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// runs reports whether some thread of a living process has something to do: it runs, or
// waits for a processor. Time used would say less where processors are shared.
func runs(pid int) (running, known bool) {
	threads, err := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*/stat")
	if err != nil || len(threads) == 0 {
		return false, false
	}
	for _, name := range threads {
		b, err := os.ReadFile(name)
		if err != nil {
			continue // it has just ended
		}
		state := bytes.TrimLeft(b[bytes.LastIndexByte(b, ')')+1:], " ") // the name before it may hold anything
		if len(state) > 0 && state[0] == 'R' {
			return true, true
		}
	}
	return false, true
}
