// Package gen makes the inputs of the benchmarks: invented, and the same in every run.
package gen

import (
	"fmt"

	"enginespec/codec"
	"enginespec/codec/ipc"
)

// The small inputs of IPC as payloads, with sorted keys: the strict peers read no others.
const (
	Handshake = "d7:versiond3:maxi2e3:mini1eee"
	Request   = "l5:startli3ei8ei6eei15ee"
)

// Sequence is a small deterministic source of numbers (xorshift).
type Sequence uint64

// Below returns a number from 0 to m-1.
func (s *Sequence) Below(m int64) int64 {
	*s ^= *s << 13
	*s ^= *s >> 7
	*s ^= *s << 17
	return int64(uint64(*s) % uint64(m))
}

// StatusTypes are the types that the torrents of Status hold: 13 and the ID, as a
// graphical client asks for them.
const StatusTypes = ipc.StatusCompleted | ipc.StatusDownloadSpeed | ipc.StatusDownloadTotal | ipc.StatusError |
	ipc.StatusETA | ipc.StatusID | ipc.StatusPeersDownloading | ipc.StatusPeersFrom | ipc.StatusPeersTotal |
	ipc.StatusPeersUploading | ipc.StatusState | ipc.StatusTracker | ipc.StatusUploadSpeed | ipc.StatusUploadTotal

// Status is a status reply, tag 5, of n torrents, about 400 bytes each.
func Status(n int) *ipc.Message {
	r := Sequence(0x9E3779B97F4A7C15)
	states := ipc.States()[1:]
	m := ipc.New(ipc.KeyStatus).Tagged(5)
	m.Statuses = make([]ipc.Status, n)
	for i := range m.Statuses {
		s := &m.Statuses[i]
		s.Has = StatusTypes
		s.ID = int64(i + 1)
		s.Completed, s.DownloadTotal, s.UploadTotal = r.Below(1<<36), r.Below(1<<36), r.Below(1<<38)
		s.DownloadSpeed, s.UploadSpeed, s.ETA = r.Below(1<<23), r.Below(1<<21), r.Below(86400)
		s.PeersDownloading, s.PeersUploading, s.PeersTotal = r.Below(40), r.Below(40), r.Below(170)
		s.Error = codec.Bytes{}
		if r.Below(16) == 0 {
			s.Error = codec.Bytes("tracker-warning")
		}
		s.State = codec.Bytes(states[r.Below(int64(len(states)))])
		s.PeersFrom = ipc.PeersFrom{Fields: ipc.Fields{Has: ipc.FromAll},
			Cache: r.Below(10), Incoming: r.Below(50), PEX: r.Below(30), Tracker: r.Below(80)}
		s.Tracker = ipc.Tracker{Fields: ipc.Fields{Has: ipc.TrackerAddress | ipc.TrackerAnnounce | ipc.TrackerPort | ipc.TrackerScrape},
			Address:  codec.Bytes(fmt.Sprintf("tracker%d.example.org", r.Below(1000))),
			Announce: codec.Bytes("/announce"), Port: 6969, Scrape: codec.Bytes("/scrape")}
	}
	return m
}

// Frame is the wire form of a message that can be written.
func Frame(m codec.Message) []byte {
	b, err := m.Append(nil)
	if err != nil {
		panic(err)
	}
	return b
}
