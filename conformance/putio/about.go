package putio

import "enginespec/conformance"

// about says which kinds of messages the clauses of the monitors are about; those that
// are not here are about all messages of whom they bind.
func about() map[*conformance.Clause]string {
	return map[*conformance.Clause]string{
		PUTIO067: "transfers.list transfers.add", PUTIO068: "transfers.list",
	}
}
