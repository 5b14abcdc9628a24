package ctcs

import (
	"enginespec/codec"
	"enginespec/conformance"
)

// replaying says how recorded sessions are played again. How often an engine reports,
// and how many files, peers and options a block lists, is its own affair; numbers,
// times, names and addresses are of one run.
func replaying() conformance.Replaying {
	return conformance.Replaying{
		Launch: Launched(),
		Free:   map[codec.Party][]string{engine: {"CTSTATUS", "CTBW", "CTINFO", "CTFILE", "CTPEER", "CTCONFIG"}},
		Polls:  []string{"SENDSTATUS", "SENDDETAIL", "SENDPEERS", "SENDCONF"},
		Volatile: []conformance.Volatile{
			{Kinds: "AUTH", Path: "password", As: "$password"},
			{Kinds: "CTORRENT CTDETAIL", Path: "*"},
			{Kinds: "ERROR", Path: "text"},
			{Kinds: "SETDLIMIT SETULIMIT", Path: "*"},
			{Kinds: "CTCONFIG", Path: "*"},
		},
	}
}
