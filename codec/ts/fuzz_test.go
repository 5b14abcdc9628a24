package ts

import (
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
)

func fuzz(f *testing.F, from codec.Party) {
	for _, line := range clean[from] {
		f.Add([]byte(line + "\r\n"))
	}
	for _, d := range departures {
		if d.from == from {
			f.Add([]byte(d.line + "\r\n"))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, o := range readings {
			if o == nil {
				o = &codec.Options{}
			}
			d := Protocol.Decoder(*o)
			for rest := b; len(rest) > 0; {
				p, n, err := d.Consume(from, rest, true)
				if err != nil {
					require.ErrorIs(t, err, codec.Limit)
					break
				}
				require.Positive(t, n, "nothing was consumed of a final %q", rest)
				require.Equal(t, rest[:n], p.Raw)
				require.Equal(t, p.Err == nil, p.Message != nil)
				rest = rest[n:]
				line := p.Raw
				if k := len(line) - 2; k >= 0 && string(line[k:]) == "\r\n" {
					survive(t, from, line[:k], o)
				}
			}
		}
	})
}

// FuzzEngine reads what an engine writes.
func FuzzEngine(f *testing.F) { fuzz(f, codec.Engine) }

// FuzzController reads what a controller writes.
func FuzzController(f *testing.F) { fuzz(f, codec.Controller) }
