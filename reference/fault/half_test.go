package fault_test

import (
	"context"
	"io"
	"net"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/ts"
	"enginespec/conformance/memnet"
	"enginespec/reference/fault"
)

// Who has said all, and closes his direction as nc -N does, is still answered behind a
// lie; and who is answered may go on when the other closes his.
func TestHalfClose(t *testing.T) {
	memory := new(memnet.Network)
	dialer := new(net.Dialer)
	for _, c := range []struct {
		network, addr string
		listen        func(network, addr string) (net.Listener, error)
		dial          func(ctx context.Context, network, addr string) (net.Conn, error)
	}{
		{"tcp", "127.0.0.1:0", net.Listen, dialer.DialContext},
		{"unix", filepath.Join(t.TempDir(), "s"), net.Listen, dialer.DialContext},
		{"mem", "127.0.0.1:0", func(_, addr string) (net.Listener, error) { return memory.Listen(addr) }, memory.DialContext},
	} {
		for name, first := range map[string]codec.Party{"controller first": codec.Controller, "engine first": codec.Engine} {
			t.Run(c.network+"/"+name, func(t *testing.T) {
				l, err := c.listen(c.network, c.addr)
				require.NoError(t, err)
				defer l.Close()
				lied := fault.Listener(l, ts.Protocol, &fault.Fault{Party: codec.Engine, Lie: fault.Drop("INFO")}, fault.NewShared(1), lenient)
				controller, err := c.dial(t.Context(), c.network, l.Addr().String())
				require.NoError(t, err)
				defer controller.Close()
				engine, err := lied.Accept()
				require.NoError(t, err)
				defer engine.Close()

				const asks, says, hears = "STATUS\r\nREADY\r\n", "INFO 1;x\r\nAUTH 0\r\n", "AUTH 0\r\n"
				if first == codec.Controller {
					assert.Equal(t, asks, hand(t, controller, engine, asks))
					assert.Equal(t, hears, hand(t, engine, controller, says))
				} else {
					assert.Equal(t, hears, hand(t, engine, controller, says))
					assert.Equal(t, asks, hand(t, controller, engine, asks))
				}
			})
		}
	}
}

// hand writes all that from says, closes its direction, and returns what came of it.
func hand(t *testing.T, from, to net.Conn, all string) string {
	t.Helper()
	got := make(chan string, 1)
	go func() {
		b, err := io.ReadAll(to)
		assert.NoError(t, err)
		got <- string(b)
	}()
	_, err := io.WriteString(from, all)
	require.NoError(t, err)
	require.NoError(t, from.(interface{ CloseWrite() error }).CloseWrite())
	return <-got
}

// A party that ended its direction and then went away is not written to for ever.
func TestGoneBehindItsFin(t *testing.T) {
	lying(t, codec.Engine, nil, func(t *testing.T, engine, controller *end) {
		require.NoError(t, controller.Conn.(interface{ CloseWrite() error }).CloseWrite())
		assert.Equal(t, io.EOF, engine.ended())
		controller.Close()
		engine.say(t, "AUTH 0\r\n")
		_, err := engine.Write([]byte("SHUTDOWN\r\n"))
		assert.Error(t, err)
	})
}
