package sim_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"enginespec/reference/engine"
	"enginespec/reference/engine/enginetest"
	"enginespec/reference/engine/sim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world returns options under which the torrents exist.
func world(torrents ...enginetest.Torrent) sim.Options {
	o := sim.Options{Seed: 1}
	for _, x := range torrents {
		o.Torrents = append(o.Torrents, x.Metainfo)
	}
	o.Content = func(id engine.ID, file int) io.ReaderAt {
		for _, x := range torrents {
			if x.ID == id {
				return bytes.NewReader(x.File(file))
			}
		}
		return nil
	}
	return o
}

func TestBehaviour(t *testing.T) {
	disks := map[string]*sim.Disk{}
	enginetest.Run(t, func(t testing.TB, s enginetest.Setup) enginetest.Bench {
		if disks[s.Store] == nil {
			disks[s.Store] = sim.NewDisk()
		}
		o := world(s.Torrents...)
		o.Clock, o.Disk = engine.NewClock(1000), disks[s.Store]
		e, err := sim.New(o)
		require.NoError(t, err)
		return enginetest.Bench{Engine: e, Peers: []string{"127.0.0.9:6881"}}
	})
}
