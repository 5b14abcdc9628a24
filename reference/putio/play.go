package putio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	wire "enginespec/codec/putio"
	"enginespec/reference/engine"
)

// ErrTransfer says that a transfer ended in Error.
var ErrTransfer = errors.New("the transfer failed")

// PlayOptions say how an ordinary client behaves.
type PlayOptions struct {
	ClientOptions
	// Links are what is fetched.
	Links []string
	// Clock is the pace of the server; zero: real time.
	Clock engine.Clock
	// Poll is the time between two looks at the transfers; default 1 s, at the pace of
	// Clock.
	Poll time.Duration
	// Patience is how long the transfers may take, at the pace of Clock; default 10 min.
	Patience time.Duration
	// Keep leaves the items where they are.
	Keep bool
	// Content, if set, gets the bytes of all files that were fetched.
	Content io.Writer
	// On, if set, is told of each status of a transfer that is seen.
	On func(t wire.Transfer)
}

func (o *PlayOptions) fill() {
	or(&o.Poll, time.Second)
	or(&o.Patience, 10*time.Minute)
	if o.Content == nil {
		o.Content = io.Discard
	}
	if o.On == nil {
		o.On = func(wire.Transfer) {}
	}
}

// Play does what an ordinary client does: it logs in, lists the root, has its links
// analysed, adds them, looks at the transfers until they are gone, gets a token,
// streams each new file to its end, and deletes what it fetched. It fails as soon as
// anything of that does.
func Play(ctx context.Context, o PlayOptions) error {
	o.fill()
	c, err := NewClient(o.ClientOptions)
	if err != nil {
		return err
	}
	if _, err := c.UserInfo(ctx); err != nil {
		return err
	}
	return o.play(ctx, c)
}

func (o *PlayOptions) play(ctx context.Context, c *Client) error {
	old, err := c.FilesAll(ctx, 0)
	if err != nil {
		return err
	}
	a, err := c.URLsAnalyze(ctx, o.Links...)
	if err != nil {
		return err
	}
	if len(a.Items.Error) > 0 && a.Items.Error[0].Error != nil {
		return fmt.Errorf("the link cannot be fetched: %s", *a.Items.Error[0].Error)
	}
	added, err := c.TransfersAdd(ctx, o.Links...)
	if err != nil {
		return err
	}
	if len(added) != len(o.Links) {
		return fmt.Errorf("transfers.add: %d transfers, expected %d", len(added), len(o.Links))
	}
	if err := o.wait(ctx, c, added); err != nil {
		return err
	}
	items, err := c.FilesAll(ctx, 0)
	if err != nil {
		return err
	}
	known := map[wire.ID]bool{}
	for _, it := range old {
		known[it.ID] = true
	}
	for i := range items {
		if !known[items[i].ID] {
			if err := o.use(ctx, c, &items[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// wait looks at the transfers until none of those added is in the list.
func (o *PlayOptions) wait(ctx context.Context, c *Client, added []wire.Transfer) error {
	ctx, cancel := context.WithTimeoutCause(ctx, o.Clock.Real(o.Patience), errors.New("the transfers take too long"))
	defer cancel()
	last := map[wire.ID]wire.Status{}
	for _, t := range added {
		last[t.ID] = wire.Gone
		if err := o.see(t, last); err != nil {
			return err
		}
	}
	for {
		now, err := c.TransfersList(ctx)
		if err != nil {
			return orCause(ctx, err)
		}
		left := 0
		for _, t := range now {
			if _, ours := last[t.ID]; ours {
				left++
				if err := o.see(t, last); err != nil {
					return err
				}
			}
		}
		if left == 0 {
			return nil
		}
		timer := o.Clock.Timer(o.Poll)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return context.Cause(ctx)
		}
	}
}

// see looks at one transfer. A status that is not known is one that goes on.
func (o *PlayOptions) see(t wire.Transfer, last map[wire.ID]wire.Status) error {
	status, _ := wire.ReadStatus(string(t.Status))
	if last[t.ID] != t.Status {
		last[t.ID] = t.Status
		o.On(t)
	}
	if status == wire.Error {
		return fmt.Errorf("transfer %d: %w", t.ID, ErrTransfer)
	}
	return nil
}

func orCause(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// use streams a new item, or all that is in it, and deletes it.
func (o *PlayOptions) use(ctx context.Context, c *Client, it *wire.Item) error {
	if err := o.stream(ctx, c, it); err != nil || o.Keep {
		return err
	}
	return c.FilesDelete(ctx, it.ID)
}

func (o *PlayOptions) stream(ctx context.Context, c *Client, it *wire.Item) error {
	if it.IsDir {
		items, err := c.FilesAll(ctx, it.ID)
		for i := range items {
			if err == nil {
				err = o.stream(ctx, c, &items[i])
			}
		}
		return err
	}
	body, err := c.Stream(ctx, it, 0, -1)
	if err != nil {
		return err
	}
	defer body.Close()
	n, err := io.Copy(o.Content, body)
	if err != nil {
		return fmt.Errorf("item %d: stream: %w after %d bytes", it.ID, err, n)
	}
	if n != int64(it.Size) {
		return fmt.Errorf("item %d: stream: %d bytes, expected the %d of its size", it.ID, n, it.Size)
	}
	return nil
}
