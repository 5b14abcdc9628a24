package sim

import (
	"slices"

	"enginespec/reference/engine"
)

// Snapshot implements engine.Engine.
func (e *Engine) Snapshot(ids ...engine.ID) engine.Snapshot {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := engine.Snapshot{At: e.now(), Settings: e.set}
	for _, t := range e.list {
		if len(ids) == 0 || slices.Contains(ids, t.id) {
			s.Torrents = append(s.Torrents, t.snapshot())
		}
	}
	return s
}

func (t *torrent) snapshot() engine.Torrent {
	s := engine.Torrent{
		ID: t.id, Meta: t.meta, Dir: t.dir, State: t.state,
		Down: t.down.rate(), Up: t.up.rate(),
		AddedAt: t.addedAt, DoneAt: t.doneAt, SeedTime: t.seeded(t.e.now()),
	}
	for _, f := range []*engine.Failure{t.warned, t.fatal} {
		if f != nil {
			err := *f
			s.Err = &err
		}
	}
	for _, tr := range t.trackers {
		s.Trackers = append(s.Trackers, tr.Tracker)
	}
	if t.meta == nil {
		return s
	}
	if t.state == engine.Checking {
		s.Check = min(float64(t.checked)/float64(t.meta.Size), 1)
	}
	s.Left, _ = t.left()
	s.Pieces = engine.Pieces{Total: len(t.have), Have: t.pieces, Bytes: t.bytes}
	for i := range t.have {
		if t.available(i) {
			s.Pieces.Available++
		}
	}
	for i := range t.meta.Files {
		f := engine.File{Priority: t.priority[i], Done: t.fileDone[i]}
		f.Begin, f.End = t.span(i)
		for k := f.Begin; k < f.End; k++ {
			if t.have[k] {
				f.Have++
			}
			if t.available(k) {
				f.Available++
			}
		}
		s.Files = append(s.Files, f)
	}
	if t.sharing {
		t.crowd(&s)
	}
	return s
}

func (t *torrent) available(i int) bool {
	if t.have[i] {
		return true
	}
	for _, p := range t.peers {
		if p.connected && p.holds(i) {
			return true
		}
	}
	return false
}

// crowd describes the peers. Those on their way are Connecting.
func (t *torrent) crowd(s *engine.Torrent) {
	nobody := t.fault(engine.NoPeers) != nil
	choked := t.fault(engine.SlowStart) != nil
	for _, p := range t.peers {
		if p.lost || nobody || !p.connected && len(s.Peers) >= t.e.set.MaxPeers {
			continue
		}
		v := p.Peer
		v.Connecting = !p.connected
		v.Down, v.Up = p.dn.rate(), p.up.rate()
		v.AmInterested = s.Left > 0
		v.PeerInterested = !p.Seed
		v.PeerChoking = choked || !p.connected
		v.AmChoking = p.Seed || t.pieces == 0 || t.e.set.Up == 0 || !p.connected
		s.Peers = append(s.Peers, v)
		if p.connected {
			s.Swarm += t.e.o.Swarm.Down * p.share / 1000
		}
	}
}
