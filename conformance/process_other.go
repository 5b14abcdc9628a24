//go:build !unix

package conformance

import (
	"os"
	"syscall"
)

// Without process groups only the program itself is ended.
func ownGroup() *syscall.SysProcAttr { return nil }

func endGroup(pid int) { killGroup(pid) }

func killGroup(pid int) {
	if p, err := os.FindProcess(pid); err == nil {
		_ = p.Kill()
	}
}

// runs is not known here.
func runs(int) (running, known bool) { return false, false }

func signalOf(*os.ProcessState) string { return "" }
