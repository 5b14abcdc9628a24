package ctcs

import (
	"context"
	"fmt"
	"time"

	"enginespec/reference/engine"
)

// limit sets one limit, 0 for none. It is told by the next CTBW.
func (e *Engine) limit(to *int64, v int64) {
	was := *to
	*to = v
	if err := e.configure(); err != nil {
		*to = was
		e.info(2, "the limit is not in force: %v", err)
	}
}

// SetLimits changes the limits as at the client's own console, octets/s, 0 for none.
// The server is told by CTBW.
func (e *Engine) SetLimits(ctx context.Context, down, up int64) error {
	return e.call(ctx, func() error {
		if down < 0 || up < 0 {
			return fmt.Errorf("ctcs: limits %d and %d: expected 0 or more", down, up)
		}
		e.conf.down, e.conf.up = down, up
		return e.configure()
	})
}

// configure puts limits, pause and peers in force in the core. A paused torrent moves
// nothing and stays in the swarm.
func (e *Engine) configure() error {
	down, up := limitOf(e.conf.down), limitOf(e.conf.up)
	if e.conf.pause {
		down, up = 0, 0
	}
	peers := int(e.conf.maxPeers)
	_, err := e.core.Configure(e.ctx, engine.Patch{Down: &down, Up: &up, MaxPeers: &peers})
	return err
}

// limitOf is a limit of the protocol in the core's terms.
func limitOf(n int64) int64 {
	if n == 0 {
		return -1
	}
	return n
}

// update contacts the tracker, without an event (CTCS-114).
func (e *Engine) update() {
	if err := e.core.Do(e.ctx, e.o.Torrent, engine.Command{Op: engine.Announce}); err != nil {
		e.info(2, "CTUPDATE: %v", err)
	}
}

// restart leaves the swarm and joins it again: the tracker hears stopped, then started
// (CTCS-113).
func (e *Engine) restart() {
	if e.quitting {
		return
	}
	e.later(op{
		work: func(ctx context.Context) error {
			if err := e.stop(ctx); err != nil {
				return err
			}
			e.told(ctx)
			return e.core.Do(ctx, e.o.Torrent, engine.Command{Op: engine.Start})
		},
		done: func(err error) {
			if err != nil {
				e.info(1, "CTRESTART: %v", err)
			}
		},
	})
}

// quit stops all transfers, says so, tells the tracker, and ends Run (CTCS-111).
func (e *Engine) quit() {
	if e.quitting {
		return
	}
	e.quitting = true
	e.ops = e.ops[:min(len(e.ops), 1)] // what has not begun is in vain; quitting comes next
	e.later(op{work: e.stop, done: func(err error) {
		if err != nil {
			e.log.Error("cannot stop", "error", err)
		}
		if t := e.look(); t != nil && e.link != nil {
			e.say(e.status(t))
		}
	}})
	e.later(op{
		work: func(ctx context.Context) error { e.told(ctx); return nil },
		done: func(error) { e.over = true },
	})
}

func (e *Engine) stop(ctx context.Context) error {
	return e.core.Do(ctx, e.o.Torrent, engine.Command{Op: engine.Stop})
}

// goodbye bounds how long a tracker may take to hear that we are gone.
const goodbye = 10 * time.Second

// told waits until the trackers were told of a stop.
func (e *Engine) told(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, atLeast(e.o.Clock, goodbye, 3*time.Second))
	defer cancel()
	events := e.core.Watch(ctx)
	for {
		if t, err := e.torrent(); err != nil || t.State != engine.Stopping {
			return
		}
		if _, ok := <-events; !ok {
			return
		}
	}
}
