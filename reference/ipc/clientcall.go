package ipc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"enginespec/codec"
	wire "enginespec/codec/ipc"
)

// Do sends a message with a tag of its own and returns the reply, which the caller
// owns. What is not the message's own reply or succeeded is an error: a *[ReplyError]
// or ErrUnexpected. m's tag is replaced in a copy. It needs version 2.
func (c *Client) Do(ctx context.Context, m *wire.Message) (*wire.Message, error) {
	if c.version < 2 {
		return nil, fmt.Errorf("%s: %w", m.Kind(), ErrVersion1)
	}
	one := &call{m.Kind(), make(chan answered, 1)}
	c.mu.Lock()
	c.tag++
	tag := c.tag
	c.calls[tag] = one
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		delete(c.calls, tag)
		c.mu.Unlock()
	}()
	tagged := *m
	tagged.Tag = tag
	b, err := tagged.Append(nil)
	if err == nil {
		err = c.write(ctx, b)
	}
	var a answered
	if err == nil {
		a, err = await(ctx, c, one.reply)
	}
	if err == nil {
		err = a.err
	}
	if err != nil {
		var r *ReplyError
		if errors.As(err, &r) {
			return nil, err
		}
		return nil, fmt.Errorf("%s: %w", m.Kind(), err)
	}
	return a.m, nil
}

// Send sends messages without tags, all in one write; nothing is waited for. In
// version 1 each key must be one of that version.
func (c *Client) Send(ctx context.Context, list ...*wire.Message) error {
	var b []byte
	for _, m := range list {
		plain := *m
		plain.Tag, plain.Version = 0, 0
		if c.version == 1 {
			if k, _ := wire.Lookup(m.Kind()); k.Min != 1 {
				return fmt.Errorf("%s: %w", m.Kind(), ErrVersion1)
			}
			plain.Version = 1
		}
		var err error
		if b, err = plain.Append(b); err != nil {
			return fmt.Errorf("%s: %w", m.Kind(), err)
		}
	}
	return c.write(ctx, b)
}

// write writes whole frames.
func (c *Client) write(ctx context.Context, b []byte) error {
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
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	stop := context.AfterFunc(ctx, func() { c.conn.SetWriteDeadline(past) })
	err := c.push(ctx, b)
	if !stop() || err != nil {
		// The deadline may be set, or part of a frame be out: this cannot go on.
		c.conn.Close()
	}
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	// What the daemon said before it closed may tell more than that it closed.
	select {
	case <-c.done:
		return c.Err()
	case <-time.After(time.Second):
		return fmt.Errorf("%w: %w", ErrClosed, err)
	}
}

// push writes bytes, as many at a time as a daemon that lives must take within Timeout.
func (c *Client) push(ctx context.Context, b []byte) error {
	for len(b) > 0 {
		c.conn.SetWriteDeadline(time.Now().Add(c.o.Clock.Real(c.o.Timeout)))
		if ctx.Err() != nil { // behind the deadline, which must not replace that of ctx
			return ctx.Err()
		}
		part := b[:min(len(b), writeSize)]
		if _, err := c.conn.Write(part); err != nil {
			return err
		}
		b = b[len(part):]
	}
	return nil
}

// hearing notes when something comes.
type hearing struct{ c *Client }

func (h hearing) Read(b []byte) (int, error) {
	n, err := h.c.conn.Read(b)
	if n > 0 {
		h.c.heard.Store(time.Now().UnixNano())
	}
	return n, err
}

// read hands on what the daemon says until it can say nothing more.
func (c *Client) read() {
	defer close(c.done)
	err := c.listen()
	var refused *codec.Error
	switch {
	case errors.As(err, &refused):
		err = fmt.Errorf("%w: %w", ErrBadInput, refused)
	case err == io.EOF:
		err = ErrClosed
	case !errors.Is(err, ErrNoVersion):
		err = fmt.Errorf("%w: %w", ErrClosed, err)
	}
	c.conn.Close()
	c.mu.Lock()
	c.err = err
	c.mu.Unlock()
}

// listen reads the handshake and then messages.
func (c *Client) listen() error {
	o := codec.Options{Accept: wire.Served(), Limits: codec.Limits{Message: c.o.MaxFrame}}
	r := wire.NewReader(hearing{c}, &o)
	var h wire.Handshake
	if err := r.Handshake(&h); err != nil {
		return err
	}
	v, ok := wire.Agree(c.ours, &h)
	if !ok {
		return fmt.Errorf("%w: it speaks %d to %d, we %d to %d", ErrNoVersion, h.Version.Min, h.Version.Max, c.o.MinVersion, c.o.MaxVersion)
	}
	c.hello <- greeting{v, h.Version.Label.String()}
	o.Version = v
	for {
		start := r.Offset()
		frame, err := r.Frame()
		if err != nil {
			return err
		}
		m := new(wire.Message)
		if err := m.DecodeOwned(frame, &o); err != nil {
			if e, ok := err.(*codec.Error); ok {
				e.Offset += start
			}
			return err
		}
		if c.o.On != nil {
			c.o.On(m)
		}
		c.take(m)
	}
}

// take gives a reply to the call that it answers. A message that nobody asked for, and
// one whose key is not known, means nothing.
func (c *Client) take(m *wire.Message) {
	if _, known := wire.Lookup(m.Kind()); !known || m.Tag == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	one := c.calls[m.Tag]
	if one == nil {
		return
	}
	delete(c.calls, m.Tag)
	one.reply <- judge(one.key, m)
}

// judge makes of a reply what the caller gets.
func judge(request string, m *wire.Message) answered {
	switch key := m.Kind(); {
	case key == wire.KeyFailed || key == wire.KeyNotSupported || key == wire.KeyBadFormat:
		return answered{err: &ReplyError{request, key, m.Text.String()}}
	case !wire.Answers(request, key):
		return answered{err: fmt.Errorf("%w: %q", ErrUnexpected, key)}
	case m.Bad:
		return answered{err: fmt.Errorf("%w: the value of %s", ErrBadInput, key)}
	}
	return answered{m: m}
}
