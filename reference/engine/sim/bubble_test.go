package sim_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/reference/engine"
	"enginespec/reference/engine/enginetest"
	"enginespec/reference/engine/sim"
)

// bubble is a core in virtual time with one torrent of 1 MiB, added and started.
type bubble struct {
	*testing.T
	*sim.Engine
	x     enginetest.Torrent
	begin time.Time
}

func inBubble(t *testing.T, o sim.Options, run func(b *bubble)) {
	t.Helper()
	x := enginetest.NewTorrent("x.ts", 16<<10, []string{"http://127.0.0.1/a", "http://127.0.0.1/b"}, 1<<20)
	synctest.Test(t, func(t *testing.T) {
		w := world(x)
		o.Torrents, o.Content = w.Torrents, w.Content
		e, err := sim.New(o)
		require.NoError(t, err)
		defer e.Close()
		b := &bubble{T: t, Engine: e, x: x, begin: time.Now()}
		_, err = e.Add(t.Context(), engine.Source{Metainfo: x.Metainfo}, engine.AddOptions{})
		require.NoError(t, err)
		run(b)
	})
}

// after lets d of the protocol's time pass and returns the torrent.
func (b *bubble) after(d time.Duration) engine.Torrent {
	b.Helper()
	time.Sleep(d) // virtual: this is how time passes in a bubble
	synctest.Wait()
	return b.get()
}

func (b *bubble) get() engine.Torrent {
	b.Helper()
	s := b.Snapshot(b.x.ID)
	require.Len(b, s.Torrents, 1)
	return s.Torrents[0]
}

func (b *bubble) inject(f engine.Fault) { b.Helper(); require.NoError(b, b.Inject(f)) }

func (b *bubble) do(op engine.Op) {
	b.Helper()
	require.NoError(b, b.Do(b.Context(), b.x.ID, engine.Command{Op: op}))
}

// done waits for Done and returns how long after the beginning it came.
func (b *bubble) done() time.Duration {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), time.Hour)
	defer cancel()
	events := b.Watch(ctx)
	for b.get().State != engine.Seeding {
		_, ok := <-events
		require.True(b, ok, "not done within an hour: %+v", b.get().Pieces)
	}
	return b.get().DoneAt.Sub(b.begin)
}

func TestTiming(t *testing.T) {
	inBubble(t, sim.Options{}, func(b *bubble) {
		v := b.get()
		require.Equal(b, engine.Downloading, v.State)
		require.True(b, v.Peers[0].Connecting)
		require.Equal(b, -1, v.Trackers[0].Seeders)
		v = b.after(time.Second)
		require.Len(b, v.Peers, 4)
		require.False(b, v.Peers[0].Connecting)
		require.InDelta(b, 0.5, float64(v.Pieces.Bytes)/(1<<20), 0.15)
		require.InDelta(b, 768<<10, v.Down.PerSec, 300<<10)
		require.Equal(b, v.Pieces.Total, v.Pieces.Available)
		require.Equal(b, []int{3, 1}, []int{v.Trackers[0].Seeders, v.Trackers[0].Leechers})
		require.True(b, v.Trackers[0].Current)
		require.Equal(b, -1, v.Trackers[1].Seeders, "only the first is asked")
		require.InDelta(b, 1.6, b.done().Seconds(), 0.15)
		v = b.after(time.Minute)
		require.Zero(b, v.Down.PerSec)
		require.Equal(b, int64(1<<20), v.Down.Total)
		require.InDelta(b, 64<<10, v.Up.PerSec, 1<<10)
		require.InDelta(b, 60, v.SeedTime.Seconds(), 0.1)
		b.do(engine.Stop)
		v = b.get()
		require.Equal(b, engine.Stopping, v.State)
		require.Zero(b, v.Up.PerSec)
		up := v.Up.Total
		v = b.after(time.Minute)
		require.Equal(b, engine.Stopped, v.State)
		require.Equal(b, up, v.Up.Total)
		require.InDelta(b, 60, v.SeedTime.Seconds(), 0.1)
		b.do(engine.Start)
		require.Equal(b, engine.Rate{Total: up}, b.get().Up, "a start begins a session")
	})
}

func TestScaledClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := enginetest.NewTorrent("x.ts", 16<<10, nil, 1<<20)
		o := world(x)
		o.Clock.Scale = 100
		e, err := sim.New(o)
		require.NoError(t, err)
		defer e.Close()
		_, err = e.Add(t.Context(), engine.Source{Hash: x.ID}, engine.AddOptions{})
		require.NoError(t, err)
		time.Sleep(25 * time.Millisecond) // virtual, too
		synctest.Wait()
		v := e.Snapshot().Torrents[0]
		require.Equal(t, engine.Seeding, v.State)
		require.InDelta(t, 1.9, v.DoneAt.Sub(v.AddedAt).Seconds(), 0.2, "in the protocol's time")
	})
}

// TestDeterminism runs the same orders twice, at times that fall between steps.
func TestDeterminism(t *testing.T) {
	run := func(seed uint64) (all []engine.Torrent) {
		inBubble(t, sim.Options{Seed: seed}, func(b *bubble) {
			for i := range 20 {
				v := b.after(77 * time.Millisecond)
				v.AddedAt, v.DoneAt, v.Trackers = time.Time{}, time.Time{}, nil
				all = append(all, v)
				if i == 5 {
					b.inject(engine.Fault{Kind: engine.LosePeers, N: 1, For: time.Second})
				}
			}
		})
		return all
	}
	first := run(1)
	require.Equal(t, first, run(1))
	require.NotEqual(t, first[19].Peers[0].ID, run(2)[19].Peers[0].ID)
}

func TestLimits(t *testing.T) {
	for _, limit := range []int64{300, 10_000, 100_000} {
		inBubble(t, sim.Options{}, func(b *bubble) {
			up := limit / 10
			_, err := b.Configure(b.Context(), engine.Patch{Down: &limit, Up: &up})
			require.NoError(b, err)
			b.after(5 * time.Second) // the first piece is there
			from := b.get()
			v := b.after(10 * time.Second)
			if v.Left > 0 {
				require.InDelta(b, 10*limit, v.Down.Total-from.Down.Total, float64(limit)/5)
				require.InDelta(b, limit, v.Down.PerSec, float64(limit)/20+1)
			}
			require.LessOrEqual(b, v.Up.Total, 15*up)
		})
	}
}

func TestLimitIsShared(t *testing.T) {
	inBubble(t, sim.Options{}, func(b *bubble) {
		y := enginetest.NewTorrent("y.ts", 16<<10, nil, 1<<20)
		_, err := b.Add(b.Context(), engine.Source{Metainfo: y.Metainfo}, engine.AddOptions{Paused: true})
		require.NoError(b, err)
		limit := int64(100_000)
		_, err = b.Configure(b.Context(), engine.Patch{Down: &limit})
		require.NoError(b, err)
		require.NoError(b, b.Do(b.Context(), y.ID, engine.Command{Op: engine.Start}))
		b.after(10 * time.Second)
		s := b.Snapshot()
		for _, v := range s.Torrents {
			require.InDelta(b, limit/2, v.Down.PerSec, 10_000)
		}
	})
}

func TestVerifyTakesTime(t *testing.T) {
	inBubble(t, sim.Options{CheckRate: 1 << 20}, func(b *bubble) {
		b.done()
		b.do(engine.Verify)
		v := b.after(500 * time.Millisecond)
		require.Equal(b, engine.Checking, v.State)
		require.InDelta(b, 0.5, v.Check, 0.1)
		require.Empty(b, v.Peers)
		b.do(engine.Stop)
		require.NotEqual(b, engine.Checking, b.get().State)
		b.do(engine.Start)
		require.Equal(b, engine.Checking, b.get().State, "a check that was stopped begins again")
		require.Equal(b, engine.Seeding, b.after(1100*time.Millisecond).State)
	})
}
