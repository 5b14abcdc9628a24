package swarm

import (
	"context"
	"sync"

	"enginespec/reference/engine"
)

// maxQueue is how many events wait for a slow reader before they are Lost.
const maxQueue = 256

// watchers hand events to the readers of Watch.
type watchers struct {
	mu     sync.Mutex
	all    map[*watcher]bool
	closed chan struct{}
}

type watcher struct {
	mu    sync.Mutex
	queue []engine.Event
	wake  chan struct{}
}

func newWatchers() *watchers {
	return &watchers{all: map[*watcher]bool{}, closed: make(chan struct{})}
}

// send never blocks: it may be called under the engine's lock.
func (w *watchers) send(ev engine.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for r := range w.all {
		r.push(ev)
	}
}

func (r *watcher) push(ev engine.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := len(r.queue); n > 0 {
		last := r.queue[n-1]
		if last.Kind == engine.Progress && ev.Kind == engine.Progress && last.ID == ev.ID {
			return // nothing that a Snapshot would not show
		}
		if n >= maxQueue {
			r.queue, ev = r.queue[:0], engine.Event{Kind: engine.Lost, At: ev.At}
		}
	}
	r.queue = append(r.queue, ev)
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// watch starts a reader. Its channel closes when ctx ends or the engine does.
func (w *watchers) watch(ctx context.Context) <-chan engine.Event {
	out := make(chan engine.Event)
	r := &watcher{wake: make(chan struct{}, 1)}
	w.mu.Lock()
	w.all[r] = true
	w.mu.Unlock()
	go func() {
		defer close(out)
		defer func() {
			w.mu.Lock()
			delete(w.all, r)
			w.mu.Unlock()
		}()
		for {
			r.mu.Lock()
			queue := r.queue
			r.queue = nil
			r.mu.Unlock()
			for _, ev := range queue {
				select {
				case out <- ev:
				case <-ctx.Done():
					return
				case <-w.closed:
					return
				}
			}
			select {
			case <-r.wake:
			case <-ctx.Done():
				return
			case <-w.closed:
				return
			}
		}
	}()
	return out
}
