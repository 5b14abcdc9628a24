package ipc

import (
	"enginespec/codec"
	wire "enginespec/codec/ipc"
	"enginespec/reference/engine"
)

// getStatus answers get-status and get-status-all.
func (c *session) getStatus(m *wire.Message, types []codec.Bytes) {
	list, now := c.asked(m)
	set := wire.StatusSet(types)
	r := c.answer(m, wire.KeyStatus)
	for i := range list {
		r.Statuses = append(r.Statuses, c.status(&list[i], set, now))
	}
	c.send(r)
}

// status fills in what was asked for of one torrent.
func (c *session) status(v *view, set wire.Set, now engine.Settings) wire.Status {
	s := wire.Status{Fields: wire.Fields{Has: set}, ID: v.number,
		Completed: v.Pieces.Bytes, DownloadValid: v.Pieces.Bytes,
		DownloadSpeed: v.Down.PerSec, UploadSpeed: v.Up.PerSec, SwarmSpeed: v.Swarm,
		DownloadTotal: v.Down.Total, UploadTotal: v.Up.Total,
		ETA: eta(v), Running: running(v.State), State: codec.Bytes(stateWord(v.State)), PeersMax: int64(now.MaxPeers),
	}
	s.Error, s.ErrorMessage = trouble(v.Err)
	peers(&s, v.Peers)
	var t *engine.Tracker
	s.Tracker, t = c.current(v)
	s.ScrapeCompleted, s.ScrapeLeechers, s.ScrapeSeeders = -1, -1, -1
	if t != nil {
		s.ScrapeCompleted, s.ScrapeLeechers, s.ScrapeSeeders = int64(t.Completed), int64(t.Leechers), int64(t.Seeders)
	}
	return s
}

// running is false of what is stopped or stopping, and of what trouble has stopped.
func running(s engine.State) bool {
	return s != engine.Stopped && s != engine.Stopping && s != engine.Failed
}

// stateWord is the status type state.
func stateWord(s engine.State) string {
	switch s {
	case engine.Queued:
		return "waiting to checking" // the daemons' own words
	case engine.Checking:
		return "checking"
	case engine.Seeding:
		return "seeding"
	case engine.Stopping:
		return "stopping"
	case engine.Stopped, engine.Failed:
		return "paused"
	}
	return "downloading"
}

// eta is how many seconds are left at the present speed, -1 if that is not known.
func eta(v *view) int64 {
	if v.State != engine.Downloading || v.Down.PerSec <= 0 {
		return -1
	}
	return (v.Left + v.Down.PerSec - 1) / v.Down.PerSec
}

// trouble is the status types error and error-message.
func trouble(f *engine.Failure) (kind, text codec.Bytes) {
	if f == nil {
		return nil, nil
	}
	word := "other"
	switch f.Kind {
	case engine.FailIO:
		word = "io-other"
	case engine.FailPermission:
		word = "io-permissions"
	case engine.FailSpace:
		word = "io-space"
	case engine.FailParent:
		word = "io-parent"
	case engine.FailTracker:
		word = "tracker-error"
	case engine.FailTrackerWarning:
		word = "tracker-warning"
	}
	return codec.Bytes(word), codec.Bytes(f.Text)
}

// peers counts the connected peers. As the document has it, and unlike the real
// daemons, peers-downloading are those that get something from us.
func peers(s *wire.Status, list []engine.Peer) {
	from := &s.PeersFrom
	from.Has = wire.FromAll
	for i := range list {
		p := &list[i]
		if p.Connecting {
			continue
		}
		s.PeersTotal++
		if p.Up.PerSec > 0 {
			s.PeersDownloading++
		}
		if p.Down.PerSec > 0 {
			s.PeersUploading++
		}
		switch p.Origin {
		case engine.FromIncoming:
			from.Incoming++
		case engine.FromTracker:
			from.Tracker++
		case engine.FromPEX:
			from.PEX++
		default: // those that the user named have no name of their own
			from.Cache++
		}
	}
}
