package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/ts"
	"enginespec/reference/engine"
	reference "enginespec/reference/ts"
	"enginespec/reference/ts/bundle"
)

func tsParams() []param {
	return []param{
		{"product-key", "the key that signs READY; default: an invented one, which the bundled engine knows"},
		{"api", "the API level of HELLOBG: none, 1, 3, 4, 6; default 4"},
		{"port", "the port that an engine under test must write to {port-file}"},
		{"port-file", "where an engine under test writes its port: acestream.port"},
	}
}

// tsVariant says which variant of the bundled engine has what the usual one has not.
func tsVariant(needs []*conformance.Feature) string {
	for _, f := range needs {
		switch f.Name {
		case ts.FeatureNoKey.Name, ts.FeatureV1.Name:
			return "v1"
		case ts.FeaturePermits.Name:
			return "permissive"
		case ts.FeatureUserData.Name:
			return "user-data"
		}
	}
	return "modern"
}

// tsEngines are the variants of the bundled engine by their names.
type tsEngines struct {
	variants[string, *bundle.Bundle]
	o   bundledOptions
	dir string
}

// tsBundled makes the bundled engine, and the bundled client at the API level of today
// and without one.
func tsBundled(ctx context.Context, o bundledOptions) (*bundled, error) {
	dir, err := os.MkdirTemp("", "enginespec-")
	if err != nil {
		return nil, err
	}
	e := &tsEngines{o: o, dir: dir}
	e.start = e.variant
	return &bundled{
		Targets: func(role codec.Party) []*conformance.Target {
			if role == codec.Controller {
				return []*conformance.Target{tsClient("bundled client, API level 4", 4, o.Scale), tsClient("bundled client, no API level", 0, o.Scale)}
			}
			return []*conformance.Target{e.target(ctx)}
		},
		Close: func() error { return errors.Join(e.Close(), os.RemoveAll(dir)) },
	}, nil
}

func (e *tsEngines) target(ctx context.Context) *conformance.Target {
	t := &conformance.Target{
		Name: "bundled engine", Scale: e.o.Scale, Features: conformance.Features{}, Params: map[string]string{"port-file": e.portFile()},
		Dial: func(ctx context.Context, needs []*conformance.Feature) (net.Conn, error) {
			b, err := e.get(ctx, tsVariant(needs))
			if err != nil {
				return nil, err
			}
			var d net.Dialer
			return d.DialContext(ctx, "tcp", b.Addr)
		},
	}
	for _, f := range ts.Features() {
		t.Features[f.Name] = true // together the variants have all of them
	}
	if b, err := e.get(ctx, "modern"); err == nil {
		t.Name += " at tcp://" + b.Addr
		_, t.Params["port"], _ = net.SplitHostPort(b.Addr)
	}
	return t
}

func (e *tsEngines) portFile() string { return filepath.Join(e.dir, "acestream.port") }

func (e *tsEngines) variant(ctx context.Context, name string) (*bundle.Bundle, error) {
	o, err := bundle.Variant(name)
	if err != nil {
		return nil, err
	}
	o.Scale, o.Sim.Seed = e.o.Scale, e.o.Seed
	o.Server.MaxSessions = 1 << 10
	if name == "modern" {
		o.Server.PortFile = e.portFile()
	}
	return bundle.Start(ctx, o)
}

// tsPatience and tsHello are how long the bundled client waits for an answer and for the
// first of all, in real time: long enough for a machine that has other things to do. The
// case of an engine that says nothing waits as long as the latter.
const (
	tsPatience = 5 * time.Second
	tsHello    = 1800 * time.Millisecond
)

// tsClient is the bundled client: it plays the ordinary fixture, or does what its
// orders say.
func tsClient(name string, version, scale int) *conformance.Target {
	t := &conformance.Target{Name: name, Scale: scale, Features: conformance.Features{conformance.ReadsOrders: true, ts.FeatureClips.Name: true}}
	t.Launch = func(_ context.Context, l conformance.Launch) (conformance.Process, error) {
		return inProcess(func(ctx context.Context, orders []byte, _ io.Writer) error {
			o := reference.PlayOptions{
				ClientOptions: reference.ClientOptions{Version: version, ProductKey: reference.SampleProductKey, Clock: engine.NewClock(max(scale, 1)), Timeout: tsPatience * time.Duration(max(scale, 1)), HelloTimeout: tsHello * time.Duration(max(scale, 1))},
				Source:        reference.TorrentURL(l.Vars["torrent:single"]),
				Dial: func(ctx context.Context) (net.Conn, error) {
					var d net.Dialer
					return d.DialContext(ctx, l.Network, l.Addr)
				},
			}
			if len(orders) > 0 {
				return reference.Orders(ctx, bytes.NewReader(orders), io.Discard, o)
			}
			return reference.Play(ctx, o)
		}), nil
	}
	return t
}

func tsProfiles() []string { return bundle.Variants() }

// tsServe serves the bundled engine.
func tsServe(ctx context.Context, o serveOptions) (*served, error) {
	bo, err := bundle.Variant(o.Profile)
	if err != nil {
		return nil, err
	}
	bo.Scale, bo.Addr, bo.HTTPAddr, bo.Log = o.Scale, o.Listen, o.HTTP, o.Log
	bo.Engine = o.Core
	bo.Sim.Seed = o.Seed
	bo.Server.PortFile = o.AddrFile
	if o.ProductKey != "" {
		bo.Server.ProductKeys = []string{o.ProductKey}
	}
	bo.Server.Fetcher = &engine.Fetcher{AllowNetwork: o.AllowNetwork}
	if o.Fault != nil {
		if err := bo.Lie(o.Fault, o.Seed); err != nil {
			return nil, err
		}
	}
	b, err := bundle.Start(ctx, bo)
	if err != nil {
		return nil, err
	}
	return &served{Addr: b.Addr, Line: fmt.Sprintf("tcp://%s, content on http://%s", b.Addr, b.HTTPAddr), Close: b.Close}, nil
}
