package sim

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"enginespec/reference/engine"
)

// The simulation moves in steps of 1/stepsPerSec of a second of the protocol's
// time. A whole number of steps a second keeps all rates integers.
const (
	stepsPerSec = 20
	step        = time.Second / stepsPerSec
	maxSteps    = 20 * stepsPerSec // taken at once; a machine that slept longer skips the rest
)

// Engine is the simulated core.
type Engine struct {
	o     Options
	clock engine.Clock
	known map[engine.ID][]byte
	wake  chan struct{}
	quit  chan struct{}
	done  chan struct{}

	mu       sync.Mutex // never held while blocking
	closed   bool
	base     time.Time // real time of the last step
	at       time.Time // the protocol's time in the step that runs; zero: none runs
	set      engine.Settings
	list     []*torrent // in the order they were added
	byID     map[engine.ID]*torrent
	watchers map[*watcher]struct{}
	faults   []engine.Fault // for torrents to come
	down, up bucket
}

var (
	_ engine.Engine  = (*Engine)(nil)
	_ engine.Faulter = (*Engine)(nil)
)

// New returns a running core with the torrents and settings that o.Disk holds.
// Close it. It fails when o.Torrents holds something that is not a metainfo, and
// for an unknown fault.
func New(o Options) (*Engine, error) {
	if o.Clock.Scale > 1 && o.Clock.Epoch.IsZero() {
		o.Clock.Epoch = time.Now()
	}
	if o.Disk == nil {
		o.Disk = NewDisk()
	}
	if o.Fetcher == nil {
		o.Fetcher = new(engine.Fetcher)
	}
	if o.CheckRate <= 0 {
		o.CheckRate = 4 << 20
	}
	o.Swarm = o.Swarm.withDefaults()
	e := &Engine{
		o: o, clock: o.Clock, set: DefaultSettings(),
		known:    map[engine.ID][]byte{},
		wake:     make(chan struct{}, 1),
		quit:     make(chan struct{}),
		done:     make(chan struct{}),
		byID:     map[engine.ID]*torrent{},
		watchers: map[*watcher]struct{}{},
	}
	if o.Settings != nil {
		e.set = *o.Settings
	}
	for i, b := range o.Torrents {
		id, _, _, err := engine.ParseMetainfo(b)
		if err != nil {
			return nil, fmt.Errorf("torrent %d: %w", i, err)
		}
		e.known[id] = b
	}
	for _, f := range o.Faults {
		if f.ID != (engine.ID{}) {
			continue // it begins when its torrent is added
		}
		if err := e.inject(f); err != nil {
			return nil, err
		}
	}
	if err := e.restore(); err != nil {
		return nil, err
	}
	go e.loop()
	return e, nil
}

// loop sleeps while nothing moves, so that an idle core costs nothing.
func (e *Engine) loop() {
	defer close(e.done)
	tick := time.NewTimer(0)
	defer tick.Stop()
	for {
		d, busy := e.pause()
		if !busy {
			select {
			case <-e.quit:
				return
			case <-e.wake:
			}
			e.mu.Lock()
			e.base = time.Now()
			e.mu.Unlock()
			continue
		}
		tick.Reset(d)
		select {
		case <-e.quit:
			return
		case <-tick.C:
			e.advance()
		}
	}
}

// pause returns how long to sleep before the next step, if anything moves. Faster
// than once in a millisecond there is no sleeping: then several steps go at once.
func (e *Engine) pause() (time.Duration, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	busy := false
	for _, t := range e.list {
		busy = busy || t.active()
	}
	if e.base.IsZero() {
		e.base = time.Now()
	}
	return max(time.Until(e.base.Add(e.real(1))), min(e.real(1), time.Millisecond), 0), busy
}

// real is the real duration of n steps.
func (e *Engine) real(n int) time.Duration { return max(e.clock.Real(time.Duration(n)*step), 1) }

// advance takes the steps that are due.
func (e *Engine) advance() {
	e.mu.Lock()
	defer e.mu.Unlock()
	n := int(min(time.Since(e.base)/e.real(1), maxSteps))
	for range n {
		e.base = e.base.Add(e.real(1))
		e.at = e.protocol(e.base)
		e.step(e.at)
	}
	e.at = time.Time{}
	if n == maxSteps {
		e.base = time.Now()
	}
}

// protocol converts real time to the protocol's, as engine.Clock does for now.
func (e *Engine) protocol(t time.Time) time.Time {
	if e.clock.Scale > 1 {
		return e.clock.Epoch.Add(t.Sub(e.clock.Epoch) * time.Duration(e.clock.Scale))
	}
	return t
}

// now is the protocol's time, that of the step while one runs.
func (e *Engine) now() time.Time {
	if !e.at.IsZero() {
		return e.at
	}
	return e.clock.Now()
}

// stir wakes the loop after a change. The caller holds mu.
func (e *Engine) stir() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// rand returns the generator of one torrent: its numbers do not depend on the
// order in which torrents are added.
func (e *Engine) rand(id engine.ID) *rand.Rand {
	return rand.New(rand.NewPCG(e.o.Seed, seed(id)))
}

// Close implements engine.Engine. What a Disk was told remains.
func (e *Engine) Close() error {
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		<-e.done
		return nil
	}
	e.save()
	e.closed = true
	close(e.quit)
	for w := range e.watchers {
		w.close()
	}
	for _, t := range e.list {
		t.notify()
	}
	e.mu.Unlock()
	<-e.done
	return nil
}

// lookup returns the torrent for a command. The caller holds mu.
func (e *Engine) lookup(ctx context.Context, id engine.ID) (*torrent, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if e.closed {
		return nil, engine.ErrClosed
	}
	t := e.byID[id]
	if t == nil {
		return nil, engine.ErrNotFound
	}
	return t, nil
}
