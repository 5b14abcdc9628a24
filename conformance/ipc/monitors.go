package ipc

import (
	"fmt"

	"enginespec/codec"
	"enginespec/codec/ipc"
	"enginespec/codec/ipc/bencode"
	"enginespec/conformance"
)

// Monitors returns the checks that watch every connection.
func Monitors() []conformance.Monitor {
	return []conformance.Monitor{
		each(IPC001, 0, func(p *codec.Packet) *failure {
			if p.Err == nil {
				return nil
			}
			return conformance.Fail(conformance.Malformed, "a frame that holds one message", "%s", conformance.Show(p))
		}),
		each(IPC002, 0, func(p *codec.Packet) *failure {
			return byRule(p, ipc.TrailingBytes, conformance.Malformed, "a length that counts the payload alone")
		}),
		each(IPC006, 0, writesUpper),
		each(IPC021, 0, sorted),
		each(IPC057, 0, func(p *codec.Packet) *failure {
			m := message(p)
			if m == nil || m.Version == 1 {
				return nil
			}
			return byRule(p, ipc.ExtraElements, conformance.WrongShape, "two elements, or three with a tag")
		}),
		each(IPC074, controller, func(p *codec.Packet) *failure { return byRule(p, ipc.BadTag, conformance.OutOfRange, "a tag above 0") }),
		each(IPC090, 0, func(p *codec.Packet) *failure {
			return byRule(p, ipc.BadBool, conformance.OutOfRange, "0 or 1 for a boolean")
		}),
		each(IPC151, engine, func(p *codec.Packet) *failure {
			return byRule(p, ipc.MissingID, conformance.MissingField, "the id in each dictionary")
		}),
		each(IPC161, engine, func(p *codec.Packet) *failure {
			if m := message(p); m == nil || m.Kind() != ipc.KeyInfo {
				return nil
			}
			return wellFormed(p)
		}),
		each(IPC162, engine, func(p *codec.Packet) *failure {
			if m := message(p); m == nil || m.Kind() != ipc.KeyStatus {
				return nil
			}
			return wellFormed(p)
		}),
		{Clause: IPC070, New: func(conformance.Pace) conformance.Watch { return new(tags).one }},
		{Clause: IPC071, New: func(conformance.Pace) conformance.Watch { return new(tags).asked }},
		{Clause: IPC056, New: func(conformance.Pace) conformance.Watch { return new(tags).oldIsSilent }},
	}
}

// each makes a monitor without state of a look at each packet of who is under test,
// if that is from; 0 is both.
func each(c *conformance.Clause, from codec.Party, look func(p *codec.Packet) *failure) conformance.Monitor {
	return conformance.Monitor{Clause: c, New: func(pace conformance.Pace) conformance.Watch {
		return func(e *conformance.Entry) *failure {
			if e.Packet == nil || e.From != pace.Role || from != 0 && e.From != from {
				return nil
			}
			return look(e.Packet)
		}
	}}
}

// byRule fails a packet that could only be read by a rule.
func byRule(p *codec.Packet, r *codec.Rule, d conformance.Diagnosis, want string) *failure {
	for _, u := range p.Rules {
		if u.Rule == r {
			return conformance.Fail(d, want, "%s", conformance.Show(p))
		}
	}
	return nil
}

// wellFormed wants the values of info and status in the form of the document.
func wellFormed(p *codec.Packet) *failure {
	if f := byRule(p, ipc.BadField, conformance.Malformed, "values in the form of the document"); f != nil {
		return f
	}
	return byRule(p, ipc.BadElement, conformance.Malformed, "lists in the form of the document")
}

// sorted wants dictionaries written with sorted keys.
func sorted(p *codec.Packet) *failure {
	if p.Err != nil || len(p.Raw) < ipc.HeaderLen || byRule(p, ipc.TrailingBytes, "", "") != nil || bencode.Valid(p.Raw[ipc.HeaderLen:], nil, nil) == nil {
		return nil
	}
	return conformance.Fail(conformance.NotCanonical, "canonical bencode: keys sorted", "%s", conformance.Show(p))
}

// tags follows the tags of one connection: how many replies each is still owed.
type tags struct {
	owed  map[int64]int
	ours  int64 // the greatest version that the suite offers, and the server: 0 before
	its   int64
	blind bool // the suite sent what no codec reads: nobody knows what it is owed
}

func (t *tags) note(e *conformance.Entry) *ipc.Message {
	if e.Packet == nil {
		return nil
	}
	if h, ok := e.Packet.Message.(*ipc.Handshake); ok && e.From == controller {
		t.ours = h.Version.Max
	} else if ok {
		t.its = h.Version.Max
	}
	t.blind = t.blind || e.From == controller && e.Packet.Err != nil
	m := message(e.Packet)
	if m == nil {
		return nil
	}
	if e.From == controller && m.Tag > 0 {
		if t.owed == nil {
			t.owed = map[int64]int{}
		}
		t.owed[m.Tag]++
	}
	return m
}

// one wants no more replies to a tag than messages with it.
func (t *tags) one(e *conformance.Entry) *failure {
	m := t.note(e)
	if m == nil || e.From != engine || m.Tag == 0 || t.blind {
		return nil
	}
	if t.owed == nil {
		t.owed = map[int64]int{}
	}
	if t.owed[m.Tag]--; t.owed[m.Tag] < 0 {
		return conformance.Fail(conformance.WrongCount, fmt.Sprintf("one reply to each message with tag %d", m.Tag), "%s", conformance.Show(e.Packet))
	}
	return nil
}

// asked wants succeeded, failed, not-supported and bad-format only with a tag.
func (t *tags) asked(e *conformance.Entry) *failure {
	m := t.note(e)
	if m == nil || e.From != engine || m.Tag != 0 || !m.IsOutcome() {
		return nil
	}
	return conformance.Fail(conformance.Unasked, "no "+m.Kind()+" without a tag", "%s", conformance.Show(e.Packet))
}

// oldIsSilent wants nothing behind the handshake in version 1.
func (t *tags) oldIsSilent(e *conformance.Entry) *failure {
	m := t.note(e)
	if m == nil || e.From != engine || t.ours != 1 && t.its != 1 {
		return nil
	}
	return conformance.Fail(conformance.Unasked, "no message of version 2 in version 1", "%s", conformance.Show(e.Packet))
}
