//go:build unix && !linux

package conformance

import "syscall"

// ownGroup makes the program lead a process group of its own, so that it can be
// ended with all that it starts, and so that Ctrl-C reaches the suite alone.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// runs is not known here.
func runs(int) (running, known bool) { return false, false }
