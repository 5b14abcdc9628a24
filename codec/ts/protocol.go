package ts

import (
	"bytes"

	"enginespec/codec"
)

// Protocol is this protocol as tools see it.
var Protocol codec.Protocol = protocol{}

type protocol struct{}

func (protocol) Name() string { return "ts" }

// Versions are the API levels that are known: 0 is a HELLOBG without version.
func (protocol) Versions() []int { return []int{0, 1, 2, 3, 4, 6} }

func (protocol) Rules() []*codec.Rule { return Rules }

func (protocol) Kinds(from codec.Party) []string {
	var words []string
	for _, k := range kindsOf(from) {
		words = append(words, k.word)
	}
	return words
}

// New returns an Unknown for a kind that the grammar does not name: it can be read,
// so it can be written.
func (protocol) New(from codec.Party, word string) codec.Message {
	for _, k := range kindsOf(from) {
		if k.word == word {
			return k.make()
		}
	}
	return new(Unknown)
}

func (protocol) Decoder(o codec.Options) codec.Decoder { return &decoder{o: o} }

// decoder follows one connection: HELLOBG version=n sets the version of what the
// engine writes.
type decoder struct {
	o      codec.Options
	offset [codec.Controller + 1]int64 // of the next message, by party
	seen   [codec.Controller + 1]int   // bytes of the next message without an LF
}

// Consume reads the first line of b. Under SplitLoadResp, a LOADRESP whose JSON ends
// too early waits for a second line.
func (d *decoder) Consume(from codec.Party, b []byte, final bool) (codec.Packet, int, error) {
	p := codec.Packet{From: from, Offset: d.offset[from]}
	o := d.o
	o.Report = func(u codec.Use) {
		p.Rules = append(p.Rules, u)
		if d.o.Report != nil {
			d.o.Report(u)
		}
	}
	line, n, err := cut(from, b, d.seen[from], &o, final)
	switch {
	case n == 0 && err != nil:
		return codec.Packet{}, 0, err
	case n == 0 && (!final || len(b) == 0):
		if d.seen[from] = len(b); line != nil {
			d.seen[from] = 0
		}
		return codec.Packet{}, 0, nil
	case n == 0:
		n, err = len(b), &codec.Error{Code: codec.Truncated, Offset: int64(len(b)), Field: "line"}
	}
	d.seen[from] = 0
	d.offset[from] += int64(n)
	p.Raw = bytes.Clone(b[:n])
	if err == nil {
		p.Message, err = Decode(from, p.Raw[:len(line):len(line)], &o)
	}
	p.Err = err
	if h, ok := p.Message.(*HelloBG); ok && err == nil {
		if v, ok := h.Params.Int("version"); ok {
			d.o.Version = int(min(v, 1<<16))
		}
	}
	return p, n, nil
}
