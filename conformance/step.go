package conformance

import (
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"enginespec/codec"
)

// Connect opens a connection to the target. It is the first step of most cases in
// which the target listens.
func Connect() Step {
	return step{"connect", func(s *Session) error { return failing(s.Dial()) }}
}

// Switch makes the i-th connection of the session, from 0, the current one.
func Switch(i int) Step {
	return step{fmt.Sprintf("on connection %d", i), func(s *Session) error { s.On(i); return nil }}
}

// Say sends a message built from text, in which {name} stands for a variable of
// the session, and adds the protocol's terminator if end is given.
func Say(text, end string) Step {
	return step{"send " + text, func(s *Session) error {
		line, err := s.Expand(text)
		if err != nil {
			return err
		}
		return failing(s.Send([]byte(line + end)))
	}}
}

// Tell sends a message value.
func Tell(m codec.Message) Step {
	return step{"send " + m.String(), func(s *Session) error {
		b, err := m.Append(nil)
		if err != nil {
			return &Harness{err}
		}
		return failing(s.Send(b))
	}}
}

// Compute sends what f returns.
func Compute(what string, f func(*Session) ([]byte, error)) Step {
	return step{"send " + what, func(s *Session) error {
		b, err := f(s)
		if err != nil {
			return err
		}
		return failing(s.Send(b))
	}}
}

// Paced sends pieces of a message in writes of their own, gap of real time apart.
func Paced(gap time.Duration, pieces ...string) Step {
	return step{fmt.Sprintf("send %q in %d pieces", strings.Join(pieces, ""), len(pieces)), func(s *Session) error {
		x := s.conn()
		if x == nil {
			return Fail(Unreachable, "an open connection", "none")
		}
		if f := s.Flush(); f != nil {
			return f
		}
		text := make([]string, len(pieces))
		for i, piece := range pieces {
			var err error
			if text[i], err = s.Expand(piece); err != nil {
				return err
			}
		}
		s.Note("what follows is sent in %d pieces", len(pieces))
		x.record([]byte(strings.Join(text, ""))) // before an answer to it can come
		for i := range text {
			if i > 0 {
				if err := s.Wait(gap); err != nil {
					return err
				}
			}
			if _, err := x.c.Write([]byte(text[i])); err != nil {
				return closedFailure(endOf(err), "the connection open for a message in pieces")
			}
		}
		return nil
	}}
}

// Wait lets d of real time pass, or fails when the case must end.
func (s *Session) Wait(d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-s.ctx.Done():
		return &Harness{s.ctx.Err()}
	}
}

// Hang closes the current connection from our side: with a FIN, or with an RST.
func Hang(end End) Step {
	return step{"close (" + end.String() + ")", func(s *Session) error {
		x := s.conn()
		if x == nil {
			return nil
		}
		x.flush()
		if l, ok := x.c.(interface{ SetLinger(int) error }); ok && end == RST {
			l.SetLinger(0)
		}
		x.mu.Lock()
		if x.end == Open {
			x.end = Ours
		}
		x.mu.Unlock()
		x.c.Close()
		return nil
	}}
}

// HalfClose sends a FIN and goes on reading.
func HalfClose() Step {
	return step{"close our direction", func(s *Session) error {
		x := s.conn()
		x.flush()
		if c, ok := x.c.(interface{ CloseWrite() error }); ok {
			return c.CloseWrite()
		}
		return &Harness{fmt.Errorf("%T cannot be half closed", x.c)}
	}}
}

// Check runs f and takes its verdict.
func Check(what string, f func(*Session) *Failure) Step {
	return step{what, func(s *Session) error { return failing(f(s)) }}
}

// Where makes a case n/a unless holds: the situation does not exist for this target,
// and no clause says that it must.
func Where(what string, holds func(*Session) bool) Step {
	return step{"where " + what, func(s *Session) error {
		if holds(s) {
			return nil
		}
		return NotAvailableError("the target does not show it: " + what)
	}}
}

// Set sets a variable.
func Set(name, value string) Step {
	return step{fmt.Sprintf("let %s be %q", name, value), func(s *Session) (err error) {
		s.Vars[name], err = s.Expand(value)
		return err
	}}
}

// Speak sets the protocol version for what follows.
func Speak(version int) Step {
	return step{fmt.Sprintf("speak version %d", version), func(s *Session) error { s.version = version; return nil }}
}

// quote shows bytes: quoted text if they are text, else hex.
func quote(b []byte) string {
	if utf8.Valid(b) {
		return fmt.Sprintf("%q", clip(b, 200))
	}
	return "hex " + hex.EncodeToString(clip(b, 100))
}
