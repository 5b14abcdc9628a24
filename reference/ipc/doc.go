// Package ipc is the reference of Transmission's IPC protocol, in both roles: a
// daemon over any engine.Engine, and a client library with the whole catalogue.
//
// The daemon listens on a unix socket ([Listen]), or speaks over a pair of pipes
// ([Stdio]), as a helper behind ssh did. Each connection is a session with a
// goroutine that carries out its messages one after another, in order, and one that
// writes the replies: a client that does not read stalls nobody else. What a
// succeeded or an info acknowledges is on disk before it is sent, see
// [Options.State].
//
// Files have the names that their messages have in package codec/ipc: handshake.go,
// torrent.go, info.go, status.go, settings.go, reply.go.
package ipc
