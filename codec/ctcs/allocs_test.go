package ctcs

import (
	"bytes"
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
)

// TestAllocations checks that reading and writing allocate nothing once they are
// warm: every message, strict and with rules.
func TestAllocations(t *testing.T) {
	o := &codec.Options{Accept: AllRules, Report: func(codec.Use) {}}
	for from, lines := range map[codec.Party][]string{
		codec.Engine: {
			"PROTOCOL 0003", "AUTH a", "CTORRENT a 1 2 b", "CTSTATUS 1:2/3:4/5 6/7/8 9,10 11,12 13,14 15", "CTSTATUS 1/3 6/7/8 9,10 11,12 13,14",
			"CTSTATUS 0:-1/0:0/0 0/53/0 0,0 0,0 0,0 0", "CTBW 1,2 3,4", "CTBW  01,-2 3,4 ", "CTINFO 1 a", "CTDETAIL 1 2 3 4", "CTFILES",
			"CTFILE 1 2 3 4 5 6 7 a", "CTFILESDONE", "CTPEER -CD0303-0xE701 127.0.0.1 UiCn 1 2 3 4 5", "CTCONFIG a I 0 1:1 0: 0:",
			"CTCONFIG 0 1 0.5 100 1 0 4 0", "HELLO x",
		},
		codec.Controller: {"SENDSTATUS", "SETDLIMIT 12.5", "CTCONFIG a b", "CTQUIT now", "ERROR a"},
	} {
		for _, text := range lines {
			line := []byte(text)
			m, err := Decode(from, line, o)
			require.NoError(t, err, text)
			dst := make([]byte, 0, m.Size())
			assert.Zero(t, testing.AllocsPerRun(100, func() { err = m.Decode(line, o) }), text)
			require.NoError(t, err)
			assert.Zero(t, testing.AllocsPerRun(100, func() { _, err = m.Append(dst) }), text)
			require.NoError(t, err)
			wire := append(line, '\n')
			assert.Zero(t, testing.AllocsPerRun(100, func() { _, _, err = ConsumeLine(wire, o) }), text)
			require.NoError(t, err)
		}
	}
}

// loop is a stream that repeats itself.
type loop struct {
	b []byte
	i int
}

func (l *loop) Read(b []byte) (int, error) {
	n := copy(b, l.b[l.i:])
	l.i = (l.i + n) % len(l.b)
	return n, nil
}

func TestStreamsDoNotAllocate(t *testing.T) {
	stream := []byte("CTSTATUS 1:2/3:4/5 6/7/8 9,10 11,12 13,14 15\r\nCTBW 1,2 3,4\n\nCTFILE 1 2 3 4 5 6 7 a b\n" +
		"CTPEER -CD0303-0xE701 127.0.0.1 UiCn 1 2 3 4 5\nHELLO\n")
	r := NewReader(&loop{b: stream}, codec.Engine, &codec.Options{Accept: Lenient})
	w := NewWriter(io.Discard)
	turn := func() {
		for range 5 {
			m, err := r.Next()
			require.NoError(t, err)
			require.NoError(t, w.Write(m))
		}
		require.NoError(t, w.Flush())
	}
	turn()
	assert.Zero(t, testing.AllocsPerRun(100, turn))
}

// TestUsualCodeAgrees checks the code that the benchmarks measure against.
func TestUsualCodeAgrees(t *testing.T) {
	lines, messages := benchLines()
	for i, line := range lines {
		var s Status
		require.NoError(t, s.Decode(line, nil))
		usual, err := splitStatus(string(line))
		require.NoError(t, err)
		assert.Equal(t, messages[i], s)
		assert.Equal(t, s, *usual)
		b, err := s.Append(nil)
		require.NoError(t, err)
		assert.True(t, bytes.Equal(b, []byte(sprintfStatus(&s))))
	}
}
