package ts

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"

	"enginespec/codec"
	wire "enginespec/codec/ts"
)

// TorrentURL is the source of a .torrent file at a url, which must be escaped.
func TorrentURL(url string) wire.Source {
	return wire.Source{Type: wire.Torrent, Value: codec.Bytes(url)}
}

// InfoHash is the source of a torrent by its hash, 40 hex digits.
func InfoHash(hash string) wire.Source {
	return wire.Source{Type: wire.InfoHash, Value: codec.Bytes(hash)}
}

// PlayerID is the source of a torrent by its player id.
func PlayerID(pid string) wire.Source { return wire.Source{Type: wire.PID, Value: codec.Bytes(pid)} }

// RawTorrent is the source of a .torrent file by its content.
func RawTorrent(metainfo []byte) wire.Source {
	return wire.Source{Type: wire.Raw, Value: codec.Bytes(base64.StdEncoding.EncodeToString(metainfo))}
}

// Load asks for the files of a torrent by LOAD. A failure is a *LoadError.
func (c *Client) Load(ctx context.Context, src wire.Source) (*wire.Response, error) {
	a, err := c.sync(ctx, &wire.Load{Source: src})
	if err != nil {
		return nil, err
	}
	if a.resp == nil {
		a.resp = new(wire.Response)
		if err := a.resp.Decode(a.text, &codec.Options{Accept: wire.Lenient}); err != nil {
			return nil, fmt.Errorf("answer to LOAD: %w", err)
		}
	}
	return loaded(a.resp)
}

// LoadAsync asks for the files of a torrent by LOADASYNC, with a request id of its
// own. A failure is a *LoadError.
func (c *Client) LoadAsync(ctx context.Context, src wire.Source) (*wire.Response, error) {
	ch := make(chan answer, 1)
	c.mu.Lock()
	c.nextID++
	id := itoa(c.nextID)
	c.loads[id] = ch
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		delete(c.loads, id)
		c.mu.Unlock()
	}()
	if err := c.send(ctx, &wire.LoadAsync{RequestID: codec.Bytes(id), Source: src}); err != nil {
		return nil, err
	}
	a, err := c.receive(ctx, ch)
	if err != nil {
		return nil, err
	}
	return loaded(a.resp)
}

func loaded(r *wire.Response) (*wire.Response, error) {
	if r.Failed() {
		return nil, &LoadError{r.Status, string(r.Message)}
	}
	return r, nil
}

// GetPID asks for the player id of a torrent. It is empty if the engine knows none.
func (c *Client) GetPID(ctx context.Context, hash string) (string, error) {
	a, err := c.sync(ctx, &wire.GetPID{InfoHash: codec.Bytes(hash)})
	return string(a.text), err
}

// GetCID asks for the content id of a torrent; checksum is that of a Response. It is
// empty if the engine knows none.
func (c *Client) GetCID(ctx context.Context, checksum, hash string) (string, error) {
	a, err := c.sync(ctx, &wire.GetCID{Params: wire.Pairs("checksum", checksum, "infohash", hash, "developer", "0", "affiliate", "0", "zone", "0")})
	return string(a.text), err
}

// sync sends a request that is answered by "##", and waits for the answer.
func (c *Client) sync(ctx context.Context, m codec.Message) (answer, error) {
	ch := make(chan answer, 1)
	// The place in the queue and the line must be taken together.
	err := c.hold(ctx, func() error {
		if _, err := m.Append(nil); err != nil {
			return fmt.Errorf("%s: %w", m.Kind(), err)
		}
		c.mu.Lock()
		c.syncs = append(c.syncs, ch)
		c.mu.Unlock()
		return c.write(ctx, m)
	})
	if err != nil {
		return answer{}, err
	}
	return c.receive(ctx, ch)
}

// receive waits for an answer. One that comes after ctx is dropped, in its turn.
func (c *Client) receive(ctx context.Context, ch <-chan answer) (answer, error) {
	var a answer
	select {
	case a = <-ch:
	case <-ctx.Done():
		return a, context.Cause(ctx)
	case <-c.done:
		select {
		case a = <-ch:
		default:
			return a, c.Err()
		}
	}
	return a, a.err
}

// SetOptions sends SETOPTIONS. use_stop_notifications=1 makes the engine send EVENT
// download_stopped. There is no answer.
func (c *Client) SetOptions(ctx context.Context, p wire.Params) error {
	return c.send(ctx, &wire.SetOptions{Params: p})
}

// UserData tells the engine of the user. There is no answer.
func (c *Client) UserData(ctx context.Context, data ...wire.Datum) error {
	return c.send(ctx, &wire.UserData{Data: data})
}

// Save asks the engine to copy a complete file, after EVENT cansave. There is no
// answer.
func (c *Client) Save(ctx context.Context, hash string, index int64, path string) error {
	return c.send(ctx, &wire.Save{Params: wire.Pairs("index", itoa(index), "infohash", hash, "path", path)})
}

// Event tells the engine what the player does: play, pause, seek, stop. There is no
// answer.
func (c *Client) Event(ctx context.Context, name string, p wire.Params) error {
	if name == "" {
		return errors.New("EVENT needs a name")
	}
	return c.send(ctx, &wire.ClientEvent{Name: codec.Bytes(name), Params: p})
}
