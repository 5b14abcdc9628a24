package ipc_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	wire "enginespec/codec/ipc"
	"enginespec/reference/engine"
	"enginespec/reference/engine/sim"
	"enginespec/reference/ipc"
	"enginespec/reference/ipc/bundle"
)

// A torrent from its adding to its end.
func TestStatusOfADownload(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.talk()
		id := k.add("big")
		all := typeNames(wire.StatusTypes())
		s := k.status(id, all...)
		require.Equal(t, len(all), len(typeNames(wire.StatusTypes())))
		for _, x := range wire.StatusTypes() {
			require.NotZero(t, s.Has&x.Set, x.Name)
		}
		require.Equal(t, []int64{-1, -1, -1, -1}, []int64{s.ETA, s.ScrapeCompleted, s.ScrapeLeechers, s.ScrapeSeeders})
		require.Equal(t, "127.0.0.1", s.Tracker.Address.String())
		require.EqualValues(t, 8000, s.Tracker.Port)

		k.until(id, "half", func(s *wire.Status) bool { return s.Completed > 4<<20 })
		s = k.status(id, all...)
		require.Equal(t, "downloading", s.State.String())
		require.True(t, s.Running)
		require.Empty(t, s.Error)
		require.Equal(t, s.Completed, s.DownloadValid)
		require.Positive(t, s.SwarmSpeed)
		require.Positive(t, s.DownloadTotal)
		require.InDelta(t, float64(8<<20-s.Completed)/float64(s.DownloadSpeed), s.ETA, 2)
		require.EqualValues(t, 4, s.PeersTotal)
		require.EqualValues(t, 3, s.PeersUploading, "three seeds send to us")
		require.EqualValues(t, 1, s.PeersDownloading, "one leecher gets from us")
		f := s.PeersFrom
		require.Equal(t, s.PeersTotal, f.Cache+f.Incoming+f.PEX+f.Tracker)
		require.EqualValues(t, 50, s.PeersMax)
		require.GreaterOrEqual(t, s.ScrapeSeeders, int64(0))

		k.until(id, "whole", func(s *wire.Status) bool { return s.State.String() == "seeding" })
		s = k.status(id, "eta", "completed", "download-total")
		require.EqualValues(t, -1, s.ETA)
		require.EqualValues(t, 8<<20+123, s.Completed)
	})
}

// Trouble is told in the document's words.
func TestErrors(t *testing.T) {
	for kind, want := range map[engine.FaultKind]string{
		engine.TrackerError: "tracker-error", engine.TrackerWarning: "tracker-warning", engine.DiskFull: "io-space",
	} {
		t.Run(want, func(t *testing.T) {
			o := bundle.Options{Sim: sim.Options{Faults: []engine.Fault{{Kind: kind, Text: "so it is"}}}}
			inWorld(t, o, func(w *world) {
				k := w.talk()
				id := k.add("single")
				s := k.until(id, want, func(s *wire.Status) bool { return len(s.Error) > 0 })
				require.Equal(t, want, s.Error.String())
				require.Contains(t, wire.Errors(), want)
				s = k.status(id, "error-message", "state", "running")
				require.Equal(t, "so it is", s.ErrorMessage.String())
				require.Equal(t, kind != engine.DiskFull, s.Running)
				require.True(t, slices.Contains(wire.States(), s.State.String()))
			})
		})
	}
}

// Only what was asked for is told.
func TestStatusTypes(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		k := w.talk()
		k.add("single")
		k.send("l14:get-status-alll8:nonsense7:runningee", "l10:get-statusd2:idli1ei7eeee")
		k.want(`("status", ({"id": 1, "running": 1}))`, `("status", ({"id": 1}))`)
		// A torrent without trackers has one without an address.
		r := k.ask(detailed(wire.AddData, wire.Add{Data: fixture(t, "multi").Metainfo()}))
		k.put(wire.NewQuery("get-status", []int64{r.Infos[0].ID}, "tracker"))
		k.want(`("status", ({"id": 2, "tracker": {"address": "", "announce": "", "port": 0}}))`)
	})
	inWorld(t, bundle.Options{Profile: ipc.Late}, func(w *world) {
		k := w.talk()
		k.add("single")
		k.put(wire.NewTexts("get-status-all", "tracker"))
		k.want(`("status", ({"id": 1, "tracker": {"announce": "http://127.0.0.1:8000/announce?k=1", "scrape": "http://127.0.0.1:8000/scrape?k=1"}}))`)
	})
}
