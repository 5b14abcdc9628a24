package conformance

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// ReadsOrders is the name of the feature of a program that reads orders, one a
// line, on its standard input.
const ReadsOrders = "orders"

// ExecDialer returns the target of a program that dials: a controller of most
// protocols, an engine of some. The command runs once for each dialogue, does one
// ordinary thing through {addr}, and ends. Whether its standard input is open
// depends on the feature ReadsOrders of the target when it is launched.
//
// Errors of the command line come now, those of the program when it is launched.
// more are names beside CommandVars that it may use, such as those of Params.
func ExecDialer(command string, more ...string) (*Target, error) {
	c, err := ParseCommand(command, more...)
	if err != nil {
		return nil, err
	}
	t := &Target{Name: command}
	t.Launch = func(_ context.Context, l Launch) (Process, error) {
		vars := maps.Clone(l.Vars)
		if vars == nil {
			vars = map[string]string{}
		}
		for name, v := range map[string]string{"addr": l.Addr, "path": l.Addr} {
			if _, set := vars[name]; !set {
				vars[name] = v
			}
		}
		return launch(c, vars, t.Features[ReadsOrders])
	}
	return t, nil
}

// launch starts a command in a fresh folder of its own.
func launch(c *Command, vars map[string]string, takesOrders bool) (*program, error) {
	dir, err := os.MkdirTemp("", "enginespec-")
	if err != nil {
		return nil, err
	}
	vars["dir"] = dir
	if _, set := vars["path"]; !set && c.Uses("path") {
		vars["path"] = filepath.Join(dir, "socket")
	}
	argv, err := c.Expand(vars)
	if err == nil {
		var p *program
		if p, err = start(argv, dir, environ(vars), takesOrders); err == nil {
			return p, nil
		}
	}
	os.RemoveAll(dir)
	return nil, err
}

// Listening is the target of a program that listens: it is started when it is first
// dialed, and again when it has ended. Close it.
type Listening struct {
	Target
	command  *Command
	network  string
	patience time.Duration // until it accepts connections

	mu     sync.Mutex
	now    *program // nil before the first start
	addr   string
	closed bool
	failed int // starts in a row that did not come to listen
	deaths []Exit
}

// ExecListener returns the target of a program that listens on {addr}, a free port
// of loopback, or for a command that uses {path} on a unix socket in a folder of
// its own. patience is how long it may take until it accepts connections; 0: 10 s.
// Its Order writes to the program's standard input, which is open if the target has the
// feature ReadsOrders when the program is started.
func ExecListener(command string, patience time.Duration, more ...string) (*Listening, error) {
	c, err := ParseCommand(command, more...)
	if err != nil {
		return nil, err
	}
	if !c.Uses("addr") && !c.Uses("port") && !c.Uses("path") {
		return nil, fmt.Errorf("command %q does not say where to listen: use {addr}, {port} or {path}", command)
	}
	l := &Listening{command: c, network: "tcp", patience: patience, Target: Target{Name: command}}
	if patience <= 0 {
		l.patience = 10 * time.Second
	}
	if c.Uses("path") {
		l.network = "unix"
	}
	l.Dial, l.Program, l.Deaths, l.Order = l.dial, l.program, l.died, l.order
	return l, nil
}

// maxStarts is how often in a row a program may fail to come up before dialing it
// fails at once.
const maxStarts = 3

func (l *Listening) dial(ctx context.Context, _ []*Feature) (net.Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.up(ctx); err != nil {
		return nil, err
	}
	c, err := l.connect(ctx)
	if err == nil || !over(l.now, settling) {
		return c, err
	}
	// It was about to end: it listens no more before it has.
	if err := l.up(ctx); err != nil {
		return nil, err
	}
	return l.connect(ctx)
}

// up sees to it that the program runs and listens.
func (l *Listening) up(ctx context.Context) error {
	if l.closed {
		return errors.New("the program was stopped")
	}
	if l.now != nil {
		select {
		case <-l.now.done:
			if e := l.now.Exit(); !e.Killed {
				l.deaths = append(l.deaths, e)
			}
			l.now.Stop() // its folder
		default:
			return nil
		}
	}
	if l.failed >= maxStarts {
		return fmt.Errorf("the program failed to start %d times: %s", l.failed, lastLine(l.now))
	}
	err := l.start(ctx)
	if err != nil {
		l.failed++
		return err
	}
	l.failed = 0
	return nil
}

// start starts the program and waits until it accepts connections. That may take
// longer than a dialogue would wait, so the deadline of ctx does not count.
func (l *Listening) start(ctx context.Context) error {
	vars := map[string]string{}
	maps.Copy(vars, l.Params)
	if l.network == "tcp" {
		free, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		l.addr = free.Addr().String()
		free.Close()
		vars["addr"] = l.addr
		vars["host"], vars["port"], _ = net.SplitHostPort(l.addr)
	}
	p, err := launch(l.command, vars, l.Features[ReadsOrders])
	if err != nil {
		return fmt.Errorf("the program does not start: %w", err)
	}
	l.now = p
	if l.network == "unix" {
		l.addr = vars["path"]
	}
	timeout := time.NewTimer(l.patience)
	defer timeout.Stop()
	knock := time.NewTicker(5 * time.Millisecond)
	defer knock.Stop()
	interrupted := ctx.Done()
	for {
		if c, err := l.connect(ctx); err == nil {
			return c.Close()
		}
		select {
		case <-knock.C:
		case <-p.done:
			return fmt.Errorf("the program ended before it listened on %s: %s: %s", l.addr, p.Exit(), lastLine(p))
		case <-timeout.C:
			p.Stop()
			return fmt.Errorf("the program does not listen on %s after %v: %s", l.addr, l.patience, lastLine(p))
		case <-interrupted:
			if interrupted = nil; errors.Is(ctx.Err(), context.Canceled) {
				p.Stop()
				return ctx.Err()
			}
		}
	}
}

// order gives the program that runs an order. That it was carried out shows on the wire.
func (l *Listening) order(_ context.Context, order string) error {
	l.mu.Lock()
	p := l.now
	l.mu.Unlock()
	if p == nil || p.Stdin() == nil {
		return fmt.Errorf("the program reads no orders: declare the feature %s if it does", ReadsOrders)
	}
	_, err := p.Stdin().Write([]byte(order + "\n"))
	return err
}

// connect dials the program that runs.
func (l *Listening) connect(ctx context.Context) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), l.patience)
	defer cancel()
	var d net.Dialer
	return d.DialContext(ctx, l.network, l.addr)
}

// program is the process that runs, or that ran last; nil before the first start.
func (l *Listening) program() Process {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.now == nil {
		return nil
	}
	return l.now
}

// died are the ends of programs that were started and that nobody stopped.
func (l *Listening) died() []Exit {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.deaths)
}

// Close stops the program.
func (l *Listening) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	if l.now != nil {
		l.now.Stop()
	}
	return nil
}

// lastLine is the last line that a program printed.
func lastLine(p *program) string {
	if p == nil {
		return "no output"
	}
	lines := strings.Split(strings.TrimSpace(p.out.String()), "\n")
	if last := lines[len(lines)-1]; last != "" {
		return string(clip([]byte(last), 200))
	}
	return "no output"
}
