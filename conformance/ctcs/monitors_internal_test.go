package ctcs

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/ctcs"
	"enginespec/conformance"
)

// A CTPEER of the real ctorrent whose rate is below zero for a moment is no other line.
func TestNegativeRate(t *testing.T) {
	for line, want := range map[string]bool{
		"CTPEER -XX0001-suite0000001 127.1.2.156 UiCn -16384 0 16384 0 34\n": true,
		"CTPEER -XX0001-suite0000001 127.1.2.156 UiCn 0 -1 16384 0 34\n":     true,
		"CTPEER -XX0001-suite0000001 127.1.2.156 UiCn 0 0 -16384 0 34\n":     false,
		"CTPEER -XX0001-suite0000001 127.1.2.156 UiCn x 0 16384 0 34\n":      false,
		"CTPEER -XX0001-suite0000001 127.1.2.156 UiCn 0 0 16384 34\n":        false,
		"CTPEER -XX0001-suite0000001 127.1.2.156 UiCn 0 0 16384 0 34\n":      false,
	} {
		p, _, err := ctcs.Protocol.Decoder(codec.Options{Accept: ctcs.AllRules}).Consume(engine, []byte(line), true)
		require.NoError(t, err)
		assert.Equal(t, want, negativeRate(&p), line)
	}
}

// What follows a PROTOCOL that may be read in any way is held against nobody.
func TestUnconfused(t *testing.T) {
	for line, watched := range map[string]bool{
		"PROTOCOL 0003\n":                 true,
		"PROTOCOL 9999\n":                 true,
		"PROTOCOL 2147483647\n":           true,
		"PROTOCOL 4294967299\n":           false,
		"PROTOCOL 922334775807\n":         false,
		"PROTOCOL 18446744073709551619\n": false,
		"PROTOCOL 0\n":                    false,
		"PROTOCOL x\n":                    false,
		"PROTOCOLS 3\n":                   false,
		"SENDDETAIL\n":                    true,
	} {
		seen := false
		w := unconfused(func(conformance.Pace) conformance.Watch {
			return func(e *entry) *failure { seen = seen || e.From == engine; return nil }
		})(conformance.Pace{Role: engine})
		dec := ctcs.Protocol.Decoder(codec.Options{Accept: ctcs.AllRules})
		for _, said := range []struct {
			from codec.Party
			line string
		}{{controller, line}, {engine, "CTFILES\n"}} {
			p, _, err := dec.Consume(said.from, []byte(said.line), true)
			require.NoError(t, err)
			w(&entry{From: said.from, Packet: &p})
		}
		assert.Equal(t, watched, seen, line)
	}
}
