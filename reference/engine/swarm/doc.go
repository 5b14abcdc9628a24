// Package swarm is the core that really downloads: an engine.Engine on
// github.com/anacrolix/torrent. It is the only package that imports that library.
//
// # Hermetic
//
// Unless Options.AllowNetwork is set, nothing leaves the machine: it listens on a
// loopback address, every dial (peers, trackers, .torrent URLs) passes a guard
// that accepts literal loopback addresses only and resolves no names, and DHT,
// uTP, web seeds, WebTorrent and port mapping are off for good. What the guard
// refuses is counted (Engine.Refused) and shown as the tracker's failure.
// AllowNetwork lifts the guard; DHT and the rest stay off.
//
// # What is derived
//
// The library does not tell everything that a control protocol wants to know.
//
//   - Rates are exponential means over 5 s of the library's byte counters.
//   - Peer.PeerChoking and PeerInterested follow the messages that came from the peer.
//   - Peer.AmInterested: the peer has a piece that we want.
//   - Peer.AmChoking: the library unchokes everybody while the torrent may upload,
//     so it is true when uploading is off (Settings.Up is 0).
//   - Peer.Encrypted is read from the library's one-line description of a connection.
//   - A connecting peer is one of the known addresses that has no connection yet;
//     the library tells how many attempts are in flight, not which.
//   - Torrent.Swarm is the growth of the peers' piece counts times the piece size.
//   - Pieces, Left and File.Done come from this package's own record of verified
//     pieces, never from bytes that were only received.
//
// A download limit of zero takes torrents that are not whole out of the swarm,
// uploads included; their trackers are still told of them.
//
// # What is worked round
//
// Version 1.61.0 of the library has traits that this package is built around, each
// explained where it is met: its message writer can miss a wake-up (config), it
// stalls after seeks with the Fast extension (config), its DisallowDataDownload
// breaks its own invariants (part), its download limiter shuts out new peers
// (limiters), it dials a known address once only (guardStall), its readers run
// on into the next file (content), and dropping a torrent does not wait for its
// hashers (libStore). A watchdog makes the connections of a silent download anew.
//
// # State
//
// With Options.State, each torrent is kept as STATE/<hash>.torrent and .json, the
// settings as engine.json, each replaced atomically and synced before the call
// that changed it returns. Counters are kept every 10 s and on Close. After a
// crash a piece whose file changed since the last record is hashed again; none
// that verifies is fetched again.
package swarm
