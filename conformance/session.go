package conformance

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Session is one run of one case. Steps work on it; when the case is over it
// closes all it opened. Its methods that talk to the target are for one
// goroutine, the one that runs the steps.
type Session struct {
	Suite        *Suite
	Case         *Case
	Segmentation Segmentation
	Transcript   *Transcript
	Env          *Env
	Rand         *rand.Rand        // seeded by the run's seed and the case's ID
	Vars         map[string]string // what {name} in Text stands for
	Process      Process           // the launched program, if the target is launched
	Data         any               // the protocol's own state of a case

	ctx      context.Context
	target   *Target
	features Features
	version  int
	newest   int           // that the profile allows, 0 for no bound
	patience time.Duration // how long a step waits for what has no bound of its own
	conns    []*conn
	cur      int
	cleanup  []func()
	began    Process       // of a target that listens and was started: the one that was dialed first
	arrived  chan struct{} // has room for one: something came on some connection
	callers  *callers      // where a launched program dials
	insane   *Failure      // of the sanity dialogue before the run
	asked    []*Feature    // while the target is asked whether it has them

	hurry   time.Duration  // bounds all waiting, if it is set
	slowest *atomic.Int64  // of the run: the longest wait for a message that came
	cuts    map[int][]span // what to leave of the messages sent
	sent    []int          // their lengths

	mu       sync.Mutex
	findings []Finding
	watches  map[int][]watch // of each connection
}

// Context ends when the case must end.
func (s *Session) Context() context.Context { return s.ctx }

// Has reports whether the target has a feature.
func (s *Session) Has(f *Feature) bool { return s.features.Has(f) }

// Declared reports what the target is declared to have or not to have.
func (s *Session) Declared(f *Feature) (has, declared bool) {
	has, declared = s.target.Features[f.Name]
	return has, declared
}

// Refused reports whether the target refused us in the sanity dialogue: it does not
// know who we are, and a refusal says nothing of a case's own clause.
func (s *Session) Refused() bool { return s.insane != nil && s.insane.Diagnosis == Refused }

// Breaks reports whether the sanity dialogue showed c broken: a case that only relies on
// c cannot blame its own clause for that.
func (s *Session) Breaks(c *Clause) bool { return s.insane != nil && s.insane.Clause == c }

// Ask asks the target by ask whether it has a feature. Connections that it opens go
// where targets that have their features on different ports have this one.
func (s *Session) Ask(f *Feature, ask func(*Session) bool) bool {
	defer func(was []*Feature) { s.asked = was }(s.asked)
	s.asked = []*Feature{f}
	return ask(s)
}

// needs are the features that a new connection must find.
func (s *Session) needs() []*Feature { return slices.Concat(s.Case.Needs, s.asked) }

// Version is the protocol version that the case speaks.
func (s *Session) Version() int { return s.version }

// SetVersion changes it, for connections opened from now on.
func (s *Session) SetVersion(v int) { s.version = v }

// Newest is the newest version that the profile allows, 0 for no bound.
func (s *Session) Newest() int { return s.newest }

// Real returns the real duration of d of the target's time.
func (s *Session) Real(d time.Duration) time.Duration {
	if s.target.Scale > 1 {
		return d / time.Duration(s.target.Scale)
	}
	return d
}

// Bound is the real time within which something that the protocol bounds by d
// must be seen: d itself in the target's time and an allowance for the machine.
func (s *Session) Bound(d time.Duration) time.Duration {
	if d = s.Real(d) + s.target.slack(); s.hurry > 0 {
		return min(d, s.hurry)
	}
	return d
}

// Defer runs f when the case is over, the last first.
func (s *Session) Defer(f func()) { s.cleanup = append(s.cleanup, f) }

// Note writes a line into the transcript.
func (s *Session) Note(format string, args ...any) {
	s.Transcript.add(Entry{Conn: s.cur, Note: fmt.Sprintf(format, args...)})
}

// Restarts reports whether the target is a program that the suite has started, and
// starts again when it has ended.
func (s *Session) Restarts() bool { return s.target.Program != nil }

// Ended reports whether the program that the dialogue began with has ended, whatever
// its status: a message may have told it to. It is false for programs that the suite has
// not started.
func (s *Session) Ended() bool { return s.began != nil && over(s.began, settling) }

// Peer is the address at the other end of the current connection, nil without one.
func (s *Session) Peer() net.Addr {
	if x := s.conn(); x != nil {
		return x.c.RemoteAddr()
	}
	return nil
}

// Dial opens one more connection to the target and makes it the current one.
func (s *Session) Dial() *Failure {
	ctx, cancel := context.WithTimeout(s.ctx, s.patience)
	defer cancel()
	c, err := s.target.Dial(ctx, s.needs())
	if err != nil {
		s.Note("dial %s: %v", s.target.Name, err)
		return Fail(Unreachable, "a connection to "+s.target.Name, "%v", err)
	}
	if s.began == nil && s.target.Program != nil {
		s.began = s.target.Program()
	}
	s.cur = s.attach(c, "connected to "+s.target.Name).index
	return nil
}

// Beside opens a connection to the target that is no part of the dialogue, and the
// caller's to close: what passes on it is not recorded.
func (s *Session) Beside() (net.Conn, error) {
	ctx, cancel := context.WithTimeout(s.ctx, s.patience)
	defer cancel()
	return s.target.Dial(ctx, s.needs())
}

// Adopt makes an accepted connection one of the session's, and the current one.
func (s *Session) Adopt(c net.Conn) { s.cur = s.attach(c, "accepted").index }

// On makes connection i the current one.
func (s *Session) On(i int) { s.cur = i }

func (s *Session) conn() *conn {
	if s.cur < len(s.conns) {
		return s.conns[s.cur]
	}
	return nil
}

// Send sends b, one message or a piece of one, on the current connection. What
// may share a segment with the next Send waits for the next step that reads.
func (s *Session) Send(b []byte) *Failure {
	x := s.conn()
	if x == nil {
		return Fail(Unreachable, "an open connection", "none")
	}
	if s.newest != 0 && s.Suite.Dialect != nil {
		b = s.Suite.Dialect(s, b)
	}
	s.sent = append(s.sent, len(b))
	x.send(cut(b, s.cuts, len(s.sent)-1))
	if s.Segmentation == Whole || s.Segmentation == Bytewise || s.Segmentation == Before {
		return s.Flush()
	}
	return nil
}

// Flush writes what Send has queued.
func (s *Session) Flush() *Failure {
	for _, x := range s.conns {
		if err := x.flush(); err != nil {
			if end := x.state(); end == FIN || end == RST {
				return closedFailure(end, "the connection open for "+x.peer.Other().String()+"'s message")
			}
			d := Closed
			if endOf(err) == RST {
				d = Reset
			}
			var ne net.Error
			if errors.As(err, &ne) && ne.Timeout() {
				d = Hung
			}
			return Fail(d, "the message to be taken", "%v", err)
		}
	}
	return nil
}

// Receive returns the next message from the party under test on the current
// connection, waiting at most d of real time. When none comes it returns nil and
// the failure that says why.
func (s *Session) Receive(d time.Duration) (*Entry, *Failure) {
	if f := s.Flush(); f != nil && s.conn() == nil {
		return nil, f
	}
	x := s.conn()
	if x == nil {
		return nil, Fail(Unreachable, "an open connection", "none")
	}
	if s.hurry > 0 {
		d = min(d, s.hurry)
	}
	ctx, cancel := context.WithTimeout(s.ctx, d)
	defer cancel()
	began := time.Now()
	i, err := x.next(ctx)
	switch {
	case err == nil:
		for was, now := s.slowest.Load(), int64(time.Since(began)); now > was && !s.slowest.CompareAndSwap(was, now); was = s.slowest.Load() {
		}
		s.Transcript.mu.Lock()
		e := s.Transcript.entries[i]
		s.Transcript.mu.Unlock()
		return &e, nil
	case errors.Is(err, errEnded):
		return nil, closedFailure(x.state(), "a message from the "+x.peer.String())
	}
	return nil, Fail(NoReply, "a message from the "+x.peer.String(), "nothing for %v", d.Round(time.Millisecond))
}

func closedFailure(end End, expected string) *Failure {
	d := Closed
	if end == RST {
		d = Reset
	} else if end == Garbage {
		d = Malformed
	}
	return Fail(d, expected, "the connection ended (%s)", end)
}

// Report adds a finding that does not end the case.
func (s *Session) Report(f *Failure, entry int, monitor bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Clause == nil && len(s.Case.Clauses) > 0 {
		f.Clause = s.Case.Clauses[0]
	}
	s.findings = append(s.findings, Finding{Failure: *f, Entry: entry, Segmentation: s.Segmentation, Monitor: monitor, Fatal: f.Diagnosis == Crashed || f.Diagnosis == Spins})
}

// HTTP returns a client that reaches what the target announces, and nothing else:
// loopback only, unless the run allows the network. It keeps no connections.
func (s *Session) HTTP() *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: s.Env.Dial, DisableKeepAlives: true, DisableCompression: true, Proxy: nil}}
}

// Expand replaces {name} in text by the variable of that name. An unknown name is
// an error of the case.
func (s *Session) Expand(text string) (string, error) {
	var b strings.Builder
	for {
		i := strings.IndexByte(text, '{')
		if i < 0 {
			b.WriteString(text)
			return b.String(), nil
		}
		j := strings.IndexByte(text[i:], '}')
		if j < 0 || !isName(text[i+1:i+j]) { // JSON, not a variable
			b.WriteString(text[:i+1])
			text = text[i+1:]
			continue
		}
		v, err := s.Var(text[i+1 : i+j])
		if err != nil {
			return "", err
		}
		b.WriteString(text[:i])
		b.WriteString(v)
		text = text[i+j+1:]
	}
}

// Var returns a variable. {file:NAME} is the path of a fixture's metainfo, which is
// written, and seeded if the run seeds, when it is first asked for.
func (s *Session) Var(name string) (string, error) {
	if v, ok := s.Vars[name]; ok {
		return v, nil
	}
	if fixture, ok := strings.CutPrefix(name, "file:"); ok {
		return s.Env.fixtures.file(fixture)
	}
	return "", &Harness{fmt.Errorf("no variable {%s} in case %s", name, s.Case.ID)}
}

func isName(s string) bool {
	for _, c := range s {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == ':') {
			return false
		}
	}
	return s != ""
}

// close ends all connections, waits for their readers, and cleans up.
func (s *Session) close() {
	for _, x := range s.conns {
		x.flush()
		x.resume()
		x.mu.Lock()
		if x.end == Open {
			x.end = Ours
		}
		x.mu.Unlock()
		x.c.Close()
	}
	for _, x := range s.conns {
		<-x.gone
	}
	for i := len(s.cleanup) - 1; i >= 0; i-- {
		s.cleanup[i]()
	}
}

// Elapsed is the real time since the session began.
func (s *Session) Elapsed() time.Duration { return time.Since(s.Transcript.start) }
