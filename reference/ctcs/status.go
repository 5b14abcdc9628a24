package ctcs

import (
	"time"

	"enginespec/codec"
	wire "enginespec/codec/ctcs"
	"enginespec/reference/engine"
)

// greet says who we are, and our status, all at once.
func (e *Engine) greet() {
	t := e.look()
	if t == nil {
		return
	}
	m := []codec.Message{&wire.Version{Version: e.o.Version}}
	if e.o.Password != "" {
		m = append(m, &wire.Auth{Password: clean(e.o.Password)})
	}
	m = append(m, &wire.Torrent{
		PeerID: e.peerID.Append(nil), Start: e.start.Unix(), Current: e.o.Clock.Now().Unix(), Filename: clean(e.o.Filename),
	})
	e.link.said = e.bandwidth(t)
	e.say(append(m, e.status(t))...)
}

// sendStatus answers SENDSTATUS.
func (e *Engine) sendStatus() {
	if t := e.look(); t != nil {
		e.say(e.status(t))
	}
}

// bandwidth is CTBW now.
func (e *Engine) bandwidth(t *engine.Torrent) wire.BW {
	return wire.BW{DLRate: max(t.Down.PerSec, 0), ULRate: max(t.Up.PerSec, 0), DLLimit: e.conf.down, ULLimit: e.conf.up}
}

// status is CTSTATUS now. Connected peers are those that shook hands; of the tracker's
// counts we are one.
func (e *Engine) status(t *engine.Torrent) *wire.Status {
	bw := e.bandwidth(t)
	s := &wire.Status{
		Version: e.link.version, NHave: int64(t.Pieces.Have), NTotal: int64(t.Pieces.Total), NAvail: int64(max(t.Pieces.Available, t.Pieces.Have)),
		DLRate: bw.DLRate, ULRate: bw.ULRate, DLLimit: bw.DLLimit, ULLimit: bw.ULLimit,
		DLTotal: uint64(max(t.Down.Total-e.down, 0)), ULTotal: uint64(max(t.Up.Total-e.up, 0)),
	}
	for _, p := range t.Peers {
		switch {
		case p.Connecting:
			s.Connecting++
		case p.Seed:
			s.Seeders++
		default:
			s.Leechers++
		}
	}
	for _, tr := range t.Trackers {
		if !tr.Current || tr.Seeders < 0 || tr.Leechers < 0 {
			continue
		}
		s.TotalSeeders, s.TotalLeechers = int64(tr.Seeders), int64(tr.Leechers)
		if whole(t) {
			s.TotalSeeders = max(s.TotalSeeders-1, 0)
		} else {
			s.TotalLeechers = max(s.TotalLeechers-1, 0)
		}
	}
	return s
}

// whole reports whether all pieces are there.
func whole(t *engine.Torrent) bool { return t.Pieces.Have == t.Pieces.Total }

// begin puts the settings in force.
func (e *Engine) begin() error {
	t, err := e.torrent()
	if err != nil {
		return err
	}
	if e.complete = whole(t); e.complete {
		e.seedEnd = e.start.Add(hours(e.conf.seedHours))
	}
	return e.configure()
}

// tick happens each second: CTBW if something changed (CTCS-060), CTSTATUS on
// completion (CTCS-062), and the end of seeding.
func (e *Engine) tick() {
	t := e.look()
	if t == nil {
		return
	}
	if whole(t) && !e.complete {
		e.complete = true
		e.seedEnd = e.o.Clock.Now().Add(hours(e.conf.seedHours))
		if e.link != nil {
			e.say(e.status(t))
		}
		if e.o.Completed != nil {
			e.o.Completed(e.conf.userExit)
		}
	}
	e.advance(t)
	if e.link != nil {
		if bw := e.bandwidth(t); bw != e.link.said {
			e.link.said = bw
			e.say(&bw)
		}
	}
	if e.complete && !e.quitting && e.seeded(t) {
		e.log.Info("seeding is over")
		e.quit()
	}
}

// seeded reports whether seeding is over: by time or by ratio.
func (e *Engine) seeded(t *engine.Torrent) bool {
	if !e.o.Clock.Now().Before(e.seedEnd) {
		return true
	}
	got := t.Down.Total - e.down
	if got <= 0 {
		got = t.Meta.Size
	}
	return e.conf.seedRatio > 0 && float64(t.Up.Total-e.up) >= e.conf.seedRatio*float64(got)
}

// hours is a duration; more than a century is one.
func hours(h float64) time.Duration { return time.Duration(min(h, 1e6) * float64(time.Hour)) }

// enter registers the engine, tells it its limits and asks for all that there is.
func (c *session) enter(m *wire.Torrent) {
	if c.torrent != nil {
		c.drop("a second CTORRENT")
		return
	}
	c.torrent = c.s.register(c, m)
	c.conn.SetReadDeadline(time.Time{}) // silence is no sign of death (CTCS-064)
	c.log.Info("engine registered", "torrent", c.torrent.ID, "version", c.version, "filename", plain(m.Filename))
	c.say(&wire.SendDetail{}, &wire.SendPeers{}, &wire.SendConf{})
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.own(c.torrent)
	c.s.share()
}

// status takes CTSTATUS, of either form (CTCS-036).
func (c *session) status(m *wire.Status) {
	t := c.torrent
	c.s.update(t, func() {
		if t.Status == nil || t.shown {
			t.Status, t.shown = new(wire.Status), false
		}
		*t.Status = *m
		t.Blocks.Status++
		if t.Complete() != !t.seed.IsZero() {
			if t.seed = (time.Time{}); t.Complete() {
				t.seed = t.Heard
			}
		}
	})
}

// bandwidth takes CTBW.
func (c *session) bandwidth(m *wire.BW) {
	t := c.torrent
	c.s.update(t, func() {
		s := wire.Status{Version: c.version}
		if t.Status != nil {
			s = *t.Status
		}
		s.DLRate, s.ULRate, s.DLLimit, s.ULLimit = m.DLRate, m.ULRate, m.DLLimit, m.ULLimit
		t.Status = &s
	})
}
