package fault

import (
	"bytes"
	"math"

	"enginespec/codec"
	"enginespec/codec/ipc"
)

// eachStatus changes the torrents of all status messages.
func eachStatus(change func(s *ipc.Status)) Lie {
	return recast(Kind(ipc.KeyStatus), func(m *ipc.Message) {
		for i := range m.Statuses {
			change(&m.Statuses[i])
		}
	})
}

// ipcStatus are a daemon's lies about get-status: IPC-160 to IPC-168.
func ipcStatus() []*Fault {
	row := func(id, clause, diagnosis, doc string, change func(s *ipc.Status)) *Fault {
		return daemon(id, clause, diagnosis, doc, eachStatus(change))
	}
	rewrite := func(old, new string) Lie {
		return Change(Kind(ipc.KeyStatus), payload(func(s string) string { return string(bytes.ReplaceAll([]byte(s), []byte(old), []byte(new))) }))
	}
	return []*Fault{
		daemon("status-as-info", "IPC-160", "wrong-kind", "answers get-status with info, as the document's example does", rewrite("6:status", "4:info")),
		daemon("status-of-first", "IPC-160", "wrong-count", "answers get-status-all with the first torrent", reshapes(Kind(ipc.KeyGetStatusAll), func(_, r *ipc.Message) {
			r.Statuses = r.Statuses[:min(1, len(r.Statuses))]
		})),
		daemon("completed-as-text", "IPC-162", "malformed", "writes completed as a string", rewrite("9:completedi0e", "9:completed1:0")),
		daemon("eta-as-text", "IPC-162", "malformed", "writes eta as a string", rewrite("3:etai-1e", "3:eta2:-1")),
		daemon("status-without-state", "IPC-162", "missing-field", "leaves the state out of get-status, and tells it at get-status-all", reshapes(Kind(ipc.KeyGetStatus), func(_, r *ipc.Message) {
			for i := range r.Statuses {
				r.Statuses[i].Has &^= ipc.StatusState
			}
		})),
		row("peers-negative", "IPC-162", "out-of-range", "counts -1 peers", func(s *ipc.Status) { s.PeersTotal = -1 }),
		row("error-for-all", "IPC-164", "wrong-value", "says io-other of all torrents", func(s *ipc.Status) { s.Error = codec.Bytes("io-other") }),
		row("error-is-none", "IPC-165", "out-of-range", "says that the error is none", func(s *ipc.Status) { s.Error = codec.Bytes("none") }),
		row("states-capital", "IPC-166", "out-of-range", "writes states with a capital", func(s *ipc.Status) {
			s.State = bytes.ToUpper(s.State[:min(1, len(s.State))])
		}),
		row("unknown-is-0", "IPC-167", "wrong-value", "says 0 of a time that is not known", func(s *ipc.Status) { s.ETA = max(s.ETA, 0) }),
		row("unknown-is-2", "IPC-167", "out-of-range", "says -2 of what is not known", func(s *ipc.Status) { s.ScrapeSeeders = min(s.ScrapeSeeders, -2) }),
		row("unknown-is-minimal", "IPC-167", "out-of-range", "says the least number of what is not known", func(s *ipc.Status) { s.ScrapeLeechers = math.MinInt64 }),
		row("speeds-in-kilobytes", "IPC-168", "wrong-value", "tells speeds in KB/s", func(s *ipc.Status) { s.DownloadSpeed, s.UploadSpeed = s.DownloadSpeed/1024, s.UploadSpeed/1024 }),
		row("speeds-negative", "IPC-168", "out-of-range", "tells a speed of -1", func(s *ipc.Status) { s.UploadSpeed = -1 }),
		daemon("limits-in-megabytes", "IPC-168", "wrong-value", "takes limits for MB a second", misread(Kind(ipc.KeyDownLimit), func(m *ipc.Message) { m.Int *= 1024 })),
	}
}
