package ipc

import (
	"bytes"

	"enginespec/codec"
)

// Protocol is IPC as tools see it. A packet is a frame: a *[Handshake], or a
// *[Message], whose kind is its key.
var Protocol codec.Protocol = protocol{}

type protocol struct{}

func (protocol) Name() string                    { return "ipc" }
func (protocol) Versions() []int                 { return []int{2, 1} }
func (protocol) Rules() []*codec.Rule            { return Rules() }
func (protocol) Kinds(from codec.Party) []string { return kinds(from) }

// New returns a message for any kind but the empty one: a key that no table has is
// a message too.
func (protocol) New(_ codec.Party, kind string) codec.Message {
	switch kind {
	case "":
		return nil
	case KeyVersion:
		return new(Handshake)
	}
	return New(kind)
}

// Decoder returns a decoder that reads the handshakes first, and then messages of
// the version that they agree on. With Options.Version set, handshakes may be
// missing and the version is that one.
//
// A payload that is refused is a packet with Err, though a real peer closes: the
// frame says where the next one begins. A header or a handshake that is refused is
// the end of the stream.
func (protocol) Decoder(o codec.Options) codec.Decoder {
	return &connection{o: o, version: o.Version}
}

// connection follows the two directions of one connection.
type connection struct {
	o       codec.Options
	version int // 0: not yet settled; negative: none in common
	side    [2]struct {
		hello  *Handshake
		begun  bool
		offset int64
	}
}

// Consume implements codec.Decoder.
func (c *connection) Consume(from codec.Party, b []byte, final bool) (p codec.Packet, n int, err error) {
	s := &c.side[from-codec.Engine]
	o := c.o
	o.Report = nil // of the header, which is read again with the payload
	frame, n, err := ConsumeFrame(b, &o)
	switch {
	case err != nil:
		return codec.Packet{}, 0, err
	case n == 0 && final && len(b) > 0:
		return codec.Packet{}, 0, &codec.Error{Code: codec.Truncated, Offset: int64(len(b)), Field: "frame"}
	case n == 0:
		return codec.Packet{}, 0, nil
	}
	o.Version = c.version
	o.Report = func(u codec.Use) {
		p.Rules = append(p.Rules, u)
		if c.o.Report != nil {
			c.o.Report(u)
		}
	}
	p.From, p.Offset, p.Raw = from, s.offset, bytes.Clone(frame)
	first := !s.begun
	if first && (c.o.Version == 0 || isHandshake(frame)) {
		h := new(Handshake)
		if err := c.greet(from, h, bytes.Clone(frame), &o); err != nil {
			return codec.Packet{}, 0, err
		}
		p.Message = h
	} else {
		m := new(Message)
		if o.Version == 0 {
			// The other party's greeting is on its way; the payload tells.
			o.Version = 2
			if frame[HeaderLen] == 'd' {
				o.Version = 1
			}
		} else if o.Version < 0 {
			return codec.Packet{}, 0, &codec.Error{Code: codec.Range, Field: "version: none in common"}
		}
		if p.Err = m.DecodeOwned(frame, &o); p.Err == nil {
			p.Message = m
		}
	}
	s.begun = true
	s.offset += int64(n)
	return p, n, nil
}

// greet reads a handshake and settles the version when it is the second one.
func (c *connection) greet(from codec.Party, h *Handshake, frame []byte, o *codec.Options) error {
	if err := h.Decode(frame, o); err != nil {
		return err
	}
	if h.Bare && from == codec.Controller {
		at := bytes.Index(frame, []byte("7:version")) + len("7:version")
		if err := o.Tolerate(IntegerVersion, at, KeyVersion); err != nil {
			return err
		}
	}
	c.side[from-codec.Engine].hello = h
	other := c.side[from.Other()-codec.Engine].hello
	if other == nil || c.version != 0 {
		return nil
	}
	v, ok := Agree(h, other)
	if !ok {
		v = -1
	}
	c.version = v
	return nil
}

// isHandshake reports whether a frame is a dictionary with the key version.
func isHandshake(frame []byte) bool {
	o := codec.Options{Accept: ^codec.RuleSet(0)}
	var d decoder
	d.start(frame, &o)
	for d.EnterDict(); d.More(); d.Skip() {
		if string(d.Key()) == KeyVersion {
			return true
		}
	}
	return false
}
