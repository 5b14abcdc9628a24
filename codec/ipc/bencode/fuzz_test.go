package bencode_test

import (
	"bytes"
	"testing"

	witness "github.com/anacrolix/torrent/bencode"

	"enginespec/codec"
	"enginespec/codec/ipc/bencode"
)

// FuzzValid: what is valid here the witness reads and writes back byte by byte;
// what it would write is valid here. Departures are refused within the input.
func FuzzValid(f *testing.F) {
	for _, c := range malformed {
		if len(c.in) < 1000 {
			f.Add([]byte(c.in))
		}
	}
	for _, s := range []string{
		"d7:versiond5:label4:test3:maxi2e3:mini1eee", "l5:startli3ei8ei6eei15ee", "d1:cd1:zi1e1:ai1ee1:ai0ee",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		err := bencode.Valid(b, nil, nil)
		if e, ok := err.(*codec.Error); ok && (e.Offset < 0 || e.Offset > int64(len(b))) {
			t.Fatalf("offset %d is outside the %d bytes", e.Offset, len(b))
		}
		all := &codec.Options{Accept: ^codec.RuleSet(0)}
		if lenient := bencode.Valid(b, all, &rules); err == nil && lenient != nil {
			t.Fatalf("accepted strictly, refused leniently: %v", lenient)
		}
		if err != nil {
			return
		}
		var v any
		if werr := witness.Unmarshal(b, &v); werr != nil {
			t.Fatalf("the witness refuses: %v", werr)
		}
		again, werr := witness.Marshal(v)
		if werr != nil || !bytes.Equal(again, b) {
			t.Fatalf("the witness writes %q: %v", again, werr)
		}
	})
}
