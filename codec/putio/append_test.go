package putio

import (
	"testing"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"pgregory.net/rapid"
)

// What is copied as it is, is what the library would write, and nothing else is.
func TestTextAsItIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Long enough for whole words of eight bytes, of bytes near every border.
		b := rapid.SliceOfN(rapid.SampledFrom([]byte("a\x00\x01\x1f !\"#[\\]~\x7f\x80\xc3\xa9\xff")), 0, 20).Draw(t, "bytes")
		for _, s := range []string{string(b), rapid.String().Draw(t, "text")} {
			want := false
			if utf8.ValidString(s) {
				q, err := jsontext.AppendQuote(nil, s)
				want = err == nil && string(q) == `"`+s+`"`
			}
			if asItIs(s) != want {
				t.Fatalf("%q: %v, expected %v", s, !want, want)
			}
		}
	})
}
