package ctcs

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/ctcs"
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
