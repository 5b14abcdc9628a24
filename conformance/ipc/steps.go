package ipc

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"enginespec/codec"
	"enginespec/codec/ipc"
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
	connect = conformance.Connect
	within  = conformance.Within
	check   = conformance.Check
	on      = conformance.Switch
)

// act is a step of this suite alone.
type act struct {
	text string
	do   func(*session) error
}

// String says what the step does.
func (a act) String() string { return a.text }

// Do runs it.
func (a act) Do(s *session) error { return a.do(s) }

// soon is within what time a server closes a connection that it gives up.
const soon = 5 * time.Second

// hello is the suite's greeting as a controller.
func hello(lo, hi int) step {
	return tell(dict{"version", dict{"label", "enginespec", "max", hi, "min", lo}})
}

// entered is the Given of most cases: connected, greeted, version 2.
func entered() []step { return []step{connect(), hello(1, 2), greeting(), speaking(2)} }

// entered1 is entered in version 1.
func entered1() []step {
	return []step{conformance.Speak(1), connect(), hello(1, 1), greeting(), speaking(1)}
}

// greeting waits for the server's handshake, and keeps its range.
func greeting() step {
	return conformance.Expect(ipc.KeyVersion, func(s *session, p *codec.Packet) *failure {
		if h, ok := p.Message.(*ipc.Handshake); ok {
			s.Vars["min"], s.Vars["max"] = strconv.FormatInt(h.Version.Min, 10), strconv.FormatInt(h.Version.Max, 10)
		}
		return nil
	})
}

// speaks reports whether the version is in the range of the server's last handshake.
func speaks(s *session, version int) bool {
	lo, _ := strconv.Atoi(s.Vars["min"])
	hi, _ := strconv.Atoi(s.Vars["max"])
	return lo <= version && version <= hi
}

// speaking makes a case n/a for servers of other versions: no clause demands both.
func speaking(version int) step {
	return act{fmt.Sprintf("if the server speaks version %d", version), func(s *session) error {
		if speaks(s, version) {
			return nil
		}
		return conformance.NotAvailableError(fmt.Sprintf("the server does not speak version %d", version))
	}}
}

// alive wants the connection to be of use: in version 2 by a fence, in version 1,
// where nothing is answered, by staying open.
func alive() step {
	return act{"the connection is open", func(s *session) error {
		if speaks(s, 2) {
			return fence().Do(s)
		}
		_, f := s.Receive(s.Real(500 * time.Millisecond))
		if f == nil || f.Diagnosis == conformance.NoReply {
			return nil
		}
		return f
	}}
}

// fence is a request that is answered in any case, under a tag that no case uses.
func fence() step {
	return conformance.Steps(tell(list{"noop", "", fenceTag}), reply(fenceTag, "succeeded|failed|not-supported|bad-format"))
}

const fenceTag = 424242

// silent fails if a message comes before a fence's reply.
func silent() step { return conformance.Fenced(fence(), "*") }

// closes wants the connection ended without a reply.
func closes() step {
	return conformance.Steps(check("no reply", func(s *session) *failure {
		deadline := time.Now().Add(s.Bound(soon))
		for {
			e, f := s.Receive(max(0, time.Until(deadline)))
			switch {
			case f != nil && f.Diagnosis == conformance.NoReply:
				return conformance.Fail(conformance.NotClosed, "the connection closed", "it is open")
			case f != nil:
				return nil // FIN or RST: there was unread input
			case s.Word(e.Packet) != ipc.KeyVersion:
				return conformance.Fail(conformance.Unasked, "no reply, the connection closed", "%s", conformance.Show(e.Packet))
			}
		}
	}))
}

// message is the IPC message of a packet, or nil.
func message(p *codec.Packet) *ipc.Message {
	m, _ := p.Message.(*ipc.Message)
	return m
}

// awaitTag waits for the message with a tag, skipping all others.
func awaitTag(s *session, tag int64) (*conformance.Entry, *failure) {
	deadline := time.Now().Add(s.Patience())
	for {
		e, f := s.Receive(max(0, time.Until(deadline)))
		if f != nil {
			f.Expected = fmt.Sprintf("a reply with tag %d", tag)
			return nil, f
		}
		if m := message(e.Packet); m != nil && m.Tag == tag {
			return e, nil
		}
		if e.Packet.Err != nil {
			return nil, conformance.Fail(conformance.Malformed, fmt.Sprintf("a reply with tag %d", tag), "%s", conformance.Show(e.Packet))
		}
	}
}

// reply waits for the reply with a tag; its key must be one of keys, and it must
// pass the tests.
func reply(tag int64, keys string, tests ...func(s *session, m *ipc.Message) *failure) step {
	return act{fmt.Sprintf("expect %s with tag %d", keys, tag), func(s *session) error {
		e, f := awaitTag(s, tag)
		if f != nil {
			return f
		}
		m := message(e.Packet)
		if !slices.Contains(split(keys), m.Kind()) {
			if asked := askedWith(s, tag); m.Kind() == ipc.KeyNotSupported && !supports(s, asked) {
				return lacks(asked)
			}
			return conformance.Fail(outcomeDiagnosis(m.Kind(), keys), keys, "%s", conformance.Show(e.Packet))
		}
		for _, t := range tests {
			if f := t(s, m); f != nil {
				if f == untold {
					return conformance.NotAvailableError("the server does not tell what the case is about")
				}
				if f.Actual == "" {
					f.Actual = conformance.Show(e.Packet)
				}
				return f
			}
		}
		return nil
	}}
}

// untold is what a test of reply returns if the server leaves out the type that the
// case is about: id is the only one that must be there (S:458, S:481).
var untold = conformance.Fail(conformance.MissingField, "a type that no server need support", "")

// outcomeDiagnosis tells a refusal of what must be accepted, and the reverse, from
// any other wrong reply.
func outcomeDiagnosis(have, want string) conformance.Diagnosis {
	refusals := []string{ipc.KeyFailed, ipc.KeyBadFormat, ipc.KeyNotSupported}
	wantsRefusal := slices.ContainsFunc(split(want), func(w string) bool { return slices.Contains(refusals, w) })
	switch isRefusal := slices.Contains(refusals, have); {
	case isRefusal && !wantsRefusal:
		return conformance.Refused
	case !isRefusal && wantsRefusal:
		return conformance.Accepted
	}
	return conformance.WrongKind
}

// untagged sends a request without a tag and waits for its reply, a message of a key
// without one either.
func untagged(request list, key string, tests ...func(s *session, m *ipc.Message) *failure) step {
	expect := conformance.Expect(key, func(s *session, p *codec.Packet) *failure {
		m := message(p)
		if f := byRule(p, ipc.BadTag, conformance.WrongShape, "a list of two elements: the message had no tag"); f != nil {
			return f
		}
		if m.Tag != 0 {
			return conformance.Fail(conformance.Unasked, "no tag in the reply to a message without one", "")
		}
		for _, t := range tests {
			if f := t(s, m); f != nil {
				return f
			}
		}
		return nil
	})
	asks := tell(request)
	return act{asks.String() + "; " + expect.String(), func(s *session) error {
		if err := asks.Do(s); err != nil {
			return err
		}
		err := expect.Do(s)
		if f, ok := err.(*failure); ok && f.Diagnosis == conformance.NoReply && !supports(s, request[0].(string)) {
			return lacks(request[0].(string))
		}
		return err
	}}
}

func split(keys string) []string { return strings.Split(keys, "|") }

// received are the server's messages of the current session so far, handshakes
// left out.
func received(s *session) (out []*ipc.Message) {
	for _, e := range s.Transcript.Entries() {
		if e.Packet != nil && e.From == s.Case.Role {
			if m := message(e.Packet); m != nil {
				out = append(out, m)
			}
		}
	}
	return out
}
