// Package bundle puts a whole IPC daemon together in one call: a core, its state, and
// the protocol's server, listening on a unix socket. The command serves it, the suite
// proves its cases on it, fuzzing shakes it.
package bundle

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"

	"enginespec/corpus"
	"enginespec/reference/engine"
	"enginespec/reference/engine/sim"
	"enginespec/reference/ipc"
)

// Options describe a bundle. The zero value is a daemon of the document's time that
// simulates its torrents in real time, has the content of the corpus's fixtures, and
// listens on a socket in a folder of its own.
type Options struct {
	// Addr is the path of the socket; empty: "socket" in a new folder. With Listen it is
	// whatever that takes.
	Addr string
	// Listen opens a listener; nil: ipc.Listen for the network "unix". It is for networks
	// in memory.
	Listen func(network, addr string) (net.Listener, error)
	// WrapListener, if set, comes between the listener and the server: for lies.
	WrapListener func(net.Listener) net.Listener
	// Engine does the torrents; nil: a sim made of Sim. One that is given is not closed.
	Engine engine.Engine
	// Sim describes the simulated world. Its Clock, Torrents, Content and Settings are
	// filled in if they are zero: Scale, the fixtures, and port 9090 with Dir/downloads.
	Sim sim.Options
	// Scale is how many times faster than real time it lives; zero: 1.
	Scale int
	// Dir holds the state; empty: a new folder, which is removed in the end.
	Dir string
	// Profile is ipc.Classic or ipc.Late.
	Profile ipc.Profile
	// MinVersion and MaxVersion are those of the protocol; zero: 1 and 2.
	MinVersion, MaxVersion int
	// Server are the options of the protocol's server. Those that have a field above,
	// and Engine, Clock and State, are filled in.
	Server ipc.Options
	Log    *slog.Logger
}

// Modern returns the options that tests want: 100 times as fast as real time.
func Modern() Options { return Options{Scale: 100} }

// V1 returns the options of a daemon that speaks version 1 only, 100 times as fast.
func V1() Options { return Options{Scale: 100, MaxVersion: 1} }

// Late returns the options of a daemon of 1.2x, 100 times as fast.
func Late() Options { return Options{Scale: 100, Profile: ipc.Late} }

// Bundle is a running daemon. Close it, also after a client said quit.
type Bundle struct {
	Network string // where clients dial: "unix", or what the listener says
	Addr    string
	Dir     string // its state
	Clock   engine.Clock
	Engine  engine.Engine
	Server  *ipc.Server

	own    io.Closer // the engine, if it is ours
	temp   string    // folder to remove
	cancel context.CancelFunc
	served chan error
	once   sync.Once
	err    error
}

// Start starts a daemon. It runs until Close or quit; ctx bounds the start only.
func Start(ctx context.Context, o Options) (*Bundle, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b := &Bundle{Clock: engine.NewClock(max(o.Scale, 1)), served: make(chan error, 1)}
	if err := b.start(&o); err != nil {
		b.abandon()
		return nil, fmt.Errorf("bundle: %w", err)
	}
	return b, nil
}

func (b *Bundle) start(o *Options) (err error) {
	if b.Dir = o.Dir; b.Dir == "" {
		if b.Dir, err = os.MkdirTemp("", "ipc"); err != nil {
			return err
		}
		b.temp = b.Dir
	}
	// Listening comes first: where another daemon lives, its state is not to be touched.
	l, err := b.listen(o)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			l.Close()
		}
	}()
	if err := b.core(o); err != nil {
		return err
	}
	so := o.Server
	so.Engine, so.Clock, so.State, so.Profile = b.Engine, b.Clock, b.Dir, o.Profile
	so.MinVersion, so.MaxVersion = o.MinVersion, o.MaxVersion
	if so.Log == nil {
		so.Log = o.Log
	}
	if b.Server, err = ipc.New(so); err != nil {
		return err
	}
	b.Network, b.Addr = l.Addr().Network(), l.Addr().String()
	if o.WrapListener != nil {
		l = o.WrapListener(l)
	}
	ctx, cancel := context.WithCancel(context.Background())
	b.cancel = cancel
	go func() {
		err := b.Server.Serve(ctx, l)
		if errors.Is(err, ipc.ErrServerClosed) {
			err = nil
		}
		b.served <- err
	}()
	return nil
}

func (b *Bundle) listen(o *Options) (net.Listener, error) {
	addr := o.Addr
	if o.Listen != nil {
		if addr == "" {
			addr = "127.0.0.1:0" // memory has no files
		}
		return o.Listen("unix", addr)
	}
	if addr == "" {
		addr = filepath.Join(b.Dir, "socket")
	}
	return ipc.Listen(addr)
}

// core makes the engine.
func (b *Bundle) core(o *Options) error {
	if b.Engine = o.Engine; b.Engine != nil {
		return nil
	}
	so := o.Sim
	if so.Clock == (engine.Clock{}) {
		so.Clock = b.Clock
	}
	b.Clock = so.Clock
	if so.Torrents == nil {
		for _, f := range corpus.Fixtures() {
			so.Torrents = append(so.Torrents, f.Metainfo())
		}
	}
	if so.Content == nil {
		so.Content = fixtureContent
	}
	if so.Settings == nil {
		s := sim.DefaultSettings()
		s.Port, s.Dir = ipc.DefaultPort, filepath.Join(b.Dir, "downloads")
		so.Settings = &s
	}
	e, err := sim.New(so)
	if err != nil {
		return err
	}
	b.Engine, b.own = e, e
	return nil
}

// fixtureContent returns the bytes of a file of a fixture, nil for other torrents.
func fixtureContent(id engine.ID, file int) io.ReaderAt {
	f, ok := corpus.FixtureByHash(id)
	if !ok {
		return nil
	}
	return f.Content(file)
}

// Faults returns the core's ability to misbehave, nil if it has none.
func (b *Bundle) Faults() engine.Faulter {
	f, _ := b.Engine.(engine.Faulter)
	return f
}

// Done is closed when a client said quit, or Close was called. Close is still needed.
func (b *Bundle) Done() <-chan struct{} { return b.Server.Done() }

// Close ends all sessions, removes the socket and waits. It is idempotent, and returns
// why the listener failed before, if it did.
func (b *Bundle) Close() error {
	b.once.Do(func() {
		b.cancel()
		b.Server.Close()
		b.err = errors.Join(<-b.served, b.abandon())
	})
	return b.err
}

// abandon frees what was made.
func (b *Bundle) abandon() error {
	var err error
	if b.own != nil {
		err = b.own.Close()
	}
	if b.temp != "" {
		err = errors.Join(err, os.RemoveAll(b.temp))
	}
	return err
}
