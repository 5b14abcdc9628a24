package sim

import (
	"context"
	"fmt"

	"enginespec/reference/engine"
)

// Do implements engine.Engine.
func (e *Engine) Do(ctx context.Context, id engine.ID, c engine.Command) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	t, err := e.lookup(ctx, id)
	if err != nil {
		return err
	}
	now := e.now()
	if c.Op == engine.Start || c.Op == engine.Stop {
		t.wish.Paused = c.Op == engine.Stop // for when the metadata comes
	}
	switch c.Op {
	case engine.Start:
		t.start(now)
	case engine.Stop:
		t.checking = false
		if t.sharing && len(t.trackers) > 0 {
			t.stopped = now.Add(e.o.Swarm.Latency)
		}
		t.running, t.fatal = false, nil
	case engine.Verify:
		if t.meta != nil {
			t.checking, t.checked, t.found, t.fatal = true, 0, e.o.Disk.read(place{id, t.dir}), nil
		}
	case engine.Remove:
		if c.DeleteData {
			e.o.Disk.erase(place{id, t.dir})
		}
		e.forget(t)
		e.save()
		return nil
	case engine.Announce:
		if t.sharing {
			t.announce(now)
		}
	case engine.SetFiles:
		if err := t.setFiles(c.Files); err != nil {
			return err
		}
	default:
		return fmt.Errorf("operation %d: unknown", c.Op)
	}
	t.settle()
	e.save()
	return nil
}

func (t *torrent) setFiles(files []engine.FilePriority) error {
	if t.meta == nil {
		return engine.ErrNoFile
	}
	for _, f := range files {
		if f.File < 0 || f.File >= len(t.priority) {
			return engine.ErrNoFile
		}
		if f.Priority < engine.Skip || f.Priority > engine.High {
			return fmt.Errorf("priority %d: expected %d to %d", f.Priority, engine.Skip, engine.High)
		}
	}
	for _, f := range files {
		t.priority[f.File] = f.Priority
	}
	t.requeue()
	t.finish(t.e.now())
	return nil
}

// Configure implements engine.Engine. Only Down, Up and MaxPeers change what the
// simulation does.
func (e *Engine) Configure(ctx context.Context, p engine.Patch) (engine.Settings, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case ctx.Err() != nil:
		return e.set, ctx.Err()
	case e.closed:
		return e.set, engine.ErrClosed
	case p.Port != nil && (*p.Port < 0 || *p.Port > 65535):
		return e.set, fmt.Errorf("port %d: expected 0 to 65535", *p.Port)
	case p.MaxPeers != nil && *p.MaxPeers < 0:
		return e.set, fmt.Errorf("peers %d: expected 0 or more", *p.MaxPeers)
	case p.Crypto != nil && *p.Crypto > engine.CryptoRequired:
		return e.set, fmt.Errorf("crypto %d: expected 0 to %d", *p.Crypto, engine.CryptoRequired)
	case p.Dir != nil && *p.Dir == "":
		return e.set, fmt.Errorf("folder: expected a name")
	}
	put(&e.set.Down, p.Down)
	put(&e.set.Up, p.Up)
	put(&e.set.Port, p.Port)
	put(&e.set.PEX, p.PEX)
	put(&e.set.PortMap, p.PortMap)
	put(&e.set.Crypto, p.Crypto)
	put(&e.set.Dir, p.Dir)
	put(&e.set.MaxPeers, p.MaxPeers)
	e.set.Down, e.set.Up = max(e.set.Down, -1), max(e.set.Up, -1)
	e.emit(engine.Configured, engine.ID{})
	e.save()
	e.stir()
	return e.set, nil
}

func put[T any](dst, src *T) {
	if src != nil {
		*dst = *src
	}
}
