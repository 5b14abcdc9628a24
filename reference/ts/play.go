package ts

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	wire "enginespec/codec/ts"
)

// PlayOptions say how an ordinary client behaves.
type PlayOptions struct {
	ClientOptions
	// Dial connects to the engine. It is required.
	Dial func(ctx context.Context) (net.Conn, error)
	// Source is what to play.
	Source wire.Source
	// File is the index of the file in the torrent; nil: the first that LOADRESP lists.
	File *int64
	// HTTP fetches the announced urls; nil: a client that reaches loopback only.
	HTTP *http.Client
	// Duration is the playing time of what was announced, of which the size is known;
	// nil: a guess from the size, at 128 KiB/s. A player would read it in the media.
	Duration func(a *Announcement, size int64) time.Duration
	// Patience is how long the engine may take for LOADRESP and for an announcement;
	// default 60 s, at the pace of Clock.
	Patience time.Duration
	// LiveBytes is how much of a broadcast is watched; default 64 KiB.
	LiveBytes int64
	// Content, if set, gets the bytes of the content, not those of clips.
	Content io.Writer
}

func (o *PlayOptions) fill() (done func()) {
	or(&o.LiveBytes, 64<<10)
	or(&o.Patience, time.Minute)
	if o.Duration == nil {
		o.Duration = func(_ *Announcement, size int64) time.Duration {
			return max(time.Duration(size)*time.Second/(128<<10), time.Millisecond)
		}
	}
	if o.Content == nil {
		o.Content = io.Discard
	}
	if o.HTTP != nil {
		return func() {}
	}
	t := Transport(false)
	o.HTTP = &http.Client{Transport: t}
	return t.CloseIdleConnections
}

// Play does what an ordinary client does: it shakes hands, asks for the files by
// LOADASYNC, starts the first, fetches each announced url to its end, clips first,
// reports DUR and PLAYBACK, stops at PAUSE until RESUME, and ends with STOP and
// SHUTDOWN. It fails as soon as anything of that does.
func Play(ctx context.Context, o PlayOptions) error {
	defer o.fill()()
	c, err := o.connect(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	r, err := o.load(ctx, c)
	if err != nil {
		return err
	}
	if err := o.play(ctx, c, r); err != nil {
		return err
	}
	return c.Shutdown(ctx)
}

func (o *PlayOptions) load(ctx context.Context, c *Client) (*wire.Response, error) {
	ctx, cancel := o.patience(ctx)
	defer cancel()
	r, err := c.LoadAsync(ctx, o.Source)
	if err != nil {
		return nil, fmt.Errorf("LOADASYNC: %w", err)
	}
	return r, nil
}

// patience bounds the wait for one answer.
func (o *PlayOptions) patience(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, o.Clock.Real(o.Patience), ErrTimeout)
}

func (o *PlayOptions) connect(ctx context.Context) (*Client, error) {
	conn, err := o.Dial(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect to the engine: %w", err)
	}
	return NewClient(ctx, conn, o.ClientOptions)
}

// play is the part between LOADRESP and STATE 0.
func (o *PlayOptions) play(ctx context.Context, c *Client, r *wire.Response) error {
	index := int64(0)
	switch {
	case o.File != nil:
		index = *o.File
	case len(r.Files) == 0:
		return errors.New("LOADRESP lists no file to play")
	default:
		index = r.Files[0].Index
	}
	p, err := c.Start(ctx, wire.StartRequest{Source: o.Source, Indexes: []int64{index}})
	if err != nil {
		return fmt.Errorf("START: %w", err)
	}
	for {
		nctx, cancel := o.patience(ctx)
		a, err := p.Next(nctx)
		cancel()
		if err != nil {
			return fmt.Errorf("START: %w", err)
		}
		err = o.watch(ctx, c, p, a)
		switch {
		case errors.Is(err, errOver):
			continue // another url follows, or Next tells why not
		case err != nil:
			return err
		case !a.Ad:
			return p.Stop(ctx)
		}
	}
}

// errOver says that a url was taken back.
var errOver = errors.New("the engine took the url back")

// watch fetches one url to its end and reports on it.
func (o *PlayOptions) watch(ctx context.Context, c *Client, p *Playback, a *Announcement) error {
	gctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		select {
		case <-a.Over():
			cancel()
		case <-stop:
		}
	}()
	err := o.fetch(gctx, c, p, a)
	if err != nil && ctx.Err() == nil {
		// An engine that takes a url back cuts it, and says so on the other connection:
		// which of the two is seen first is chance.
		t := o.Clock.Timer(time.Second)
		defer t.Stop()
		select {
		case <-a.Over():
			return errOver
		case <-t.C:
		case <-ctx.Done():
		}
	}
	return err
}

func (o *PlayOptions) fetch(ctx context.Context, c *Client, p *Playback, a *Announcement) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.URL, nil)
	if err != nil {
		return fmt.Errorf("the announced url: %w", err)
	}
	resp, err := o.HTTP.Do(req)
	if err != nil {
		return fmt.Errorf("the announced url: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the announced url: status %d, expected 200", resp.StatusCode)
	}
	size := resp.ContentLength
	if size >= 0 {
		if err := o.known(ctx, p, a, size); err != nil {
			return err
		}
	}
	var out io.Writer = o.Content
	if a.Ad {
		out = io.Discard
	}
	var done int64
	b := make([]byte, 32<<10)
	for {
		if err := gate(ctx, c, p); err != nil {
			return err
		}
		n, err := resp.Body.Read(b)
		if _, werr := out.Write(b[:n]); werr != nil {
			return werr
		}
		done += int64(n)
		if size > 0 {
			if err := p.Played(ctx, a, 100*float64(done)/float64(size)); err != nil {
				return err
			}
		}
		switch {
		case a.Live && done >= o.LiveBytes:
			return nil
		case err == io.EOF:
			return o.played(ctx, p, a, size, done)
		case err != nil:
			return fmt.Errorf("the announced url: %w after %d bytes", err, done)
		}
	}
}

// known reports that playback begins, once the duration is known.
func (o *PlayOptions) known(ctx context.Context, p *Playback, a *Announcement, size int64) error {
	if err := p.Dur(ctx, a, o.Duration(a, size)); err != nil {
		return err
	}
	return p.Played(ctx, a, 0)
}

// played reports the end. Only then is the size known of what came without one.
func (o *PlayOptions) played(ctx context.Context, p *Playback, a *Announcement, size, done int64) error {
	if size < 0 {
		if err := o.known(ctx, p, a, done); err != nil {
			return err
		}
	}
	return p.Played(ctx, a, 100)
}

// gate waits while the engine has nothing to play, and tells it that the player does.
func gate(ctx context.Context, c *Client, p *Playback) error {
	for {
		resumed := p.Paused()
		if resumed == nil {
			return nil
		}
		if err := c.Event(ctx, "pause", nil); err != nil {
			return err
		}
		select {
		case <-resumed:
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := c.Event(ctx, "play", nil); err != nil {
			return err
		}
	}
}
