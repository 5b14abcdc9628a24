package conformance

import (
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"time"

	"enginespec/codec"
)

// Stand is the suite standing in for the other party when the program under test
// dials: it answers each message by a reaction. Every case is another Stand for
// the program to meet.
type Stand struct {
	// Greet is called for each new connection.
	Greet func(m *Meeting) error
	// On maps the word of a message to its reaction; "*" is for all others.
	On map[string]func(m *Meeting, p *codec.Packet) error
	// Closed is called when the program ends a connection.
	Closed func(m *Meeting, end End) error
	// Limit is the longest the meeting may last, in real time. Zero: 30 s.
	Limit time.Duration
	// Orders are written to the program's standard input, one a line, if it reads
	// orders.
	Orders []string
}

// With returns a copy of st in which the reactions of on replace those of st.
func (st Stand) With(on map[string]func(m *Meeting, p *codec.Packet) error) *Stand {
	all := map[string]func(m *Meeting, p *codec.Packet) error{}
	for k, f := range st.On {
		all[k] = f
	}
	for k, f := range on {
		all[k] = f
	}
	st.On = all
	return &st
}

// Meeting is one connection of a program under test with a Stand. A reaction acts
// through it; it runs on the session's goroutine.
type Meeting struct {
	*Session
	Conn int            // the connection's index in the session
	Vars map[string]any // state of the reactions for this connection

	clock *clock
}

// Say sends text, in which {name} stands for a variable of the session.
func (m *Meeting) Say(text, end string) error {
	m.On(m.Conn)
	return Say(text, end).Do(m.Session)
}

// Close ends the connection from our side.
func (m *Meeting) Close(how End) error {
	m.On(m.Conn)
	return Hang(how).Do(m.Session)
}

// Later runs f after d of the target's time, if the meeting lasts that long.
func (m *Meeting) Later(d time.Duration, f func() error) {
	m.clock.due = append(m.clock.due, alarm{time.Now().Add(m.Real(d)), f})
}

type alarm struct {
	at time.Time
	f  func() error
}

type clock struct{ due []alarm }

// first is the earliest alarm's index, or -1.
func (c *clock) first() int {
	best := -1
	for i, a := range c.due {
		if best < 0 || a.at.Before(c.due[best].at) {
			best = i
		}
	}
	return best
}

// Meet launches the program under test and lets it meet the Stand that build
// returns, until the program ends. A program that does not end in the Stand's
// limit is stopped; Check steps behind Meet judge it by its Exit and by the
// transcript.
func Meet(build func(*Session) *Stand) Step {
	return step{"meet the program", func(s *Session) error { return s.meet(build(s)) }}
}

// MeetNobody launches the program under test with an address at which nobody
// listens, and waits until it ends, stopping it after limit of the target's time.
func MeetNobody(limit time.Duration) Step {
	return step{"launch the program with nobody to meet", func(s *Session) error {
		network, address := "tcp", "127.0.0.1:1"
		if s.Suite.Unix {
			network, address = "unix", s.Env.socketPath()
		}
		if err := s.launch(network, address); err != nil {
			return err
		}
		if err := s.instruct(nil); err != nil {
			return err
		}
		p := s.Process
		t := time.NewTimer(s.Real(limit) + s.patience)
		defer t.Stop()
		select {
		case <-p.Done():
		case <-t.C:
			p.Stop()
		case <-s.ctx.Done():
			return &Harness{s.ctx.Err()}
		}
		return nil
	}}
}

func (s *Session) meet(st *Stand) error {
	if err := s.listen(); err != nil {
		return err
	}
	accepted := s.callers.accepted
	if err := s.launch(s.callers.network, s.callers.addr); err != nil {
		return err
	}
	if err := s.instruct(st.Orders); err != nil {
		return err
	}
	return s.host(st, accepted, s.Process)
}

// instruct gives the program its orders, if it reads any, and ends its input.
func (s *Session) instruct(orders []string) error {
	in := s.Process.Stdin()
	if in == nil {
		return nil
	}
	for _, o := range orders {
		text, err := s.Expand(o)
		if err != nil {
			return err
		}
		fmt.Fprintln(in, text)
	}
	if c, ok := in.(io.Closer); ok {
		c.Close()
	}
	return nil
}

// host is the loop of a meeting: one goroutine reacts to everything in turn.
func (s *Session) host(st *Stand, accepted <-chan net.Conn, p Process) error {
	limit := st.Limit
	if limit == 0 {
		limit = 30 * time.Second
	}
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	meetings := []*Meeting{}
	closed := map[int]bool{}
	ck := &clock{}
	done := p.Done()
	for {
		busy, err := s.react(st, meetings, closed)
		if err != nil {
			return err
		}
		if busy {
			continue
		}
		if done == nil {
			return nil // the program has ended and everything it said is handled
		}
		var alarms <-chan time.Time
		next := ck.first()
		if next >= 0 {
			t := time.NewTimer(time.Until(ck.due[next].at))
			defer t.Stop()
			alarms = t.C
		}
		select {
		case c := <-accepted:
			s.Adopt(c)
			m := &Meeting{Session: s, Conn: s.cur, Vars: map[string]any{}, clock: ck}
			meetings = append(meetings, m)
			if st.Greet != nil {
				if err := quiet(st.Greet(m)); err != nil {
					return err
				}
			}
		case <-s.arrived:
		case <-alarms:
			f := ck.due[next].f
			ck.due = slices.Delete(ck.due, next, next+1)
			if err := quiet(f()); err != nil {
				return err
			}
			s.Flush()
		case <-done:
			done = nil
			s.Note("the program ended: %s", p.Exit())
			for _, x := range s.conns { // its connections end with it
				select {
				case <-x.gone:
				case <-time.After(s.patience):
				}
			}
		case <-deadline.C:
			s.Note("the program has not ended after %v", limit)
			p.Stop()
		case <-s.ctx.Done():
			return &Harness{s.ctx.Err()}
		}
	}
}

// react handles one message or end of connection, and reports whether there was one.
func (s *Session) react(st *Stand, meetings []*Meeting, closed map[int]bool) (bool, error) {
	for _, m := range meetings {
		x := s.conns[m.Conn]
		x.mu.Lock()
		i := -1
		if len(x.queue) > 0 {
			i, x.queue = x.queue[0], x.queue[1:]
			x.taken = i
		}
		end := x.end
		x.mu.Unlock()
		if i >= 0 {
			s.On(m.Conn)
			s.Transcript.mu.Lock()
			p := s.Transcript.entries[i].Packet
			s.Transcript.mu.Unlock()
			f := st.On[s.Word(p)]
			if f == nil {
				f = st.On["*"]
			}
			if f == nil {
				return true, nil
			}
			if err := quiet(f(m, p)); err != nil {
				return true, err
			}
			s.Flush() // the program may hang up when it likes
			return true, nil
		}
		if end != Open && !closed[m.Conn] {
			closed[m.Conn] = true
			x.c.Close()
			if st.Closed != nil {
				return true, quiet(st.Closed(m, end))
			}
			return true, nil
		}
	}
	return false, nil
}

// quiet drops failures of sending: the program may hang up when it likes, and the
// transcript shows it.
func quiet(err error) error {
	if f, ok := errors.AsType[*Failure](err); ok && (f.Diagnosis == Closed || f.Diagnosis == Reset || f.Diagnosis == Hung) {
		return nil
	}
	return err
}

// String says how a program ended.
func (e Exit) String() string {
	switch {
	case e.Spun():
		return fmt.Sprintf("stopped by the suite; it was busy for %.1f of %.1f s", e.CPU.Seconds(), e.Ran.Seconds())
	case e.Killed:
		return "stopped by the suite"
	case e.Signal != "":
		return "signal " + e.Signal
	}
	return fmt.Sprintf("exit status %d", e.Code)
}
