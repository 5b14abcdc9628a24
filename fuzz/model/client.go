package model

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"pgregory.net/rapid"

	"enginespec/codec"
	wirectcs "enginespec/codec/ctcs"
	wireipc "enginespec/codec/ipc"
	wireputio "enginespec/codec/putio"
	wirets "enginespec/codec/ts"
	"enginespec/conformance"
	"enginespec/conformance/ctcs"
	"enginespec/conformance/ipc"
	"enginespec/conformance/memnet"
	"enginespec/conformance/putio"
	"enginespec/conformance/ts"
	"enginespec/fuzz/gen"
	"enginespec/reference/ctcs/bundle"
	referenceipc "enginespec/reference/ipc"
	referenceputio "enginespec/reference/putio"
	putiobundle "enginespec/reference/putio/bundle"
	referencets "enginespec/reference/ts"
)

// Clients are the models of the controllers. There is little that a controller must do
// whatever an engine says, and it is the same for all: it says nothing that breaks a
// clause, and when the engine has gone for good it ends, or dials again, but does not hang.
func Clients() ([]*Machine, error) {
	machines := []*Machine{
		{Suite: ts.Suite(), Start: launched(func(n *memnet.Network, l conformance.Launch) func(context.Context) error {
			return func(ctx context.Context) error {
				return referencets.Play(ctx, referencets.PlayOptions{
					ClientOptions: referencets.ClientOptions{Version: 4, ProductKey: referencets.SampleProductKey},
					Source:        referencets.TorrentURL(l.Vars["torrent:single"]),
					HTTP:          &http.Client{Transport: &http.Transport{DialContext: n.DialContext, DisableKeepAlives: true}},
					Dial:          func(ctx context.Context) (net.Conn, error) { return n.DialContext(ctx, l.Network, l.Addr) },
				})
			}
		})},
		{Suite: ipc.Suite(), Start: launched(func(n *memnet.Network, l conformance.Launch) func(context.Context) error {
			return func(ctx context.Context) error {
				return referenceipc.Run(ctx, referenceipc.RunOptions{Dial: func(ctx context.Context) (net.Conn, error) { return n.DialContext(ctx, l.Network, l.Addr) }})
			}
		})},
		{Suite: putio.Suite(), Start: launched(func(n *memnet.Network, l conformance.Launch) func(context.Context) error {
			return func(ctx context.Context) error {
				return referenceputio.Play(ctx, playPutio(n, l))
			}
		})},
		{Suite: ctcs.Suite(), Start: controlServer, Begin: []conformance.Step{conformance.Connect()}},
	}
	protocols := map[string]codec.Protocol{"ts": wirets.Protocol, "ipc": wireipc.Protocol, "ctcs": wirectcs.Protocol, "putio": wireputio.Protocol}
	for _, m := range machines {
		m.Role = codec.Controller
		if m.Begin == nil {
			m.Begin = []conformance.Step{conformance.Start(), letGo(), conformance.Accept(0)}
		}
		g, err := gen.New(protocols[m.Suite.Name()], codec.Engine)
		if err != nil {
			return nil, err
		}
		m.Actions = func(x *Run) map[string]func(*rapid.T) {
			c := &client{Run: x, g: g}
			return map[string]func(*rapid.T){"say": c.say, "greet": c.greet, "near": c.near, "hostile": c.hostile, "cut": c.cut, "time": c.pass}
		}
	}
	return machines, nil
}

// letGo ends the orders of a program, so that it begins.
func letGo() conformance.Step {
	return conformance.Check("no orders", func(s *conformance.Session) *conformance.Failure {
		if c, ok := s.Process.Stdin().(io.Closer); ok {
			c.Close()
		}
		return nil
	})
}

// launched starts a party that is launched for each sequence and dials.
func launched(live func(n *memnet.Network, l conformance.Launch) func(context.Context) error) func(*memnet.Network) (*Party, error) {
	return func(n *memnet.Network) (*Party, error) {
		return &Party{Close: func() {}, Target: &conformance.Target{
			Name: "client", Features: conformance.Features{conformance.ReadsOrders: true},
			Launch: func(_ context.Context, l conformance.Launch) (conformance.Process, error) {
				return run(live(n, l)), nil
			},
		}}, nil
	}
}

// controlServer starts the controller that listens.
func controlServer(n *memnet.Network) (*Party, error) {
	b, err := bundle.Serve(context.Background(), bundle.ServerOptions{Listen: func(_, addr string) (net.Listener, error) { return n.Listen(addr) }})
	if err != nil {
		return nil, err
	}
	return &Party{Close: func() { b.Close() }, Target: &conformance.Target{
		Name: "control server", Features: conformance.Features{},
		Dial: func(ctx context.Context, _ []*conformance.Feature) (net.Conn, error) {
			return n.DialContext(ctx, "tcp", b.Addr)
		},
	}}, nil
}

func playPutio(n *memnet.Network, l conformance.Launch) referenceputio.PlayOptions {
	return referenceputio.PlayOptions{
		ClientOptions: referenceputio.ClientOptions{
			Key: putiobundle.Key, Secret: putiobundle.Secret, Base: "http://" + l.Addr,
			HTTP: &http.Client{Transport: &http.Transport{DialContext: n.DialContext, DisableKeepAlives: true}},
		},
		Links: []string{l.Vars["media:single"]},
	}
}

// program is a client in the place of a program.
type program struct {
	cancel context.CancelFunc
	done   chan struct{}
	begin  chan struct{}
	once   sync.Once
	exit   conformance.Exit
}

func run(live func(context.Context) error) *program {
	ctx, cancel := context.WithCancel(context.Background())
	p := &program{cancel: cancel, done: make(chan struct{}), begin: make(chan struct{})}
	go func() {
		defer close(p.done)
		var err error
		select {
		case <-p.begin:
			err = live(ctx)
		case <-ctx.Done():
		}
		switch {
		case ctx.Err() != nil:
			p.exit = conformance.Exit{Code: -1, Killed: true}
		case err != nil:
			p.exit = conformance.Exit{Code: 1, Output: err.Error()}
		}
	}()
	return p
}

func (p *program) Stdin() io.Writer       { return stdin{new(bytes.Buffer), p} }
func (p *program) Done() <-chan struct{}  { return p.done }
func (p *program) Exit() conformance.Exit { return p.exit }
func (p *program) Stop()                  { p.cancel(); <-p.done }

type stdin struct {
	io.Writer
	p *program
}

func (s stdin) Close() error { s.p.once.Do(func() { close(s.p.begin) }); return nil }

// client is the state of a controller's model.
type client struct {
	*Run
	g    *gen.Grammar
	last string
}

// ready sees to a connection. A client that has ended dials no more, and the sequence is over.
func (c *client) ready(t *rapid.T) bool {
	if !c.ended {
		return true
	}
	if c.Process == nil {
		c.redial()
		return true
	}
	if f := c.Accept(time.Minute); f != nil {
		if f.Diagnosis == conformance.GaveUp {
			c.reach("ended")
			return false
		}
		c.t.Fatalf("it neither ends nor dials for a minute: %v", f)
	}
	c.ended = false
	c.drain(c.quiet)
	return true
}

// send sends, if somebody is there.
func (c *client) send(t *rapid.T, b []byte, what string) {
	if !c.ready(t) {
		return
	}
	for _, p := range c.Run.say(b) {
		c.last = p.Kind()
	}
	c.reach(what + ", it said " + c.last)
}

func (c *client) say(t *rapid.T) {
	m := c.g.Valid().Draw(t, "message")
	b, err := m.Append(nil)
	c.want(err == nil, "%v", err)
	c.send(t, b, "valid")
}

// greet lets a client in, where the protocol has a greeting.
func (c *client) greet(t *rapid.T) {
	text := map[string]string{
		"ts":   "HELLOTS version=2.0.11 key=x\r\nAUTH 1\r\n",
		"ctcs": "PROTOCOL 0003\nCTORRENT -CD0303-0123456789AB 1 2 /a.torrent\nCTSTATUS 0:0/0:0/0 0/34/0 0,0 0,0 0,0 0\n",
	}[c.Machine.Suite.Name()]
	if c.Machine.Suite.Name() == "ipc" {
		b, _ := wireipc.NewHandshake(1, 2, "model").Append(nil)
		text = string(b)
	}
	c.send(t, []byte(text), "greeting")
}

func (c *client) near(t *rapid.T) { c.send(t, c.g.Near().Draw(t, "bytes"), "near") }

func (c *client) hostile(t *rapid.T) { c.send(t, c.g.Hostile().Draw(t, "bytes"), "hostile") }

func (c *client) cut(t *rapid.T) {
	if c.ready(t) {
		c.hang(t)
		c.reach("cut")
	}
}
