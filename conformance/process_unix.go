//go:build unix

package conformance

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// endGroup asks a group to end, killGroup ends it.
func endGroup(pid int)  { _ = syscall.Kill(-pid, syscall.SIGTERM) }
func killGroup(pid int) { _ = syscall.Kill(-pid, syscall.SIGKILL) }

// signalOf is the name of the signal that ended a process, empty if none did.
func signalOf(s *os.ProcessState) string {
	if w, ok := s.Sys().(syscall.WaitStatus); ok && w.Signaled() {
		return unix.SignalName(w.Signal())
	}
	return ""
}
