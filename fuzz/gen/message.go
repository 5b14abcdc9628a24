package gen

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"

	"pgregory.net/rapid"

	"enginespec/codec"
)

// maxChanges is how many fields of a sample are drawn anew at most.
const maxChanges = 6

// Valid returns a generator of messages that strict readers take, of all kinds alike.
func (g *Grammar) Valid() *rapid.Generator[*Message] {
	return rapid.Custom(func(t *rapid.T) *Message { return g.Draw(Rapid(t)) })
}

// Of is Valid for one kind.
func (g *Grammar) Of(kind string) *rapid.Generator[*Message] {
	return rapid.Custom(func(t *rapid.T) *Message { return g.draw(Rapid(t), kind, true) })
}

// Written returns a generator of messages that can be written: writers write what a
// value holds, and not all of it is strict. Not even a lenient reader takes all of it.
func (g *Grammar) Written(kind string) *rapid.Generator[*Message] {
	return rapid.Custom(func(t *rapid.T) *Message { return g.draw(Rapid(t), kind, false) })
}

// Draw makes a message that strict readers take.
func (g *Grammar) Draw(s *Source) *Message { return g.draw(s, one(s, g.Kinds), true) }

// draw makes a message of a kind: strict, or whatever can be written.
func (g *Grammar) draw(s *Source, kind string, strict bool) *Message {
	samples := g.samples[kind]
	from := samples[s.N(len(samples))]
	m := &Message{Grammar: g, Version: from.version, Before: from.before, Message: from.message}
	v := reflect.ValueOf(from.message)
	changes := 0
	if len(from.leaves) > 0 {
		changes = s.N(min(maxChanges, len(from.leaves)+1))
	}
	if changes > 0 {
		v = copied(v)
		m.Message = v.Interface().(codec.Message)
	}
	room := g.rooms.Get().(*room)
	defer g.rooms.Put(room)
	buf := room[:]
	type change struct{ at, was reflect.Value }
	var done []change
	for range changes {
		l := walk(v, from.leaves[s.N(len(from.leaves))])
		if !l.IsValid() || !l.CanSet() {
			continue
		}
		was := reflect.New(l.Type()).Elem()
		was.Set(l)
		g.assign(s, l)
		if _, err := m.Message.Append(buf[:0]); err != nil || m.Kind() != kind {
			l.Set(was)
			continue
		}
		done = append(done, change{l, was})
	}
	m.Changed = len(done)
	for strict && errors.Is(m.RoundTrip(buf), errRefused) {
		m.read = nil
		if len(done) == 0 {
			m.Message, m.Version, m.Before = samples[0].message, samples[0].version, samples[0].before
			break
		}
		last := done[len(done)-1]
		done = done[:len(done)-1]
		last.at.Set(last.was)
		m.Changed = len(done)
	}
	return m
}

// room is where messages are written to be looked at.
type room [1 << 10]byte

// errRefused says that what was written is not strict. All else that can be wrong with
// a round trip is a mistake of the codec.
var errRefused = errors.New("refused")

// refusal is an errRefused with its reason. Many are made and few are read.
type refusal struct {
	wire   []byte // the caller's room
	reason string
	cause  error
}

func (r *refusal) Error() string {
	if r.cause == nil {
		return fmt.Sprintf("refused: %q is written and %s", r.wire, r.reason)
	}
	return fmt.Sprintf("refused: %q is written and %s: %v", r.wire, r.reason, r.cause)
}

// Unwrap is errRefused and the cause.
func (r *refusal) Unwrap() []error { return []error{errRefused, r.cause} }

// Decoder returns a decoder that has read what passed before m.
func (m *Message) Decoder(o codec.Options) (codec.Decoder, error) {
	if o.Version == 0 {
		o.Version = m.Version
	}
	d := m.Grammar.Protocol.Decoder(o)
	for _, b := range m.Before {
		p, n, err := d.Consume(b.From, b.Input, true)
		if err != nil || p.Err != nil || n != len(b.Input) {
			return nil, fmt.Errorf("what passes before: %d of %d bytes: %v, %v", n, len(b.Input), err, p.Err)
		}
	}
	return d, nil
}

// RoundTrip writes m, reads that strictly and writes it again, and reports what is not
// the same. A message of another version than its sample's is read in its own. buf is
// room to work in.
func (m *Message) RoundTrip(buf []byte) error {
	_, err := m.Read(buf)
	return err
}

// Read is RoundTrip, and returns what was read. It is done once: neither m nor its
// Message may have been changed since.
func (m *Message) Read(buf []byte) (codec.Message, error) {
	if m.read == nil {
		back, err := m.roundTrip(buf)
		m.read = &reading{back, err}
	}
	return m.read.back, m.read.err
}

// reading is what came of a round trip.
type reading struct {
	back codec.Message
	err  error
}

func (m *Message) roundTrip(buf []byte) (codec.Message, error) {
	wire, err := m.Message.Append(buf[:0])
	if err != nil {
		return nil, &refusal{reason: "is not: it cannot be", cause: err}
	}
	back, first := m.trip(wire, m.Version)
	if first == nil {
		return back, nil
	}
	if versions := m.Grammar.Protocol.Versions(); len(versions) > 1 {
		for _, v := range versions {
			if back, err := m.trip(wire, v); err == nil {
				m.Version = v
				return back, nil
			}
		}
	}
	return nil, first
}

func (m *Message) trip(wire []byte, version int) (codec.Message, error) {
	d, err := m.Decoder(codec.Options{Version: version})
	if err != nil {
		return nil, err
	}
	p, n, err := d.Consume(m.Grammar.From, wire, true)
	switch {
	case err != nil:
		return nil, &refusal{wire, "ends the stream", err}
	case p.Err != nil:
		return nil, &refusal{wire, "not read", p.Err}
	case n != len(wire):
		return nil, &refusal{wire, fmt.Sprintf("read as %d of %d bytes", n, len(wire)), nil}
	case p.Message == nil:
		return nil, &refusal{wire, "is no message", nil}
	case len(p.Rules) > 0:
		return nil, &refusal{wire, "read by rule " + p.Rules[0].Rule.Name, nil}
	}
	room := m.Grammar.rooms.Get().(*room)
	defer m.Grammar.rooms.Put(room)
	again, err := p.Message.Append(room[:0])
	if err == nil && !bytes.Equal(again, wire) && m.Grammar.Protocol.Name() == "putio" {
		return p.Message, nil // HTTP leaves a choice: blanks in a head, fields that may be there
	}
	if err != nil || !bytes.Equal(again, wire) {
		return nil, fmt.Errorf("%q is read and written as %q (%v)", wire, again, err)
	}
	return p.Message, nil
}
