package sim

import (
	"fmt"
	"time"

	"enginespec/reference/engine"
)

// fault is a Fault on one torrent.
type fault struct {
	engine.Fault
	began time.Time // zero: not yet
	n     int       // pieces left to corrupt
}

func newFault(f engine.Fault) *fault { return &fault{Fault: f, n: max(f.N, 1)} }

// Inject implements engine.Faulter.
func (e *Engine) Inject(f engine.Fault) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return engine.ErrClosed
	}
	return e.inject(f)
}

func (e *Engine) inject(f engine.Fault) error {
	if f.Kind > engine.SlowStart || f.At < 0 || f.At > 1 || f.For < 0 || f.Rate < 0 || f.N < 0 {
		return fmt.Errorf("fault %d: unknown kind, or At, For, Rate or N out of range", f.Kind)
	}
	if f.Kind == engine.SlowStart && f.For == 0 {
		f.For = 5 * time.Second
	}
	if f.ID != (engine.ID{}) {
		t := e.byID[f.ID]
		if t == nil {
			return engine.ErrNotFound
		}
		t.inject(f)
		return nil
	}
	if f.Kind == engine.Heal {
		e.faults = nil
	} else {
		keep := e.faults[:0:0]
		for _, g := range e.faults {
			if g.Kind != f.Kind {
				keep = append(keep, g)
			}
		}
		e.faults = append(keep, f)
	}
	for _, t := range e.list {
		t.inject(f)
	}
	return nil
}

func (t *torrent) inject(f engine.Fault) {
	for _, g := range append([]*fault(nil), t.faults...) {
		if f.Kind == engine.Heal || g.Kind == f.Kind {
			t.heal(g)
		}
	}
	if f.Kind != engine.Heal {
		t.faults = append(t.faults, newFault(f))
		t.trouble(t.e.now())
	}
	t.e.stir()
}

// heal takes a fault out of force.
func (t *torrent) heal(f *fault) {
	for i, g := range t.faults {
		if g == f {
			t.faults = append(t.faults[:i:i], t.faults[i+1:]...)
		}
	}
	switch f.Kind {
	case engine.LosePeers:
		for _, p := range t.peers {
			p.lost = false
		}
	case engine.TrackerError, engine.TrackerWarning:
		t.announce(t.e.now())
	}
}

// trouble begins faults whose moment has come and ends those whose time is over.
func (t *torrent) trouble(now time.Time) {
	for _, f := range append([]*fault(nil), t.faults...) {
		switch {
		case f.began.IsZero() && t.reached(f.At):
			f.began = now
			t.begin(f, now)
		case !f.began.IsZero() && f.For > 0 && now.Sub(f.began) >= f.For:
			t.heal(f)
		}
	}
}

// reached reports whether that part of the selected bytes is verified.
func (t *torrent) reached(at float64) bool {
	if at == 0 {
		return true
	}
	if t.meta == nil {
		return false
	}
	left, all := t.left()
	return all > 0 && float64(all-left) >= at*float64(all)
}

func (t *torrent) begin(f *fault, now time.Time) {
	switch f.Kind {
	case engine.LosePeers:
		for i, p := range t.peers {
			p.lost = f.N == 0 || i < f.N
		}
	case engine.TrackerError, engine.TrackerWarning:
		if t.sharing {
			t.announce(now)
		}
	}
}

// fault returns the fault of that kind that is in force, or nil.
func (t *torrent) fault(k engine.FaultKind) *fault {
	for _, f := range t.faults {
		if f.Kind == k && !f.began.IsZero() {
			return f
		}
	}
	return nil
}
