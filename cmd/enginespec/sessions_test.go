package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/corpus"
)

// Every message of every recorded session is read, and what took no leniency comes out
// of encode as it went in. In put.io's JSON, members and spaces may stand anywhere.
func TestDecodeSessions(t *testing.T) {
	for _, p := range protocols() {
		sessions, err := corpus.Sessions(p.Name())
		require.NoError(t, err)
		for _, s := range sessions {
			for conn := 1; conn <= s.Conns(); conn++ {
				for _, from := range []codec.Party{codec.Engine, codec.Controller} {
					t.Run(fmt.Sprintf("%s/%d/%s", s.ID, conn, from), func(t *testing.T) { readsAll(t, p, &s, conn, from) })
				}
			}
		}
	}
}

func readsAll(t *testing.T, p *protocol, s *corpus.Session, conn int, from codec.Party) {
	stream := s.Stream(conn, from)
	var out, back bytes.Buffer
	a := &app{protocols: []*protocol{p}, stdin: bytes.NewReader(stream), stdout: &out}
	f := decodeFlags{proto: p.Name(), from: from.String(), version: s.Version, json: true}
	require.NoError(t, a.decode(&f, nil), "%s", &out)
	if len(stream) > 0 {
		assert.NotZero(t, out.Len())
	}
	if p.Name() == "putio" || strings.Contains(out.String(), `"rules":`) {
		return
	}
	a.stdin, a.stdout = &out, &back
	require.NoError(t, a.encode(p, 0, nil))
	assert.Equal(t, string(stream), back.String())
}
