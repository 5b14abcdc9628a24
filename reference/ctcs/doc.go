// Package ctcs is both roles of the CTorrent Control Server protocol, versions 1, 2
// and 3: a [Server] that manages any number of engines and can be asked and ordered
// in Go, by an operator's lines ([Operate]) and through a read-only status page, and
// an [Engine], the client that reports one torrent of any engine.Engine to a server
// and does what it says.
//
// The engine dials, the server listens; each connection is one torrent. Both are state
// machines on the codec of this protocol (codec/ctcs). One file holds what both roles
// do with one family of messages, and is named as in the codec.
//
// # Choices where the documents are silent
//
//   - The server announces its own highest version; to an engine that begins without
//     PROTOCOL it says 1, and both speak that.
//   - A line that is refused is dropped alone, counted and named in the torrent
//     ([Torrent].Dropped); a block takes effect when it is closed.
//   - The engine pauses by moving nothing, and stays in the swarm.
//   - The engine answers a bad order (a limit that is no number, CTCONFIG out of range)
//     with CTINFO 2 and changes nothing.
//   - verbose, min_peers and cache are kept and told, and change nothing: no core has them.
//   - seed_time and seed_ratio: seeding ends when the first of the two is reached.
package ctcs
