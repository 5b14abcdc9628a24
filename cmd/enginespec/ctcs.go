package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/ctcs"
	"enginespec/reference/ctcs/bundle"
	"enginespec/reference/engine/sim"
)

func ctcsParams() []param {
	return []param{{"password", "what engines are launched with and control servers ask for"}}
}

// ctcsServers are the bundled control servers by whether they ask for a password.
type ctcsServers struct {
	variants[bool, *bundle.Server]
	o bundledOptions
}

// ctcsBundled makes the bundled control server. The bundled engine dials: it starts once
// for each case.
func ctcsBundled(_ context.Context, o bundledOptions) (*bundled, error) {
	s := &ctcsServers{o: o}
	s.start = s.server
	return &bundled{
		Targets: func(role codec.Party) []*conformance.Target {
			if role == codec.Engine {
				return []*conformance.Target{ctcsEngine(o)}
			}
			return []*conformance.Target{s.target()}
		},
		Close: s.Close,
	}, nil
}

func (s *ctcsServers) target() *conformance.Target {
	return &conformance.Target{
		Name: "bundled control server", Scale: s.o.Scale, Params: map[string]string{"password": bundle.SamplePassword},
		Features: conformance.Features{"model": true, conformance.ReadsOrders: true, "locked": true, "open": true},
		Dial: func(ctx context.Context, needs []*conformance.Feature) (net.Conn, error) {
			b, err := s.get(ctx, slices.Contains(needs, ctcs.FeatureLocked))
			if err != nil {
				return nil, err
			}
			var d net.Dialer
			return d.DialContext(ctx, "tcp", b.Addr)
		},
		Order: func(ctx context.Context, order string) error {
			b, err := s.get(ctx, false)
			if err != nil {
				return err
			}
			return b.Operate(ctx, strings.NewReader(order+"\n"), io.Discard)
		},
	}
}

func (s *ctcsServers) server(ctx context.Context, locked bool) (*bundle.Server, error) {
	o := bundle.ServerOptions{Scale: s.o.Scale}
	o.Server.MaxEngines = 1 << 10
	if locked {
		o.Server.Password = bundle.SamplePassword
	}
	return bundle.Serve(ctx, o)
}

// ctcsEngine is the bundled engine. Its core is a simulation, which has no tracker.
func ctcsEngine(o bundledOptions) *conformance.Target {
	return &conformance.Target{
		Name: "bundled engine", Scale: o.Scale,
		Features: conformance.Features{"download": true, "seed": true, "tracker": false, "limits": true, "password": true},
		Launch: func(ctx context.Context, l conformance.Launch) (conformance.Process, error) {
			bo, err := ctcsLaunched(l)
			if err != nil {
				return nil, err
			}
			bo.Scale, bo.Sim.Seed = o.Scale, o.Seed
			b, err := bundle.Start(ctx, bo)
			if err != nil {
				return nil, err
			}
			t := inProcess(func(ctx context.Context, _ []byte, _ io.Writer) error {
				defer b.Close()
				select {
				case <-b.Done():
					return b.Wait()
				case <-ctx.Done():
					return nil
				}
			})
			t.start() // it reads no orders
			return t, nil
		},
	}
}

// ctcsLaunched is what the variables of a launch say, as the arguments of a program would.
func ctcsLaunched(l conformance.Launch) (o bundle.Options, err error) {
	o = bundle.Options{Server: l.Addr, Complete: l.Vars["content"] == "complete"}
	o.Sim.Swarm = sim.Swarm{Down: 64 << 10, Seeds: 2, Leechers: -1}
	if l.Vars["peers"] == "0" {
		o.Sim.Swarm = sim.Swarm{Down: -1, Up: -1, Seeds: -1, Leechers: -1}
	}
	if path := l.Vars["torrent"]; path != "" {
		if o.Metainfo, err = os.ReadFile(path); err != nil {
			return o, err
		}
		o.Client.Filename = path
	}
	for name, limit := range map[string]*int64{"down": &o.Client.DownLimit, "up": &o.Client.UpLimit} {
		if s := l.Vars[name]; s != "" {
			kib, err := strconv.ParseInt(s, 10, 32)
			if err != nil {
				return o, fmt.Errorf("%s %q: expected KiB/s", name, s)
			}
			*limit = kib << 10
		}
	}
	o.Client.Password = l.Vars["password"]
	return o, nil
}

// ctcsServe serves the bundled control server: it is who listens.
func ctcsServe(ctx context.Context, o serveOptions) (*served, error) {
	bo, err := bundle.ServerVariant(o.Profile)
	if err != nil {
		return nil, err
	}
	bo.Scale, bo.Addr, bo.Server.Log = o.Scale, o.Listen, o.Log
	if o.Fault != nil {
		if err := bo.Lie(o.Fault, o.Seed); err != nil {
			return nil, err
		}
	}
	b, err := bundle.Serve(ctx, bo)
	if err != nil {
		return nil, err
	}
	line := fmt.Sprintf("tcp://%s, its page on http://%s/", b.Addr, b.Addr)
	if bo.Server.Password != "" {
		line += fmt.Sprintf(", password %q", bo.Server.Password)
	}
	return &served{Addr: b.Addr, Line: line, Close: b.Close, Operate: b.Operate}, writePort(o.AddrFile, b.Addr, b.Close)
}
