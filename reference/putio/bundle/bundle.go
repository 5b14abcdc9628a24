// Package bundle puts a whole put.io together in one call: a core, the server with
// its state, and HTTP, listening. The command serves it, the suite proves its cases on
// it, fuzzing shakes it.
package bundle

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"enginespec/corpus"
	"enginespec/reference/engine"
	"enginespec/reference/engine/sim"
	"enginespec/reference/engine/store"
	"enginespec/reference/putio"
)

// Options describe a bundle. The zero value is a server with two sample accounts that
// simulates its torrents in real time, keeps its state in memory, and listens on a
// free port of loopback.
type Options struct {
	// Addr is where it listens; empty: 127.0.0.1:0.
	Addr string
	// Listen opens the listener; nil: net.Listen. It is for networks in memory.
	Listen func(network, addr string) (net.Listener, error)
	// WrapListener and WrapHTTP, if set, come between the listener and the server: that
	// is where faults sit.
	WrapListener func(net.Listener) net.Listener
	WrapHTTP     func(http.Handler) http.Handler
	// Load is the path, such as "/load", where a POST of "high" or "low" switches
	// enforcement of the limit of active transfers. Empty: there is no such path.
	Load string
	// Engine does the torrents; nil: a sim made of Sim. One that is given is not closed.
	// It is the server's alone.
	Engine engine.Engine
	// Sim describes the simulated world. Its Clock, Torrents and Content are filled in if
	// they are zero: Scale and the fixtures.
	Sim sim.Options
	// Scale is how many times faster than real time it lives; zero: 1.
	Scale int
	// Dir is the folder of the state on Server.FS. Empty: the state is in memory, unless
	// there is a Server.FS.
	Dir string
	// Server are the options of the protocol's server. Those that have a field above, and
	// Engine, HTTP and Clock, are filled in; no Accounts become Accounts().
	Server putio.Options
	Log    *slog.Logger
}

// Bundle is a running server. Close it.
type Bundle struct {
	Addr   string // where clients dial: "127.0.0.1:8080"
	Base   string // the same as a URL: "http://127.0.0.1:8080"
	Clock  engine.Clock
	Engine engine.Engine
	Server *putio.Server

	http   *http.Server
	own    io.Closer // the engine, if it is ours
	served chan error
	close  func() error
}

// Start starts a server. It runs until Close; ctx bounds the start only.
func Start(ctx context.Context, o Options) (*Bundle, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b := &Bundle{Clock: engine.NewClock(max(o.Scale, 1)), served: make(chan error, 1)}
	b.close = sync.OnceValue(b.end)
	if err := b.core(&o); err != nil {
		return nil, err
	}
	if o.Listen == nil {
		o.Listen = net.Listen
	}
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	l, err := o.Listen("tcp", o.Addr)
	if err != nil {
		b.abandon()
		return nil, fmt.Errorf("bundle: %w", err)
	}
	b.Addr = l.Addr().String()
	b.Base = "http://" + b.Addr
	if b.Server, err = putio.New(b.server(&o)); err != nil {
		l.Close()
		b.abandon()
		return nil, err
	}
	if o.WrapListener != nil {
		l = o.WrapListener(l)
	}
	b.http = putio.HTTP(b.Server)
	if o.Load != "" {
		b.http.Handler = b.loaded(o.Load, b.http.Handler)
	}
	if o.WrapHTTP != nil {
		b.http.Handler = o.WrapHTTP(b.http.Handler)
	}
	go func() {
		err := b.http.Serve(l)
		if errors.Is(err, http.ErrServerClosed) {
			err = nil
		}
		b.served <- err
	}()
	return b, nil
}

// server completes the options of the protocol's server.
func (b *Bundle) server(o *Options) putio.Options {
	so := o.Server
	so.Engine, so.Clock = b.Engine, b.Clock
	if so.HTTP == "" {
		so.HTTP = b.Base
	}
	if so.FS == nil && o.Dir == "" {
		so.FS = new(store.Mem)
	}
	if o.Dir != "" {
		so.Dir = o.Dir
	}
	if so.Dir == "" {
		so.Dir = filepath.Join(string(filepath.Separator), "putio")
	}
	if len(so.Accounts) == 0 {
		so.Accounts = Accounts()
	}
	if so.Log == nil {
		so.Log = o.Log
	}
	return so
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
		so.Content = FixtureContent
	}
	e, err := sim.New(so)
	if err != nil {
		return err
	}
	b.Engine, b.own = e, e
	return nil
}

// FixtureContent returns the bytes of a file of a fixture, nil for other torrents.
func FixtureContent(id engine.ID, file int) io.ReaderAt {
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

// Close ends all calls and streams, stops the transfers, which go on at the next
// start, and waits. It returns why the listener failed before, if it did. It is
// idempotent.
func (b *Bundle) Close() error { return b.close() }

func (b *Bundle) end() error {
	b.Server.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if b.http.Shutdown(ctx) != nil {
		b.http.Close()
	}
	err := <-b.served
	b.abandon()
	return err
}

func (b *Bundle) abandon() {
	if b.own != nil {
		b.own.Close()
	}
}
