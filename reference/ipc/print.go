package ipc

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"enginespec/codec"
	wire "enginespec/codec/ipc"
	"enginespec/reference/engine"
)

func (r *orders) print(v ...any) { fmt.Fprintln(r.o.Out, v...) }

// quote makes a daemon's text one that a terminal can show: it may be any bytes.
func quote(b codec.Bytes) string { return strconv.Quote(b.String()) }

// info prints one message a torrent, in the notation of the document.
func (r *orders) info(c *Client, args []string) error {
	if len(args) == 0 {
		args = []string{"hash", "name"}
	}
	list, err := c.InfoAll(r.ctx, args...)
	for i := range list {
		r.print((&wire.Message{Key: codec.Bytes(wire.KeyInfo), Infos: list[i : i+1]}).String())
	}
	return err
}

// status prints one message a torrent, in the notation of the document.
func (r *orders) status(c *Client, args []string) error {
	if len(args) == 0 {
		args = []string{"completed", "state", "error"}
	}
	list, err := c.StatusAll(r.ctx, args...)
	for i := range list {
		r.print((&wire.Message{Key: codec.Bytes(wire.KeyStatus), Statuses: list[i : i+1]}).String())
	}
	return err
}

// list prints what there is to know at a glance of each torrent: one line, in the order
// of the info reply.
func (r *orders) list(c *Client, _ []string) error {
	var infos []wire.Info
	var statuses []wire.Status
	var noInfos, noStatuses error
	var both sync.WaitGroup
	both.Go(func() { infos, noInfos = c.InfoAll(r.ctx, "hash", "name", "size") })
	both.Go(func() {
		statuses, noStatuses = c.StatusAll(r.ctx, "completed", "download-speed", "upload-speed", "eta", "state", "error", "error-message")
	})
	both.Wait()
	if err := errors.Join(noInfos, noStatuses); err != nil {
		return err
	}
	byID := map[int64]*wire.Status{}
	for i := range statuses {
		byID[statuses[i].ID] = &statuses[i]
	}
	for i := range infos {
		r.print(glance(&infos[i], byID[infos[i].ID]))
	}
	return nil
}

// glance is one line of list. What the daemon left out is left out.
func glance(i *wire.Info, s *wire.Status) string {
	b := fmt.Appendf(nil, "%d", i.ID)
	if i.Has&wire.InfoHash != 0 {
		b = fmt.Appendf(b, " %s", hashText(i.Hash))
	}
	if i.Has&wire.InfoName != 0 {
		b = fmt.Appendf(b, " %s", quote(i.Name))
	}
	if i.Has&wire.InfoSize != 0 {
		b = fmt.Appendf(b, " of %d bytes", i.Size)
	}
	if s == nil {
		return string(b)
	}
	for _, f := range []struct {
		set    wire.Set
		format string
		value  any
	}{
		{wire.StatusCompleted, ", %d completed", s.Completed},
		{wire.StatusState, ", %s", plain(s.State)},
		{wire.StatusDownloadSpeed, ", down %d bytes/s", s.DownloadSpeed},
		{wire.StatusUploadSpeed, ", up %d bytes/s", s.UploadSpeed},
	} {
		if s.Has&f.set != 0 {
			b = fmt.Appendf(b, f.format, f.value)
		}
	}
	switch {
	case s.Has&wire.StatusETA != 0 && s.ETA >= 0:
		b = fmt.Appendf(b, ", %d s left", s.ETA)
	case s.Has&wire.StatusETA != 0:
		b = append(b, ", time left unknown"...)
	}
	if len(s.Error) > 0 {
		b = fmt.Appendf(b, ", error %s %s", plain(s.Error), quote(s.ErrorMessage))
	}
	return string(b)
}

// plain is a daemon's word, quoted if it is not one of plain letters.
func plain(b codec.Bytes) string {
	for _, ch := range b {
		if ch < ' ' || ch > '~' || ch == '"' {
			return quote(b)
		}
	}
	return b.String()
}

// hashText is a hash, quoted if it is none.
func hashText(b codec.Bytes) string {
	if _, err := engine.ParseID(b.String()); err != nil {
		return quote(b)
	}
	return b.String()
}

// lookup prints ID and hash of the torrents that are known.
func (r *orders) lookup(c *Client, args []string) error {
	var hashes []engine.ID
	for _, a := range args {
		h, err := engine.ParseID(a)
		if err != nil {
			return err
		}
		hashes = append(hashes, h)
	}
	list, err := c.Lookup(r.ctx, hashes...)
	for i := range list {
		r.print(list[i].ID, hashText(list[i].Hash))
	}
	return err
}

// supported prints the keys that the daemon supports.
func (r *orders) supported(c *Client, args []string) error {
	list, err := c.Supported(r.ctx, args...)
	for i := range list {
		list[i] = plain(codec.Bytes(list[i]))
	}
	if err == nil {
		r.print(strings.Join(list, " "))
	}
	return err
}
