package ts

import (
	"context"
	"fmt"
	"time"

	"enginespec/codec"
)

// await takes from ch, bounded by the engine's life, the Timeout and ctx.
func await[T any](ctx context.Context, c *Client, ch <-chan T, late error) (T, error) {
	return awaitFor(ctx, c, c.o.Timeout, ch, late)
}

// awaitFor is await with another bound.
func awaitFor[T any](ctx context.Context, c *Client, patience time.Duration, ch <-chan T, late error) (v T, err error) {
	t := c.o.Clock.Timer(patience)
	defer t.Stop()
	select {
	case v = <-ch:
		return v, nil
	default:
	}
	select {
	case v = <-ch:
	case <-t.C:
		err = late
	case <-c.done:
		select {
		case v = <-ch: // it said so before it left
		default:
			err = c.Err()
		}
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	return v, err
}

// send writes one message.
func (c *Client) send(ctx context.Context, m codec.Message) error {
	return c.hold(ctx, func() error { return c.write(ctx, m) })
}

// hold runs f while nobody else writes.
func (c *Client) hold(ctx context.Context, f func() error) error {
	select {
	case <-c.done:
		return c.Err()
	default:
	}
	select {
	case c.turn <- struct{}{}:
	case <-c.done:
		return c.Err()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer func() { <-c.turn }()
	return f()
}

// write writes one message. The caller holds the turn.
func (c *Client) write(ctx context.Context, m codec.Message) error {
	b, err := m.Append(nil)
	if err != nil {
		return fmt.Errorf("%s: %w", m.Kind(), err)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	cut := make(chan struct{})
	stop := context.AfterFunc(ctx, func() { c.conn.SetWriteDeadline(time.Unix(1, 0)); close(cut) })
	n, err := c.conn.Write(b)
	if !stop() {
		<-cut
		c.conn.SetWriteDeadline(time.Time{})
	}
	switch {
	case err == nil:
		return nil
	case n == 0 && ctx.Err() != nil:
		return context.Cause(ctx) // nothing is out: the session can go on
	}
	c.conn.Close()
	return fmt.Errorf("%w: %w", ErrClosed, err)
}
