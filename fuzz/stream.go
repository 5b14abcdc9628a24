// Package fuzz holds what must be true of every protocol's decoder whatever the
// input is, as checks that take bytes: native fuzz targets, campaigns and property
// tests share them. The codecs' own packages have the targets that know their
// messages.
package fuzz

import (
	"bytes"
	"errors"
	"fmt"

	"enginespec/codec"
)

// outcome is what a decoder made of a stream: its packets, and why it was lost.
type outcome struct {
	packets []codec.Packet
	lost    error
}

// Stream reads b, written by from, whole and in two pieces, and reports what is
// wrong: packets that are not the input's bytes, offsets outside them, an append that
// touches what was there before, or another outcome because of the cut.
func Stream(p codec.Protocol, o codec.Options, from codec.Party, b []byte, cut int) error {
	whole, err := read(p, o, from, b, len(b))
	if err != nil {
		return err
	}
	cut = max(0, min(cut, len(b)))
	pieces, err := read(p, o, from, b, cut)
	if err != nil {
		return err
	}
	if len(whole.packets) != len(pieces.packets) || (whole.lost == nil) != (pieces.lost == nil) {
		return fmt.Errorf("whole: %d packets, lost %v; cut at %d: %d packets, lost %v", len(whole.packets), whole.lost, cut, len(pieces.packets), pieces.lost)
	}
	for i := range whole.packets {
		if w, c := &whole.packets[i], &pieces.packets[i]; w.Kind() != c.Kind() || !bytes.Equal(w.Raw, c.Raw) || len(w.Rules) != len(c.Rules) {
			return fmt.Errorf("packet %d is a %s of %d bytes by %d rules, and cut at %d a %s of %d bytes by %d rules",
				i, w.Kind(), len(w.Raw), len(w.Rules), cut, c.Kind(), len(c.Raw), len(c.Rules))
		}
	}
	return nil
}

// read decodes b, of which the first cut bytes come first.
func read(p codec.Protocol, o codec.Options, from codec.Party, b []byte, cut int) (outcome, error) {
	d := p.Decoder(o)
	var out outcome
	at := 0
	for _, end := range []int{cut, len(b)} {
		for at < end || end == len(b) && at < len(b) {
			packet, n, err := d.Consume(from, b[at:end], end == len(b))
			if err != nil {
				out.lost = err
				return out, inside(err, len(b))
			}
			if n == 0 {
				break
			}
			if err := check(p, &packet, from, b[at:end], n); err != nil {
				return out, err
			}
			out.packets = append(out.packets, packet)
			at += n
		}
	}
	return out, nil
}

// check looks at one packet that took the first n bytes of b.
func check(of codec.Protocol, p *codec.Packet, from codec.Party, b []byte, n int) error {
	switch {
	case n < 0 || n > len(b):
		return fmt.Errorf("a packet of %d bytes from %d", n, len(b))
	case p.From != from:
		return fmt.Errorf("a packet from %s that %s wrote", p.From, from)
	case !bytes.Equal(p.Raw, b[:n]):
		return fmt.Errorf("a packet's bytes are not the input's: %q of %q", p.Raw, b[:n])
	case (p.Message == nil) == (p.Err == nil):
		return errors.New("a packet is a message or an error, and one of them alone")
	}
	for _, u := range p.Rules {
		if u.Offset < 0 || u.Offset > int64(len(p.Raw)) {
			return fmt.Errorf("%s is reported at %d of %d bytes", u.Rule, u.Offset, len(p.Raw))
		}
	}
	if p.Err != nil {
		return inside(p.Err, len(p.Raw))
	}
	before := []byte("before")
	out, err := p.Message.Append(before)
	switch {
	case err != nil && len(out) != len(before):
		return fmt.Errorf("a refused append left %d bytes: %w", len(out)-len(before), err)
	case !bytes.HasPrefix(out, before):
		return errors.New("an append changed what was there before")
	case err == nil && len(p.Rules) == 0:
		return exact(of, p.Raw, out[len(before):])
	}
	return nil
}

// exact compares what was read without a rule with what is written of it. Lines leave no
// choice but that of JSON; IPC leaves that of the keys' order, and HTTP others.
func exact(of codec.Protocol, raw, out []byte) error {
	switch of.Name() {
	case "ts", "ctcs":
		if bytes.ContainsAny(raw, "{[") {
			return nil // JSON leaves its blanks and escapes
		}
		if !bytes.Equal(raw, out) {
			return fmt.Errorf("%q is read without a rule and written as %q", raw, out)
		}
	case "ipc":
		if len(raw) != len(out) {
			return fmt.Errorf("%q is read without a rule and written as %q, of another length", raw, out)
		}
	}
	return nil
}

// inside wants an error of the codecs' own type, its offset in the input.
func inside(err error, n int) error {
	var e *codec.Error
	if !errors.As(err, &e) {
		return fmt.Errorf("%T is not a codec.Error: %w", err, err)
	}
	if e.Code == 0 || e.Offset < 0 || e.Offset > int64(n) && e.Code != codec.Limit {
		return fmt.Errorf("code %q at %d of %d bytes", e.Code, e.Offset, n)
	}
	return nil
}
