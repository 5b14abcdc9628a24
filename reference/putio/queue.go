package putio

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	wire "enginespec/codec/putio"
	"enginespec/reference/engine"
)

// queue runs the transfers of all accounts: each active one in a goroutine of its own.
type queue struct {
	s         *Server
	load      atomic.Bool   // the limit of active transfers is enforced
	completer chan struct{} // a place for each transfer that is being completed
	extractor chan struct{} // and for each that is being unpacked

	mu    sync.Mutex
	users map[engine.ID]int // how many transfers need a torrent
}

func newQueue(s *Server) *queue {
	q := &queue{s: s, completer: make(chan struct{}, 4), extractor: make(chan struct{}, 2), users: map[engine.ID]int{}}
	q.load.Store(s.o.HighLoad)
	return q
}

// add accepts links: the transfers are part of st, in the order of the links. A link
// that cannot be fetched is one with the status Error (PUTIO-080).
func (q *queue) add(a *account, st *state, links []string, parent wire.ID) ([]*transfer, error) {
	if most := q.s.o.MaxTransfers; len(st.Transfers)+len(links) > most {
		return nil, refuse("There are too many transfers: at most %d. Cancel some first.", most)
	}
	var added []*transfer
	room := q.room(st)
	for _, link := range links {
		l := q.s.classify(link)
		t := &transfer{ID: a.newID(st), Link: link, Name: l.name, Parent: parent, Premium: l.premium}
		switch {
		case l.wrong != "":
			t.Status, t.Why, t.Link = wire.Error, l.wrong, ""
		case room > 0:
			t.Status = wire.InQueue
			room--
		default:
			t.Status = wire.Waiting
		}
		st.Transfers = append(st.Transfers, t)
		added = append(added, t)
	}
	return added, nil
}

// room is how many transfers may become active.
func (q *queue) room(st *state) int {
	if !q.load.Load() {
		return q.s.o.MaxTransfers
	}
	n := q.s.o.ActiveLimit
	for _, t := range st.Transfers {
		if t.Status.Active() {
			n--
		}
	}
	return max(n, 0)
}

// promote makes the oldest waiting transfers active, as many as may be.
func (q *queue) promote(a *account) {
	isWaiting := func(t *transfer) bool { return t.Status == wire.Waiting }
	if st := a.view(); q.s.ctx.Err() != nil || q.room(st) == 0 || !slices.ContainsFunc(st.Transfers, isWaiting) {
		return
	}
	var started []*transfer
	err := a.update(func(st *state) error {
		room := q.room(st)
		for i, t := range st.Transfers {
			if room > 0 && isWaiting(t) {
				c := *t
				c.Status = wire.InQueue
				st.Transfers[i] = &c
				started = append(started, &c)
				room--
			}
		}
		return nil
	})
	if err != nil {
		q.s.o.Log.Error("waiting transfers could not be started", "user", a.ID, "error", err)
		return
	}
	q.startAll(a, started)
}

func (q *queue) startAll(a *account, list []*transfer) {
	for _, t := range list {
		if t.Status.Active() {
			q.start(a, t.ID)
		}
	}
}

// start runs a transfer.
func (q *queue) start(a *account, id wire.ID) {
	r := &run{q: q, s: q.s, a: a, id: id}
	r.ctx, r.cancel = context.WithCancel(q.s.ctx)
	a.live.mu.Lock()
	if a.live.runs == nil {
		a.live.runs = map[wire.ID]*run{}
	}
	a.live.runs[id] = r
	a.live.mu.Unlock()
	end := func() {
		r.cancel()
		a.live.mu.Lock()
		delete(a.live.runs, id)
		a.live.mu.Unlock()
	}
	if !q.s.begin(func() {
		again := r.run()
		end()
		if again {
			q.promote(a)
		}
	}) {
		end()
	}
}

// resume goes on with the transfers of the last run, and takes torrents that none of
// them needs out of the engine.
func (q *queue) resume() {
	needed := map[engine.ID]bool{}
	for _, a := range q.s.accounts {
		for _, t := range a.view().Transfers {
			if id, err := engine.ParseID(t.Hash); err == nil && t.Status.Active() {
				needed[id] = true
			}
		}
	}
	for _, t := range q.s.o.Engine.Snapshot().Torrents {
		if !needed[t.ID] {
			q.drop(t.ID)
		}
	}
	for _, a := range q.s.accounts {
		q.startAll(a, a.view().Transfers)
		q.promote(a)
	}
}

// need counts a transfer that needs a torrent; unneed takes the torrent out of the
// engine with the last of them.
func (q *queue) need(id engine.ID) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.users[id]++
}

func (q *queue) unneed(id engine.ID) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.users[id]--; q.users[id] == 0 {
		delete(q.users, id)
		q.drop(id)
	}
}

func (q *queue) drop(id engine.ID) {
	err := q.s.o.Engine.Do(context.Background(), id, engine.Command{Op: engine.Remove, DeleteData: true})
	if err != nil && !errors.Is(err, engine.ErrNotFound) && !errors.Is(err, engine.ErrClosed) {
		q.s.o.Log.Warn("a torrent could not be removed", "torrent", id, "error", err)
	}
}
