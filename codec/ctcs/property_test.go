package ctcs

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"enginespec/codec"
)

// asJSON is a message as JSON: equal for equal messages, nil or empty bytes alike.
func asJSON(t require.TestingT, m codec.Message) string {
	b, err := json.Marshal(m)
	require.NoError(t, err)
	return string(b)
}

// TestAnyMessage checks all that holds for every message that can be written.
func TestAnyMessage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t)
		wire, err := d.m.Append([]byte("before"))
		require.NoError(t, err)
		require.Equal(t, "before", string(wire[:6]))
		wire = wire[6:]
		assert.LessOrEqual(t, len(wire), d.m.Size(), "Size is an upper bound")
		assert.Equal(t, 1, bytes.Count(wire, []byte{'\n'}))
		assert.NotContains(t, d.m.String(), "\n")

		line := bytes.Clone(wire[:len(wire)-1])
		got, err := Decode(d.from, line, &codec.Options{Version: d.version})
		require.NoError(t, err, "%q", wire)
		assert.Equal(t, d.m.Kind(), got.Kind())
		assert.Equal(t, asJSON(t, d.m), asJSON(t, got))

		clone := Clone(got)
		for i := range line {
			line[i] = '#'
		}
		assert.Equal(t, asJSON(t, d.m), asJSON(t, clone), "a clone aliases nothing")

		built := Protocol.New(d.from, d.m.Kind())
		require.NoError(t, json.Unmarshal([]byte(asJSON(t, d.m)), built))
		again, err := built.Append(nil)
		require.NoError(t, err)
		assert.Equal(t, string(wire), string(again), "JSON carries all of it")
	})
}

// TestAnySegmentation checks that a stream means the same however it is cut, to the
// reader and to the decoder.
func TestAnySegmentation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var stream []byte
		var want []string
		ends := rapid.SampledFrom([]string{"\n", "\r\n", "\r"})
		for range rapid.IntRange(0, 8).Draw(t, "messages") {
			d := draw(t)
			if d.from != codec.Engine || d.version != 3 {
				continue
			}
			b, err := d.m.Append(nil)
			require.NoError(t, err)
			stream = append(append(stream, b[:len(b)-1]...), ends.Draw(t, "end")...)
			want = append(want, string(b))
		}
		o := codec.Options{Accept: AllRules}

		dec := Protocol.Decoder(o)
		var got []string
		for pos, end := 0, 0; pos < len(stream); {
			p, n, err := dec.Consume(codec.Engine, stream[pos:end], end == len(stream))
			require.NoError(t, err)
			if n == 0 {
				require.Less(t, end, len(stream))
				end = rapid.IntRange(end+1, len(stream)).Draw(t, "cut")
				continue
			}
			require.NoError(t, p.Err)
			require.Equal(t, int64(pos), p.Offset)
			require.Equal(t, stream[pos:pos+n], p.Raw)
			pos += n
			if p.Kind() != kindEmpty {
				b, err := p.Message.Append(nil)
				require.NoError(t, err)
				got = append(got, string(b))
			}
		}
		if want == nil {
			want = got
		}
		// PROTOCOL lines that were drawn change how the decoder reads the rest.
		if !bytes.Contains(stream, []byte("PROTOCOL")) {
			assert.Equal(t, want, got)
		}

		for _, r := range []*Reader{
			NewReader(bytes.NewReader(stream), codec.Engine, &o),
			NewReader(iotest.OneByteReader(bytes.NewReader(stream)), codec.Engine, &o),
			NewReader(iotest.DataErrReader(iotest.HalfReader(bytes.NewReader(stream))), codec.Engine, &o),
		} {
			var got []string
			for range want {
				m, err := r.Next()
				require.NoError(t, err)
				b, err := m.Append(nil)
				require.NoError(t, err)
				got = append(got, string(b))
			}
			assert.Equal(t, want, got)
		}
	})
}

// judge checks what must hold for any line at all: no panic, errors that say where,
// and what is taken without a rule comes back byte for byte.
func judge(t require.TestingT, from codec.Party, v int, line []byte) {
	for _, accept := range []codec.RuleSet{0, Lenient, AllRules} {
		rules := 0
		o := &codec.Options{Version: v, Accept: accept, Report: func(u codec.Use) {
			rules++
			require.True(t, accept.Has(u.Rule))
			require.True(t, 0 <= u.Offset && u.Offset <= int64(len(line)), "%q: rule at %d", line, u.Offset)
		}}
		m, err := Decode(from, line, o)
		if err != nil {
			var e *codec.Error
			require.True(t, errors.As(err, &e), "%T", err)
			require.True(t, 0 <= e.Offset && e.Offset <= int64(len(line)), "%q: error at %d", line, e.Offset)
			require.Equal(t, e.Code == codec.NonCanonical, e.Rule != nil)
			require.False(t, accept == AllRules && e.Rule != nil, "%q: all rules and yet %v", line, err)
			continue
		}
		wire, err := m.Append(nil)
		require.NoError(t, err, "%q: read and cannot be written", line)
		if _, ok := m.(*Empty); ok {
			continue
		}
		if rules == 0 {
			require.Equal(t, string(line)+"\n", string(wire))
			continue
		}
		// With rules the canonical form is strict, in the version that it is of.
		again, err := Decode(from, wire[:len(wire)-1], &codec.Options{Version: versionOf(m, v)})
		require.NoError(t, err, "%q became %q", line, wire)
		require.Equal(t, asJSON(t, m), asJSON(t, again), "%q became %q", line, wire)
	}
}

// versionOf is the version of a message's form, v if it is in all.
func versionOf(m Message, v int) int {
	switch m := m.(type) {
	case *Status:
		return m.Version
	case *FileStart:
		return m.Version
	case *FilesDone:
		return m.Version
	case *PeerStart:
		return m.Version
	case *PeersDone:
		return m.Version
	case *Config:
		return m.Version
	case *ConfigStart, *ConfigDone:
		return 3
	}
	return v
}

// TestEveryChangeOfAByte cuts and changes lines at every byte.
func TestEveryChangeOfAByte(t *testing.T) {
	lines := map[codec.Party][]string{
		codec.Engine: {
			"PROTOCOL 0003", "AUTH pass word", "CTORRENT -CD0303-0xE701 1 22 a b.torrent", "CTBW 1,2 -3,4", "CTINFO 2 a b",
			"CTSTATUS 0:-1/2:3/4 5/6/7 8,9 1234567890,11 12,13 14", "CTSTATUS 1/2 3/4/5 6,7 8,9 10,11", "CTDETAIL 1 2 3 4",
			"CTFILES", "CTFILESTART", "CTFDONE", "CTFILE 1 2 3 4 5 6 7 a b", "CTPEERS", "CTPEERSDONE",
			"CTPEER -CD0303-0xE701 127.0.0.1 UiCn 1 2 3 4 5", "CTCONFIGSTART", "CTCONFIG a.b I 1-2 1:a 2:b: 0:",
			"CTCONFIG 0 1 0.5 100 1 0 4 0", "CTCONFIG 0 1 0.5 100 1 0 0 0 1",
		},
		codec.Controller: {
			"PROTOCOL 0001", "SENDSTATUS", "CTQUIT", "SETDLIMIT 2147483647", "SETULIMIT 0", "CTCONFIG pause 1",
			"CTCONFIG . 1.5 . 100 . . . 1", "CTCONFIG . 1.5 . 100 . . 0 . 1", "ERROR a b",
		},
	}
	for from, list := range lines {
		for _, line := range list {
			for v := 1; v <= 3; v++ {
				for i := range len(line) + 1 {
					judge(t, from, v, []byte(line[:i]))
					for _, c := range []byte("\x00\t\r\n ,.:/-+09AZaz\x7f\xff") {
						judge(t, from, v, []byte(line[:i]+string(rune(c))+line[i:]))
						if i < len(line) {
							b := []byte(line)
							b[i] = c
							judge(t, from, v, b)
						}
					}
				}
			}
		}
	}
}
