package ipc

import (
	"fmt"
	"slices"
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

// soon is within what time a server closes a connection that it gives up.
const soon = 5 * time.Second

// hello is the suite's greeting as a controller.
func hello(lo, hi int) step {
	return tell(dict{"version", dict{"label", "enginespec", "max", hi, "min", lo}})
}

// entered is the Given of most cases: connected, greeted, version 2.
func entered() []step { return []step{connect(), hello(1, 2), greeting()} }

// entered1 is entered in version 1.
func entered1() []step { return []step{conformance.Speak(1), connect(), hello(1, 1), greeting()} }

// greeting waits for the server's handshake.
func greeting() step { return conformance.Expect(ipc.KeyVersion) }

// fence is a request with a known answer, under a tag that no case uses.
func fence() step {
	return conformance.Steps(tell(list{"noop", "", fenceTag}), reply(fenceTag, ipc.KeySucceeded))
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
	return check(fmt.Sprintf("expect %s with tag %d", keys, tag), func(s *session) *failure {
		e, f := awaitTag(s, tag)
		if f != nil {
			return f
		}
		m := message(e.Packet)
		if !slices.Contains(split(keys), m.Kind()) {
			return conformance.Fail(outcomeDiagnosis(m.Kind(), keys), keys, "%s", conformance.Show(e.Packet))
		}
		for _, t := range tests {
			if f := t(s, m); f != nil {
				if f.Actual == "" {
					f.Actual = conformance.Show(e.Packet)
				}
				return f
			}
		}
		return nil
	})
}

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

// untagged waits for a message of a key without a tag.
func untagged(key string, tests ...func(s *session, m *ipc.Message) *failure) step {
	return conformance.Expect(key, func(s *session, p *codec.Packet) *failure {
		m := message(p)
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
