package engine

import "time"

// Faulter is the optional ability of a core to misbehave on request. Front ends
// never use it: those who script a test or a stand-in do.
type Faulter interface {
	// Inject puts a fault in force and returns when it is. A later fault of the
	// same kind for the same torrent replaces the earlier one. It fails for a fault
	// that the core does not know, and with ErrNotFound for an unknown torrent.
	Inject(f Fault) error
}

// Fault is one thing that goes wrong, now or as soon as At is reached.
type Fault struct {
	Kind FaultKind
	ID   ID            // the torrent; zero: all, those added later too
	At   float64       // begin when this part (0..1) of the selected bytes is verified; 0: at once
	For  time.Duration // of the protocol's time from when it began; 0: until Heal
	Rate int64         // SlowPeers: bytes per second that all peers send together
	N    int           // LosePeers: how many, 0 for all; CorruptPiece: how many pieces, 0 for one
	Text string        // TrackerError, TrackerWarning, DiskFull: the message
}

// FaultKind says what goes wrong.
type FaultKind uint8

// The kinds of faults. Heal ends all faults of its torrent, or of all.
const (
	Heal           FaultKind = iota
	NoPeers                  // nobody is there, and those connected leave
	Stall                    // peers stay connected and send nothing
	SlowPeers                // peers send Rate together: below a bitrate, an underrun
	LosePeers                // N peers leave and do not come back until Heal
	CorruptPiece             // the next N pieces fail their hash and are fetched again
	TrackerError             // the tracker refuses with Text; connected peers stay
	TrackerWarning           // the tracker answers, and warns with Text
	DiskFull                 // writing fails: the torrent is Failed with FailSpace
	SlowStart                // peers are connected but choke us for For
)

var faultNames = [...]string{"heal", "no-peers", "stall", "slow-peers", "lose-peers", "corrupt-piece",
	"tracker-error", "tracker-warning", "disk-full", "slow-start"}

// String returns the kind's stable name.
func (k FaultKind) String() string { return faultNames[k] }

// ParseFaultKind returns the kind of a stable name.
func ParseFaultKind(name string) (FaultKind, bool) {
	for k, n := range faultNames {
		if n == name {
			return FaultKind(k), true
		}
	}
	return 0, false
}
