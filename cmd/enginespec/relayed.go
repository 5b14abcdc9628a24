package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/relay"
	"enginespec/reference/engine"
	"enginespec/reference/fault"
)

// relayFlags are those of record and proxy, as given.
type relayFlags struct {
	proto, listen, target, role, portFile string
	faults                                []string
	version, scale                        int
	seed                                  uint64
	once, strict, allow, quiet            bool
}

// relayed is what the flags come to: everything that can be wrong with them is found
// before anything listens.
type relayed struct {
	*relayFlags
	protocol *protocol
	target   *conformance.Target
	roles    []codec.Party
	lies     []relay.Lie
	network  string
	address  string
}

func (f *relayFlags) add(c *cobra.Command) {
	fs := c.Flags()
	fs.StringVar(&f.proto, "proto", "", "protocol")
	fs.StringVar(&f.listen, "listen", "", "where to listen: host:port or unix:PATH; default: a free port of loopback, or for ipc a\nsocket in a temporary folder")
	fs.StringVar(&f.target, "target", "", "who listens already: tcp://host:port, unix:/path or http://host:port")
	fs.StringVar(&f.role, "role", "", "who is judged: engine or controller; default: both")
	fs.StringVar(&f.portFile, "port-file", "", "write the port to this file, once it listens")
	fs.StringArrayVar(&f.faults, "fault", nil, "lie to tell: ID, ID:MATCH or ACTION:MATCH; may be repeated")
	fs.IntVar(&f.version, "version", 0, "protocol version; 0: the protocol's default, and what the parties agree on")
	fs.Uint64Var(&f.seed, "seed", 1, "seed of all that is random in faults")
	fs.IntVar(&f.scale, "scale", 1, "how many times faster than real time the target lives")
	fs.BoolVar(&f.once, "once", false, "end with the first connection")
	fs.BoolVar(&f.strict, "strict", false, "every broken clause counts, also SHOULD and what no document states")
	fs.BoolVar(&f.allow, "allow-network", false, "let it listen beyond loopback")
}

// faultHelp is the part of the help that says how faults are written.
const faultHelp = `A fault is the ID of one (enginespec list --faults), which may be followed by a colon and
by the messages that it is told on; or an action, a colon and the messages:

  ts/status-idle:after PLAY     the lie of a fault, once a PLAY has passed
  drop:second STATUS            actions are drop, repeat, swap, cut, close, reset and
  delay 500ms:first 3 answers   delay DURATION; answers are the engine's messages, requests
  reset:LOADASYNC after START   the controller's; they are counted on each connection`

// relayed checks the flags.
func (a *app) relayed(f *relayFlags) (*relayed, error) {
	p, err := a.wanted(f.proto)
	if err != nil {
		return nil, err
	}
	r := &relayed{relayFlags: f, protocol: p}
	if f.role != "" {
		role, err := codec.ParseParty(f.role)
		if err != nil {
			return nil, oneOf("role", f.role, "engine", "controller")
		}
		r.roles = []codec.Party{role}
	}
	if f.version != 0 && !slices.Contains(p.Versions(), f.version) {
		return nil, usagef("--version %d: %s has %v", f.version, p.Name(), p.Versions())
	}
	if f.scale < 1 {
		return nil, usagef("--scale %d: expected 1 or more", f.scale)
	}
	if f.target == "" {
		return nil, usagef("--target is missing: say where the %s listens", p.Listens)
	}
	if r.target, err = conformance.ParseTarget(f.target); err != nil {
		return nil, usagef("--target: %w", err)
	}
	if r.network, r.address, err = p.listening(f.listen, f.allow); err != nil {
		return nil, err
	}
	for _, text := range f.faults {
		one, err := fault.Told(p.Protocol, text)
		if err != nil {
			return nil, usagef("--fault: %w%s", err, conformance.DidYouMean(text, faultNames(p)))
		}
		r.lies = append(r.lies, r.lie(one))
	}
	return r, nil
}

func faultNames(p *protocol) (names []string) {
	for _, f := range p.Faults {
		names = append(names, f.ID)
	}
	return names
}

// lie makes a fault one of the relay's.
func (r *relayed) lie(f *fault.Fault) relay.Lie {
	shared := fault.NewShared(r.seed)
	shared.Real = engine.Clock{Scale: r.scale}.Real
	opts := codec.Options{Version: r.version, Accept: r.protocol.Suite.Lenient, Limits: r.protocol.Suite.Limits}
	return relay.Lie{Liar: f.Party, Join: func(engine, controller net.Conn) {
		fault.NewWire(r.protocol.Protocol, engine, controller, f, shared, opts)
	}}
}

// listening is where --listen says, or by default somewhere free.
func (p *protocol) listening(listen string, allow bool) (network, address string, err error) {
	if path, isUnix := strings.CutPrefix(listen, "unix:"); isUnix || listen == "" && p.Socket {
		if path = strings.TrimPrefix(path, "//"); isUnix && path == "" {
			return "", "", usagef("--listen %q: expected unix:PATH", listen)
		}
		return "unix", path, nil
	}
	for _, scheme := range []string{"tcp://", "http://"} {
		listen = strings.TrimPrefix(listen, scheme)
	}
	if listen == "" {
		listen = "127.0.0.1:0"
	}
	return "tcp", listen, loopback("listen", listen, allow)
}

// open listens where the flags say. closing removes what was made for it.
func (r *relayed) open() (l net.Listener, closing func() error, err error) {
	closing = func() error { return nil }
	if r.network == "unix" && r.address == "" {
		dir, err := os.MkdirTemp("", "enginespec-")
		if err != nil {
			return nil, nil, err
		}
		r.address, closing = filepath.Join(dir, "socket"), func() error { return os.RemoveAll(dir) }
	}
	if l, err = net.Listen(r.network, r.address); err == nil && r.network == "tcp" {
		err = writePort(r.portFile, l.Addr().String(), l.Close)
	}
	if err != nil {
		return nil, nil, errors.Join(err, closing())
	}
	return l, closing, nil
}

// at is the address of a listener as dialers of the protocol write it.
func (p *protocol) at(a net.Addr) string {
	switch {
	case a.Network() == "unix":
		return "unix:" + a.String()
	case p.Name() == "putio":
		return "http://" + a.String()
	}
	return "tcp://" + a.String()
}

// watcher reads and judges what passes.
func (r *relayed) watcher() *conformance.Watcher {
	pace := conformance.Pace{Scale: r.scale}
	if r.scale > 1 {
		pace.Slack = conformance.ScaledSlack
	}
	return conformance.NewWatcher(r.protocol.Suite, r.version, pace, r.roles...)
}

// serve relays until the context or, with --once, the connection ends.
func (r *relayed) serve(ctx context.Context, out *printer, tell func(relay.Event)) error {
	l, closing, err := r.open()
	if err != nil {
		return exitError{conformance.ExitNoVerdict, err}
	}
	defer closing()
	fmt.Fprintf(out.w, "%s at %s, for the %s at %s\n", r.protocol.Name(), r.protocol.at(l.Addr()), r.protocol.Listens, r.target.Name)
	for _, f := range r.faults {
		fmt.Fprintf(out.w, "fault %s\n", f)
	}
	one := relay.Relay{
		Dial:    func(ctx context.Context) (net.Conn, error) { return r.target.Dial(ctx, nil) },
		Listens: r.protocol.Listens, Lies: r.lies, Once: r.once, Tell: tell,
	}
	if err := one.Serve(ctx, l); err != nil {
		return exitError{conformance.ExitNoVerdict, err}
	}
	return nil
}
