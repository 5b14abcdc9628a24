package ipc

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	wire "enginespec/codec/ipc"
	"enginespec/reference/engine"
)

// word is one order.
type word struct {
	name, args  string
	least, most int // arguments; most below 0: any number
	help        string
	do          func(r *orders, c *Client, args []string) error
}

// words is the table of orders.
func words() []word {
	return []word{
		{"addfiles", "PATH...", 1, -1, "add torrent files on the daemon's disk", (*orders).addFiles},
		{"addfile-detailed", "file|data PATH [directory PATH] [autostart 0|1]", 2, 6, "add one; data sends the file's content", (*orders).addFile},
		{"start", "all|HASH|ID...", 1, -1, "", torrentOrder((*Client).Start, (*Client).StartAll)},
		{"stop", "all|HASH|ID...", 1, -1, "", torrentOrder((*Client).Stop, (*Client).StopAll)},
		{"remove", "all|HASH|ID...", 1, -1, "", torrentOrder((*Client).Remove, (*Client).RemoveAll)},
		{"verify", "HASH|ID...", 1, -1, "", torrentOrder((*Client).Verify, nil)},
		{"info", "[TYPE...]", 0, -1, "info of all torrents; without types: hash, name", (*orders).info},
		{"status", "[TYPE...]", 0, -1, "status of all torrents; without types: completed, state, error", (*orders).status},
		{"list", "", 0, 0, "both for each torrent, in words", (*orders).list},
		{"lookup", "HASH...", 1, -1, "", (*orders).lookup},
		{"get", "automap|autostart|directory|downlimit|encryption|pex|port|uplimit", 1, 1, "", (*orders).get},
		{"supported", "KEY...", 1, -1, "", (*orders).supported},
		{"automap", "0|1", 1, 1, "", boolOrder((*Client).SetAutomap)},
		{"autostart", "0|1", 1, 1, "", boolOrder((*Client).SetAutostart)},
		{"directory", "PATH", 1, 1, "", (*orders).directory},
		{"downlimit", "KB|none", 1, 1, "", intOrder((*Client).SetDownLimit)},
		{"uplimit", "KB|none", 1, 1, "", intOrder((*Client).SetUpLimit)},
		{"encryption", "WORD", 1, 1, "", textOrder((*Client).SetEncryption)},
		{"pex", "0|1", 1, 1, "", boolOrder((*Client).SetPEX)},
		{"port", "PORT", 1, 1, "", intOrder((*Client).SetPort)},
		{"noop", "", 0, 0, "a ping", func(r *orders, c *Client, _ []string) error { return c.Noop(r.ctx) }},
		{"quit", "", 0, 0, "end the daemon", (*orders).quit},
	}
}

// OrdersHelp is the grammar of orders, for help texts.
func OrdersHelp() string {
	var b strings.Builder
	for _, w := range words() {
		line := fmt.Sprintf("%-17s %s", w.name, w.args)
		if w.help != "" {
			line = fmt.Sprintf("%-50s %s", line, w.help)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String() + "close                                              close the connection; the next order connects anew\n"
}

func (r *orders) addFiles(c *Client, args []string) error {
	for i := range args {
		p, err := filepath.Abs(args[i])
		if err != nil {
			return err
		}
		args[i] = p
	}
	ids, err := c.AddFiles(r.ctx, args...)
	for _, id := range ids {
		r.print("added", id)
	}
	return err
}

func (r *orders) addFile(c *Client, args []string) (err error) {
	if len(args)%2 != 0 {
		return errors.New("expected pairs of a word and a value")
	}
	var a AddRequest
	for pair := range slices.Chunk(args, 2) {
		if err != nil {
			break
		}
		switch v := pair[1]; pair[0] {
		case "file":
			a.File, err = filepath.Abs(v)
		case "data":
			a.Data, err = r.o.ReadFile(v)
		case "directory":
			a.Directory, err = filepath.Abs(v)
		case "autostart":
			var on bool
			on, err = parseBool(v)
			a.Autostart = &on
		default:
			err = fmt.Errorf("%q: expected file, data, directory or autostart", pair[0])
		}
	}
	if err != nil {
		return err
	}
	id, err := c.Add(r.ctx, a)
	if err == nil && id > 0 {
		r.print("added", id)
	}
	return err
}

// directory sends a path that does not depend on where the daemon was started.
func (r *orders) directory(c *Client, args []string) error {
	path, err := filepath.Abs(args[0])
	if err != nil {
		return err
	}
	return c.SetDirectory(r.ctx, path)
}

// quit ends the daemon and with it the connection.
func (r *orders) quit(c *Client, _ []string) error {
	err := c.Quit(r.ctx)
	r.close()
	return err
}

type do = func(r *orders, c *Client, args []string) error

// torrentOrder gives an order for all torrents, or for some, by hash or ID.
func torrentOrder(some func(*Client, context.Context, ...int64) error, all func(*Client, context.Context) error) do {
	return func(r *orders, c *Client, args []string) error {
		if all != nil && len(args) == 1 && args[0] == "all" {
			return all(c, r.ctx)
		}
		var ids []int64
		for _, a := range args {
			id, err := r.torrent(c, a)
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return some(c, r.ctx, ids...)
	}
}

// torrent returns the ID that a hash or a number means.
func (r *orders) torrent(c *Client, arg string) (int64, error) {
	if hash, err := engine.ParseID(arg); err == nil {
		return c.Find(r.ctx, hash)
	}
	id, err := strconv.ParseInt(arg, 10, 64)
	if err != nil || id <= 0 {
		return 0, fmt.Errorf("%q: expected a hash of 40 hex digits, or an ID", arg)
	}
	return id, nil
}

func boolOrder(set func(*Client, context.Context, bool) error) do {
	return func(r *orders, c *Client, args []string) error {
		on, err := parseBool(args[0])
		if err != nil {
			return err
		}
		return set(c, r.ctx, on)
	}
}

func parseBool(arg string) (bool, error) {
	if arg != "0" && arg != "1" {
		return false, fmt.Errorf("%q: expected 0 or 1", arg)
	}
	return arg == "1", nil
}

func intOrder(set func(*Client, context.Context, int64) error) do {
	return func(r *orders, c *Client, args []string) error {
		if args[0] == "none" {
			return set(c, r.ctx, -1)
		}
		n, err := strconv.ParseInt(args[0], 10, 64)
		if err != nil {
			return fmt.Errorf("%q: expected a number", args[0])
		}
		return set(c, r.ctx, n)
	}
}

func textOrder(set func(*Client, context.Context, string) error) do {
	return func(r *orders, c *Client, args []string) error {
		return set(c, r.ctx, args[0])
	}
}

// get asks for one setting.
func (r *orders) get(c *Client, args []string) error {
	k, ok := wire.Lookup("get-" + args[0])
	if !ok || k.Format != wire.Ignored {
		return fmt.Errorf("%q is not a setting", args[0])
	}
	m, err := c.Do(r.ctx, wire.New(k.Name))
	if err != nil {
		return err
	}
	if reply, _ := wire.Lookup(k.Reply); reply.Format == wire.Text {
		r.print(args[0], quote(m.Text))
	} else {
		r.print(args[0], m.Int)
	}
	return nil
}
