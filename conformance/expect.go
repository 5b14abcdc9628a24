package conformance

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"enginespec/codec"
)

// Judge judges a received message. It returns nil, or why the message
// is not what it must be.
type Judge func(s *Session, p *codec.Packet) *Failure

// Word is the packet's kind, or for one that the codec refuses the word that it
// begins with.
func (s *Session) Word(p *codec.Packet) string {
	switch {
	case p.Message != nil:
		return p.Message.Kind()
	case s.Suite.Word != nil:
		return s.Suite.Word(p)
	}
	word, _, _ := bytes.Cut(bytes.TrimRight(p.Raw, "\r\n"), []byte(" "))
	return string(word)
}

// Patience is how long a step waits, in real time, for something that no clause
// bounds.
func (s *Session) Patience() time.Duration { return s.patience }

// SetPatience changes it for the steps that follow.
func (s *Session) SetPatience(d time.Duration) { s.patience = d }

// Await takes messages from the current connection until one has one of the kinds,
// skipping all others: they may come at any time. It waits d of real time.
func (s *Session) Await(d time.Duration, kinds ...string) (*Entry, *Failure) {
	deadline := time.Now().Add(d)
	var skipped []string
	for {
		e, f := s.Receive(max(time.Until(deadline), 0))
		if f != nil {
			f.Expected = strings.Join(kinds, " or ")
			if len(skipped) > 0 {
				f.Actual += " after " + strings.Join(clipList(skipped, 8), ", ")
			}
			return nil, f
		}
		if w := s.Word(e.Packet); slices.Contains(kinds, w) {
			return e, nil
		} else if len(skipped) == 0 || skipped[len(skipped)-1] != w {
			skipped = append(skipped, w)
		}
	}
}

func clipList(l []string, n int) []string {
	if len(l) > n {
		return append([]string{"..."}, l[len(l)-n:]...)
	}
	return l
}

// verify runs tests on the packet of e.
func (s *Session) verify(e *Entry, tests []Judge) error {
	if e.Packet.Err != nil {
		return Fail(Malformed, "a "+s.Word(e.Packet)+" that the grammar allows", "%s", Show(e.Packet))
	}
	for _, t := range tests {
		if f := t(s, e.Packet); f != nil {
			if f.Actual == "" {
				f.Actual = Show(e.Packet)
			}
			return f
		}
	}
	return nil
}

// Expect waits for a message of a kind ("AUTH", or "START|PLAY" for either) and
// tests it. Messages of other kinds may come before it.
func Expect(kind string, tests ...Judge) Step {
	return step{"expect " + kind, func(s *Session) error {
		e, f := s.Await(s.patience, strings.Split(kind, "|")...)
		if f != nil {
			return f
		}
		return s.verify(e, tests)
	}}
}

// Next takes the very next message: it must be of the kind, and pass the tests.
func Next(kind string, tests ...Judge) Step {
	return step{"expect " + kind + " next", func(s *Session) error {
		e, f := s.Receive(s.patience)
		if f != nil {
			f.Expected = kind
			return f
		}
		if w := s.Word(e.Packet); !slices.Contains(strings.Split(kind, "|"), w) {
			return Fail(WrongKind, kind, "%s", Show(e.Packet))
		}
		return s.verify(e, tests)
	}}
}

// Within makes Expect steps inside st wait only d of the target's time. Diagnose turns
// their silence into TooLate where that is the word for it.
func Within(d time.Duration, st Step) Step {
	return step{fmt.Sprintf("within %v %s", d, st), func(s *Session) error {
		was := s.patience
		s.patience = s.Bound(d)
		defer func() { s.patience = was }()
		return st.Do(s)
	}}
}

// Patiently makes Expect steps inside st wait d of the target's time or as long as a step
// waits, whichever is longer: for what takes its time though no clause bounds it.
func Patiently(d time.Duration, st Step) Step {
	return step{fmt.Sprintf("%s, given %v", st, d), func(s *Session) error {
		was := s.patience
		s.patience = max(s.Bound(d), was)
		defer func() { s.patience = was }()
		return st.Do(s)
	}}
}

// Fenced sends nothing of its own: it runs fence, a cheap request with a known
// answer, and fails if a message of one of the kinds came before that answer.
// "*" stands for any message that is not of the kinds of except. The fence's last
// step must take its answer.
func Fenced(fence Step, never string, except ...string) Step {
	kinds := strings.Split(never, "|")
	return step{"no " + never + " before " + fence.String(), func(s *Session) error {
		if f := s.Flush(); f != nil {
			return f
		}
		x, from := s.conn(), s.Transcript.Len()
		if x != nil { // what is queued already came before the fence too
			x.mu.Lock()
			if len(x.queue) > 0 {
				from = x.queue[0]
			}
			x.mu.Unlock()
		}
		if err := fence.Do(s); err != nil {
			return err
		}
		if x == nil {
			return nil
		}
		entries := s.Transcript.Entries()
		for i := from; i < x.taken; i++ { // the last taken is the fence's answer
			e := &entries[i]
			if e.Packet == nil || e.Conn != x.index || e.From != x.peer {
				continue
			}
			if w := s.Word(e.Packet); slices.Contains(kinds, w) || kinds[0] == "*" && !slices.Contains(except, w) {
				f := Fail(Unasked, "no "+never, "%s", Show(e.Packet))
				f.at = i + 1
				return f
			}
		}
		return nil
	}}
}

// Silent fails if anything at all comes within d of the target's time, or if the
// connection ends.
func Silent(d time.Duration) Step { return Quiet(d, "*") }

// Quiet fails if a message of one of the kinds ("*" for any) comes within d of the
// target's time, or if the connection ends.
func Quiet(d time.Duration, never string) Step {
	kinds := strings.Split(never, "|")
	return step{fmt.Sprintf("no %s for %v", never, d), func(s *Session) error {
		deadline := time.Now().Add(s.Real(d))
		for {
			e, f := s.Receive(max(time.Until(deadline), 0))
			if f != nil && f.Diagnosis == NoReply {
				return nil
			}
			if f != nil {
				return f
			}
			if w := s.Word(e.Packet); kinds[0] == "*" || slices.Contains(kinds, w) {
				return Fail(Unasked, fmt.Sprintf("no %s for %v", never, d), "%s", Show(e.Packet))
			}
		}
	}}
}

// Drain takes what comes within d of the target's time and judges nothing.
func Drain(d time.Duration) Step {
	return step{fmt.Sprintf("watch for %v", d), func(s *Session) error {
		deadline := time.Now().Add(s.Real(d))
		for {
			if _, f := s.Receive(max(time.Until(deadline), 0)); f != nil {
				if f.Diagnosis == NoReply {
					return nil
				}
				return f
			}
		}
	}}
}

// Ends waits until the party under test ends the connection in one of the given
// ways, within d of the target's time. Messages before that are skipped.
func Ends(d time.Duration, ways ...End) Step {
	return step{fmt.Sprintf("the connection ends within %v", d), func(s *Session) error {
		x := s.conn()
		deadline := time.Now().Add(s.Bound(d))
		for {
			_, f := s.Receive(max(time.Until(deadline), 0))
			switch {
			case f == nil:
			case f.Diagnosis == NoReply:
				return Fail(NotClosed, fmt.Sprintf("the connection closed within %v", d), "it is open")
			case len(ways) > 0 && !slices.Contains(ways, x.state()):
				return Fail(f.Diagnosis, fmt.Sprintf("the connection to end by %v", ways), "%s", x.state())
			default:
				return nil
			}
		}
	}}
}

// Bind stores what get returns of a message in a variable. An empty value is a
// missing field.
func Bind(name string, get func(codec.Message) string) Judge {
	return func(s *Session, p *codec.Packet) *Failure {
		v := get(p.Message)
		if v == "" {
			return Fail(MissingField, name+" in "+p.Message.Kind(), "")
		}
		s.Vars[name] = v
		return nil
	}
}
