// Package ipc is the conformance suite of Transmission's IPC protocol, versions 1
// and 2. clauses.go lists its 152 clauses; each other file holds the cases of one
// family of messages, named as in codec/ipc and reference/ipc.
//
// # Sources
//
// The seed is the document of 2007 (misc/ipcproto.txt of 0.80 and 0.82); evidence
// names its lines. "Later versions" are what daemons after it added.
//
// # How the suite talks
//
// Cases write values, not bytes: list{"noop", "", 5} is the frame
// 00000011l4:noop0:i5ee. A noop with a tag is the fence: its reply comes behind
// those to all earlier requests of a server that answers in order, and at the
// latest then for the others. Clauses about frames write raw bytes.
//
// A server has one list of torrents and one set of settings for all its clients.
// Cases that change them run alone, and begin by removing all torrents: run the
// suite against a server whose torrents you can spare.
package ipc
