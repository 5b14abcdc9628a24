package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"time"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/putio"
	"enginespec/reference/engine"
	reference "enginespec/reference/putio"
	"enginespec/reference/putio/bundle"
)

func putioParams() []param {
	return []param{
		{"api-key", "the key of the account under test; default: the bundled server's sample"},
		{"api-secret", "its secret"},
		{"user-name", "its name, for download URLs that want HTTP Basic"},
		{"password", "its password, as above"},
		{"api-key-2", "the key of another account, for what accounts see of each other"},
		{"api-secret-2", "its secret"},
		{"load-url", "where the suite POSTs high or low, to switch the limit of active transfers"},
	}
}

// putioLoad is the path where the bundled server's load is switched.
const putioLoad = "/load"

// putioServers are the variants of the bundled server by their names.
type putioServers struct {
	variants[string, *bundle.Bundle]
	o bundledOptions
}

// putioBundled makes the bundled server, with its sample accounts, and the bundled client.
func putioBundled(ctx context.Context, o bundledOptions) (*bundled, error) {
	s := &putioServers{o: o}
	s.start = s.variant
	return &bundled{
		Targets: func(role codec.Party) []*conformance.Target {
			if role == codec.Controller {
				return []*conformance.Target{putioClient(o.Scale)}
			}
			return []*conformance.Target{s.target(ctx)}
		},
		Close: s.Close,
	}, nil
}

func (s *putioServers) target(ctx context.Context) *conformance.Target {
	t := &conformance.Target{
		Name: "bundled server", Scale: s.o.Scale, Features: conformance.Features{},
		Params: map[string]string{
			"api-key": bundle.Key, "api-secret": bundle.Secret, "user-name": bundle.Name, "password": bundle.Password,
			"api-key-2": bundle.OtherKey, "api-secret-2": bundle.OtherSecret,
		},
		Dial: func(ctx context.Context, needs []*conformance.Feature) (net.Conn, error) {
			name := "usual"
			if slices.Contains(needs, putio.FeatureEnforced) {
				name = "busy"
			}
			b, err := s.get(ctx, name)
			if err != nil {
				return nil, err
			}
			var d net.Dialer
			return d.DialContext(ctx, "tcp", b.Addr)
		},
	}
	for _, f := range putio.Features() {
		t.Features[f.Name] = true // together the variants have all of them
	}
	if b, err := s.get(ctx, "usual"); err == nil {
		t.Name += " at " + b.Base
		t.Params["load-url"] = b.Base + putioLoad
	}
	return t
}

func (s *putioServers) variant(ctx context.Context, name string) (*bundle.Bundle, error) {
	o, err := bundle.Variant(name)
	if err != nil {
		return nil, err
	}
	o.Scale, o.Sim.Seed, o.Load = s.o.Scale, s.o.Seed, putioLoad
	o.Server.SeedIdle = 10 * time.Second
	return bundle.Start(ctx, o)
}

// putioClient is the bundled client: it fetches a link and streams it, or does what its
// orders say.
func putioClient(scale int) *conformance.Target {
	t := &conformance.Target{Name: "bundled client", Scale: scale, Features: conformance.Features{conformance.ReadsOrders: true}}
	t.Launch = func(_ context.Context, l conformance.Launch) (conformance.Process, error) {
		return inProcess(func(ctx context.Context, orders []byte, out io.Writer) error {
			transport := &http.Transport{DisableKeepAlives: true, DisableCompression: true}
			o := reference.PlayOptions{
				ClientOptions: reference.ClientOptions{Base: "http://" + l.Addr, Key: bundle.Key, Secret: bundle.Secret, HTTP: &http.Client{Transport: transport}},
				Links:         []string{l.Vars["media:single"]},
				Clock:         engine.NewClock(max(scale, 1)),
			}
			if len(orders) > 0 {
				return reference.Orders(ctx, bytes.NewReader(orders), out, o)
			}
			return reference.Play(ctx, o)
		}), nil
	}
	return t
}

// putioServe serves the bundled server.
func putioServe(ctx context.Context, o serveOptions) (*served, error) {
	bo, err := bundle.Variant(o.Profile)
	if err != nil {
		return nil, err
	}
	bo.Scale, bo.Addr, bo.Engine, bo.Log, bo.Load = o.Scale, o.Listen, o.Core, o.Log, putioLoad
	if o.Dir != "" {
		bo.Dir = filepath.Join(o.Dir, ".enginespec", "putio")
	}
	bo.Sim.Seed = o.Seed
	bo.Server.AllowNetwork = o.AllowNetwork
	if o.Fault != nil {
		if err := bo.Lie(o.Fault, o.Seed); err != nil {
			return nil, err
		}
	}
	b, err := bundle.Start(ctx, bo)
	if err != nil {
		return nil, err
	}
	line := fmt.Sprintf("%s, with its load at %s (POST high or low), and the sample accounts %s (api_key %s, api_secret %s) and %s (api_key %s, api_secret %s)",
		b.Base, putioLoad, bundle.Name, bundle.Key, bundle.Secret, bundle.OtherName, bundle.OtherKey, bundle.OtherSecret)
	return &served{Addr: b.Addr, Line: line, Close: b.Close}, writePort(o.AddrFile, b.Addr, b.Close)
}
