package putio

import "slices"

// Traits are the facts about a transfer that decide which ways are open to it.
type Traits struct {
	Torrent  bool // not a plain link
	Archives bool // the payload holds archives
}

// Next returns the statuses that can follow s directly, in the document's order,
// with Gone last: every transfer can be cancelled, and Completed is over at once.
// From Gone it returns where a new transfer can begin.
func (s Status) Next(t Traits) []Status {
	var to []Status
	switch s {
	case Gone:
		return []Status{Waiting, InQueue, Error}
	case Waiting:
		to = []Status{InQueue, Error}
	case InQueue:
		to = []Status{LookingForPeers, Downloading, Error}
	case LookingForPeers:
		to = []Status{Downloading, DownloadingAndSeeding, Error}
	case Downloading:
		to = []Status{LookingForPeers, DownloadingAndSeeding, Seeding, InCompleteQueue, Error}
	case DownloadingAndSeeding:
		to = []Status{LookingForPeers, Downloading, Seeding, InCompleteQueue, Error}
	case Seeding:
		to = []Status{InCompleteQueue, Error}
	case InCompleteQueue:
		to = []Status{InExtractionQueue, Completing, Error}
	case InExtractionQueue:
		to = []Status{Extracting, Error}
	case Extracting:
		to = []Status{Completing, Error}
	case Completing:
		to = []Status{InExtractionQueue, Completed, Error}
	}
	to = slices.DeleteFunc(to, func(n Status) bool { return !n.allows(t) })
	return append(to, Gone)
}

// allows reports whether a transfer with traits t can be in s at all.
func (s Status) allows(t Traits) bool {
	if s == InExtractionQueue || s == Extracting {
		return t.Archives
	}
	return t.Torrent || !s.TorrentOnly()
}

// CanBecome reports whether n can follow s directly.
func (s Status) CanBecome(n Status, t Traits) bool { return slices.Contains(s.Next(t), n) }

// CanReach reports whether n can follow s over any number of steps, none included:
// what somebody who polls may see one after the other. From Gone nothing is
// reached but a beginning: a transfer that left the list never comes back, so
// reaching n from another status never leads through Gone.
func (s Status) CanReach(n Status, t Traits) bool {
	seen := []Status{s}
	for i := 0; i < len(seen); i++ {
		if seen[i] == n {
			return true
		}
		if seen[i] == Gone && i > 0 {
			continue
		}
		for _, k := range seen[i].Next(t) {
			if !slices.Contains(seen, k) {
				seen = append(seen, k)
			}
		}
	}
	return false
}
