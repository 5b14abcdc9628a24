// Package sim is a core without a network: torrents, peers, trackers and disk are
// simulated in memory. It is deterministic: it moves in fixed steps of the
// protocol's time, and the same seed and the same orders at the same steps give
// the same bytes, events and numbers. It sleeps on timers of package time only, so
// that inside a testing/synctest bubble all of it is virtual.
package sim

import (
	"io"
	"time"

	"enginespec/reference/engine"
)

// Options describe the simulated world. The zero value is a healthy swarm in real
// time.
type Options struct {
	// Clock is the pace. A Scale without an Epoch starts at New.
	Clock engine.Clock
	// Seed chooses peer ids, addresses and who has which piece.
	Seed uint64
	// Settings to begin with; nil: DefaultSettings.
	Settings *engine.Settings
	// Torrents are the metainfos that peers can give by info hash: "the DHT".
	Torrents [][]byte
	// Content returns the bytes of a file, or nil for those of Pattern. Pieces of
	// given content are checked against the hashes of the metainfo.
	Content func(id engine.ID, file int) io.ReaderAt
	// Fetcher gets the metainfo of Source.URL; nil: loopback only.
	Fetcher *engine.Fetcher
	// Swarm is who else is there.
	Swarm Swarm
	// Faults are in force from the beginning; those of one torrent, whenever it is
	// added.
	Faults []engine.Fault
	// Disk is what outlives the engine; nil: a new one.
	Disk *Disk
	// CheckRate is how fast Verify hashes, bytes per second; zero: 4 MiB.
	CheckRate int64
}

// Swarm is the simulated rest of each torrent's swarm. Zero fields mean the
// default, below zero none.
type Swarm struct {
	Seeds    int           // peers with all pieces; default 3
	Leechers int           // peers with a part, which also take from us; default 1
	Down     int64         // bytes per second that all peers send together; default 768 KiB
	Up       int64         // bytes per second that all leechers take together; default 64 KiB
	Latency  time.Duration // until a tracker answers and a peer is connected; default 100 ms
}

// DefaultSettings are in force unless Options say otherwise: no limits, PEX, port
// 6881, 50 peers.
func DefaultSettings() engine.Settings {
	return engine.Settings{Down: -1, Up: -1, Port: 6881, PEX: true, Dir: "downloads", MaxPeers: 50}
}
