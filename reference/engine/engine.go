// Package engine is the vocabulary between the front ends, which speak a control
// protocol and know no torrents, and the cores, which do the torrents and know no
// protocol. Two cores stand behind Engine: sim, deterministic and in memory, and
// swarm, the real one. Package enginetest holds the behaviour that both keep.
//
// Everything that crosses the interface is a plain value. Sizes are bytes, rates
// bytes per second, times time.Time; each front end converts to its protocol's
// units. Numbers that a protocol invents (IPC ids, player ids, request ids)
// belong to the front end.
package engine

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"
)

// ID is a torrent's info hash.
type ID [20]byte

// String returns 40 lower-case hex digits.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// ParseID reads 40 hex digits of either case.
func ParseID(s string) (id ID, err error) {
	if len(s) != 40 {
		return id, fmt.Errorf("info hash: expected 40 hex digits, have %d characters", len(s))
	}
	_, err = hex.Decode(id[:], []byte(s))
	return id, err
}

// Errors that callers test for with errors.Is.
var (
	ErrExists   = errors.New("torrent exists already")           // Add; the ID is returned with it
	ErrNotFound = errors.New("no such torrent")                  // Do, Open
	ErrNoFile   = errors.New("no such file in the torrent")      // Do, Open
	ErrBadMeta  = errors.New("not a torrent")                    // Add
	ErrFetch    = errors.New("the torrent could not be fetched") // Add
	ErrStopped  = errors.New("the torrent is stopped")           // Content.Read
	ErrClosed   = errors.New("engine closed")                    // all
)

// Engine does the torrents. It is safe for concurrent use. A method that changes
// state returns after the change is in force and, on a core with storage, on disk.
type Engine interface {
	// Add makes a torrent known and starts it unless o.Paused. It waits for the
	// metadata, so the torrent has its Meta when Add returns, or for ctx.
	Add(ctx context.Context, s Source, o AddOptions) (ID, error)
	// Do carries out one command on a torrent. A Stop has stopped when Do returns:
	// no byte of payload moves after it.
	Do(ctx context.Context, id ID, c Command) error
	// Configure changes the fields of p that are not nil and returns what is in force.
	Configure(ctx context.Context, p Patch) (Settings, error)
	// Snapshot returns one consistent instant of the given torrents, or of all, in
	// the order they were added. Unknown ids are left out. It does no I/O.
	Snapshot(ids ...ID) Snapshot
	// Watch sends an event for each change until ctx is done, then closes the
	// channel. A reader that falls behind gets Lost and must call Snapshot.
	Watch(ctx context.Context) <-chan Event
	// Open opens a file of a torrent for reading while it downloads. It steers the
	// download to the reading position. The file need not be selected.
	Open(ctx context.Context, id ID, file int) (Content, error)
	// Close stops everything and keeps the state. It is idempotent.
	Close() error
}

// Source says which torrent: exactly one of Metainfo, Hash and URL is set.
type Source struct {
	Metainfo []byte   // the bytes of a .torrent file
	Hash     ID       // an info hash; the metadata comes from peers
	URL      string   // where a .torrent file can be fetched over HTTP
	Trackers []string // announce URLs to use besides those in the metainfo
	Peers    []string // "ip:port" addresses of peers to begin with
}

// AddOptions are the wishes for a new torrent.
type AddOptions struct {
	Dir    string // folder for its files; empty: Settings.Dir
	Paused bool   // add without starting
	Files  []int  // the files to download; nil: all; empty: none
}

// Op is a command's verb.
type Op uint8

// The verbs of Command.
const (
	Start    Op = iota + 1 // download, then seed
	Stop                   // no traffic; verified pieces are kept
	Verify                 // hash what is on disk
	Remove                 // forget; with DeleteData also delete its files
	Announce               // tell the trackers now
	SetFiles               // Files are set; the others keep their priority
)

// Command is one order for one torrent.
type Command struct {
	Op         Op
	Files      []FilePriority // SetFiles
	DeleteData bool           // Remove
}

// Priority is a file's place in the download order.
type Priority int8

// The priorities. Skip means that a file is not downloaded.
const (
	Skip Priority = iota
	Low
	Normal
	High
)

// FilePriority sets one file's priority.
type FilePriority struct {
	File     int
	Priority Priority
}

// Settings are in force for the whole engine. Limits are bytes per second, below
// zero for none; zero stops traffic in that direction.
type Settings struct {
	Down, Up int64
	Port     int // for incoming peers
	PEX      bool
	PortMap  bool
	Crypto   Crypto
	Dir      string // where new torrents put their files
	MaxPeers int    // per torrent
}

// Crypto is the policy for the peer protocol's obfuscation.
type Crypto uint8

// The policies.
const (
	PlainPreferred Crypto = iota
	CryptoPreferred
	CryptoRequired
)

// Patch changes the settings that are not nil.
type Patch struct {
	Down, Up     *int64
	Port         *int
	PEX, PortMap *bool
	Crypto       *Crypto
	Dir          *string
	MaxPeers     *int
}

// Content is a file of a torrent, open for reading. Read blocks until the bytes
// at the position are verified, and fails with ErrStopped if the torrent stops.
// One Content is for one goroutine; any number may be open.
type Content interface {
	io.ReadSeekCloser
	// SetContext bounds the reads that follow.
	SetContext(ctx context.Context)
	// Size is the file's length in bytes.
	Size() int64
	// Window reports the position and the end of the verified bytes that follow it
	// without a gap: what a player can read without waiting.
	Window() (from, ready int64)
}

// EventKind says what an Event is about.
type EventKind uint8

// The kinds of events.
const (
	Lost     EventKind = iota // the reader fell behind: call Snapshot
	Added                     // a torrent is known
	Changed                   // its State or Err changed
	Progress                  // pieces were verified
	Done                      // all selected files are complete
	Removed                   // a torrent is forgotten
	Configured
)

// Event is one change. ID is zero for Lost and Configured.
type Event struct {
	Kind EventKind
	ID   ID
	At   time.Time
}
