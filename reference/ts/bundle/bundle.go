// Package bundle puts a whole TS engine together in one call: a core, the HTTP server
// of its content, and the protocol's server, listening. The command serves it, the
// suite proves its cases on it, fuzzing shakes it.
package bundle

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"enginespec/corpus"
	"enginespec/reference/engine"
	"enginespec/reference/engine/sim"
	"enginespec/reference/media"
	"enginespec/reference/ts"
)

// Options describe a bundle. The zero value is a modern engine that simulates its
// torrents in real time, knows the corpus's fixtures, demands a signature with the
// sample product key, and listens on free ports of loopback.
type Options struct {
	// Addr and HTTPAddr are where it listens; empty: 127.0.0.1:0.
	Addr, HTTPAddr string
	// Listen opens a listener; nil: net.Listen. It is for networks in memory.
	Listen func(network, addr string) (net.Listener, error)
	// WrapListener and WrapHTTP, if set, come between the listeners and the servers; see
	// Lie.
	WrapListener func(net.Listener) net.Listener
	WrapHTTP     func(http.Handler) http.Handler
	// Engine does the torrents; nil: a sim made of Sim. One that is given is not closed.
	Engine engine.Engine
	// Sim describes the simulated world. Its Clock, Torrents, Content and Fetcher are
	// filled in if they are zero: Scale, the fixtures, and Server.Fetcher.
	Sim sim.Options
	// Scale is how many times faster than real time it lives; zero: 1.
	Scale int
	// Profile is ts.Modern or ts.V1.
	Profile ts.Profile
	// Permissive accepts every READY.
	Permissive bool
	// FixedKey announces ts.SampleRequestKey on every connection.
	FixedKey bool
	// Server are the options of the protocol's server. Those that have a field above,
	// and Engine, Media, HTTP and Clock, are filled in; a Library that is nil becomes
	// ts.Fixtures().
	Server ts.Options
	Log    *slog.Logger
}

// Modern returns the options of a modern engine in the form that tests want: 100 times
// as fast as real time, with one request key for all connections, which must be signed
// with ts.SampleProductKey.
func Modern() Options { return Options{Scale: 100, FixedKey: true} }

// V1 returns the options of an engine of the first documents, 100 times as fast.
func V1() Options { return Options{Scale: 100, Profile: ts.V1} }

// Permissive returns the options of a modern engine that accepts every READY and has a
// new request key for each connection, 100 times as fast.
func Permissive() Options { return Options{Scale: 100, Permissive: true} }

// Bundle is a running engine. Close it.
type Bundle struct {
	Addr     string // where clients dial: "127.0.0.1:62062"
	HTTPAddr string // where the content is served
	Clock    engine.Clock
	Engine   engine.Engine
	Media    *media.Server
	Server   *ts.Server

	http   *http.Server
	own    io.Closer // the engine, if it is ours
	cancel context.CancelFunc
	served chan error // of the two listeners
	close  func() error
}

// Start starts an engine. It runs until Close; ctx bounds the start only.
func Start(ctx context.Context, o Options) (*Bundle, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b := &Bundle{Clock: engine.NewClock(max(o.Scale, 1)), served: make(chan error, 2)}
	if err := b.core(&o); err != nil {
		return nil, err
	}
	if o.Listen == nil {
		o.Listen = net.Listen
	}
	l, err := o.Listen("tcp", orFree(o.Addr))
	if err != nil {
		b.abandon()
		return nil, fmt.Errorf("bundle: %w", err)
	}
	h, err := o.Listen("tcp", orFree(o.HTTPAddr))
	if err != nil {
		l.Close()
		b.abandon()
		return nil, fmt.Errorf("bundle: %w", err)
	}
	b.Addr, b.HTTPAddr = l.Addr().String(), h.Addr().String()
	b.Media = media.New(media.Options{})
	so := o.Server
	so.Engine, so.Media, so.HTTP, so.Clock = b.Engine, b.Media, "http://"+b.HTTPAddr, b.Clock
	so.Profile, so.Permissive = o.Profile, o.Permissive || so.Permissive
	if o.FixedKey {
		so.Key = ts.FixedKey(ts.SampleRequestKey)
	}
	if so.Library == nil {
		so.Library = ts.Fixtures()
	}
	if so.Log == nil {
		so.Log = o.Log
	}
	if b.Server, err = ts.New(so); err != nil {
		l.Close()
		h.Close()
		b.abandon()
		return nil, err
	}
	if o.WrapListener != nil {
		l = o.WrapListener(l)
	}
	b.http = media.HTTP(b.Media)
	if o.WrapHTTP != nil {
		b.http.Handler = o.WrapHTTP(b.http.Handler)
	}
	b.serve(l, h)
	return b, nil
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
	for _, f := range corpus.Fixtures() { // those that players run dry on
		if f.SeedRate > 0 {
			so.Faults = append(so.Faults, engine.Fault{Kind: engine.SlowPeers, ID: f.InfoHash(), At: 0.25, Rate: f.SeedRate})
		}
	}
	if so.Fetcher == nil {
		so.Fetcher = o.Server.Fetcher
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

func (b *Bundle) serve(l, h net.Listener) {
	ctx, cancel := context.WithCancel(context.Background())
	b.cancel = cancel
	b.close = sync.OnceValue(b.end)
	go func() {
		err := b.Server.Serve(ctx, l)
		if errors.Is(err, ts.ErrServerClosed) {
			err = nil
		}
		b.served <- err
	}()
	go func() {
		err := b.http.Serve(h)
		if errors.Is(err, http.ErrServerClosed) {
			err = nil
		}
		b.served <- err
	}()
}

// Faults returns the core's ability to misbehave, nil if it has none.
func (b *Bundle) Faults() engine.Faulter {
	f, _ := b.Engine.(engine.Faulter)
	return f
}

// Close ends all sessions with SHUTDOWN, cuts all transfers and waits. It returns why
// a listener failed before, if one did. It is idempotent.
func (b *Bundle) Close() error { return b.close() }

func (b *Bundle) end() error {
	b.cancel()
	b.Server.Close()
	b.Media.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if b.http.Shutdown(ctx) != nil {
		b.http.Close()
	}
	err := errors.Join(<-b.served, <-b.served)
	b.abandon()
	return err
}

func (b *Bundle) abandon() {
	if b.own != nil {
		b.own.Close()
	}
}

func orFree(addr string) string {
	if addr == "" {
		return "127.0.0.1:0"
	}
	return addr
}
