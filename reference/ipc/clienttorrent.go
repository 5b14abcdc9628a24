package ipc

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"enginespec/codec"
	wire "enginespec/codec/ipc"
)

// AddRequest is an addfile-detailed. Exactly one of File and Data is given.
type AddRequest struct {
	File      string // absolute path of a torrent file on the daemon's disk
	Data      []byte // content of a torrent file
	Directory string // absolute path for the torrent's data; empty: the default
	Autostart *bool  // nil: the default
}

// AddFiles adds torrent files on the daemon's disk by their absolute paths, and
// returns the IDs of those that were added, none if the daemon only says succeeded or
// speaks version 1, which has no replies.
func (c *Client) AddFiles(ctx context.Context, paths ...string) ([]int64, error) {
	for _, p := range paths {
		if !filepath.IsAbs(p) {
			return nil, fmt.Errorf("addfiles: %s: expected an absolute path", p)
		}
	}
	m := wire.NewTexts(wire.KeyAddFiles, paths...)
	if c.version == 1 {
		return nil, c.Send(ctx, m)
	}
	r, err := c.Do(ctx, m)
	if err != nil {
		return nil, err
	}
	ids := numbers(r)
	if r.Kind() == wire.KeyInfo && len(ids) < len(paths) {
		return ids, fmt.Errorf("addfiles: %w: %d of %d added", ErrFailed, len(ids), len(paths))
	}
	return ids, nil
}

// Add adds one torrent and returns its ID, 0 if the daemon only says succeeded.
func (c *Client) Add(ctx context.Context, a AddRequest) (int64, error) {
	w := wire.Add{File: codec.Bytes(a.File), Data: a.Data, Directory: codec.Bytes(a.Directory)}
	switch {
	case (a.File != "") == (a.Data != nil):
		return 0, errors.New("addfile-detailed: expected one of file and data")
	case a.File != "":
		w.Has |= wire.AddFile
	default:
		w.Has |= wire.AddData
	}
	if a.Directory != "" {
		w.Has |= wire.AddDirectory
	}
	for _, p := range []string{a.File, a.Directory} {
		if p != "" && !filepath.IsAbs(p) {
			return 0, fmt.Errorf("addfile-detailed: %s: expected an absolute path", p)
		}
	}
	if a.Autostart != nil {
		w.Has, w.Autostart = w.Has|wire.AddAutostart, *a.Autostart
	}
	r, err := c.Do(ctx, wire.NewAdd(w))
	if err != nil {
		return 0, err
	}
	if ids := numbers(r); len(ids) > 0 {
		return ids[0], nil
	}
	if r.Kind() == wire.KeyInfo {
		return 0, fmt.Errorf("addfile-detailed: %w: nothing added", ErrFailed)
	}
	return 0, nil
}

// numbers returns the IDs in an info message.
func numbers(m *wire.Message) []int64 {
	var ids []int64
	for _, i := range withInfoID(m.Infos) {
		ids = append(ids, i.ID)
	}
	return ids
}

// Start starts torrents by their IDs; those that the daemon does not know do nothing.
func (c *Client) Start(ctx context.Context, ids ...int64) error {
	return c.order(ctx, wire.NewIDs(wire.KeyStart, ids...))
}

// Stop stops torrents.
func (c *Client) Stop(ctx context.Context, ids ...int64) error {
	return c.order(ctx, wire.NewIDs(wire.KeyStop, ids...))
}

// Remove makes the daemon stop and forget torrents.
func (c *Client) Remove(ctx context.Context, ids ...int64) error {
	return c.order(ctx, wire.NewIDs(wire.KeyRemove, ids...))
}

// Verify makes the daemon check the data of torrents again. Daemons before 1.1x do not
// support it.
func (c *Client) Verify(ctx context.Context, ids ...int64) error {
	return c.order(ctx, wire.NewIDs(wire.KeyVerify, ids...))
}

// StartAll starts all torrents.
func (c *Client) StartAll(ctx context.Context) error { return c.order(ctx, wire.New(wire.KeyStartAll)) }

// StopAll stops all torrents.
func (c *Client) StopAll(ctx context.Context) error { return c.order(ctx, wire.New(wire.KeyStopAll)) }

// RemoveAll makes the daemon stop and forget all torrents.
func (c *Client) RemoveAll(ctx context.Context) error {
	return c.order(ctx, wire.New(wire.KeyRemoveAll))
}

// Noop is a ping.
func (c *Client) Noop(ctx context.Context) error { return c.order(ctx, wire.New(wire.KeyNoop)) }

// order sends a message that is answered by succeeded.
func (c *Client) order(ctx context.Context, m *wire.Message) error {
	for _, id := range m.IDs {
		if id <= 0 {
			return fmt.Errorf("%s: %d is not an ID: expected 1 or more", m.Kind(), id)
		}
	}
	_, err := c.Do(ctx, m)
	return err
}

// Quit ends the daemon. That it closes the connection is as good as succeeded.
func (c *Client) Quit(ctx context.Context) error {
	m := wire.New(wire.KeyQuit)
	if c.version == 1 {
		if err := c.Send(ctx, m); err != nil {
			return err
		}
		_, err := await(ctx, c, make(chan struct{}))
		return left(err)
	}
	if _, err := c.Do(ctx, m); err != nil {
		return left(err)
	}
	// It has said so: it may take its time to close.
	t := c.o.Clock.Timer(time.Second)
	defer t.Stop()
	select {
	case <-c.done:
	case <-t.C:
	case <-ctx.Done():
	}
	return nil
}

// left is the error of waiting for a daemon that was told to quit.
func left(err error) error {
	if errors.Is(err, ErrClosed) {
		return nil
	}
	return err
}
