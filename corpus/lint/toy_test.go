package lint

import (
	"bytes"
	"fmt"
	"strconv"

	"enginespec/codec"
)

// toy is a protocol of one message, "PING n LF" from the controller and "PONG n LF"
// from the engine, n from 0 to 99, with two rules and a mode. Its fields break it in the ways
// that the linter must find.
type toy struct {
	acceptsAll bool // refuses nothing that the rules are about
	misnames   bool // names the wrong rule
	extraRule  bool // has a rule without a vector
	extraKind  bool // has a message without a vector
	extraCode  bool // has an error code without a vector
	waits      bool // wants to see a byte behind the message
	eager      bool // applies a rule where none is needed
}

var (
	toySpace = &codec.Rule{Bit: 0, Name: "toy.Space", Ref: "T-1", Text: "two spaces"}
	toyZero  = &codec.Rule{Bit: 1, Name: "toy.Zero", Ref: "T-2", Text: "a leading zero"}
	toyHex   = &codec.Rule{Bit: 2, Name: "toy.Hex", Ref: "T-3", Text: "the number is hexadecimal"}
	toyMore  = &codec.Rule{Bit: 3, Name: "toy.More", Ref: "T-4", Text: "never needed"}
)

func (toy) Name() string    { return "toy" }
func (toy) Versions() []int { return []int{1, 2} }

func (t toy) Rules() []*codec.Rule {
	rules := []*codec.Rule{toyHex, toySpace, toyZero}
	if t.extraRule {
		rules = append(rules, toyMore)
	}
	return rules
}

func (t toy) Kinds(from codec.Party) []string {
	if t.extraKind {
		return []string{word(from), "QUIT"}
	}
	return []string{word(from)}
}

func word(from codec.Party) string {
	if from == codec.Engine {
		return "PONG"
	}
	return "PING"
}

func (toy) New(from codec.Party, kind string) codec.Message {
	if kind != word(from) {
		return nil
	}
	return &ping{Word: kind}
}

func (t toy) Decoder(o codec.Options) codec.Decoder { return toyDecoder{t, o} }

type ping struct {
	Word string `json:"-"`
	N    int    `json:"n"`
}

func (p *ping) Kind() string   { return p.Word }
func (p *ping) String() string { return fmt.Sprintf("%s %d", p.Word, p.N) }
func (p *ping) Append(dst []byte) ([]byte, error) {
	return fmt.Appendf(dst, "%s %d\n", p.Word, p.N), nil
}

type toyDecoder struct {
	toy
	o codec.Options
}

func (d toyDecoder) Consume(from codec.Party, b []byte, final bool) (p codec.Packet, n int, err error) {
	p.From = from
	n = bytes.IndexByte(b, '\n') + 1
	if n == len(b) && d.waits && !final {
		return p, 0, nil
	}
	if n == 0 {
		if final && len(b) > 0 {
			p.Err, n = &codec.Error{Code: codec.Truncated, Offset: int64(len(b))}, len(b)
		}
		return p, n, nil
	}
	o := d.o
	o.Report = func(u codec.Use) { p.Rules = append(p.Rules, u) }
	if d.acceptsAll {
		o.Accept = codec.Accept(toySpace, toyZero)
		o.Report = nil
	}
	p.Message, p.Err = d.line(from, b[:n-1], &o)
	return p, n, nil
}

func (d toyDecoder) line(from codec.Party, line []byte, o *codec.Options) (codec.Message, error) {
	refuse := func(c codec.Code, at int) error { return &codec.Error{Code: c, Offset: int64(at)} }
	rest, ok := bytes.CutPrefix(line, []byte(word(from)+" "))
	if !ok {
		return nil, refuse(codec.Syntax, 0)
	}
	if len(rest) > 0 && rest[0] == ' ' {
		if err := o.Tolerate(toySpace, 5, "space"); err != nil {
			return nil, err
		}
		rest = rest[1:]
	}
	at := len(line) - len(rest)
	if d.eager {
		o.Allow(toySpace, 0)
	}
	if len(rest) > 1 && rest[0] == '0' {
		rule := toyZero
		if d.misnames {
			rule = toySpace
		}
		if err := o.Tolerate(rule, at, "n"); err != nil {
			return nil, err
		}
	}
	if d.extraCode && bytes.HasSuffix(rest, []byte{'='}) {
		return nil, refuse(codec.Encoding, at)
	}
	base := 10
	if o.Allow(toyHex, at) {
		base = 16
	}
	v, err := strconv.ParseUint(string(rest), base, 64)
	switch {
	case err != nil:
		return nil, refuse(codec.Syntax, at)
	case v > 99:
		return nil, refuse(codec.Range, at)
	}
	return &ping{word(from), int(v)}, nil
}
