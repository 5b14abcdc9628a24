package swarm

import (
	"slices"

	"enginespec/reference/engine"
)

// Snapshot is part of engine.Engine. Peers and rates are at most 0.2 s old.
func (e *Engine) Snapshot(ids ...engine.ID) engine.Snapshot {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := engine.Snapshot{At: e.o.Clock.Now(), Settings: e.inForce()}
	for _, t := range e.transfers {
		if !t.shown {
			continue
		}
		if len(ids) == 0 || slices.Contains(ids, t.id) {
			s.Torrents = append(s.Torrents, t.snapshot())
		}
	}
	return s
}

// inForce is the settings with the port that is bound. mu must be held.
func (e *Engine) inForce() engine.Settings {
	s := e.settings
	s.Port = e.port
	return s
}

func (t *transfer) snapshot() engine.Torrent {
	s := engine.Torrent{
		ID: t.id, Meta: t.meta, Dir: t.dir, State: t.state(),
		Left: t.left, AddedAt: t.addedAt, DoneAt: t.doneAt, SeedTime: t.seedTime,
		Swarm: t.sampled.swarm.perSec(), Peers: slices.Clone(t.sampled.peers),
	}
	for _, tr := range t.trackers {
		s.Trackers = append(s.Trackers, tr.Tracker)
	}
	if t.checking != nil {
		s.Check = t.checking.progress
	}
	s.Err = t.trouble()
	if t.meta == nil {
		return s
	}
	if t.lt != nil {
		t.live(t.lt)
	}
	s.Down, s.Up = t.down.value(), t.up.value()
	d := t.data
	d.mu.RLock()
	defer d.mu.RUnlock()
	s.Pieces = engine.Pieces{Total: len(d.state), Have: d.have}
	here := make([]bool, len(d.state))
	for i, st := range d.state {
		if here[i] = st == verified; here[i] {
			s.Pieces.Bytes += d.pieceLen(i)
		}
		here[i] = here[i] || i < len(t.sampled.available) && t.sampled.available[i]
		if here[i] {
			s.Pieces.Available++
		}
	}
	s.Files = make([]engine.File, len(d.files))
	for i := range d.files {
		f := &d.files[i]
		out := engine.File{Priority: t.prio[i], Begin: f.begin, End: f.end}
		out.Done, out.Have = d.doneLocked(f)
		for _, ok := range here[f.begin:f.end] {
			if ok {
				out.Available++
			}
		}
		s.Files[i] = out
	}
	return s
}

// trouble is the files' failure, or else what the current tracker complains of.
func (t *transfer) trouble() *engine.Failure {
	if t.fail != nil {
		f := *t.fail
		return &f
	}
	var refused string
	for _, tr := range t.trackers {
		switch {
		case tr.Current && tr.Warning != "":
			return &engine.Failure{Kind: engine.FailTrackerWarning, Text: tr.Warning}
		case tr.Current:
			return nil
		case tr.Failure != "" && refused == "":
			refused = tr.Failure
		}
	}
	if refused != "" && t.run {
		return &engine.Failure{Kind: engine.FailTracker, Text: refused}
	}
	return nil
}
