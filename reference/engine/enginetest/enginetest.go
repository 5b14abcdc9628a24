// Package enginetest is the behaviour that every core keeps: a table of cases and
// a state machine that compares a core with a model. It waits on events, bounded
// by a deadline, and never sleeps, so it runs on virtual, scaled and real time.
package enginetest

import (
	"slices"
	"testing"

	"enginespec/reference/engine"
)

// Torrent is a torrent whose every byte the suite knows.
type Torrent struct {
	ID       engine.ID
	Meta     *engine.Meta
	Metainfo []byte
	Content  []byte // the torrent's whole stream of bytes; files are cut from it
}

// Setup is the world that a case needs.
type Setup struct {
	// Torrents must have a peer that holds all of Content and the metadata.
	Torrents []Torrent
	// Store is a folder of the test. An engine made with the Store of one that was
	// closed must know what that one acknowledged.
	Store string
}

// Bench is an engine in its world. The suite closes the engine; the factory ends
// the rest with t.Cleanup.
type Bench struct {
	Engine engine.Engine
	Peers  []string // given as Source.Peers with each Add
}

// Factory makes a new engine, with no torrents unless Store holds some.
type Factory func(t testing.TB, s Setup) Bench

// behaviour is one sentence about a core, and how to see that it holds.
type behaviour struct {
	name string
	run  func(w *world)
}

// Run runs the whole suite on the engines that make returns.
func Run(t *testing.T, make Factory) {
	table := slices.Concat(adding, commanding, reading, watching, keeping)
	for _, b := range table {
		t.Run(b.name, func(t *testing.T) { b.run(newWorld(t, make)) })
	}
	t.Run("machine", func(t *testing.T) { machine(newWorld(t, make)) })
}
