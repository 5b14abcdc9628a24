package sim_test

import (
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/reference/engine"
	"enginespec/reference/engine/enginetest"
	"enginespec/reference/engine/sim"
)

func TestFaultNames(t *testing.T) {
	for k := engine.Heal; k <= engine.SlowStart; k++ {
		got, ok := engine.ParseFaultKind(k.String())
		require.True(t, ok)
		require.Equal(t, k, got)
	}
	_, ok := engine.ParseFaultKind("x")
	require.False(t, ok)
}

func TestNoPeers(t *testing.T) {
	o := sim.Options{Faults: []engine.Fault{{Kind: engine.NoPeers}}}
	inBubble(t, o, func(b *bubble) {
		v := b.after(time.Minute)
		require.Equal(b, engine.Downloading, v.State)
		require.Empty(b, v.Peers)
		require.Zero(b, v.Down.Total)
		require.Zero(b, v.Pieces.Available)
		require.Zero(b, v.Trackers[0].Seeders)
		b.inject(engine.Fault{Kind: engine.Heal})
		require.InDelta(b, 61.5, b.done().Seconds(), 0.3)
	})
}

func TestStall(t *testing.T) {
	inBubble(t, sim.Options{}, func(b *bubble) {
		b.inject(engine.Fault{Kind: engine.Stall, ID: b.x.ID, At: 0.5, For: 10 * time.Second})
		v := b.after(5 * time.Second)
		require.Equal(b, 32, v.Pieces.Have)
		require.Len(b, v.Peers, 4, "they stay connected")
		require.Equal(b, 32, b.after(5*time.Second).Pieces.Have)
		require.InDelta(b, 11.6, b.done().Seconds(), 0.3)
	})
}

func TestSlowPeers(t *testing.T) {
	inBubble(t, sim.Options{}, func(b *bubble) {
		b.inject(engine.Fault{Kind: engine.SlowPeers, Rate: 20_000, At: 0.25})
		b.after(5 * time.Second)
		require.InDelta(b, 20_000, b.after(10*time.Second).Down.PerSec, 1_000)
		b.inject(engine.Fault{Kind: engine.SlowPeers, Rate: 40_000})
		require.InDelta(b, 40_000, b.after(10*time.Second).Down.PerSec, 2_000, "it replaces the first")
	})
}

func TestLosePeers(t *testing.T) {
	inBubble(t, sim.Options{}, func(b *bubble) {
		b.after(500 * time.Millisecond)
		b.inject(engine.Fault{Kind: engine.LosePeers, N: 2})
		v := b.after(500 * time.Millisecond)
		require.Len(b, v.Peers, 2)
		require.Positive(b, v.Left)
		b.inject(engine.Fault{Kind: engine.LosePeers})
		have := b.after(0).Pieces.Have
		require.Equal(b, have, b.after(time.Minute).Pieces.Have)
		require.Empty(b, b.get().Peers)
		b.inject(engine.Fault{Kind: engine.Heal})
		b.done()
	})
}

func TestCorruptPiece(t *testing.T) {
	inBubble(t, sim.Options{}, func(b *bubble) {
		b.inject(engine.Fault{Kind: engine.CorruptPiece, N: 3, At: 0.5})
		b.done()
		require.Equal(b, int64(1<<20+3*16<<10), b.get().Down.Total, "three pieces came twice")
	})
}

func TestTrackerTrouble(t *testing.T) {
	inBubble(t, sim.Options{}, func(b *bubble) {
		b.inject(engine.Fault{Kind: engine.TrackerError, Text: "unregistered"})
		v := b.after(300 * time.Millisecond)
		require.Equal(b, &engine.Failure{Kind: engine.FailTracker, Text: "unregistered"}, v.Err)
		require.Equal(b, "unregistered", v.Trackers[0].Failure)
		require.Equal(b, engine.Downloading, v.State)
		b.inject(engine.Fault{Kind: engine.Heal})
		b.inject(engine.Fault{Kind: engine.TrackerWarning, Text: "slow down", For: time.Minute})
		v = b.after(10 * time.Second)
		require.Equal(b, engine.Seeding, v.State)
		require.Equal(b, &engine.Failure{Kind: engine.FailTrackerWarning, Text: "slow down"}, v.Err)
		require.Equal(b, 3, v.Trackers[0].Seeders)
		require.Nil(b, b.after(time.Minute).Err)
	})
}

func TestDiskFull(t *testing.T) {
	inBubble(t, sim.Options{}, func(b *bubble) {
		b.inject(engine.Fault{Kind: engine.DiskFull, At: 0.5})
		c, err := b.Open(b.Context(), b.x.ID, 0)
		require.NoError(b, err)
		n, err := io.Copy(io.Discard, c)
		require.ErrorIs(b, err, engine.ErrStopped)
		require.ErrorContains(b, err, "no space left")
		require.Equal(b, int64(1<<19), n)
		v := b.get()
		require.Equal(b, engine.Failed, v.State)
		require.Equal(b, engine.FailSpace, v.Err.Kind)
		b.do(engine.Start)
		require.Equal(b, engine.Failed, b.after(time.Second).State, "it is still full")
		b.inject(engine.Fault{Kind: engine.Heal, ID: b.x.ID})
		b.do(engine.Start)
		b.done()
		require.Nil(b, b.get().Err)
	})
}

func TestSlowStart(t *testing.T) {
	inBubble(t, sim.Options{Faults: []engine.Fault{{Kind: engine.SlowStart, For: 3 * time.Second}}}, func(b *bubble) {
		v := b.after(2 * time.Second)
		require.Len(b, v.Peers, 4)
		require.True(b, v.Peers[0].PeerChoking)
		require.Zero(b, v.Down.Total)
		require.InDelta(b, 4.4, b.done().Seconds(), 0.2)
	})
}

func TestInjectRefuses(t *testing.T) {
	inBubble(t, sim.Options{}, func(b *bubble) {
		require.ErrorIs(b, b.Inject(engine.Fault{Kind: engine.Stall, ID: engine.ID{1}}), engine.ErrNotFound)
		for _, f := range []engine.Fault{{Kind: 99}, {Kind: engine.Stall, At: 1.1}, {Kind: engine.Stall, At: -1}, {Kind: engine.Stall, For: -1}, {Kind: engine.LosePeers, N: -1}} {
			require.Error(b, b.Inject(f))
		}
		require.NoError(b, b.Close())
		require.ErrorIs(b, b.Inject(engine.Fault{}), engine.ErrClosed)
	})
	_, err := sim.New(sim.Options{Faults: []engine.Fault{{Kind: 99}}})
	require.Error(t, err)
	_, err = sim.New(sim.Options{Torrents: [][]byte{[]byte("x")}})
	require.ErrorIs(t, err, engine.ErrBadMeta)
}

func TestContentThatDoesNotFit(t *testing.T) {
	x := enginetest.NewTorrent("x.ts", 16<<10, nil, 1<<20)
	x.Content[100_000]++
	o := world(x)
	o.Clock = engine.NewClock(1000)
	e, err := sim.New(o)
	require.NoError(t, err)
	defer e.Close()
	_, err = e.Add(t.Context(), engine.Source{Metainfo: x.Metainfo}, engine.AddOptions{})
	require.NoError(t, err)
	c, err := e.Open(t.Context(), x.ID, 0)
	require.NoError(t, err)
	_, err = io.Copy(io.Discard, c)
	require.ErrorContains(t, err, "does not fit the metainfo")
}

func TestPattern(t *testing.T) {
	whole := make([]byte, 100)
	sim.Pattern(engine.ID{1}).ReadAt(whole, 0)
	for off := range 90 {
		b := make([]byte, 10)
		n, err := sim.Pattern(engine.ID{1}).ReadAt(b, int64(off))
		require.NoError(t, err)
		require.Equal(t, 10, n)
		require.Equal(t, whole[off:off+10], b)
	}
	other := make([]byte, 100)
	sim.Pattern(engine.ID{2}).ReadAt(other, 0)
	require.NotEqual(t, whole, other)
}
