package engine

import "time"

// State is what a torrent is doing.
type State uint8

// The states.
const (
	Queued State = iota
	FetchingMeta
	Checking
	Downloading
	Seeding
	Stopping // stopped by the user; the trackers are being told
	Stopped
	Failed // see Torrent.Err
)

var stateNames = [...]string{"queued", "fetching-meta", "checking", "downloading", "seeding", "stopping", "stopped", "failed"}

// String returns the state's name.
func (s State) String() string { return stateNames[s] }

// Snapshot is one instant of an engine. It shares no memory with it.
type Snapshot struct {
	At       time.Time
	Settings Settings
	Torrents []Torrent
}

// Torrent is one torrent at one instant.
type Torrent struct {
	ID       ID
	Meta     *Meta // immutable; may be shared between snapshots
	Dir      string
	State    State
	Check    float64 // 0..1 while Checking
	Err      *Failure
	Pieces   Pieces
	Files    []File
	Peers    []Peer
	Trackers []Tracker
	Down, Up Rate
	Left     int64 // bytes of the selected files that are not verified
	Swarm    int64 // bytes per second that the whole swarm moves, an estimate
	AddedAt  time.Time
	DoneAt   time.Time // zero until all selected files are complete
	SeedTime time.Duration
}

// Meta is the content of a .torrent file.
type Meta struct {
	Name      string
	Files     []FileMeta // in torrent order; one for a single-file torrent
	Size      int64
	PieceSize int64
	Private   bool
	Comment   string
	Creator   string
	Created   time.Time  // zero if absent
	Trackers  [][]string // announce tiers
	Multi     bool       // the torrent has a folder of its own
}

// FileMeta is a file as the metainfo gives it.
type FileMeta struct {
	Path   string // with "/" between parts, below the torrent's folder
	Size   int64
	Offset int64 // in the torrent's stream of bytes
}

// Pieces counts the torrent's pieces.
type Pieces struct {
	Total     int
	Have      int   // verified
	Available int   // held by at least one connected peer or by us
	Bytes     int64 // verified bytes
}

// File is the progress of one file.
type File struct {
	Priority        Priority
	Done            int64 // verified bytes
	Begin, End      int   // its pieces, End excluded
	Have, Available int   // of those
}

// Rate is traffic in one direction: bytes per second now (a mean over the last
// seconds), bytes since the torrent was started, and bytes in all.
type Rate struct{ PerSec, Session, Total int64 }

// Origin is how a peer became known.
type Origin uint8

// The origins.
const (
	FromIncoming Origin = iota
	FromTracker
	FromPEX
	FromCache
	FromUser
)

// Peer is one connected peer. Choking and interest are derived where the core
// cannot see them; see the core's documentation.
type Peer struct {
	ID                          string // 20 bytes
	Addr                        string // ip:port
	Client                      string
	Origin                      Origin
	AmChoking, AmInterested     bool
	PeerChoking, PeerInterested bool
	Down, Up                    Rate
	Have                        int // pieces it has
	Seed                        bool
	Encrypted                   bool
	Connecting                  bool
}

// Tracker is one announce URL and what it last said. Counts are -1 when unknown.
type Tracker struct {
	URL                          string
	Tier                         int
	Current                      bool // the one that last answered
	Seeders, Leechers, Completed int
	Warning, Failure             string
	LastAnnounce, NextAnnounce   time.Time
}

// FailureKind classifies a Failure.
type FailureKind uint8

// The kinds of failure.
const (
	FailIO FailureKind = iota + 1
	FailPermission
	FailSpace
	FailParent // the folder is gone
	FailTracker
	FailTrackerWarning
	FailMeta
)

// Failure is why a torrent is in trouble. Trouble with a tracker (FailTracker,
// FailTrackerWarning) does not stop it: State goes on, and Err goes away when the
// tracker answers well. The others come with State Failed; Start tries again.
type Failure struct {
	Kind FailureKind
	Text string
}
