package swarm

import (
	"context"
	"net/netip"
	"sync"
	"time"

	"enginespec/reference/engine"
)

// How long trackers get, in real time, and how often they are asked, in the
// protocol's time.
const (
	announceTimeout = 15 * time.Second
	minInterval     = 5 * time.Second
	maxInterval     = time.Hour
	defaultInterval = 30 * time.Minute
	maxRetry        = 5 * time.Minute
)

// toldTracker is one announce URL with what it said and what it was told.
type toldTracker struct {
	engine.Tracker
	started bool // it knows of us: it must hear "stopped"
	done    bool // it heard "completed", or never needs to
}

// announcer talks to the trackers of one attached transfer. The library's own is
// switched off: it does not scrape, keeps warnings to itself, cannot be told to
// announce now, and resolves names for UDP trackers.
type announcer struct {
	e        *Engine
	t        *transfer
	cancel   context.CancelFunc
	wake     chan struct{}
	finished chan struct{}
	stopping bool // guarded by Engine.mu
}

// announce starts or wakes the transfer's announcer. mu must be held.
func (e *Engine) announce(t *transfer) {
	if t.ann != nil && !t.ann.stopping {
		t.ann.now()
		return
	}
	if len(t.trackers) == 0 || e.closed {
		return
	}
	ctx, cancel := context.WithCancel(e.ctx)
	a := &announcer{e: e, t: t, cancel: cancel, wake: make(chan struct{}, 1), finished: make(chan struct{})}
	before := t.ann
	t.ann = a
	// A torrent that is complete from the beginning has no "completed" to tell.
	for i := range t.trackers {
		t.trackers[i].done = t.left == 0
	}
	e.wg.Go(func() { a.loop(ctx, before) })
}

// goodbye ends the transfer's announcer, which tells the trackers in the
// background. mu must be held.
func (e *Engine) goodbye(t *transfer) {
	if t.ann != nil && !t.ann.stopping {
		t.ann.stopping = true
		t.ann.cancel()
	}
}

// now makes the announcer ask at once.
func (a *announcer) now() {
	select {
	case a.wake <- struct{}{}:
	default:
	}
}

// complete makes the announcer tell that the torrent is complete.
func (a *announcer) complete() { a.now() }

func (a *announcer) loop(ctx context.Context, before *announcer) {
	defer close(a.finished)
	if before != nil {
		<-before.finished // "stopped" comes before the next "started"
	}
	retry := minInterval
	for ctx.Err() == nil {
		next, ok := a.round(ctx)
		if ok {
			retry = minInterval
		} else {
			next, retry = retry, min(2*retry, maxRetry)
		}
		timer := a.e.o.Clock.Timer(next)
		select {
		case <-timer.C:
		case <-a.wake:
		case <-ctx.Done():
		}
		timer.Stop()
	}
	a.leave()
}

// round announces to the first tracker that answers, tier by tier (BEP 12), and
// returns when to ask again.
func (a *announcer) round(ctx context.Context) (time.Duration, bool) {
	a.e.mu.Lock()
	order := a.t.order
	a.e.mu.Unlock()
	for k, tier := range order {
		for n, i := range tier {
			if ctx.Err() != nil {
				return 0, false
			}
			wait, ok := a.tell(ctx, i, "")
			if !ok {
				continue
			}
			a.e.mu.Lock()
			// The one that answered is asked first from now on.
			tier = append([]int{i}, append(append([]int{}, tier[:n]...), tier[n+1:]...)...)
			order = append([][]int{}, order...)
			order[k] = tier
			a.t.order = order
			for j := range a.t.trackers {
				a.t.trackers[j].Current = j == i
			}
			a.e.mu.Unlock()
			return wait, true
		}
	}
	return 0, false
}

// tell makes one announce, and a scrape after it, and keeps what was said.
func (a *announcer) tell(ctx context.Context, i int, event string) (time.Duration, bool) {
	e, t := a.e, a.t
	e.mu.Lock()
	tr := t.trackers[i]
	if t.lt != nil {
		t.live(t.lt)
	}
	if event == "" {
		switch {
		case !tr.started:
			event = "started"
		case t.left == 0 && !tr.done:
			event = "completed"
		}
	}
	done := tr.done || t.left == 0
	r := announceRequest{
		id: t.id, peerID: e.o.PeerID, port: e.port, event: event,
		left: t.left, down: t.down.session + t.down.live, up: t.up.session + t.up.live,
	}
	e.mu.Unlock()
	u, err := e.guard.tracker(tr.URL)
	var got announceReply
	if err == nil {
		ctx, cancel := context.WithTimeout(ctx, announceTimeout)
		defer cancel()
		got, err = e.ask(ctx, u, r)
	}
	if ctx.Err() != nil && err != nil && event != "stopped" {
		return 0, false // we were interrupted: not the tracker's fault
	}
	now := e.o.Clock.Now()
	e.mu.Lock()
	defer e.mu.Unlock()
	p := &t.trackers[i]
	p.LastAnnounce = now
	if err != nil {
		p.Failure, p.Current = err.Error(), false
		e.emit(engine.Changed, t.id)
		return 0, false
	}
	p.started = event != "stopped"
	if p.started {
		p.done = done
	}
	p.Failure, p.Warning = "", got.warning
	p.Seeders, p.Leechers, p.Completed = got.seeders, got.leechers, got.completed
	wait := min(max(got.interval, minInterval), maxInterval)
	if got.interval == 0 {
		wait = defaultInterval
	}
	p.NextAnnounce = now.Add(wait)
	if event != "stopped" {
		e.addPeers(t, got.peers, engine.FromTracker)
	}
	e.emit(engine.Changed, t.id)
	return wait, true
}

// leave tells every tracker that knows of us that we are gone.
func (a *announcer) leave() {
	e, t := a.e, a.t
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	var wg sync.WaitGroup
	e.mu.Lock()
	for i, tr := range t.trackers {
		if tr.started {
			wg.Go(func() { a.tell(ctx, i, "stopped") })
		}
	}
	e.mu.Unlock()
	wg.Wait()
	e.mu.Lock()
	defer e.mu.Unlock()
	for i := range t.trackers {
		t.trackers[i].started, t.trackers[i].Current = false, false
		t.trackers[i].NextAnnounce = time.Time{}
	}
	if t.ann == a {
		t.ann = nil
		t.signal()
		e.emit(engine.Changed, t.id)
	}
}

// setTrackers fills the list of trackers. mu must be held.
func (t *transfer) setTrackers() {
	t.trackers, t.order = nil, nil
	for n, tier := range tiers(t.meta, t.extra) {
		var order []int
		for _, u := range tier {
			order = append(order, len(t.trackers))
			t.trackers = append(t.trackers, toldTracker{Tracker: engine.Tracker{
				URL: u, Tier: n, Seeders: -1, Leechers: -1, Completed: -1,
			}})
		}
		t.order = append(t.order, order)
	}
}

// announceRequest is what a tracker is told.
type announceRequest struct {
	id             engine.ID
	peerID         string
	port           int
	event          string // "", started, stopped, completed
	left, down, up int64
}

// announceReply is what a tracker says. Counts are -1 when it does not say.
type announceReply struct {
	interval                     time.Duration
	seeders, leechers, completed int
	warning                      string
	peers                        []netip.AddrPort
}
