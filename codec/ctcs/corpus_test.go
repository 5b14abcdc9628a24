package ctcs_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/ctcs"
	"enginespec/corpus"
	"enginespec/corpus/corpustest"
)

func TestCorpus(t *testing.T) { corpustest.Run(t, ctcs.Protocol) }

// TestSessions reads what real programs said, strictly: they need no leniency.
func TestSessions(t *testing.T) {
	sessions, err := corpus.Sessions("ctcs")
	require.NoError(t, err)
	lines := 0
	for _, s := range sessions {
		for conn := 1; conn <= s.Conns(); conn++ {
			d := ctcs.Protocol.Decoder(codec.Options{Version: s.Version})
			for _, e := range s.Entries {
				for b := []byte(e.Bytes); e.Conn == conn && len(b) > 0; {
					p, n, err := d.Consume(e.From, b, true)
					require.NoError(t, err)
					require.NoError(t, p.Err, "%s: %q", s.ID, b)
					assert.Empty(t, p.Rules)
					assert.NotContains(t, []string{"(empty)", "(blank)"}, p.Kind())
					assert.NotNil(t, ctcs.Protocol.New(e.From, p.Kind()))
					_, unknown := p.Message.(*ctcs.Unknown)
					assert.False(t, unknown, "%q", b)
					out, err := p.Message.Append(nil)
					require.NoError(t, err)
					assert.Equal(t, string(b[:n]), string(out), s.ID)
					b = b[n:]
					lines++
				}
			}
		}
	}
	assert.Greater(t, lines, 400)
}

// TestSessionsByReader reads each direction by itself, in the version of the session,
// as a program that was told it would.
func TestSessionsByReader(t *testing.T) {
	sessions, err := corpus.Sessions("ctcs")
	require.NoError(t, err)
	for _, s := range sessions {
		for conn := 1; conn <= s.Conns(); conn++ {
			for _, from := range []codec.Party{codec.Engine, codec.Controller} {
				stream := s.Stream(conn, from)
				// The first CTSTATUS is of the engine's highest version (CTCS-036).
				r := ctcs.NewReader(bytes.NewReader(stream), from, &codec.Options{Version: s.Version, Accept: codec.Accept(ctcs.NewerForm)})
				var out []byte
				for r.Offset() < int64(len(stream)) {
					m, err := r.Next()
					require.NoError(t, err, s.ID)
					out, err = m.Append(out)
					require.NoError(t, err)
				}
				assert.Equal(t, string(stream), string(out), s.ID)
			}
		}
	}
}
