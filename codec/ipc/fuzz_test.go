package ipc_test

import (
	"errors"
	"testing"

	witness "github.com/anacrolix/torrent/bencode"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/ipc"
	"enginespec/codec/ipc/bencode"
	"enginespec/corpus/corpustest"
)

// FuzzDecoder: whatever the bytes, a decoder ends, refuses within the input, and
// what it takes it can write, read again and put into JSON.
func FuzzDecoder(f *testing.F) {
	corpustest.Each(f, "ipc", func(_ codec.Party, b []byte) {
		for version := range uint8(3) {
			f.Add(b, version, version == 2)
		}
	})
	f.Fuzz(func(t *testing.T, b []byte, version uint8, lenient bool) {
		o := codec.Options{Version: int(version % 3)}
		if lenient {
			o.Accept = codec.Accept(ipc.Rules()...)
		}
		d := ipc.Protocol.Decoder(o)
		for from := codec.Engine; len(b) > 0; from = from.Other() {
			p, n, err := d.Consume(from, b, true)
			var e *codec.Error
			if errors.As(errors.Join(err, p.Err), &e) && (e.Offset < 0 || e.Offset > int64(len(b))) {
				t.Fatalf("offset %d is outside the %d bytes", e.Offset, len(b))
			}
			if err != nil {
				return
			}
			if p.Message != nil {
				written(t, p.Message)
			}
			if p.Message != nil && len(p.Rules) == 0 {
				agreed(t, p.Message, p.Raw)
			}
			b = b[n:]
		}
	})
}

// agreed compares a message that needed no rule with what the witness makes of it.
// The witness refuses keys out of order, so it gets the message as written.
func agreed(t *testing.T, m codec.Message, raw []byte) {
	b, err := m.Append(nil)
	if err != nil || len(b) != len(raw) {
		t.Fatalf("%q (%v) is not as long as %q", b, err, raw)
	}
	if bencode.Valid(raw[ipc.HeaderLen:], nil, nil) != nil {
		return
	}
	var v any
	if err := witness.Unmarshal(raw[ipc.HeaderLen:], &v); err != nil {
		t.Fatalf("the witness refuses %q: %v", raw, err)
	}
	if w, err := witness.Marshal(v); err != nil || string(w) != string(b[ipc.HeaderLen:]) {
		t.Fatalf("the witness writes %q (%v), not %q", w, err, b[ipc.HeaderLen:])
	}
}

func written(t *testing.T, m codec.Message) {
	b, err := m.Append(nil)
	if err != nil {
		// A key twice, and other things that some rule let in, have no canonical form.
		return
	}
	j, err := m.(interface{ MarshalJSON() ([]byte, error) }).MarshalJSON()
	require.NoError(t, err)
	back := ipc.Protocol.New(codec.Engine, m.Kind())
	if back == nil {
		return
	}
	require.NoError(t, back.(interface{ UnmarshalJSON([]byte) error }).UnmarshalJSON(j), "%s", j)
	again, err := back.Append(nil)
	require.NoError(t, err)
	require.Equal(t, string(b), string(again))
	require.NotEmpty(t, m.String())
}
