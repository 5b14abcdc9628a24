package ipc

import (
	"iter"

	"enginespec/codec"
)

// Status is one torrent of a "status" message. Which fields it holds is in Has;
// ID is always there. Sizes are bytes, speeds bytes a second.
type Status struct {
	Fields
	ID                                             int64
	Completed, DownloadTotal, UploadTotal          int64
	DownloadValid                                  int64 // in no document; as Completed
	DownloadSpeed, UploadSpeed, SwarmSpeed         int64
	Error                                          codec.Bytes // empty: none; see [Errors]
	ErrorMessage                                   codec.Bytes
	ETA                                            int64 // seconds; -1 when unknown
	PeersDownloading, PeersUploading               int64
	PeersTotal, PeersMax                           int64
	PeersFrom                                      PeersFrom
	Running                                        bool
	State                                          codec.Bytes // see [States]
	Tracker                                        Tracker
	ScrapeCompleted, ScrapeLeechers, ScrapeSeeders int64 // -1 when unknown
}

// The status types as bits of Status.Has.
const (
	StatusCompleted Set = 1 << iota
	StatusDownloadSpeed
	StatusDownloadTotal
	StatusDownloadValid
	StatusError
	StatusErrorMessage
	StatusETA
	StatusID
	StatusPeersDownloading
	StatusPeersFrom
	StatusPeersMax
	StatusPeersTotal
	StatusPeersUploading
	StatusRunning
	StatusScrapeCompleted
	StatusScrapeLeechers
	StatusScrapeSeeders
	StatusState
	StatusSwarmSpeed
	StatusTracker
	StatusUploadSpeed
	StatusUploadTotal
)

// statusFields is the table of status types in the document's order, the later
// ones at the end.
var statusFields = newSchema(hintStatus, func(s *Status) *Fields { return &s.Fields },
	field[Status]{name: "id", format: Integer, note: "always present", integer: func(s *Status) *int64 { return &s.ID }},
	field[Status]{name: "completed", format: Integer, note: "bytes verified", integer: func(s *Status) *int64 { return &s.Completed }},
	field[Status]{name: "download-speed", format: Integer, note: "bytes a second", integer: func(s *Status) *int64 { return &s.DownloadSpeed }},
	field[Status]{name: "download-total", format: Integer, note: "bytes", integer: func(s *Status) *int64 { return &s.DownloadTotal }},
	field[Status]{name: "error", format: Text, note: "empty: none", text: func(s *Status) *codec.Bytes { return &s.Error }},
	field[Status]{name: "error-message", format: Text, note: "text for people", text: func(s *Status) *codec.Bytes { return &s.ErrorMessage }},
	field[Status]{name: "eta", format: Integer, note: "seconds; -1 unknown", integer: func(s *Status) *int64 { return &s.ETA }},
	field[Status]{name: "peers-downloading", format: Integer, note: "real daemons count the peers that send to them", integer: func(s *Status) *int64 { return &s.PeersDownloading }},
	field[Status]{name: "peers-from", format: Origins, note: "by origin", origins: func(s *Status) *PeersFrom { return &s.PeersFrom }},
	field[Status]{name: "peers-total", format: Integer, note: "connected peers", integer: func(s *Status) *int64 { return &s.PeersTotal }},
	field[Status]{name: "peers-uploading", format: Integer, note: "real daemons count the peers that get from them", integer: func(s *Status) *int64 { return &s.PeersUploading }},
	field[Status]{name: "running", format: Boolean, note: "1 while checking too", boolean: func(s *Status) *bool { return &s.Running }},
	field[Status]{name: "state", format: Text, note: "see States", text: func(s *Status) *codec.Bytes { return &s.State }},
	field[Status]{name: "swarm-speed", format: Integer, note: "bytes a second", integer: func(s *Status) *int64 { return &s.SwarmSpeed }},
	field[Status]{name: "tracker", format: Tracking, note: "as one of the info type trackers", tracker: func(s *Status) *Tracker { return &s.Tracker }},
	field[Status]{name: "scrape-completed", format: Integer, note: "-1 unknown", integer: func(s *Status) *int64 { return &s.ScrapeCompleted }},
	field[Status]{name: "scrape-leechers", format: Integer, note: "-1 unknown", integer: func(s *Status) *int64 { return &s.ScrapeLeechers }},
	field[Status]{name: "scrape-seeders", format: Integer, note: "-1 unknown", integer: func(s *Status) *int64 { return &s.ScrapeSeeders }},
	field[Status]{name: "upload-speed", format: Integer, note: "bytes a second", integer: func(s *Status) *int64 { return &s.UploadSpeed }},
	field[Status]{name: "upload-total", format: Integer, note: "bytes", integer: func(s *Status) *int64 { return &s.UploadTotal }},
	field[Status]{name: "download-valid", format: Integer, note: "in no document; as completed", integer: func(s *Status) *int64 { return &s.DownloadValid }},
	field[Status]{name: "peers-max", format: Integer, note: "1.2x only, in no document", integer: func(s *Status) *int64 { return &s.PeersMax }},
).withIntegers(func(s *Status) int {
	return sizeDigits(s.ID) + sizeDigits(s.Completed) + sizeDigits(s.DownloadTotal) + sizeDigits(s.UploadTotal) +
		sizeDigits(s.DownloadValid) + sizeDigits(s.DownloadSpeed) + sizeDigits(s.UploadSpeed) + sizeDigits(s.SwarmSpeed) +
		sizeDigits(s.ETA) + sizeDigits(s.PeersDownloading) + sizeDigits(s.PeersUploading) + sizeDigits(s.PeersTotal) +
		sizeDigits(s.PeersMax) + sizeDigits(s.ScrapeCompleted) + sizeDigits(s.ScrapeLeechers) + sizeDigits(s.ScrapeSeeders)
})

// StatusTypes returns the table of status types.
func StatusTypes() []Type { return statusFields.types() }

// StatusSet returns the status types among the names of a get-status or
// get-status-all, without those that no table has, and with the ID, which is always
// told.
func StatusSet(names []codec.Bytes) Set { return statusFields.setOf(names) | StatusID }

// Clone returns a copy that owns its memory.
func (s *Status) Clone() *Status {
	c := *s
	statusFields.clone(&c)
	return &c
}

// PeersFrom counts the connected peers by origin: the "peers-from" dictionary.
type PeersFrom struct {
	Fields
	Cache, Incoming, PEX, Tracker int64
}

// The keys of peers-from as bits of PeersFrom.Has.
const (
	FromCache Set = 1 << iota
	FromIncoming
	FromPEX
	FromTracker
	FromAll = 1<<iota - 1
)

var originFields = newSchema(hintOrigins, func(p *PeersFrom) *Fields { return &p.Fields },
	field[PeersFrom]{name: "incoming", format: Integer, integer: func(p *PeersFrom) *int64 { return &p.Incoming }},
	field[PeersFrom]{name: "tracker", format: Integer, integer: func(p *PeersFrom) *int64 { return &p.Tracker }},
	field[PeersFrom]{name: "cache", format: Integer, integer: func(p *PeersFrom) *int64 { return &p.Cache }},
	field[PeersFrom]{name: "pex", format: Integer, integer: func(p *PeersFrom) *int64 { return &p.PEX }},
).withIntegers(func(p *PeersFrom) int {
	return sizeDigits(p.Cache) + sizeDigits(p.Incoming) + sizeDigits(p.PEX) + sizeDigits(p.Tracker)
})

// States returns the words of the status type "state" in the order in which a
// daemon prefers one to another. Readers accept others.
func States() []string {
	return []string{"waiting to checking", "checking", "downloading", "seeding", "stopping", "paused"}
}

// Errors returns the words of the status type "error", the document's first.
// Readers accept others.
func Errors() []string {
	return []string{
		"assert", "io-parent", "io-permissions", "io-space", "io-resource", "io-other", "tracker-error", "tracker-warning", "other",
		"io-file-too-big", "io-open-files", "tracker-other",
	}
}

// EachStatus decodes the torrents of a status message one by one, in constant
// memory however long the list is. The Status, its views included, is good until
// the next step. After an error, the last thing that it yields, nothing follows.
func EachStatus(frame []byte, o *codec.Options) iter.Seq2[*Status, error] {
	return each(frame, o, KeyStatus, statusFields, (*Status).reset)
}

func (s *Status) reset() {
	u, v, w := s.Unknown[:0], s.Tracker.Unknown[:0], s.PeersFrom.Unknown[:0]
	*s = Status{}
	s.Unknown, s.Tracker.Unknown, s.PeersFrom.Unknown = u, v, w
}
