package ipc

import "enginespec/conformance"

// about says which kinds of messages the clauses of the monitors are about; those that
// are not here are about all messages of whom they bind.
func about() map[*conformance.Clause]string {
	return map[*conformance.Clause]string{
		IPC151: "info status", IPC161: "info", IPC162: "status", IPC071: "succeeded failed not-supported bad-format",
	}
}
