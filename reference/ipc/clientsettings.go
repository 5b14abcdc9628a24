package ipc

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	wire "enginespec/codec/ipc"
)

// Automap reports whether the daemon maps its port.
func (c *Client) Automap(ctx context.Context) (bool, error) { return c.bool(ctx, wire.KeyGetAutomap) }

// SetAutomap turns the mapping of the port on or off.
func (c *Client) SetAutomap(ctx context.Context, on bool) error {
	return c.order(ctx, wire.NewBool(wire.KeyAutomap, on))
}

// Autostart reports whether new torrents are started.
func (c *Client) Autostart(ctx context.Context) (bool, error) {
	return c.bool(ctx, wire.KeyGetAutostart)
}

// SetAutostart says whether new torrents are started.
func (c *Client) SetAutostart(ctx context.Context, on bool) error {
	return c.order(ctx, wire.NewBool(wire.KeyAutostart, on))
}

// PEX reports whether peers are exchanged.
func (c *Client) PEX(ctx context.Context) (bool, error) { return c.bool(ctx, wire.KeyGetPEX) }

// SetPEX turns peer exchange on or off.
func (c *Client) SetPEX(ctx context.Context, on bool) error {
	return c.order(ctx, wire.NewBool(wire.KeyPEX, on))
}

// DownLimit is the download limit in KB/s, below zero for none.
func (c *Client) DownLimit(ctx context.Context) (int64, error) {
	return c.int(ctx, wire.KeyGetDownLimit)
}

// SetDownLimit limits downloads to kb KB/s; below zero: no limit.
func (c *Client) SetDownLimit(ctx context.Context, kb int64) error {
	return c.order(ctx, wire.NewInt(wire.KeyDownLimit, max(kb, -1)))
}

// UpLimit is the upload limit in KB/s, below zero for none.
func (c *Client) UpLimit(ctx context.Context) (int64, error) { return c.int(ctx, wire.KeyGetUpLimit) }

// SetUpLimit limits uploads to kb KB/s; below zero: no limit.
func (c *Client) SetUpLimit(ctx context.Context, kb int64) error {
	return c.order(ctx, wire.NewInt(wire.KeyUpLimit, max(kb, -1)))
}

// Port is the port where peers find the daemon.
func (c *Client) Port(ctx context.Context) (int64, error) { return c.int(ctx, wire.KeyGetPort) }

// SetPort changes the port for peers, 0 to 65535.
func (c *Client) SetPort(ctx context.Context, port int64) error {
	if port < 0 || port > wire.MaxPort {
		return fmt.Errorf("port: %d: expected 0 to %d", port, wire.MaxPort)
	}
	return c.order(ctx, wire.NewInt(wire.KeyPort, port))
}

// Directory is where new torrents put their data.
func (c *Client) Directory(ctx context.Context) (string, error) {
	return c.text(ctx, wire.KeyGetDirectory)
}

// SetDirectory says where new torrents put their data, by an absolute path.
func (c *Client) SetDirectory(ctx context.Context, path string) error {
	if !filepath.IsAbs(path) {
		return fmt.Errorf("directory: %s: expected an absolute path", path)
	}
	return c.order(ctx, wire.NewText(wire.KeyDirectory, path))
}

// Encryption is the policy for connections to peers: required, preferred, or tolerated,
// which some daemons call plaintext. Daemons before 1.00 do not support it.
func (c *Client) Encryption(ctx context.Context) (string, error) {
	return c.text(ctx, wire.KeyGetEncryption)
}

// SetEncryption sets that policy.
func (c *Client) SetEncryption(ctx context.Context, word string) error {
	if !slices.Contains(wire.Encryption(), strings.ToLower(word)) {
		return fmt.Errorf("encryption: %q: expected one of %s", word, strings.Join(wire.Encryption(), ", "))
	}
	return c.order(ctx, wire.NewText(wire.KeyEncryption, word))
}

func (c *Client) int(ctx context.Context, key string) (int64, error) {
	r, err := c.Do(ctx, wire.New(key))
	if err != nil {
		return 0, err
	}
	return r.Int, nil
}

func (c *Client) bool(ctx context.Context, key string) (bool, error) {
	n, err := c.int(ctx, key)
	return n != 0, err
}

func (c *Client) text(ctx context.Context, key string) (string, error) {
	r, err := c.Do(ctx, wire.New(key))
	if err != nil {
		return "", err
	}
	return r.Text.String(), nil
}
