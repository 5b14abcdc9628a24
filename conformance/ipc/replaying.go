package ipc

import "enginespec/conformance"

// replaying says how recorded sessions are played again. Ids and tags are bound; of
// what the torrents are doing the types are compared, not the values.
func replaying() conformance.Replaying {
	return conformance.Replaying{
		Unordered: true,
		Volatile: []conformance.Volatile{
			{Kinds: "version", Path: "version.label"},
			{Path: "tag", As: "=tag"},
			{Kinds: "info status", Path: "value.*.id", As: "id"},
			{Kinds: "info status", Path: "value.*.*"},
			{Kinds: "start stop remove verify", Path: "value.*", As: "id"},
			{Kinds: "get-info get-status", Path: "value.id.*", As: "id"},
			{Kinds: "failed not-supported bad-format", Path: "value"},
			{Kinds: "lookup addfile-detailed addfiles", Path: "value.*"},
		},
	}
}
