package ctcs_test

import (
	"testing"

	"enginespec/codec"
	"enginespec/codec/ctcs"
	"enginespec/corpus/corpustest"
)

// FuzzDecoder feeds any bytes to one decoder, the lines by turns from both parties.
func FuzzDecoder(f *testing.F) {
	n := uint8(0)
	corpustest.Each(f, "ctcs", func(from codec.Party, b []byte) {
		f.Add(uint8(from), n%4, b)
		n++
	})
	f.Fuzz(func(t *testing.T, first, version uint8, b []byte) {
		for _, accept := range []codec.RuleSet{0, ctcs.AllRules} {
			o := codec.Options{Version: int(version % 4), Accept: accept, Limits: codec.Limits{Message: 4296}}
			d := ctcs.Protocol.Decoder(o)
			from := codec.Engine
			if first%2 == 0 {
				from = codec.Controller
			}
			for len(b) > 0 {
				p, n, err := d.Consume(from, b, true)
				if err != nil {
					if n != 0 {
						t.Fatalf("the stream is lost, and %d bytes are consumed", n)
					}
					return
				}
				if n <= 0 || n > len(b) || string(p.Raw) != string(b[:n]) || (p.Message == nil) == (p.Err == nil) {
					t.Fatalf("%d of %d bytes: %+v", n, len(b), p)
				}
				if p.Err == nil {
					out, err := p.Message.Append(nil)
					if err != nil {
						t.Fatalf("%q: read and cannot be written: %v", p.Raw, err)
					}
					if len(p.Rules) == 0 && string(out) != string(p.Raw) {
						t.Fatalf("%q became %q without a rule", p.Raw, out)
					}
				}
				b, from = b[n:], from.Other()
			}
		}
	})
}
