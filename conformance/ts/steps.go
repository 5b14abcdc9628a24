package ts

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"enginespec/codec"
	"enginespec/codec/ts"
	"enginespec/conformance"
)

// Short names for what every file of this package uses.
type (
	step    = conformance.Step
	kase    = conformance.Case
	session = conformance.Session
	failure = conformance.Failure
	clauses = []*conformance.Clause
	needs   = []*conformance.Feature
)

var (
	connect   = conformance.Connect
	expect    = conformance.Expect
	next      = conformance.Next
	within    = conformance.Within
	patiently = conformance.Patiently
	check     = conformance.Check
	on        = conformance.Switch
)

// start is how long a case waits for what an engine takes its time for: loading
// and prebuffering. The most patient clients wait 20 to 60 s.
const start = 20 * time.Second

// say sends a line with its CR LF.
func say(text string) step { return conformance.Say(text, "\r\n") }

// hello greets at the session's API level and keeps the request key in {key} and
// the port in {http-port}, if they came. The level 0 sends the bare HELLOBG of the first clients.
func hello() step {
	return conformance.Steps(
		conformance.Compute("HELLOBG", func(s *session) ([]byte, error) {
			if s.Version() == 0 {
				return []byte("HELLOBG\r\n"), nil
			}
			return fmt.Appendf(nil, "HELLOBG version=%d\r\n", s.Version()), nil
		}),
		expect("HELLOTS", keepKey),
	)
}

func keepKey(s *session, p *codec.Packet) *failure {
	m := p.Message.(*ts.HelloTS)
	s.Vars["key"], s.Vars["http-port"] = m.Key(), m.Params.Text("http_port")
	return nil
}

// ready sends READY, signed if the engine announced a key.
func ready() step {
	return conformance.Compute("READY", func(s *session) ([]byte, error) {
		if s.Vars["key"] == "" {
			return []byte("READY\r\n"), nil
		}
		return []byte("READY key=" + ts.ResponseKey(s.Vars["key"], s.Vars["product-key"]) + "\r\n"), nil
	})
}

// login sends READY and waits until it is accepted.
func login() step { return conformance.Steps(ready(), authed()) }

// authed waits until READY is accepted. An engine that knows another product key than
// ours breaks nothing by refusing it.
func authed() step {
	return step_{"expect AUTH", func(s *session) error {
		e, f := s.Await(s.Patience(), "AUTH", "NOTREADY")
		if f != nil {
			return f
		}
		if s.Word(e.Packet) == "NOTREADY" {
			return keyRefused(s)
		}
		return nil
	}}
}

// authedIfKnown wants AUTH, whatever else comes, unless our key is not known.
func authedIfKnown() step {
	return step_{"expect AUTH", func(s *session) error {
		if s.Refused() {
			return authed().Do(s)
		}
		return expect("AUTH").Do(s)
	}}
}

// keyRefused is what NOTREADY in answer to our READY means.
func keyRefused(s *session) error {
	f := conformance.Fail(conformance.Refused, "AUTH",
		"NOTREADY: the engine does not know the product key; name one that it knows with --param product-key=")
	if s.Refused() && !slices.Contains(s.Case.Clauses, TS032) {
		return conformance.Presupposed(f)
	}
	return f
}

// step_ makes a step of a text and a function.
type step_ struct {
	text string
	do   func(*session) error
}

func (st step_) Do(s *session) error { return st.do(s) }
func (st step_) String() string      { return st.text }

// asked is login of which only the first line of the answer is taken.
func asked(tests ...conformance.Judge) step {
	return step_{"log in, AUTH next", func(s *session) error {
		err := conformance.Steps(ready(), next("AUTH", tests...)).Do(s)
		if r := lines(s, engine, "AUTH", "NOTREADY"); err != nil && s.Refused() && len(r) > 0 && s.Word(r[0].Packet) == "NOTREADY" {
			return keyRefused(s)
		}
		return err
	}}
}

// entered is the Given of most cases: connected, greeted, logged in.
func entered() []step { return []step{connect(), hello(), login()} }

// anew is entered in the middle of a case, on a connection that knows nothing of what
// was played: that an engine plays after STOP is another clause.
func anew() step { return conformance.Steps(entered()...) }

// fence is a cheap request with a known answer, for a session that is logged in:
// the player id of an unknown info hash, which is empty. Of an engine that never answers
// it no case learns anything here but the one of TS071.
func fence() step {
	answered := expect("##")
	return conformance.Steps(say("GETPID {unknown} 0 0 0"), step_{answered.String(), func(s *session) error {
		err := answered.Do(s)
		if f, failed := err.(*failure); failed && s.Breaks(TS071) && !slices.Contains(s.Case.Clauses, TS071) {
			return conformance.Presupposed(f)
		}
		return err
	}})
}

// quietly fails if a message of one of the kinds comes before a fence.
func quietly(never string, except ...string) step {
	return conformance.Fenced(fence(), never, except...)
}

// ambient are the words that an engine may say at any time.
var ambient = []string{"STATUS", "STATE", "EVENT", "INFO", "PAUSE", "RESUME", "AUTH"}

// ignored fails if there was an answer to what was sent before: a line before a fence
// that does not come by itself.
func ignored() step { return conformance.Fenced(fence(), "*", ambient...) }

// replyCount ends the session with SHUTDOWN and wants n synchronous replies in all of it.
// A ## too many looks like the answer to the next synchronous command, so that a fence
// cannot show it.
func replyCount(n int) step {
	return conformance.Steps(say("SHUTDOWN"), check(fmt.Sprintf("%d replies in all", n), func(s *session) *failure {
		deadline := time.Now().Add(max(s.Bound(time.Second), s.Patience()))
		for f := (*failure)(nil); f == nil; {
			_, f = s.Receive(max(0, time.Until(deadline))) // until it closes, as it must
		}
		if have := len(lines(s, engine, "##")); have != n {
			return conformance.Fail(conformance.WrongCount, fmt.Sprintf("%d lines ##, one for each synchronous command", n), "%d", have)
		}
		return nil
	}))
}

// play starts a fixture's first media file and waits for the announcement, which
// it keeps in {url}.
func play(fixture string) step {
	return conformance.Steps(
		say(fmt.Sprintf("START TORRENT {torrent:%s} %d 0 0 0", fixture, firstMedia(fixture))),
		announced(),
	)
}

func firstMedia(fixture string) int {
	if m := conformance.Fixture(fixture).Media(); len(m) > 0 {
		return m[0]
	}
	return 0
}

// announcement are the words that announce a playback, of content or of an ad.
const announcement = "START|PLAY|PLAYAD|PLAYADI"

// announced waits for the announcement of a playback and keeps its URL in {url}.
func announced() step { return patiently(start, expect(announcement, keepURL)) }

func keepURL(s *session, p *codec.Packet) *failure {
	u := announcedURL(p.Message)
	if u == "" {
		return conformance.Fail(conformance.MissingField, "a url", "")
	}
	s.Vars["url"] = u
	return nil
}

// announcedURL is the URL of a START or PLAY line, decoded, or empty.
func announcedURL(m codec.Message) string {
	switch m := m.(type) {
	case *ts.Start:
		return m.Address()
	case *ts.Play:
		return string(m.URL)
	}
	return ""
}

// lines are the packets of one party on connection 0 that have one of the kinds.
func lines(s *session, from codec.Party, kinds ...string) []conformance.Entry {
	var out []conformance.Entry
	for _, e := range s.Transcript.Entries() {
		if e.Packet == nil || e.From != from {
			continue
		}
		for _, k := range kinds {
			if w := s.Word(e.Packet); w == k || k == "*" {
				out = append(out, e)
				break
			}
		}
	}
	return out
}

// words joins the kinds of entries, for messages.
func words(s *session, entries []conformance.Entry) string {
	var w []string
	for _, e := range entries {
		w = append(w, s.Word(e.Packet))
	}
	return strings.Join(w, ", ")
}

// has reports whether a key is there.
func has(p ts.Params, key string) bool {
	_, ok := p.Get(key)
	return ok
}
