package ctcs

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// What the suite says as an engine or a server of an older version; nil: it is left.
func TestOlderLine(t *testing.T) {
	for line, want := range map[string][2]string{
		"PROTOCOL 0003\n":     {"PROTOCOL 0001\n", "PROTOCOL 0002\n"},
		"PROTOCOL 3 junk\r\n": {"PROTOCOL 1 junk\r\n", "PROTOCOL 2 junk\r\n"},
		"PROTOCOL 0002\n":     {"PROTOCOL 0001\n"},
		"PROTOCOL 9999\n":     {},
		"PROTOCOL 0\n":        {},
		"PROTOCOL abc\n":      {},
		"PROTOCOL\n":          {},
		"PROTOCOL 0003":       {}, // a part of a line
		"CTPEERSTART\r\n":     {"CTPEERS\r\n", "CTPEERS\r\n"},
		"CTFILESDONE\n":       {"CTFDONE\n", "CTFDONE\n"},
		"CTSTATUS 1:4/2:7/1 3/34/30 1000,200 50000,3000 0,0 16\n": {"CTSTATUS 1/2 3/34/30 1000,200 50000,3000 0,0\n"},
		"CTSTATUS 1/2 3/34/30 1000,200 50000,3000 0,0\n":          {},
		"CTSTATUS 1:2\n":              {},
		"CTFILE 1 0 0 5 4 3 9 a  b\n": {"CTFILE 1 5 4 9 a  b\n", "CTFILE 1 5 4 3 9 a  b\n"},
		"CTBW 1,2 3,4\n":              {},
	} {
		for v, out := range want {
			if out == "" {
				out = line
			}
			assert.Equal(t, out, string(olderLine([]byte(line), controller, v+1)), "version %d", v+1)
		}
	}
	assert.Equal(t, "PROTOCOL 0001\n", string(olderLine([]byte("PROTOCOL 0003\n"), engine, 1)))
	assert.Equal(t, "CTPEERSTART\n", string(olderLine([]byte("CTPEERSTART\n"), engine, 1)), "servers do not say it, and an engine must bear it")
}
