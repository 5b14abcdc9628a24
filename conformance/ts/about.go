package ts

import "enginespec/conformance"

// about says which kinds of messages the clauses of the monitors are about; those that
// are not here are about all messages of whom they bind.
func about() map[*conformance.Clause]string {
	return map[*conformance.Clause]string{
		TS026: "HELLOTS", TS037: "AUTH", TS054: "LOADRESP", TS055: "LOADRESP", TS057: "LOADRESP", TS058: "LOADRESP",
		TS060: "LOADRESP", TS062: "LOADRESP", TS070: "##", TS090: "START PLAY", TS092: "START", TS110: "STATE",
		TS111: "STATUS", TS112: "STATUS", TS113: "STATUS", TS114: "STATUS", TS115: "STATUS", TS116: "STATUS", TS117: "STATUS",
		TS120: "STATUS", TS124: "PAUSE RESUME STATE", TS125: "STATUS", TS127: "INFO", TS128: "INFO", TS129: "EVENT", TS130: "EVENT",
		TS140: "STATUS",
	}
}
