package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/corpus"
	"enginespec/reference/engine"
	"enginespec/reference/engine/swarm"
	"enginespec/reference/engine/tracker"
	"enginespec/reference/fault"
)

// serveOptions say what kind of engine is served.
type serveOptions struct {
	Listen, HTTP string // where; HTTP is for protocols that serve content beside
	Profile      string // a variant of the bundled engine
	Core         engine.Engine
	Dir          string // where state outlives the program; empty: nowhere
	Fault        *fault.Fault
	Seed         uint64
	Scale        int
	ProductKey   string
	AddrFile     string // gets what clients need to find the engine
	AllowNetwork bool
	Log          *slog.Logger
}

// served is a running engine for others to use.
type served struct {
	Addr string // where it listens
	Line string // what clients need to know, on one line
	// Done is closed when a client has ended it; nil if none can.
	Done  <-chan struct{}
	Close func() error
	// Operate carries out an operator's orders, one a line, and returns when they end; nil
	// if it takes none.
	Operate func(ctx context.Context, r io.Reader, w io.Writer) error
}

// serveFlags are the flags of serve, as given.
type serveFlags struct {
	proto, engine, profile, fault, dir string
	listen, http, tracker              string
	addrFile, productKey               string
	seed                               uint64
	scale                              int
	allow, fixtures, verbose, orders   bool
}

func (a *app) serveCommand() *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use:   "serve --proto P [flags]",
		Short: "Run the bundled engine, faithful or with a fault, for a client to use",
		Long: `serve runs the bundled engine, or of ctcs the control server that engines dial, until it is
interrupted, and prints on one line where it listens. The sim core has no network and
knows the fixtures of the corpus by all their names; the swarm core really downloads, into
--dir, from peers on this machine, or anywhere with --allow-network. --seed-fixtures
seeds the fixtures on loopback and prints the URLs of their .torrent files, for a swarm that
has nobody else.

With --fault it tells one lie on the wire, always the same.

` + faultHelp,
		Example: `  enginespec serve --proto ts
  enginespec serve --proto ts --engine swarm --dir downloads --seed-fixtures
  enginespec serve --proto ts --profile v1 --fault ts/hello-silent
  enginespec serve --proto ts --fault 'drop:second STATUS'`,
		Args: atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context(), &f) },
	}
	fs := c.Flags()
	fs.StringVar(&f.proto, "proto", "", "protocol")
	fs.StringVar(&f.engine, "engine", "sim", "core: sim or swarm")
	fs.StringVar(&f.listen, "listen", "", "where to listen, host:port, or unix:PATH for ipc; default: the protocol's own port on\n127.0.0.1, or a socket in a temporary folder")
	fs.StringVar(&f.http, "http", "127.0.0.1:0", "where to serve content, host:port")
	fs.StringVar(&f.profile, "profile", "", "kind of engine; default the usual one (see completion)")
	fs.StringVar(&f.fault, "fault", "", "lie to tell: ID, ID:MATCH or ACTION:MATCH")
	fs.StringVar(&f.dir, "dir", "", "folder for content and state, which outlives the program: of the swarm core, and of put.io's server;\ndefault: a temporary one for the swarm core, and none for the server")
	fs.StringVar(&f.productKey, "product-key", "", "the key that signs READY; default: an invented one")
	fs.StringVar(&f.addrFile, "port-file", "", "write the port to this file, as engines do for their clients")
	fs.StringVar(&f.tracker, "tracker", "", "also run a small tracker here, a loopback host:port")
	fs.BoolVar(&f.fixtures, "seed-fixtures", false, "seed the corpus's fixtures on loopback, and serve their .torrent files")
	fs.BoolVar(&f.orders, "orders", false, "take an operator's orders on standard input, of ctcs alone")
	fs.Uint64Var(&f.seed, "seed", 1, "seed of all that is random")
	fs.IntVar(&f.scale, "scale", 1, "how many times faster than real time it lives")
	fs.BoolVar(&f.allow, "allow-network", false, "let it listen and dial beyond loopback")
	fs.BoolVarP(&f.verbose, "verbose", "v", false, "print what happens to standard error")
	a.completeFlags(c)
	return c
}

// serve is enginespec serve.
func (a *app) serve(ctx context.Context, f *serveFlags) error {
	p, o, err := a.serveOptions(f)
	if err != nil {
		return err
	}
	var closers []io.Closer
	defer func() {
		for i := len(closers) - 1; i >= 0; i-- {
			closers[i].Close()
		}
	}()
	if f.engine == "swarm" {
		core, closing, err := swarmCore(f, o.Log)
		if err != nil {
			return exitError{conformance.ExitNoVerdict, err}
		}
		closers, o.Core = append(closers, closing), core
	}
	if f.tracker != "" {
		t, err := tracker.New(f.tracker)
		if err != nil {
			return usagef("--tracker: %w", err)
		}
		closers = append(closers, t)
		fmt.Fprintf(a.stdout, "tracker at %s\n", t.URL())
	}
	if f.fixtures {
		base, closing, err := serveFixtures(ctx)
		if err != nil {
			return exitError{conformance.ExitNoVerdict, err}
		}
		closers = append(closers, closing)
		for _, fx := range corpus.Fixtures() {
			fmt.Fprintf(a.stdout, "fixture at %s/%s.torrent: %s\n", base, fx.Name, fx.About)
		}
	}
	s, err := p.Serve(ctx, *o)
	if err != nil {
		return exitError{conformance.ExitNoVerdict, err}
	}
	kind := f.engine
	if p.Listens == codec.Controller {
		kind = o.Profile
	}
	if o.Fault != nil {
		kind += ", " + f.fault + ": " + o.Fault.Doc
	}
	fmt.Fprintf(a.stdout, "%s %s (%s) at %s\n", p.Name(), p.Listens, kind, s.Line)
	var operated chan error
	if f.orders {
		operated = make(chan error, 1)
		go func() { operated <- s.Operate(ctx, a.stdin, a.stdout) }()
	}
	select {
	case <-ctx.Done():
	case <-s.Done:
	case err = <-operated:
		if err != nil {
			err = exitError{conformance.ExitNot, err}
		}
	}
	return errors.Join(s.Close(), err)
}

// serveOptions checks the flags.
func (a *app) serveOptions(f *serveFlags) (*protocol, *serveOptions, error) {
	p, err := a.wanted(f.proto)
	if err != nil {
		return nil, nil, err
	}
	o := &serveOptions{Listen: f.listen, HTTP: f.http, Profile: f.profile, Seed: f.seed, Scale: f.scale, Dir: f.dir, ProductKey: f.productKey,
		AddrFile: f.addrFile, AllowNetwork: f.allow, Log: slog.New(slog.DiscardHandler)}
	if o.Listen == "" {
		o.Listen = p.Addr
	}
	if o.Profile == "" {
		o.Profile = p.Profiles[0]
	}
	if f.verbose {
		o.Log = slog.New(slog.NewTextHandler(a.stderr, nil))
	}
	for _, check := range []error{oneOf("engine", f.engine, "sim", "swarm"), oneOf("profile", o.Profile, p.Profiles...)} {
		if check != nil {
			return nil, nil, check
		}
	}
	if f.scale < 1 {
		return nil, nil, usagef("--scale %d: expected 1 or more", f.scale)
	}
	if p.Listens == codec.Controller && f.engine != "sim" {
		return nil, nil, usagef("--engine %s: of %s, serve runs the control server, which downloads nothing", f.engine, p.Name())
	}
	if f.orders && !p.Operated {
		return nil, nil, usagef("--orders: %s has nobody who takes them; ctcs has", p.Name())
	}
	if err := p.addresses(o); err != nil {
		return nil, nil, err
	}
	return p, o, p.lie(f, o)
}

// addresses checks where is to be listened.
func (p *protocol) addresses(o *serveOptions) error {
	if err := loopback("http", o.HTTP, o.AllowNetwork); err != nil {
		return err
	}
	if !p.Socket {
		return loopback("listen", o.Listen, o.AllowNetwork)
	}
	path, isUnix := strings.CutPrefix(o.Listen, "unix:")
	switch {
	case o.AddrFile != "":
		return usagef("--port-file: %s listens on a unix socket, which has no port", p.Name())
	case o.Listen == "":
		return nil
	case !isUnix || strings.TrimPrefix(path, "//") == "":
		return usagef("--listen %q: expected unix:PATH", o.Listen)
	}
	o.Listen = strings.TrimPrefix(path, "//")
	return nil
}

// lie finds the fault that --fault tells of, and the engine that it is told on.
func (p *protocol) lie(f *serveFlags, o *serveOptions) error {
	if f.fault == "" {
		return nil
	}
	for _, one := range p.Faults { // also those of content and of addresses, which fault.Told refuses
		if one.ID == f.fault {
			o.Fault = one
		}
	}
	if o.Fault == nil {
		told, err := fault.Told(p.Protocol, f.fault)
		if err != nil {
			return usagef("--fault: %w%s", err, conformance.DidYouMean(f.fault, faultNames(p)))
		}
		if !strings.HasPrefix(told.ID, p.Name()+"/") { // an action: it is done on the server's end, whoever wrote the message
			told.ID, told.Party = p.Name()+"/"+told.ID, p.Listens
		}
		o.Fault = told
	}
	switch {
	case o.Fault.Party != p.Listens:
		return usagef("%s is a lie of the %s; serve runs the %s", f.fault, o.Fault.Party, p.Listens)
	case f.profile == "" && o.Fault.Variant != "":
		o.Profile = o.Fault.Variant
	}
	return nil
}

// loopback refuses an address beyond loopback, unless the network is allowed.
func loopback(flag, addr string, allow bool) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return usagef("--%s %q: expected host:port", flag, addr)
	}
	ip, err := netip.ParseAddr(host)
	if !allow && host != "localhost" && (err != nil || !ip.IsLoopback()) {
		return usagef("--%s %s is beyond loopback: say --allow-network too", flag, addr)
	}
	return nil
}

// writePort writes the port of an address to a file, if it has a name. If that fails, it
// closes what listens there.
func writePort(name, addr string, closing func() error) error {
	if name == "" {
		return nil
	}
	_, port, err := net.SplitHostPort(addr)
	if err == nil {
		err = os.WriteFile(name, []byte(port), 0o666)
	}
	if err != nil {
		return errors.Join(err, closing())
	}
	return nil
}

// swarmCore makes the core that really downloads.
func swarmCore(f *serveFlags, log *slog.Logger) (engine.Engine, io.Closer, error) {
	dir, own := f.dir, ""
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "enginespec-"); err != nil {
			return nil, nil, err
		}
		own = dir
	} else if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, nil, err
	}
	state := filepath.Join(dir, ".enginespec")
	e, err := swarm.New(swarm.Options{State: state, AllowNetwork: f.allow, Logger: log, Clock: engine.NewClock(f.scale), Initial: engine.Patch{Dir: &dir}})
	if err != nil {
		return nil, nil, err
	}
	return e, closer(func() error {
		err := e.Close()
		if own != "" {
			err = errors.Join(err, os.RemoveAll(own))
		}
		return err
	}), nil
}

// closer makes an io.Closer of a function.
type closer func() error

func (c closer) Close() error { return c() }
