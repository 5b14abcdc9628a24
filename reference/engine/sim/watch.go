package sim

import (
	"context"

	"enginespec/reference/engine"
)

// watcher is one reader of events. When its channel is full but for one place, that
// place gets Lost, and nothing follows until the reader has emptied it: what it
// misses meanwhile it will see in the Snapshot that Lost makes it take.
type watcher struct {
	e    *Engine
	c    chan engine.Event
	lost bool
}

const watchDepth = 256

// Watch implements engine.Engine. The channel is closed too when the engine is.
func (e *Engine) Watch(ctx context.Context) <-chan engine.Event {
	w := &watcher{e: e, c: make(chan engine.Event, watchDepth)}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed || ctx.Err() != nil {
		close(w.c)
		return w.c
	}
	e.watchers[w] = struct{}{}
	context.AfterFunc(ctx, func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		w.close()
	})
	return w.c
}

// close ends the channel once. The caller holds mu.
func (w *watcher) close() {
	if _, ok := w.e.watchers[w]; ok {
		delete(w.e.watchers, w)
		close(w.c)
	}
}

func (w *watcher) send(ev engine.Event) {
	if w.lost && len(w.c) > 0 {
		return
	}
	if w.lost = len(w.c) == cap(w.c)-1; w.lost {
		ev = engine.Event{Kind: engine.Lost, At: ev.At}
	}
	w.c <- ev
}

// emit tells all watchers. The caller holds mu.
func (e *Engine) emit(k engine.EventKind, id engine.ID) {
	ev := engine.Event{Kind: k, ID: id, At: e.now()}
	for w := range e.watchers {
		w.send(ev)
	}
}
