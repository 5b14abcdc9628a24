package ipc_test

import (
	"errors"
	"io"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	wire "enginespec/codec/ipc"
	"enginespec/conformance/memnet"
	"enginespec/corpus"
	"enginespec/reference/engine"
	"enginespec/reference/engine/sim"
	"enginespec/reference/ipc"
)

// FuzzServer sends any bytes to a daemon. It must end the session or wait for more,
// every reply must be strictly right and have a tag that was sent or none, and the next
// client must be served.
func FuzzServer(f *testing.F) {
	hello := frame(goodHello)
	f.Add([]byte(hello + frame("l4:noop0:i5ee")))
	f.Add([]byte(hello + frame("l12:get-info-alll4:hashei9223372036854775807ee") + frame("l5:startli1ei2eei3ee")))
	f.Add([]byte(hello + frame("l16:addfile-detailedd4:data1:x9:autostarti1eei3ee")))
	f.Add([]byte(frame("d7:versiond3:maxi1e3:mini1eee") + frame("d8:addfilesl1:xe4:porti1ee")))
	all, err := corpus.Sessions("ipc")
	require.NoError(f, err)
	for _, s := range all {
		for conn := 1; conn <= s.Conns(); conn += 4 {
			f.Add(s.Stream(conn, 2))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		core, err := sim.New(sim.Options{Clock: engine.NewClock(100)})
		require.NoError(t, err)
		defer core.Close()
		s, err := ipc.New(ipc.Options{Engine: core, ReadFile: func(string) ([]byte, error) { return corpus.Fixtures()[0].Metainfo(), nil }})
		require.NoError(t, err)
		defer s.Close()
		ours, theirs := memnet.Pipe()
		require.True(t, s.Handle(theirs))
		go func(first net.Conn) { // it may come late, when ours is the next client's
			first.Write(b)
			first.(interface{ CloseWrite() error }).CloseWrite()
		}(ours)
		k := newTalk(t, ours)
		k.hello()
		for {
			ours.SetReadDeadline(time.Now().Add(10 * time.Second))
			var m wire.Message
			if err := k.r.Next(&m); err != nil {
				// Who closes with input unread resets the connection.
				require.True(t, errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET), "%v", err)
				break
			}
			if m.IsOutcome() {
				require.Positive(t, m.Tag)
			}
		}
		ours.Close()
		select {
		case <-s.Done():
			return // it said quit
		default:
		}
		ours, theirs = memnet.Pipe()
		require.True(t, s.Handle(theirs))
		k = newTalk(t, ours)
		k.greet(1, 2)
		k.fence()
		ours.Close()
	})
}
