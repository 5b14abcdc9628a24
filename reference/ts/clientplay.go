package ts

import (
	"context"
	"fmt"
	"sync"
	"time"

	"enginespec/codec"
	wire "enginespec/codec/ts"
)

// Announcement is a url to open: of the content, of a clip, or, after a LiveSeek, of
// another place of a broadcast.
type Announcement struct {
	URL           string // plain; the same string goes into DUR and PLAYBACK
	Live          bool   // a broadcast: without end, and without reports
	Ad            bool   // a clip: the content comes after PLAYBACK 100
	Interruptible bool   // of a clip: Skip ends it
	InfoHash      string // empty below API level 4
	File          int64  // its index in the torrent, 0 below API level 4

	over     chan struct{}
	reported int // marks sent; guarded by Playback.mu
}

// Over is closed when the url is not to be used any more: after STOP, another
// announcement, or the end of the playback.
func (a *Announcement) Over() <-chan struct{} { return a.over }

// Playback is one START. It is safe for concurrent use.
type Playback struct {
	c    *Client
	done chan struct{}

	mu      sync.Mutex
	err     error
	ended   bool
	fading  *time.Timer // STATE 0 came, its reason has not
	current *Announcement
	fresh   *Announcement // not yet taken by Next
	news    chan struct{} // one place: fresh is set
	paused  chan struct{} // not nil between PAUSE and RESUME; closed at RESUME
	status  wire.Status   // the last
	state   wire.StateID  // the last
	livepos *wire.Livepos // the last
	infos   []*wire.Info  // all, at most maxInfos
}

const maxInfos = 64

// Start begins a playback; one that there was is over. Wait for its url with Next.
func (c *Client) Start(ctx context.Context, req wire.StartRequest) (*Playback, error) {
	if req.Type != wire.EFile && len(req.Indexes) == 0 {
		req.Indexes = []int64{0}
	}
	p := &Playback{c: c, done: make(chan struct{}), news: make(chan struct{}, 1)}
	c.mu.Lock()
	old := c.play
	c.play = p
	err := c.err
	c.mu.Unlock()
	if old != nil {
		old.end(ErrStopped)
	}
	if err == nil {
		err = c.send(ctx, &req)
	}
	if err != nil {
		p.end(err)
		return nil, err
	}
	return p, nil
}

// Next waits for the next announcement. Without one it ends with the playback's error.
func (p *Playback) Next(ctx context.Context) (*Announcement, error) {
	for {
		p.mu.Lock()
		a := p.fresh
		p.fresh = nil
		p.mu.Unlock()
		if a != nil {
			return a, nil
		}
		select {
		case <-p.news:
		case <-p.done:
			return nil, p.Err()
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// Done is closed when the playback has ended. Err says why.
func (p *Playback) Done() <-chan struct{} { return p.done }

// Err is why the playback ended: a *PlaybackError, ErrStopped, ErrNotReady, or why the
// session did; nil while it lasts.
func (p *Playback) Err() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err
}

// Status is the last STATUS; its Main.State is 0 if there was none.
func (p *Playback) Status() wire.Status { p.mu.Lock(); defer p.mu.Unlock(); return p.status }

// State is the last STATE.
func (p *Playback) State() wire.StateID { p.mu.Lock(); defer p.mu.Unlock(); return p.state }

// Livepos is where the broadcast stands, nil if the engine has not said.
func (p *Playback) Livepos() *wire.Livepos { p.mu.Lock(); defer p.mu.Unlock(); return p.livepos }

// Infos are the messages for the user so far, at most 64.
func (p *Playback) Infos() []*wire.Info {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.infos[:len(p.infos):len(p.infos)]
}

// Paused returns nil while the player may play, and between PAUSE and RESUME a
// channel that is closed at RESUME, or when the playback ends.
func (p *Playback) Paused() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.paused == nil {
		return nil
	}
	return p.paused
}

// Dur tells the engine how long the content is. It does nothing for a broadcast.
func (p *Playback) Dur(ctx context.Context, a *Announcement, d time.Duration) error {
	if a.Live {
		return nil
	}
	return p.c.send(ctx, &wire.Dur{URL: codec.Bytes(a.URL), Duration: d.Milliseconds()})
}

// Played tells the engine how far the player has come, 0 to 100 percent: PLAYBACK for
// each of 0, 25, 50, 75 and 100 that has been passed and not been told. It does
// nothing for a broadcast.
func (p *Playback) Played(ctx context.Context, a *Announcement, percent float64) error {
	if a.Live {
		return nil
	}
	for {
		p.mu.Lock()
		mark := 25 * a.reported
		due := mark <= 100 && percent >= float64(mark)
		if due {
			a.reported++
		}
		p.mu.Unlock()
		if !due {
			return nil
		}
		if err := p.c.send(ctx, &wire.Playback{URL: codec.Bytes(a.URL), Event: int64(mark)}); err != nil {
			return err
		}
	}
}

// Skip tells the engine that the user has skipped a clip.
func (p *Playback) Skip(ctx context.Context, a *Announcement) error {
	if !a.Ad {
		return fmt.Errorf("only a clip can be skipped")
	}
	return p.c.send(ctx, &wire.Playback{URL: codec.Bytes(a.URL), Event: wire.Skipped})
}

// LiveSeek asks for another place of a broadcast; Next returns its url.
func (p *Playback) LiveSeek(ctx context.Context, t time.Time) error {
	return p.c.send(ctx, &wire.LiveSeek{Time: max(t.Unix(), 0)})
}

// Stop ends the playback and waits for the engine's STATE 0.
func (p *Playback) Stop(ctx context.Context) error {
	err := p.c.Stop(ctx)
	p.end(ErrStopped)
	return err
}

// Stop ends whatever plays and waits for the engine's STATE 0. It is good, too, when
// nothing plays.
func (c *Client) Stop(ctx context.Context) error {
	ch := make(chan struct{})
	err := c.hold(ctx, func() error {
		c.mu.Lock()
		c.stops = append(c.stops, ch)
		c.mu.Unlock()
		return c.write(ctx, &wire.Stop{})
	})
	if err != nil {
		return err
	}
	_, err = await(ctx, c, ch, fmt.Errorf("STOP: %w", ErrTimeout))
	return err
}
