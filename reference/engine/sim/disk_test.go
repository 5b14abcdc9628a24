package sim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/reference/engine"
	"enginespec/reference/engine/enginetest"
	"enginespec/reference/engine/sim"
)

// TestCrash takes a second engine on the same disk for a restart without a Close:
// whatever was acknowledged is there.
func TestCrash(t *testing.T) {
	x := enginetest.NewTorrent("x", 16<<10, nil, 100_000, 50_000)
	disk := sim.NewDisk()
	o := world(x)
	o.Disk, o.Clock = disk, engine.NewClock(1000)
	start := func() *sim.Engine {
		e, err := sim.New(o)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, e.Close()) })
		return e
	}
	e := start()
	do := func(c engine.Command) { require.NoError(t, e.Do(t.Context(), x.ID, c)) }
	state := func() (engine.State, []engine.Priority) {
		v := start().Snapshot().Torrents[0]
		return v.State, []engine.Priority{v.Files[0].Priority, v.Files[1].Priority}
	}
	frozen := int64(0)
	_, err := e.Configure(t.Context(), engine.Patch{Down: &frozen})
	require.NoError(t, err)
	require.Zero(t, start().Snapshot().Settings.Down)

	_, err = e.Add(t.Context(), engine.Source{Metainfo: x.Metainfo}, engine.AddOptions{Files: []int{1}})
	require.NoError(t, err)
	s, p := state()
	require.Equal(t, engine.Downloading, s)
	require.Equal(t, []engine.Priority{engine.Skip, engine.Normal}, p)

	do(engine.Command{Op: engine.SetFiles, Files: []engine.FilePriority{{File: 0, Priority: engine.High}}})
	_, p = state()
	require.Equal(t, []engine.Priority{engine.High, engine.Normal}, p)

	do(engine.Command{Op: engine.Stop})
	s, _ = state()
	require.Equal(t, engine.Stopped, s)

	do(engine.Command{Op: engine.Start})
	s, _ = state()
	require.Equal(t, engine.Downloading, s)

	do(engine.Command{Op: engine.Remove})
	require.Empty(t, start().Snapshot().Torrents)
}
