package ts

import (
	"errors"
	"fmt"
	"strconv"

	wire "enginespec/codec/ts"
	"enginespec/reference/engine"
)

// view is what a playback looks like at one instant.
type view struct {
	state       engine.State
	check       float64 // 0..1 while Checking
	err         error   // it cannot go on
	complete    bool
	from, ready int64 // bytes from the playhead that are there without a gap
	rate        int64 // bytes per second that come in
	down, up    int64 // bytes in all
	common      wire.Common
}

func itoa(v int64) string { return strconv.FormatInt(v, 10) }

// look asks the engine, and moves the playhead and the progress on.
func (c *session) look(p *playback) view {
	p.advance(c.clock().Now())
	var v view
	v.from, v.ready = p.content.Window()
	if p.t == nil {
		p.remote().view(&v)
	} else if snap := c.o.Engine.Snapshot(p.id); len(snap.Torrents) != 1 {
		v.err = errors.New("the torrent was removed")
	} else {
		p.viewTorrent(&snap.Torrents[0], &v)
	}
	left := p.size - v.from
	v.common.ImmediateProgress = percent(v.ready-v.from, left)
	if p.live != nil {
		v.common.TotalProgress = 0 // A6
	}
	p.progress = max(p.progress, percent(v.ready-v.from, min(p.target, left)))
	p.downloaded = max(p.downloaded, v.down-p.baseDown)
	p.uploaded = max(p.uploaded, v.up-p.baseUp)
	if p.t != nil {
		v.common.Downloaded = p.downloaded
	}
	v.common.Uploaded = p.uploaded
	return v
}

func (p *playback) viewTorrent(t *engine.Torrent, v *view) {
	v.state, v.check, v.rate = t.State, t.Check, t.Down.PerSec
	v.down, v.up = t.Down.Total, t.Up.Total
	switch {
	case t.State == engine.Failed && t.Err != nil:
		v.err = fmt.Errorf("download failed: %s", t.Err.Text)
	case t.State == engine.Failed:
		v.err = errors.New("download failed")
	case t.State == engine.Stopped || t.State == engine.Stopping:
		v.err = engine.ErrStopped
	}
	done := t.Files[p.file].Done
	v.complete = done >= p.size
	v.common.TotalProgress = percent(done, p.size)
	v.common.SpeedDown, v.common.SpeedUp = t.Down.PerSec>>10, t.Up.PerSec>>10
	for i := range t.Peers {
		if !t.Peers[i].Connecting {
			v.common.Peers++
		}
	}
}

// percent is part of whole in percent; a whole of nothing is complete.
func percent(part, whole int64) int64 {
	if whole <= 0 || part >= whole {
		return 100
	}
	return max(part, 0) * 100 / whole
}

// putStatus says what goes on.
func (c *session) putStatus() { c.put(c.status()) }

// status is STATUS as of now, good until the next one.
func (c *session) status() *wire.Status {
	p, st := c.play, &c.said
	switch {
	case p == nil && c.loads > 0:
		*st = wire.Status{Main: wire.Part{State: wire.Loading}}
		return st
	case p == nil:
		*st = wire.Status{Main: wire.Part{State: wire.Idle}}
		return st
	case p.phase == starting:
		*st = wire.Status{Main: wire.Part{State: wire.Starting}}
		return st
	}
	c.playing(p, st)
	return st
}

// playing is STATUS of something that is played.
func (c *session) playing(p *playback, st *wire.Status) {
	v := c.look(p)
	main := wire.Part{Common: v.common, Progress: p.progress, Time: p.remaining(v.rate, v.ready-v.from)}
	switch p.phase {
	case checking:
		main = wire.Part{State: wire.Check, Progress: int64(min(max(v.check, 0), 1) * 100)}
	case prebuffering, advertising:
		if main.State = wire.Prebuf; p.phase == prebuffering && v.rate > 0 && float64(v.rate) < p.bitrate && c.age() > 3*c.o.StatusInterval {
			main.State, main.Progress = wire.Wait, 0
		}
	case buffering:
		main.State = wire.Buf
	case seeking:
		main.State, main.Time = wire.SeekPrebuf, 0
	default:
		main.State, main.Progress, main.Time = wire.DL, 0, 0
	}
	*st = wire.Status{Main: main}
	if p.phase == advertising {
		// Clips are on the engine before they are announced.
		st.Ad = wire.Part{State: wire.DL, Common: wire.Common{TotalProgress: 100, ImmediateProgress: 100, HTTPDownloaded: p.title.Ads[p.ad].Size}}
	}
}

// remaining is the time, in seconds, until the target is there.
func (p *playback) remaining(rate, have int64) int64 {
	missing := min(p.target, p.size-int64(p.head)) - have
	switch {
	case missing <= 0:
		return 0
	case rate <= 0:
		return wire.UnknownTime
	}
	return min((missing+rate-1)/rate, wire.UnknownTime)
}
