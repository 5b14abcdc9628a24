package swarm

import (
	"context"
	"fmt"

	"enginespec/reference/engine"
)

// Do is part of engine.Engine. Verify returns when the check has begun and ends
// with a Changed event; Announce does not wait for the trackers.
func (e *Engine) Do(ctx context.Context, id engine.ID, c engine.Command) error {
	t, err := e.lookup(id)
	if err != nil {
		return err
	}
	if done, err := e.doEarly(t, c); done {
		return err
	}
	if !t.lock(ctx.Done()) {
		return ctx.Err()
	}
	defer func() { <-t.op }()
	e.mu.Lock()
	gone, closed := t.gone, e.closed
	e.mu.Unlock()
	switch {
	case closed:
		return engine.ErrClosed
	case gone:
		return fmt.Errorf("%w: %s", engine.ErrNotFound, id)
	}
	switch c.Op {
	case engine.Start, engine.Stop:
		return e.setRun(t, c.Op == engine.Start)
	case engine.Verify:
		return e.verify(t)
	case engine.Remove:
		return e.remove(t, c.DeleteData)
	case engine.Announce:
		e.mu.Lock()
		defer e.mu.Unlock()
		if t.lt != nil {
			e.announce(t)
		}
		return nil
	case engine.SetFiles:
		return e.setFiles(t, c.Files)
	}
	return fmt.Errorf("command %d: unknown", c.Op)
}

// doEarly is Do for a torrent whose metadata Add is still waiting for. Add fails
// when it is removed.
func (e *Engine) doEarly(t *transfer, c engine.Command) (done bool, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case t.meta != nil:
		return false, nil
	case t.gone:
		return true, fmt.Errorf("%w: %s", engine.ErrNotFound, t.id)
	}
	switch c.Op {
	case engine.Remove:
		e.forget(t)
		e.emit(engine.Removed, t.id)
	case engine.Start, engine.Stop:
		run := c.Op == engine.Start
		t.wish = &run
	case engine.Announce:
		e.announce(t)
	case engine.SetFiles:
		return true, engine.ErrNoFile
	case engine.Verify:
	default:
		return true, fmt.Errorf("command %d: unknown", c.Op)
	}
	return true, nil
}

// setRun starts or stops. It is on disk before it is in force: a stop that is
// lost by a crash would download what the user does not want.
func (e *Engine) setRun(t *transfer, run bool) error {
	e.mu.Lock()
	was, fail := t.run, t.fail
	if was == run && fail == nil {
		e.mu.Unlock()
		return nil
	}
	e.mu.Unlock()
	if fail != nil {
		// The failure may not have come to that yet. It goes before the failure is
		// forgotten, or else an error that the library still has to report fails the new try.
		e.detach(t)
	}
	e.mu.Lock()
	t.run, t.fail = run, nil
	if run && !was {
		t.down.session, t.up.session = 0, 0
	}
	e.mu.Unlock()
	if err := e.keep(t, false); err != nil {
		e.mu.Lock()
		t.run, t.fail = was, fail
		e.mu.Unlock()
		return err
	}
	e.mu.Lock()
	t.signal()
	e.mu.Unlock()
	if !run {
		e.stopCheck(t)
	}
	e.settleLocked(t)
	e.mu.Lock()
	e.emit(engine.Changed, t.id)
	e.mu.Unlock()
	return nil
}

// verify forgets what is known of the pieces and hashes them.
func (e *Engine) verify(t *transfer) error {
	e.stopCheck(t)
	e.detach(t)
	e.mu.Lock()
	t.fail = nil
	e.mu.Unlock()
	e.startCheck(t, true)
	return nil
}

// remove forgets the torrent, durably, before any of its files go: a crash in
// between leaves files behind, never a torrent without its files.
func (e *Engine) remove(t *transfer, deleteData bool) error {
	if err := e.unkeep(t); err != nil {
		return err
	}
	left := make(chan struct{})
	e.mu.Lock()
	t.run = false
	e.forget(t)
	e.leaving[t.id] = left
	e.mu.Unlock()
	e.stopCheck(t)
	e.detach(t)
	t.data.close()
	var err error
	if deleteData {
		err = t.data.remove()
	}
	e.mu.Lock()
	delete(e.leaving, t.id)
	close(left)
	e.emit(engine.Removed, t.id)
	e.mu.Unlock()
	return err
}

// setFiles changes priorities.
func (e *Engine) setFiles(t *transfer, files []engine.FilePriority) error {
	e.mu.Lock()
	before := t.prio
	prio := append([]engine.Priority{}, before...)
	for _, f := range files {
		if f.File < 0 || f.File >= len(prio) {
			e.mu.Unlock()
			return fmt.Errorf("%w: number %d", engine.ErrNoFile, f.File)
		}
		if f.Priority < engine.Skip || f.Priority > engine.High {
			e.mu.Unlock()
			return fmt.Errorf("priority %d of file %d: unknown", f.Priority, f.File)
		}
		prio[f.File] = f.Priority
	}
	t.prio = prio
	e.mu.Unlock()
	if err := e.keep(t, false); err != nil {
		e.mu.Lock()
		t.prio = before
		e.mu.Unlock()
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	t.count()
	if t.lt != nil {
		for i, f := range t.lt.Files() {
			f.SetPriority(libPriority(prio[i]))
		}
		e.readd(t)
	}
	if t.checking == nil {
		e.arrived(t)
	}
	e.emit(engine.Changed, t.id)
	return nil
}
