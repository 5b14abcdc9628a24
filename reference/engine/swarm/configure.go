package swarm

import (
	"context"
	"fmt"
	"slices"

	"enginespec/reference/engine"
)

// Configure is part of engine.Engine. Another port, PEX or crypto policy makes the
// library's client anew: connections are lost, and nothing else.
func (e *Engine) Configure(_ context.Context, p engine.Patch) (engine.Settings, error) {
	now, err := e.configure(p)
	if err == nil && p.Down != nil {
		// Zero takes incomplete torrents out of the swarm, anything else brings
		// them back.
		e.mu.Lock()
		all := slices.Clone(e.transfers)
		e.mu.Unlock()
		for _, t := range all {
			e.settle(t)
		}
	}
	return now, err
}

func (e *Engine) configure(p engine.Patch) (engine.Settings, error) {
	e.life.Lock()
	defer e.life.Unlock()
	e.mu.Lock()
	before, closed, now := e.settings, e.closed, e.inForce()
	e.mu.Unlock()
	if closed {
		return now, engine.ErrClosed
	}
	s := merge(before, p)
	if err := check(s); err != nil {
		return now, err
	}
	fresh := s.Port != before.Port || p.Port != nil && *p.Port == 0 || s.PEX != before.PEX || s.Crypto != before.Crypto
	port := now.Port
	set(&port, p.Port)
	if fresh {
		if err := e.renew(s, before, port); err != nil {
			return now, err
		}
	}
	if err := e.keepSettings(s); err != nil {
		if fresh {
			_ = e.renew(before, before, now.Port)
		}
		return now, err
	}
	var held []*transfer
	defer func() {
		for _, t := range held {
			e.part(t) // at once; the announcer stays
		}
	}()
	e.mu.Lock()
	defer e.mu.Unlock()
	e.settings = s
	e.lim.set(e.real(s.Down), e.real(s.Up))
	for _, t := range e.transfers {
		e.allow(t)
		if e.held(t) {
			held = append(held, t)
		}
		if t.lt != nil {
			t.lt.SetMaxEstablishedConns(s.MaxPeers)
		}
		t.signal()
	}
	e.emit(engine.Configured, engine.ID{})
	return e.inForce(), nil
}

// renew replaces the client by one on another port, or the same. If the new one
// cannot be, the old settings are back in force. life must be written.
func (e *Engine) renew(s, before engine.Settings, port int) error {
	was := e.port
	if port != 0 && port != was {
		// See whether the port can be had while there is something to lose.
		ln, err := listen(e.o.Host, port)
		if err != nil {
			return fmt.Errorf("peer port: %w", err)
		}
		ln.Close()
	}
	e.mu.Lock()
	all := slices.Clone(e.transfers)
	e.mu.Unlock()
	var attached []*transfer
	for _, t := range all {
		e.mu.Lock()
		on := t.lt != nil && t.meta != nil
		e.mu.Unlock()
		e.part(t)
		if on {
			attached = append(attached, t)
		}
	}
	_ = e.disconnect()
	err := e.connect(s, port)
	if err != nil {
		cerr := e.connect(before, was)
		if cerr != nil {
			cerr = e.connect(before, 0)
		}
		if cerr != nil {
			return cerr
		}
	}
	for _, t := range attached {
		e.join(t)
	}
	return err
}
