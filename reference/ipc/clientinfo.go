package ipc

import (
	"context"
	"errors"
	"fmt"
	"slices"

	wire "enginespec/codec/ipc"
	"enginespec/reference/engine"
)

// Info asks for types of torrents by their IDs. Torrents that the daemon does not know
// are missing, and so are types that it does not know: see wire.Info.Has.
func (c *Client) Info(ctx context.Context, ids []int64, types ...string) ([]wire.Info, error) {
	return c.infos(ctx, wire.NewQuery(wire.KeyGetInfo, ids, types...))
}

// InfoAll asks for types of all torrents.
func (c *Client) InfoAll(ctx context.Context, types ...string) ([]wire.Info, error) {
	return c.infos(ctx, wire.NewTexts(wire.KeyGetInfoAll, types...))
}

// Lookup asks for the IDs of torrents by hash.
func (c *Client) Lookup(ctx context.Context, hashes ...engine.ID) ([]wire.Info, error) {
	var list []string
	for _, h := range hashes {
		list = append(list, h.String())
	}
	return c.infos(ctx, wire.NewTexts(wire.KeyLookup, list...))
}

// Status asks for types of torrents by their IDs.
func (c *Client) Status(ctx context.Context, ids []int64, types ...string) ([]wire.Status, error) {
	return c.statuses(ctx, wire.NewQuery(wire.KeyGetStatus, ids, types...))
}

// StatusAll asks for types of all torrents.
func (c *Client) StatusAll(ctx context.Context, types ...string) ([]wire.Status, error) {
	return c.statuses(ctx, wire.NewTexts(wire.KeyGetStatusAll, types...))
}

// Supported asks which of the keys the daemon supports.
func (c *Client) Supported(ctx context.Context, keys ...string) ([]string, error) {
	r, err := c.Do(ctx, wire.NewTexts(wire.KeyGetSupported, keys...))
	if err != nil {
		return nil, err
	}
	var list []string
	for _, k := range r.Texts {
		list = append(list, k.String())
	}
	return list, nil
}

// ErrUnknownTorrent is what Find returns for a hash that the daemon does not know.
var ErrUnknownTorrent = errors.New("the daemon has no such torrent")

// Find returns the ID of a torrent. It asks a daemon without lookup for all torrents.
func (c *Client) Find(ctx context.Context, hash engine.ID) (int64, error) {
	list, err := c.Lookup(ctx, hash)
	if errors.Is(err, ErrNotSupported) {
		list, err = c.InfoAll(ctx, "hash")
	}
	if err != nil {
		return 0, err
	}
	for i := range list {
		if got, err := engine.ParseID(list[i].Hash.String()); err == nil && got == hash {
			return list[i].ID, nil
		}
	}
	return 0, fmt.Errorf("%s: %w", hash, ErrUnknownTorrent)
}

func (c *Client) infos(ctx context.Context, m *wire.Message) ([]wire.Info, error) {
	r, err := c.Do(ctx, m)
	if err != nil {
		return nil, err
	}
	return withInfoID(r.Infos), nil
}

func (c *Client) statuses(ctx context.Context, m *wire.Message) ([]wire.Status, error) {
	r, err := c.Do(ctx, m)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(r.Statuses, func(s wire.Status) bool { return s.Has&wire.StatusID == 0 || s.ID <= 0 }), nil
}

// withInfoID drops what no torrent can be told by.
func withInfoID(list []wire.Info) []wire.Info {
	return slices.DeleteFunc(list, func(i wire.Info) bool { return i.Has&wire.InfoID == 0 || i.ID <= 0 })
}
