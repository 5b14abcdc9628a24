package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"enginespec/codec"
	"enginespec/conformance"
)

func (a *app) encodeCommand() *cobra.Command {
	var proto, from string
	c := &cobra.Command{
		Use:   "encode --proto P [FILE|-]",
		Short: "Encode what decode --json printed, back to bytes",
		Long: `encode reads JSON objects, one a line, as decode --json prints them, and writes the messages'
bytes in canonical form. Of each object it needs "type" and "value", and "from" unless --from
says who writes; the rest is ignored. A message that decode could read strictly comes out as
it went in, but for the order and the spaces of put.io's JSON.`,
		Example: `  echo '{"from":"controller","type":"STOP","value":{}}' | enginespec encode --proto ts`,
		Args:    atMost(1),
		RunE: func(_ *cobra.Command, args []string) error {
			p, err := a.wanted(proto)
			if err != nil {
				return err
			}
			var party codec.Party
			if from != "" {
				if party, err = codec.ParseParty(from); err != nil {
					return oneOf("from", from, "engine", "controller")
				}
			}
			return a.encode(p, party, args)
		},
	}
	c.Flags().StringVar(&proto, "proto", "", "protocol")
	c.Flags().StringVar(&from, "from", "", "who writes, for objects that do not say it")
	a.completeFlags(c)
	return c
}

// maxObject bounds one line of encode's input.
const maxObject = 128 << 20

func (a *app) encode(p *protocol, from codec.Party, args []string) error {
	in, err := a.input(args)
	if err != nil {
		return err
	}
	defer in.Close()
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxObject)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		b, err := encodeOne(p, from, lines.Bytes())
		if err != nil {
			return exitError{conformance.ExitNot, fmt.Errorf("line %d: %w", n, err)}
		}
		if _, err := a.stdout.Write(b); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return exitError{conformance.ExitNot, err}
	}
	return nil
}

func encodeOne(p *protocol, from codec.Party, line []byte) ([]byte, error) {
	d := decoded{From: from}
	if err := json.Unmarshal(line, &d); err != nil {
		return nil, err
	}
	switch {
	case d.Error != nil:
		return nil, fmt.Errorf("a message that was refused (%s at byte %d) cannot be encoded", d.Error.Code, d.Error.Offset)
	case d.From == 0:
		return nil, fmt.Errorf(`"from" is missing: expected engine or controller, or --from`)
	case d.Type == "" || d.Value == nil:
		return nil, fmt.Errorf(`expected "type" and "value", as decode --json prints them`)
	}
	m := p.New(d.From, d.Type)
	if m == nil {
		return nil, fmt.Errorf("the %s writes no message of type %q%s", d.From, d.Type, conformance.DidYouMean(d.Type, p.Kinds(d.From)))
	}
	dec := json.NewDecoder(bytes.NewReader(d.Value))
	dec.DisallowUnknownFields()
	if err := dec.Decode(m); err != nil {
		return nil, fmt.Errorf("%s: %w", d.Type, err)
	}
	if m.Kind() != d.Type { // what codecs keep whole takes any type
		return nil, fmt.Errorf("the value is no message of type %q%s", d.Type, conformance.DidYouMean(d.Type, p.Kinds(d.From)))
	}
	b, err := m.Append(nil)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.Type, err)
	}
	return b, nil
}
