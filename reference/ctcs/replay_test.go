package ctcs_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"enginespec/codec"
	wire "enginespec/codec/ctcs"
	"enginespec/corpus"
	"enginespec/reference/ctcs"
	"enginespec/reference/ctcs/bundle"
)

// TestReplayEngines: what the real engine said in each recording is understood to the
// last line, and in the model.
func TestReplayEngines(t *testing.T) {
	all, err := corpus.Sessions("ctcs")
	require.NoError(t, err)
	for _, rec := range all {
		t.Run(rec.ID, func(t *testing.T) {
			for c := 1; c <= rec.Conns(); c++ {
				o := ctcs.Options{Interval: -1, Version: wire.Highest}
				if v := rec.Version; v > 0 {
					o.Version = v
				}
				withServer(t, bundle.ServerOptions{Server: o}, func(t *testing.T, s *office) {
					k := s.dial()
					go k.quiet(1 << 40) // our questions; the recording has its own
					k.raw(string(rec.Stream(c, codec.Engine)))
					m := s.settled()[0]
					require.Zero(t, m.Dropped, m.Why)
					require.NotNil(t, m.Status)
					require.Equal(t, o.Version, m.Version)
					last := lastOf[*wire.Status](rec.Stream(c, codec.Engine), o.Version)
					require.Equal(t, last.DLTotal, m.Status.DLTotal)
					if d := lastOf[*wire.Detail](rec.Stream(c, codec.Engine), o.Version); d != nil {
						require.Equal(t, d.TorrentSize, m.Detail.TorrentSize)
						require.Len(t, m.Files, filesOf(rec.Stream(c, codec.Engine)))
					}
					k.conn.Close()
				})
			}
		})
	}
}

// lastOf is the last message of a type in what an engine wrote.
func lastOf[M wire.Message](stream []byte, version int) (last M) {
	d := wire.Protocol.Decoder(codec.Options{Accept: wire.Lenient, Version: max(version, 3)})
	for len(stream) > 0 {
		p, n, err := d.Consume(codec.Engine, stream, true)
		if err != nil || n == 0 {
			return last
		}
		if m, ok := p.Message.(M); ok {
			last = m
		}
		stream = stream[n:]
	}
	return last
}

// filesOf is how many files the last block of an engine lists.
func filesOf(stream []byte) int {
	at := max(bytes.LastIndex(stream, []byte("\nCTFILESTART\n")), bytes.LastIndex(stream, []byte("\nCTFILES\n")))
	if at < 0 {
		return 0
	}
	return bytes.Count(stream[at:], []byte("\nCTFILE "))
}

// TestReplayControllers: what the servers said on each connection of each recording is
// obeyed by an engine that lives, in the version that they agreed on.
func TestReplayControllers(t *testing.T) {
	all, err := corpus.Sessions("ctcs")
	require.NoError(t, err)
	for _, rec := range all {
		for c := 1; c <= rec.Conns(); c++ {
			t.Run(fmt.Sprint(rec.ID, " ", c), func(t *testing.T) {
				withEngine(t, bundle.Options{Fixture: "big"}, func(t *testing.T, s *stand) { obeys(t, s, &rec, c) })
			})
		}
	}
}

func obeys(t *testing.T, s *stand, rec *corpus.Session, conn int) {
	k := s.accept()
	k.until("CTSTATUS")
	go k.quiet(1 << 40)
	for _, e := range rec.Entries {
		if e.Conn == conn && e.From == codec.Controller {
			k.raw(strings.ReplaceAll(string(e.Bytes), "CTQUIT\n", ""))
		}
	}
	synctest.Wait()
	require.NotEmpty(t, s.b.Engine.Snapshot().Torrents)
	select {
	case <-s.b.Done():
		require.Fail(t, "the engine ended", "%v", s.b.Wait())
	default:
	}
	k.conn.Close()
	k = s.accept()
	require.Equal(t, "PROTOCOL 0003", k.next())
}
