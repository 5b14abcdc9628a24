package putio

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	wire "enginespec/codec/putio"
	"enginespec/reference/engine"
)

// prepareTorrent is the end of In queue for the bytes of a .torrent file.
func (r *run) prepareTorrent(metainfo []byte) error {
	id, meta, _, err := engine.ParseMetainfo(metainfo)
	if err != nil {
		return err
	}
	if err := r.affordable(meta.Size); err != nil {
		return err
	}
	file := wire.ID(r.s.last.Add(1))
	if _, err := r.s.content.write(r.ctx, file, strings.NewReader(string(metainfo)), engine.MaxMetainfo, nil); err != nil {
		return err
	}
	err = r.move(wire.LookingForPeers, func(t *transfer) {
		t.Torrent, t.Hash, t.Content = true, id.String(), file
		t.know(meta)
	})
	if err != nil {
		r.s.content.remove(file)
	}
	return err
}

// know fills in what the metadata tells.
func (t *transfer) know(meta *engine.Meta) {
	t.Name, t.Size, t.Archives = fitName(meta.Name), meta.Size, false
	for _, f := range meta.Files {
		t.Archives = t.Archives || isArchive(f.Path)
	}
}

// prepareMagnet is the end of In queue for a magnet link. Its metadata comes from
// peers, so it is already looking for them.
func (r *run) prepareMagnet(link string) error {
	id, err := parseMagnet(link, nil)
	if err != nil {
		return err
	}
	return r.move(wire.LookingForPeers, func(t *transfer) { t.Torrent, t.Hash = true, id.String() })
}

// parseMagnet reads the info hash of a magnet link, and into src the trackers and
// peers that it names.
func parseMagnet(link string, src *engine.Source) (id engine.ID, err error) {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "magnet" {
		return id, errors.New("the magnet link cannot be parsed")
	}
	q := u.Query()
	if src != nil {
		src.Trackers, src.Peers = q["tr"], q["x.pe"]
	}
	for _, xt := range q["xt"] {
		if hash, ok := strings.CutPrefix(xt, "urn:btih:"); ok {
			if id, err = engine.ParseID(hash); err == nil {
				return id, nil
			}
		}
	}
	return id, errors.New("the magnet link has no info hash of 40 hex digits")
}

// attach makes sure that the engine has the torrent.
func (r *run) attach(t *transfer) error {
	id, err := engine.ParseID(t.Hash)
	if err != nil {
		return err
	}
	r.q.need(id)
	r.hash, r.needs = id, true
	src := engine.Source{Hash: id}
	ctx := r.ctx
	if t.Content != 0 {
		src = engine.Source{}
		if src.Metainfo, err = r.s.content.read(t.Content, engine.MaxMetainfo); err != nil {
			return err
		}
	} else {
		parseMagnet(t.Link, &src) // it was parsed before
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, r.s.o.Clock.Real(r.s.o.MetaTimeout), errors.New("no peer gave the metadata in time"))
		defer cancel()
	}
	_, err = r.s.o.Engine.Add(ctx, src, engine.AddOptions{})
	if errors.Is(err, engine.ErrExists) {
		return r.start(id)
	}
	if cause := context.Cause(ctx); err != nil && cause != nil {
		return cause
	}
	return err
}

// start starts a torrent that is stopped or failed in the engine.
func (r *run) start(id engine.ID) error {
	snap, err := r.torrent()
	if err != nil || snap.State != engine.Stopped && snap.State != engine.Failed {
		return err
	}
	return r.s.o.Engine.Do(r.ctx, id, engine.Command{Op: engine.Start})
}

// torrent is the torrent as it stands.
func (r *run) torrent() (*engine.Torrent, error) {
	snap := r.s.o.Engine.Snapshot(r.hash)
	if len(snap.Torrents) != 1 {
		return nil, errors.New("the torrent is gone from the engine")
	}
	t := &snap.Torrents[0]
	if t.State == engine.Failed {
		return nil, fmt.Errorf("the engine failed: %s", text(t.Err))
	}
	return t, nil
}

func text(f *engine.Failure) string {
	if f == nil {
		return "it does not say why"
	}
	return f.Text
}

// look is how often the engine is asked, in the protocol's time.
const look = 200 * time.Millisecond

// fetchTorrent watches the download to its end, and goes on to Seeding.
func (r *run) fetchTorrent() error {
	for known := false; ; {
		t, err := r.torrent()
		if err != nil {
			return err
		}
		if !known && t.Meta != nil {
			if err := r.learn(t.Meta); err != nil {
				return err
			}
			known = true
		}
		status, percent := fetchStatus(t)
		if status != wire.LookingForPeers {
			if err := r.downloads(); err != nil {
				return err
			}
		}
		r.show(status, percent)
		if known && t.Left == 0 && t.State == engine.Seeding {
			if err := r.downloads(); err != nil {
				return err
			}
			return r.move(wire.Seeding, nil)
		}
		if err := r.pause(look); err != nil {
			return err
		}
	}
}

// downloads keeps that the first peer was found.
func (r *run) downloads() error {
	t, err := r.record()
	if err != nil || t.Status == wire.Downloading {
		return err
	}
	return r.move(wire.Downloading, nil)
}

// learn keeps what the metadata of a magnet link tells.
func (r *run) learn(meta *engine.Meta) error {
	t, err := r.record()
	if err != nil || t.Content != 0 || t.Size == meta.Size {
		return err
	}
	if err := r.affordable(meta.Size); err != nil {
		return err
	}
	return r.move(t.Status, func(t *transfer) { t.know(meta) })
}

// fetchStatus is what a torrent that is not whole is doing, in the protocol's words.
func fetchStatus(t *engine.Torrent) (wire.Status, int) {
	percent := 0
	if t.Meta != nil && t.Meta.Size > 0 {
		percent = int(float64(t.Meta.Size-t.Left) / float64(t.Meta.Size) * 100)
	}
	connected := 0
	for _, p := range t.Peers {
		if !p.Connecting {
			connected++
		}
	}
	switch {
	case connected == 0 && t.Left > 0:
		return wire.LookingForPeers, percent
	case t.Up.PerSec > 0:
		return wire.DownloadingAndSeeding, percent
	}
	return wire.Downloading, percent
}
