package swarm

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/anacrolix/torrent"

	"enginespec/reference/engine"
	"enginespec/reference/engine/store"
)

var _ engine.Engine = (*Engine)(nil)

// Engine is an engine.Engine that takes part in real swarms.
//
// Locks are taken in this order: a transfer's op, life, mu, the library's own.
// Callbacks from the library run under its lock or none, so they take mu at most
// when they hold none, and flags otherwise.
type Engine struct {
	o     Options
	log   *slog.Logger
	guard *guard
	lim   *limiters
	ctx   context.Context // ends with the engine
	end   context.CancelFunc
	wg    sync.WaitGroup // sampler, checks, announcers
	watch *watchers
	flags *flagBook

	// life is held to read client, and to write it while no transfer is attached.
	life   sync.RWMutex
	client *torrent.Client
	ln     net.Listener

	mu        sync.Mutex
	closed    bool
	settings  engine.Settings             // Port is the wish; 0 for any
	port      int                         // in force
	transfers []*transfer                 // in the order they were added
	seq       int                         // of the last one added
	leaving   map[engine.ID]chan struct{} // closed when a removal is finished
}

// New opens an engine: it restores what Options.State holds, listens, and starts
// the torrents that were running.
func New(o Options) (*Engine, error) {
	if err := o.defaults(); err != nil {
		return nil, fmt.Errorf("swarm: %w", err)
	}
	e := &Engine{o: o, log: o.Logger, lim: newLimiters(), watch: newWatchers(), flags: newFlagBook()}
	e.leaving = map[engine.ID]chan struct{}{}
	e.guard = &guard{open: o.AllowNetwork, local: netip.MustParseAddr(o.Host)}
	e.ctx, e.end = context.WithCancel(context.Background())
	e.settings = merge(engine.Settings{Down: -1, Up: -1, Dir: ".", MaxPeers: 50}, o.Initial)
	if err := e.load(); err != nil {
		return nil, fmt.Errorf("swarm: %w", err)
	}
	if err := check(e.settings); err != nil {
		return nil, fmt.Errorf("swarm: %w", err)
	}
	if err := e.connect(e.settings, e.settings.Port); err != nil {
		return nil, fmt.Errorf("swarm: %w", err)
	}
	for _, t := range e.transfers {
		t.op <- struct{}{}
		e.enter(t)
		<-t.op
	}
	e.wg.Go(e.sample)
	return e, nil
}

// connect makes a client as s says that listens on port, or on any for zero. life
// must be written, or nobody know of e yet.
func (e *Engine) connect(s engine.Settings, port int) error {
	ln, err := listen(e.o.Host, port)
	if err != nil {
		return fmt.Errorf("peer port: %w", err)
	}
	c := config(e.guard, e.lim, s, e.o.PeerID, e.log)
	e.flags.hook(&c.Callbacks)
	cl, err := torrent.NewClient(c)
	if err != nil {
		ln.Close()
		return err
	}
	cl.AddDialer(torrent.NetworkDialer{Network: "tcp", Dialer: limitedDialer{e.guard, e.lim}})
	cl.AddListener(limitedListener{ln, e.lim})
	e.client, e.ln = cl, ln
	e.mu.Lock()
	e.port = ln.Addr().(*net.TCPAddr).Port
	e.mu.Unlock()
	e.lim.set(e.real(s.Down), e.real(s.Up))
	return nil
}

// disconnect ends the client. Its accept loop ends with the listener, which must
// therefore be closed second: while the client lives it would spin on the error.
func (e *Engine) disconnect() error {
	var first error
	for _, err := range e.client.Close() {
		first = err
	}
	if err := e.ln.Close(); first == nil {
		first = err
	}
	return first
}

// real turns bytes a second of the protocol's time into bytes a second.
func (e *Engine) real(n int64) int64 {
	if n > 0 && e.o.Clock.Scale > 1 {
		return n * int64(e.o.Clock.Scale)
	}
	return n
}

// PeerID is the id by which peers know this engine: 20 bytes.
func (e *Engine) PeerID() string { return e.o.PeerID }

// Addr is the "ip:port" where peers find this engine.
func (e *Engine) Addr() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return netip.AddrPortFrom(e.guard.local, uint16(e.port)).String()
}

// Refused counts what the guard kept on this machine.
func (e *Engine) Refused() Refusals { return e.guard.refusals() }

// Watch is part of engine.Engine.
func (e *Engine) Watch(ctx context.Context) <-chan engine.Event { return e.watch.watch(ctx) }

func (e *Engine) emit(kind engine.EventKind, id engine.ID) {
	e.watch.send(engine.Event{Kind: kind, ID: id, At: e.o.Clock.Now()})
}

// find returns a transfer, one that is not shown yet too. mu must be held.
func (e *Engine) find(id engine.ID) *transfer {
	for _, t := range e.transfers {
		if t.id == id {
			return t
		}
	}
	return nil
}

// lookup returns a transfer that has its metadata.
func (e *Engine) lookup(id engine.ID) (*transfer, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil, engine.ErrClosed
	}
	if t := e.find(id); t != nil && t.shown {
		return t, nil
	}
	return nil, fmt.Errorf("%w: %s", engine.ErrNotFound, id)
}

// closeTimeout bounds the goodbyes to trackers.
const closeTimeout = 2 * time.Second

// Close is part of engine.Engine. Trackers are told within 2 s.
func (e *Engine) Close() error {
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return nil
	}
	e.closed = true
	all := slices.Clone(e.transfers)
	e.mu.Unlock()
	e.end()
	for _, t := range all {
		t.op <- struct{}{}
		e.stopCheck(t)
		e.detach(t)
		<-t.op
	}
	e.wg.Wait()
	e.life.Lock()
	err := e.disconnect()
	e.life.Unlock()
	for _, t := range all {
		if kerr := e.keep(t, true); err == nil {
			err = kerr
		}
		if t.data != nil {
			t.data.close()
		}
	}
	e.watch.close()
	return err
}

// statePath names a file in the state folder.
func (e *Engine) statePath(name string) string { return filepath.Join(e.o.State, name) }

// keepSettings writes the settings.
func (e *Engine) keepSettings(s engine.Settings) error {
	if e.o.State == "" {
		return nil
	}
	return store.WriteFile(e.o.FS, e.statePath("engine.json"), encode(recorded(s)), 0o600)
}
