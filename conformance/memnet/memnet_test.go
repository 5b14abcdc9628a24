package memnet_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/conformance/memnet"
)

func TestDialReachesAListener(t *testing.T) {
	var n memnet.Network
	l, err := n.Listen("127.0.0.1:0")
	require.NoError(t, err)
	_, err = n.Listen(l.Addr().String())
	assert.ErrorIs(t, err, syscall.EADDRINUSE)
	_, err = n.Listen("no port")
	assert.Error(t, err)

	c, err := n.DialContext(t.Context(), "tcp", l.Addr().String())
	require.NoError(t, err)
	s, err := l.Accept()
	require.NoError(t, err)
	assert.Equal(t, l.Addr().String(), c.RemoteAddr().String())
	assert.Equal(t, c.LocalAddr().String(), s.RemoteAddr().String())

	unaccepted, err := n.DialContext(t.Context(), "tcp", l.Addr().String())
	require.NoError(t, err)
	require.NoError(t, l.Close())
	_, err = unaccepted.Read(make([]byte, 1))
	assert.Error(t, err)
	_, err = l.Accept()
	assert.ErrorIs(t, err, net.ErrClosed)
	_, err = n.DialContext(t.Context(), "tcp", l.Addr().String())
	assert.ErrorIs(t, err, syscall.ECONNREFUSED)
}

// A read returns at most what one write wrote, so that cuts stay visible.
func TestWritesKeepTheirBorders(t *testing.T) {
	a, b := memnet.Pipe()
	a.Write([]byte("one"))
	a.Write([]byte("two"))
	buf := make([]byte, 10)
	n, _ := b.Read(buf)
	assert.Equal(t, "one", string(buf[:n]))
	n, _ = b.Read(buf[:2])
	assert.Equal(t, "tw", string(buf[:n]))
	n, _ = b.Read(buf)
	assert.Equal(t, "o", string(buf[:n]))
}

// The three ends of a connection, as TCP shows them.
func TestEnds(t *testing.T) {
	buf := make([]byte, 10)
	a, b := memnet.Pipe()
	a.Write([]byte("last words"))
	a.Close()
	n, err := b.Read(buf)
	require.NoError(t, err)
	assert.Equal(t, "last words", string(buf[:n]), "what was written before a close arrives")
	_, err = b.Read(buf)
	assert.Equal(t, io.EOF, err)
	_, err = b.Write(buf)
	assert.ErrorIs(t, err, syscall.EPIPE)
	_, err = a.Read(buf)
	assert.ErrorIs(t, err, net.ErrClosed)
	assert.ErrorIs(t, a.Close(), net.ErrClosed)

	a, b = memnet.Pipe()
	b.Write([]byte("unread"))
	a.Close()
	_, err = b.Read(buf)
	assert.ErrorIs(t, err, syscall.ECONNRESET, "a close with unread input resets")

	a, b = memnet.Pipe()
	a.Write([]byte("lost"))
	a.(interface{ SetLinger(int) error }).SetLinger(0)
	a.Close()
	_, err = b.Read(buf)
	assert.ErrorIs(t, err, syscall.ECONNRESET, "no linger resets and loses what was written")

	a, b = memnet.Pipe()
	a.(interface{ CloseWrite() error }).CloseWrite()
	_, err = b.Read(buf)
	assert.Equal(t, io.EOF, err)
	b.Write([]byte("still"))
	n, err = a.Read(buf)
	require.NoError(t, err)
	assert.Equal(t, "still", string(buf[:n]), "a half-closed connection reads on")
}

func TestDeadlinesAreVirtual(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := memnet.Pipe()
		defer a.Close()
		defer b.Close()
		began := time.Now()
		a.SetReadDeadline(began.Add(time.Hour))
		_, err := a.Read(make([]byte, 1))
		assert.True(t, errors.Is(err, os.ErrDeadlineExceeded))
		assert.Equal(t, time.Hour, time.Since(began))
		var ne net.Error
		require.ErrorAs(t, err, &ne)
		assert.True(t, ne.Timeout())

		a.SetReadDeadline(time.Time{}) // again without end
		time.AfterFunc(time.Minute, func() { b.Write([]byte("x")) })
		_, err = a.Read(make([]byte, 1))
		assert.NoError(t, err)

		a.SetWriteDeadline(time.Now().Add(time.Second))
		for err = nil; err == nil; { // nobody reads
			_, err = a.Write(make([]byte, 64<<10))
		}
		assert.ErrorIs(t, err, os.ErrDeadlineExceeded)
	})
}

func TestDialGivesUp(t *testing.T) {
	var n memnet.Network
	l, err := n.Listen("127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	for range 1000 {
		if _, last = n.DialContext(ctx, "", l.Addr().String()); last != nil {
			break
		}
		cancel() // the queue fills up, then the context decides
	}
	assert.ErrorIs(t, last, context.Canceled)
}
