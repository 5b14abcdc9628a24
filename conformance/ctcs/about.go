package ctcs

import "enginespec/conformance"

// about says which kinds of messages the clauses of the monitors are about; those that
// are not here are about all messages of whom they bind.
func about() map[*conformance.Clause]string {
	return map[*conformance.Clause]string{
		CTCS025: "PROTOCOL", CTCS049: "CTORRENT", CTCS050: "CTORRENT", CTCS056: "CTSTATUS", CTCS057: "CTSTATUS", CTCS059: "CTSTATUS",
		CTCS061: "CTBW", CTCS067: "CTDETAIL", CTCS071: "CTFILE", CTCS073: "CTFILE", CTCS075: "CTFILE",
		CTCS076: "CTFILESTART CTFILES CTPEERSTART CTPEERS CTCONFIGSTART", CTCS081: "CTPEER", CTCS087: "CTCONFIG",
		CTCS090: "CTCONFIG", CTCS091: "CTCONFIG", CTCS102: "CTCONFIG", CTCS108: "SETDLIMIT SETULIMIT",
		CTCS115: "SENDSTATUS SENDPEERS SENDDETAIL SENDCONF CTQUIT CTUPDATE CTRESTART", CTCS116: "CTINFO",
	}
}
