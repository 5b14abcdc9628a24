package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"enginespec/codec"
	"enginespec/conformance"
)

// decoded is one line of decode --json, and of encode's input.
type decoded struct {
	From   codec.Party     `json:"from"`
	Offset int64           `json:"offset"` // of the first byte in the input
	Length int             `json:"length"` // bytes
	Type   string          `json:"type,omitempty"`
	Value  json.RawMessage `json:"value,omitempty"`
	Rules  []usedRule      `json:"rules,omitempty"`
	Error  *decodeError    `json:"error,omitempty"`
}

type usedRule struct {
	Rule   string `json:"rule"`
	Clause string `json:"clause,omitempty"`
	Offset int64  `json:"offset"` // bytes from the start of the message
}

type decodeError struct {
	Code   codec.Code `json:"code"`
	Offset int64      `json:"offset"` // bytes from the start of the message
	Field  string     `json:"field,omitempty"`
	Rule   string     `json:"rule,omitempty"` // that would read it
}

// mostInput bounds what decode reads: a message of the largest kind, many times over.
const mostInput = 1 << 30

type decodeFlags struct {
	proto, from  string
	version      int
	strict, json bool
}

func (a *app) decodeCommand() *cobra.Command {
	var f decodeFlags
	c := &cobra.Command{
		Use:   "decode --proto P --from engine|controller [flags] [FILE|-]",
		Short: "Decode the bytes that one party wrote",
		Long: `decode reads the bytes that one party wrote on one connection and prints the messages, one
a line: where it begins, its type, and what it says. It reads as leniently as the suite does
and names every rule that this takes; with --strict, none is accepted. Offsets in rules and
errors count from the start of the message. Input is never repeated in an error: it may
hold secrets.

Exit code: 0, or 1 if any message was refused.`,
		Example: `  printf 'HELLOBG version=4\r\n' | enginespec decode --proto ts --from controller
  enginespec decode --proto ts --from engine --json capture.bin | enginespec encode --proto ts`,
		Args: atMost(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.decode(&f, args) },
	}
	fs := c.Flags()
	fs.StringVar(&f.proto, "proto", "", "protocol")
	fs.StringVar(&f.from, "from", "", "who wrote it: engine or controller")
	fs.IntVar(&f.version, "version", 0, "protocol version; 0: the protocol's default, or what the first bytes tell")
	fs.BoolVar(&f.strict, "strict", false, "accept no rule of leniency")
	fs.BoolVar(&f.json, "json", false, "print one JSON object a line")
	a.completeFlags(c)
	return c
}

func (a *app) decode(f *decodeFlags, args []string) error {
	p, err := a.wanted(f.proto)
	if err != nil {
		return err
	}
	from, err := codec.ParseParty(f.from)
	if err != nil {
		return oneOf("from", f.from, "engine", "controller")
	}
	if f.version != 0 && !slices.Contains(p.Versions(), f.version) {
		return usagef("--version %d: %s has %v", f.version, p.Name(), p.Versions())
	}
	in, err := a.input(args)
	if err != nil {
		return err
	}
	defer in.Close()
	opts := codec.Options{Version: f.version, Limits: p.Suite.Limits}
	if !f.strict {
		opts.Accept = p.Suite.Lenient
	}
	head := bufio.NewReader(in)
	if first, _ := head.Peek(16); p.Middle != nil && f.version == 0 && !f.strict {
		opts.Version = p.Middle(first)
	}
	d := stream{dec: p.Decoder(opts), from: from, in: head}
	bad := false
	for {
		packet, err := d.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && packet == nil {
			return exitError{conformance.ExitNoVerdict, err}
		}
		one := shown(packet)
		bad = bad || one.Error != nil
		if err := a.printDecoded(one, packet, f.json); err != nil {
			return err
		}
		if err != nil {
			break // nothing behind it can be understood
		}
	}
	if bad {
		return exitError{code: conformance.ExitNot}
	}
	return nil
}

// wanted is the protocol of a required --proto.
func (a *app) wanted(name string) (*protocol, error) {
	if name == "" {
		return nil, usagef("--proto is missing: say which protocol")
	}
	return named(a.protocols, name)
}

// stream cuts what one party wrote into packets.
type stream struct {
	dec   codec.Decoder
	from  codec.Party
	in    io.Reader
	buf   []byte
	at    int64 // offset of buf
	final bool
	lost  bool
}

// next returns the next packet; io.EOF at the end. A packet that comes with an error
// is the last: the stream is lost.
func (s *stream) next() (*codec.Packet, error) {
	for {
		if s.lost || s.final && len(s.buf) == 0 {
			return nil, io.EOF
		}
		if len(s.buf) > 0 {
			p, n, err := s.dec.Consume(s.from, s.buf, s.final)
			if err != nil || n == 0 && s.final {
				if err == nil {
					err = &codec.Error{Code: codec.Truncated, Offset: int64(len(s.buf)), Field: "message"}
				}
				s.lost = true
				return &codec.Packet{From: s.from, Offset: s.at, Raw: s.buf, Err: err}, err
			}
			if n > 0 {
				p.Offset = s.at
				s.buf, s.at = s.buf[n:], s.at+int64(n)
				return &p, nil
			}
		}
		if s.at+int64(len(s.buf)) > mostInput {
			return nil, fmt.Errorf("the input is longer than %d bytes", mostInput)
		}
		chunk := make([]byte, max(64<<10, len(s.buf)))
		n, err := s.in.Read(chunk)
		s.buf = append(s.buf, chunk[:n]...)
		if s.final = err == io.EOF; err != nil && !s.final {
			return nil, err
		}
	}
}

// shown is a packet as JSON.
func shown(p *codec.Packet) *decoded {
	d := &decoded{From: p.From, Offset: p.Offset, Length: len(p.Raw)}
	for _, u := range p.Rules {
		d.Rules = append(d.Rules, usedRule{u.Rule.Name, u.Rule.Clause, u.Offset})
	}
	if p.Err == nil {
		d.Type = p.Kind()
		b, err := marshal(p.Message)
		if err == nil {
			d.Value = b
			return d
		}
		p.Err = err
	}
	d.Error = &decodeError{Code: codec.Syntax}
	var e *codec.Error
	if errors.As(p.Err, &e) {
		d.Error.Code, d.Error.Offset, d.Error.Field = e.Code, e.Offset, e.Field
		if e.Rule != nil {
			d.Error.Rule = e.Rule.Name
		}
	}
	return d
}

func (a *app) printDecoded(d *decoded, p *codec.Packet, asJSON bool) error {
	if asJSON {
		enc := json.NewEncoder(a.stdout)
		enc.SetEscapeHTML(false)
		return enc.Encode(d)
	}
	text := ""
	if d.Error != nil {
		text = "error: " + p.Err.Error()
	} else {
		text = p.Message.String()
	}
	fmt.Fprintf(a.stdout, "%8d  %s\n", d.Offset, text)
	for _, u := range p.Rules {
		if _, err := fmt.Fprintf(a.stdout, "%8s  - %s at byte %d: %s\n", "", u.Rule.Name, u.Offset, u.Rule.Text); err != nil {
			return err
		}
	}
	return nil
}

// marshal is a message as JSON, in which < and & are themselves: some of it is JSON of the
// wire, and goes back there.
func marshal(m codec.Message) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(m)
	return bytes.TrimSpace(b.Bytes()), err
}
