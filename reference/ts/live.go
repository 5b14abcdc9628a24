package ts

import (
	"context"
	"io"
	"time"

	wire "enginespec/codec/ts"
	"enginespec/reference/engine"
)

// broadcast is live content: a file that is on the air over and over. What was sent
// at the Unix time t is at byte (t - origin) * bitrate of the file, modulo its size;
// origin is chosen at START such that the live edge is the file's first byte.
type broadcast struct {
	clock  engine.Clock
	origin time.Time
	window time.Duration // how far back one can go
	lag    time.Duration // of the player behind the live edge
}

func newBroadcast(o *Options, p *playback) *broadcast {
	return &broadcast{clock: o.Clock, origin: o.Clock.Now(), window: o.LiveWindow}
}

// fallBehind counts time that the player did not play.
func (b *broadcast) fallBehind(d time.Duration) { b.lag = min(b.lag+d, b.window) }

// pos is what the player sees.
func (b *broadcast) pos(now time.Time) time.Time { return now.Add(-b.lag) }

// byteAt is the place of a moment in a file.
func (b *broadcast) byteAt(t time.Time, bitrate float64, size int64) float64 {
	n := int64(t.Sub(b.origin).Seconds()*bitrate) % size
	if n < 0 {
		n += size
	}
	return float64(n)
}

// livepos tells where the live stream stands.
func (c *session) livepos() {
	p := c.play
	if p == nil || p.live == nil || c.quiet() || p.phase != playing && p.phase != buffering {
		return
	}
	now := c.clock().Now()
	_, ready := p.content.Window()
	v := wire.Livepos{Last: now.Unix(), LiveFirst: now.Add(-p.live.window).Unix(), Pos: p.live.pos(now).Unix(),
		BufferPieces: (ready - int64(p.head)) / max(p.t.meta.PieceSize, 1)}
	v.FirstTS, v.LastTS, v.LiveLast = v.LiveFirst, v.Last, v.Last
	if p.live.lag < 10*time.Second {
		v.IsLive = 1
	}
	c.put(wire.NewLivepos(v))
}

// liveSeek moves a live playback. A time outside of the window becomes its nearest
// end.
func (c *session) liveSeek(m *wire.LiveSeek) {
	p := c.play
	if p == nil || p.live == nil || p.phase != playing && p.phase != buffering && p.phase != seeking {
		return
	}
	if p.phase == buffering { // RESUME belongs to every PAUSE
		c.put(&wire.Resume{})
		c.put(&wire.State{ID: wire.StateDownloading})
	}
	now := c.clock().Now()
	b := p.live
	to := time.Unix(min(m.Time, now.Unix()), 0)
	b.lag = min(max(now.Sub(to), 0), b.window)
	p.revoke()
	if p.phase != seeking {
		c.put(&wire.Stop{})
	}
	c.enter(seeking)
	p.head = b.byteAt(b.pos(now).Truncate(time.Second), p.bitrate, p.size)
	p.at = now
	p.want(c.o.Prebuffer)
	c.look(p)
	c.putStatus()
	c.step()
}

// liveBurst is what a client of a live stream gets at once, and liveRate the least
// that follows in a second: a player needs some to begin with, and must not get more
// than there is.
const (
	liveBurst = 256 << 10
	liveRate  = 128 << 10
)

// broadcast returns what opens the stream for one client, from the playhead on.
func (c *session) broadcast(p *playback) func(context.Context) (io.ReadCloser, error) {
	from, rate := int64(p.head), max(p.bitrate, liveRate)
	o, e, clock, playback := p.opened, c.o.Engine, c.clock(), p.ctx
	return func(ctx context.Context) (io.ReadCloser, error) {
		ctx, cancel := context.WithCancel(ctx)
		stop := context.AfterFunc(playback, cancel)
		src, err := e.Open(ctx, o.id, o.file)
		if err == nil {
			_, err = src.Seek(from, io.SeekStart)
		}
		if err != nil {
			stop()
			cancel()
			return nil, err
		}
		return &airing{src, ctx, func() { stop(); cancel() }, clock, rate, clock.Now(), 0}, nil
	}
}

// airing is the stream of one client.
type airing struct {
	src    engine.Content
	ctx    context.Context
	cancel func()
	clock  engine.Clock
	rate   float64
	began  time.Time
	sent   int64
}

// Read gives what is on the air, from the file's beginning again after its end.
func (a *airing) Read(b []byte) (int, error) {
	for {
		due := liveBurst + int64(a.clock.Now().Sub(a.began).Seconds()*a.rate)
		if a.sent < due {
			n, err := a.src.Read(b[:min(int64(len(b)), due-a.sent)])
			if a.sent += int64(n); n > 0 || err != io.EOF {
				return n, err
			}
			if _, err := a.src.Seek(0, io.SeekStart); err != nil {
				return 0, err
			}
			continue
		}
		t := a.clock.Timer(100 * time.Millisecond)
		select {
		case <-t.C:
		case <-a.ctx.Done():
			t.Stop()
			return 0, a.ctx.Err()
		}
	}
}

func (a *airing) Close() error {
	a.cancel()
	return a.src.Close()
}
