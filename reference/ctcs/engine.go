package ctcs

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	wire "enginespec/codec/ctcs"
	"enginespec/reference/engine"
)

// EngineOptions describe a client. Engine, Torrent and Server must be set.
type EngineOptions struct {
	// Server is the control server's "host:port": loopback unless AllowNetwork.
	Server string
	// AllowNetwork lets it dial any host. Dial, if set, dials instead, and is not guarded.
	AllowNetwork bool
	Dial         func(ctx context.Context, network, addr string) (net.Conn, error)
	// Engine does the torrent, which it must have already. Limits, MaxPeers and the
	// priorities of the files become this client's to set: one engine, one torrent.
	Engine  engine.Engine
	Torrent engine.ID
	// Filename is what CTORRENT tells: the path of the metainfo as it was given.
	Filename string
	// PeerID is 20 octets; empty: that of Engine if it has a PeerID method, else random.
	PeerID string
	// Password is sent by AUTH if it is not empty.
	Password string
	// Version is the highest that it speaks, 1 to 3; zero: 3.
	Version int
	// DownLimit and UpLimit are octets/s to begin with, 0 for none.
	DownLimit, UpLimit int64
	// SeedHours and SeedRatio end the seeding; zero: 72 hours, no ratio.
	SeedHours, SeedRatio float64
	// MaxPeers and MinPeers; zero: 100 and 1.
	MaxPeers, MinPeers int64
	// Allow are the dangerous options that a server may set: user_exit, out_normal,
	// out_interact, out_error, out_debug, input, ctcs_server (CTCS-106).
	Allow []string
	// Apply carries out a change of an allowed option. Nil: the value is kept and
	// reported; only ctcs_server has an effect by itself.
	Apply func(name, value string) error
	// Completed is called when the download is complete, with the value of user_exit.
	Completed func(command string)
	// Clock is the pace. WriteTimeout, in real time, is how long the server may take no
	// octet; default 60 s.
	Clock        engine.Clock
	WriteTimeout time.Duration
	Log          *slog.Logger
}

// Engine is the client: it reports one torrent to a control server. Run it once.
type Engine struct {
	o      EngineOptions
	core   engine.Engine
	log    *slog.Logger
	peerID wire.PeerID
	start  time.Time
	down   int64 // core's totals at the start
	up     int64
	calls  chan func()
	ended  chan struct{}
	wg     sync.WaitGroup

	// What follows belongs to Run.
	ctx      context.Context
	conf     settings
	link     *link
	dialed   chan dialResult
	redial   *time.Timer
	refusals int // connections in a row that ended after ERROR
	ops      []op
	finished chan func()
	complete bool
	seedEnd  time.Time
	quitting bool
	over     bool
	err      error
}

// NewEngine returns a client that is not connected yet. Its start time and its totals
// begin here.
func NewEngine(o EngineOptions) (*Engine, error) {
	if o.Version == 0 {
		o.Version = wire.Highest
	}
	if o.Version < 1 || o.Version > wire.Highest {
		return nil, fmt.Errorf("ctcs: version %d: expected 1 to %d", o.Version, wire.Highest)
	}
	if o.Dial == nil {
		o.Dial = new(net.Dialer).DialContext
		if !o.AllowNetwork {
			if err := loopback(o.Server); err != nil {
				return nil, fmt.Errorf("ctcs: %w", err)
			}
		}
	}
	or(&o.SeedHours, 72)
	or(&o.MaxPeers, 100)
	or(&o.MinPeers, 1)
	or(&o.WriteTimeout, time.Minute)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if c, ok := o.Engine.(interface{ PeerID() string }); ok && o.PeerID == "" {
		o.PeerID = c.PeerID()
	}
	e := &Engine{o: o, core: o.Engine, log: o.Log, start: o.Clock.Now(), calls: make(chan func()), ended: make(chan struct{}),
		dialed: make(chan dialResult), finished: make(chan func())}
	switch len(o.PeerID) {
	case 0:
		copy(e.peerID[:], "-ES0100-")
		rand.Read(e.peerID[8:]) // never fails
	case len(e.peerID):
		copy(e.peerID[:], o.PeerID)
	default:
		return nil, fmt.Errorf("ctcs: peer id of %d octets: expected %d", len(o.PeerID), len(e.peerID))
	}
	t, err := e.torrent()
	if err != nil {
		return nil, fmt.Errorf("ctcs: torrent %s: %w", o.Torrent, err)
	}
	e.down, e.up = t.Down.Total, t.Up.Total
	e.conf = newSettings(&o)
	return e, nil
}

// or sets what is zero.
func or[T comparable](v *T, def T) {
	var zero T
	if *v == zero {
		*v = def
	}
}

// PeerID is the id that CTORRENT tells.
func (e *Engine) PeerID() wire.PeerID { return e.peerID }

// Run reports to the server until it is told to quit, the seeding is over, or ctx ends.
// It returns nil in the first two cases. Losing the server is no reason to end.
func (e *Engine) Run(ctx context.Context) error {
	defer close(e.ended)
	var cancel context.CancelFunc
	e.ctx, cancel = context.WithCancel(ctx)
	defer e.wg.Wait()
	defer cancel()
	if err := e.begin(); err != nil {
		return fmt.Errorf("ctcs: %w", err)
	}
	tick := e.o.Clock.Ticker(time.Second)
	defer tick.Stop()
	e.redial = time.NewTimer(0)
	defer e.redial.Stop()
	for !e.over {
		e.turn(tick)
	}
	if e.link != nil {
		e.link.finish()
		e.link = nil
	}
	return e.err
}

// turn waits for one thing to happen and carries it out.
func (e *Engine) turn(tick *time.Ticker) {
	l := e.link
	if l == nil {
		l = noLink
	} else if l.held != nil && l.out.room() {
		i := l.held
		l.held = nil
		e.take(i)
		return
	}
	in := l.in
	if l.held != nil {
		in = nil
	}
	select {
	case i := <-in:
		l.held = &i
	case <-l.out.eased:
	case <-l.out.ended:
		e.lose("the server takes nothing")
	case d := <-e.dialed:
		e.connect(d)
	case <-e.redial.C:
		e.dial()
	case <-tick.C:
		e.tick()
	case f := <-e.calls:
		f()
	case f := <-e.finished:
		f()
	case <-e.ctx.Done():
		e.err, e.over = e.ctx.Err(), true
	}
}

// torrent is the torrent now.
func (e *Engine) torrent() (*engine.Torrent, error) {
	s := e.core.Snapshot(e.o.Torrent)
	if len(s.Torrents) == 0 {
		return nil, engine.ErrNotFound
	}
	t := &s.Torrents[0]
	if t.Meta == nil {
		return nil, errors.New("has no metadata yet")
	}
	return t, nil
}

// look is torrent; without one there is nothing left to do.
func (e *Engine) look() *engine.Torrent {
	t, err := e.torrent()
	if err != nil {
		e.err, e.over = fmt.Errorf("ctcs: torrent %s: %w", e.o.Torrent, err), true
	}
	return t
}

// call runs f in Run, as a local operator's order.
func (e *Engine) call(ctx context.Context, f func() error) error {
	result := make(chan error, 1)
	select {
	case e.calls <- func() { result <- f() }:
		return <-result
	case <-e.ended:
		return net.ErrClosed
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// op is work that waits for something, one at a time.
type op struct {
	work func(ctx context.Context) error
	done func(error)
}

const maxOps = 16

// later does work in the background, after what was put off before it.
func (e *Engine) later(o op) {
	if len(e.ops) >= maxOps {
		return
	}
	if e.ops = append(e.ops, o); len(e.ops) == 1 {
		e.work()
	}
}

func (e *Engine) work() {
	o := e.ops[0]
	e.wg.Go(func() {
		err := o.work(e.ctx)
		f := func() {
			o.done(err)
			if e.ops = e.ops[1:]; len(e.ops) > 0 {
				e.work()
			}
		}
		select {
		case e.finished <- f:
		case <-e.ctx.Done():
		}
	})
}
