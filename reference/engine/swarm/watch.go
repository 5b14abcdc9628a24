package swarm

import (
	"context"
	"sync"

	"enginespec/reference/engine"
)

// maxQueue is how many events wait for a slow reader before they are Lost.
const maxQueue = 1024

// watchers hand events to the readers of Watch.
type watchers struct {
	mu     sync.Mutex
	all    map[chan engine.Event]*watcher
	closed bool
}

// watcher is a reader's state: while it is behind, what it must still read ends
// with Lost, and nothing is added until it has read all of it.
type watcher struct{ behind bool }

func newWatchers() *watchers { return &watchers{all: map[chan engine.Event]*watcher{}} }

// send never blocks: it may be called under the engine's lock.
func (w *watchers) send(ev engine.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for ch, r := range w.all {
		if r.behind && len(ch) > 0 {
			continue
		}
		if r.behind = len(ch) == maxQueue-1; r.behind {
			ch <- engine.Event{Kind: engine.Lost, At: ev.At}
			continue
		}
		ch <- ev
	}
}

// watch starts a reader. Its channel closes when ctx ends or the engine does.
func (w *watchers) watch(ctx context.Context) <-chan engine.Event {
	ch := make(chan engine.Event, maxQueue)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		close(ch)
		return ch
	}
	w.all[ch] = &watcher{}
	context.AfterFunc(ctx, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.drop(ch)
	})
	return ch
}

func (w *watchers) drop(ch chan engine.Event) {
	if w.all[ch] != nil {
		delete(w.all, ch)
		close(ch)
	}
}

// close ends all readers.
func (w *watchers) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	for ch := range w.all {
		w.drop(ch)
	}
}
