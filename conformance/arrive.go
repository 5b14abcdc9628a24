package conformance

import (
	"context"
	"fmt"
	"net"
	"time"
)

// A program that dials can be under test in an ordinary dialogue too: Start launches
// it, and Accept takes each connection that it opens. What follows is as if the suite
// had dialed. One process serves one case, so a case that kills it kills no other.

// callers is where a launched program dials.
type callers struct {
	accepted chan net.Conn
	addr     string
	network  string
	dialogue bool // the steps talk to it, so that its end is what they fail by
}

// listen opens a listener for the program under test, until the session ends.
func (s *Session) listen() error {
	network, address := "tcp", "127.0.0.1:0"
	if s.Suite.Unix {
		network, address = "unix", s.Env.socketPath()
	}
	l, err := s.Env.Listen(network, address)
	if err != nil {
		return &Harness{err}
	}
	s.callers = &callers{accepted: make(chan net.Conn), addr: l.Addr().String(), network: network}
	over, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			select {
			case s.callers.accepted <- c:
			case <-over:
				c.Close()
			}
		}
	}()
	s.Defer(func() { close(over); l.Close(); <-ended })
	return nil
}

// launch starts the program under test with the address of the session's listener and
// the session's variables.
func (s *Session) launch(network, addr string) error {
	host, port, _ := net.SplitHostPort(addr)
	vars := map[string]string{"addr": addr, "host": host, "port": port, "case": s.Case.ID}
	for k, v := range s.Vars {
		if _, taken := vars[k]; !taken {
			vars[k] = v
		}
	}
	p, err := s.target.Launch(s.ctx, Launch{Network: network, Addr: addr, Vars: vars})
	if err != nil {
		return Fail(Unreachable, "the program to start", "%v", err)
	}
	s.Process = p
	s.Defer(p.Stop)
	return nil
}

// Start launches the program under test, once a case.
func Start() Step {
	return step{"launch the program", func(s *Session) error {
		if err := s.listen(); err != nil {
			return err
		}
		s.callers.dialogue = true
		return s.launch(s.callers.network, s.callers.addr)
	}}
}

// Accept waits for the next connection of the program that Start launched, at most d of
// the target's time or as long as a step waits, whichever is longer, and makes it the
// current one.
func Accept(d time.Duration) Step {
	return step{"accept the program's connection", func(s *Session) error {
		return failing(s.Accept(max(s.Bound(d), s.patience)))
	}}
}

// Accept waits at most d of real time for the next connection of the program that Start
// launched, and makes it the current one.
func (s *Session) Accept(d time.Duration) *Failure {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case c := <-s.callers.accepted:
		s.Adopt(c)
		return nil
	case <-s.Process.Done():
		return Fail(GaveUp, "the program to connect", "it ended: %s", s.Process.Exit())
	case <-t.C:
		return Fail(NoReply, "the program to connect", "no connection for %v", d)
	case <-s.ctx.Done():
		return Fail(NoReply, "the program to connect", "the case is over")
	}
}

// Caller waits for the next connection of the program that Start launched, for who plays
// a dialogue that is not made of steps. It is the caller's to close.
func (s *Session) Caller(ctx context.Context) (net.Conn, error) {
	select {
	case c := <-s.callers.accepted:
		return c, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("nobody connected: %w", ctx.Err())
	}
}

// fate turns the failure of a dialogue with a launched program into what caused it: the
// program died, or was busy all the time and had to be stopped.
func (s *Session) fate(f *Failure) *Failure {
	p := s.Process
	if p == nil || s.callers == nil || !s.callers.dialogue {
		return f
	}
	if !over(p, settling) {
		if f.Diagnosis != NoReply && f.Diagnosis != TooLate && f.Diagnosis != NotClosed {
			return f
		}
		p.Stop()
	}
	e := p.Exit()
	if e.OK() || e.Killed && !e.Spun() {
		return f
	}
	s.Note("the program ended: %s", e)
	return &Failure{Diagnosis: e.diagnosis(false), Clause: f.Clause, Expected: "the program to go on", Actual: e.String() + e.lastWords()}
}
