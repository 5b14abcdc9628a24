// Package bundle puts either role of CTCS together in one call: an engine with its core
// and a torrent, dialling a control server, or a control server, listening. The command
// serves them, the suite proves its cases on them, fuzzing shakes them.
package bundle

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"

	"enginespec/corpus"
	"enginespec/reference/ctcs"
	"enginespec/reference/engine"
	"enginespec/reference/engine/sim"
)

// Options describe an engine. Server must be set. The zero value of the rest is an
// engine that simulates the corpus's fixture "multi" in real time.
type Options struct {
	// Server is the control server's "host:port".
	Server string
	// Dial connects; nil: over TCP, to loopback unless Client.AllowNetwork.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	// WrapConn, if set, comes between each connection and the client; see Lie.
	WrapConn func(net.Conn) net.Conn
	// Engine does the torrent; nil: a sim made of Sim. One that is given is not closed.
	Engine engine.Engine
	// Sim describes the simulated world. Its Clock and Content are filled in if they are
	// zero.
	Sim sim.Options
	// Scale is how many times faster than real time it lives; zero: 1.
	Scale int
	// Metainfo is the torrent; nil: Fixture's. It is added to the engine if the engine
	// does not have it.
	Metainfo []byte
	// Fixture names one of the corpus; empty: "multi".
	Fixture string
	// Dir is where its files go; empty: the engine's folder.
	Dir string
	// Peers are "ip:port" addresses to begin with.
	Peers []string
	// Complete makes the simulated torrent complete before the client starts.
	Complete bool
	// Client are the options of the client. Engine, Torrent, Server, Dial and Clock are
	// filled in, Filename too if it is empty.
	Client ctcs.EngineOptions
	Log    *slog.Logger
}

// Bundle is a running engine. Close it.
type Bundle struct {
	Clock  engine.Clock
	Engine engine.Engine
	ID     engine.ID
	Client *ctcs.Engine

	own    io.Closer
	cancel context.CancelFunc
	done   chan struct{}
	err    error
}

// Start starts an engine, which dials at once. It runs until Close, CTQUIT or the end
// of its seeding; ctx bounds the start only.
func Start(ctx context.Context, o Options) (*Bundle, error) {
	b := &Bundle{Clock: engine.NewClock(max(o.Scale, 1)), done: make(chan struct{})}
	if o.Fixture == "" {
		o.Fixture = "multi"
	}
	name := "custom.torrent"
	if o.Metainfo == nil {
		f, err := corpus.FixtureNamed(o.Fixture)
		if err != nil {
			return nil, fmt.Errorf("bundle: %w", err)
		}
		o.Metainfo, name = f.Metainfo(), o.Fixture+".torrent"
	}
	if err := b.core(ctx, &o); err != nil {
		b.abandon()
		return nil, fmt.Errorf("bundle: %w", err)
	}
	co := o.Client
	co.Engine, co.Torrent, co.Server, co.Clock = b.Engine, b.ID, o.Server, b.Clock
	if co.Filename == "" {
		co.Filename = name
	}
	if co.Log == nil {
		co.Log = o.Log
	}
	co.Dial = o.Dial
	if o.WrapConn != nil {
		co.Dial = wrapping(co.Dial, o.WrapConn)
	}
	var err error
	if b.Client, err = ctcs.NewEngine(co); err != nil {
		b.abandon()
		return nil, fmt.Errorf("bundle: %w", err)
	}
	run, cancel := context.WithCancel(context.Background())
	b.cancel = cancel
	go func() {
		defer close(b.done)
		b.err = b.Client.Run(run)
	}()
	return b, nil
}

// wrapping is dial with something between.
func wrapping(dial func(context.Context, string, string) (net.Conn, error), wrap func(net.Conn) net.Conn) func(context.Context, string, string) (net.Conn, error) {
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return wrap(c), nil
	}
}

// core makes the engine and gives it the torrent.
func (b *Bundle) core(ctx context.Context, o *Options) error {
	id, _, _, err := engine.ParseMetainfo(o.Metainfo)
	if err != nil {
		return err
	}
	b.ID = id
	if b.Engine = o.Engine; b.Engine == nil {
		so := o.Sim
		if so.Clock == (engine.Clock{}) {
			so.Clock = b.Clock
		}
		b.Clock = so.Clock
		if so.Content == nil {
			so.Content = fixtureContent
		}
		if o.Complete {
			if so.Disk, err = complete(ctx, o.Metainfo, o.Dir); err != nil {
				return err
			}
		}
		e, err := sim.New(so)
		if err != nil {
			return err
		}
		b.Engine, b.own = e, e
	}
	if len(b.Engine.Snapshot(id).Torrents) == 1 {
		return nil
	}
	_, err = b.Engine.Add(ctx, engine.Source{Metainfo: o.Metainfo, Peers: o.Peers}, engine.AddOptions{Dir: o.Dir})
	return err
}

// complete is a disk on which a simulated engine finds the whole torrent.
func complete(ctx context.Context, metainfo []byte, dir string) (*sim.Disk, error) {
	disk := sim.NewDisk()
	e, err := sim.New(sim.Options{Disk: disk, Clock: engine.NewClock(10_000), Content: fixtureContent, Swarm: sim.Swarm{Down: 1 << 40}})
	if err != nil {
		return nil, err
	}
	defer e.Close()
	events := e.Watch(ctx)
	id, err := e.Add(ctx, engine.Source{Metainfo: metainfo}, engine.AddOptions{Dir: dir})
	if err != nil {
		return nil, err
	}
	for e.Snapshot(id).Torrents[0].Left > 0 {
		if _, ok := <-events; !ok {
			return nil, ctx.Err()
		}
	}
	return disk, nil
}

// fixtureContent is the content of the corpus's fixtures, nil for other torrents.
func fixtureContent(id engine.ID, file int) io.ReaderAt {
	f, ok := corpus.FixtureByHash(id)
	if !ok {
		return nil
	}
	return f.Content(file)
}

// Done is closed when the client has ended, as a process would.
func (b *Bundle) Done() <-chan struct{} { return b.done }

// Wait returns why the client ended: nil for CTQUIT and the end of seeding.
func (b *Bundle) Wait() error {
	<-b.done
	return b.err
}

// Faults returns the core's ability to misbehave, nil if it has none.
func (b *Bundle) Faults() engine.Faulter {
	f, _ := b.Engine.(engine.Faulter)
	return f
}

// Close ends the client, without a word to the server, and what is ours of its core. It
// returns what Wait returned, nil if it is Close that ended it.
func (b *Bundle) Close() error {
	b.cancel()
	err := b.Wait()
	b.abandon()
	if err == context.Canceled {
		return nil
	}
	return err
}

func (b *Bundle) abandon() {
	if b.own != nil {
		b.own.Close()
	}
}
