package ctcs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	wire "enginespec/codec/ctcs"
	"enginespec/conformance/memnet"
	"enginespec/corpus"
	"enginespec/reference/ctcs"
	"enginespec/reference/ctcs/bundle"
	"enginespec/reference/engine/sim"
)

// seeds are what each party wrote in the recordings.
func seeds(f *testing.F, from codec.Party) {
	all, err := corpus.Sessions("ctcs")
	require.NoError(f, err)
	for _, s := range all {
		for c := 1; c <= s.Conns(); c++ {
			f.Add(s.Stream(c, from))
		}
	}
}

// FuzzServer: whatever an engine says, the server lives, says only what the protocol
// knows, and has a model that can be shown.
func FuzzServer(f *testing.F) {
	seeds(f, codec.Engine)
	f.Add([]byte("PROTOCOL 0003\nCTORRENT a 9223372036854775807 9223372036854775807 \x1b\n"))
	f.Add([]byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := ctcs.New(ctcs.Options{Interval: -1, DownLimit: 1000})
		require.NoError(t, err)
		defer s.Close()
		ours, theirs := memnet.Pipe()
		require.True(t, s.Handle(theirs))
		exchange(t, ours, b, codec.Controller)
		st := s.State()
		out, err := json.Marshal(st)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(out, &st))
		require.LessOrEqual(t, len(st.Torrents), 1)
	})
}

// FuzzEngine: whatever a server says, the engine lives, says only what the protocol
// knows, and its settings stay in range.
func FuzzEngine(f *testing.F) {
	seeds(f, codec.Controller)
	f.Add([]byte("PROTOCOL 0001\nCTCONFIG . . . 60 . 9 . 1 .\nSENDCONF\nCTRESTART\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		ours, theirs := memnet.Pipe()
		dialed := false
		e, err := bundle.Start(t.Context(), bundle.Options{Server: serverAddr, Fixture: "nomedia", Sim: sim.Options{Swarm: sim.Swarm{Seeds: -1}},
			Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
				if dialed {
					return nil, io.ErrClosedPipe
				}
				dialed = true
				return theirs, nil
			}})
		require.NoError(t, err)
		defer e.Close()
		exchange(t, ours, b, codec.Engine)
		set := e.Engine.Snapshot().Settings
		require.True(t, set.MaxPeers >= 20 && set.MaxPeers <= 1000, set)
		require.True(t, set.Down != 0 || set.Up == 0, "paused in both directions or in none")
	})
}

// exchange writes b, reads to the end, and wants each line to be one of the protocol, or
// all to be HTTP.
func exchange(t *testing.T, conn net.Conn, b []byte, from codec.Party) {
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	go func() {
		conn.Write(b)
		conn.(interface{ CloseWrite() error }).CloseWrite()
	}()
	got, err := io.ReadAll(conn) // a reset is an end too
	conn.Close()
	require.NotErrorIs(t, err, os.ErrDeadlineExceeded, "the connection has no end: %.100q", got)
	if len(got) > 5 && string(got[:5]) == "HTTP/" {
		return
	}
	for version, good := 3, false; !good; version-- {
		require.Positive(t, version, "%q", got)
		good = clean(got, from, version)
	}
}

// clean reports whether all lines can be read strictly, in a version and those below.
func clean(b []byte, from codec.Party, version int) bool {
	d := wire.Protocol.Decoder(codec.Options{Version: version, Accept: codec.Accept(wire.OlderForm, wire.NewerForm)})
	for len(b) > 0 {
		p, n, err := d.Consume(from, b, false)
		if err != nil || n == 0 {
			return err == nil // what is cut is cut
		}
		if _, unknown := p.Message.(*wire.Unknown); unknown || p.Err != nil && !bytes.HasPrefix(p.Raw, []byte("CTFILE")) {
			return false
		}
		b = b[n:]
	}
	return true
}
