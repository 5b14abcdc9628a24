package media_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"enginespec/reference/media"
)

func TestRevokeCutsTransfers(t *testing.T) {
	h := open(t, media.Options{FirstByte: time.Millisecond}, 0, size)
	l, other := h.publish(), h.publish()
	waits := h.request("GET", l.Path)
	ranges := h.request("GET", l.Path, "Range", "bytes=0-9,100-")
	goes := h.request("GET", other.Path)
	l.Revoke()
	l.Revoke()
	for _, r := range []*http.Response{waits, ranges} {
		_, err := io.ReadAll(r.Body)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	}
	require.Equal(t, http.StatusGone, h.request("GET", l.Path).StatusCode)
	require.Equal(t, http.StatusGone, h.request("GET", l.Playlist).StatusCode)
	h.limit(-1)
	require.Equal(t, h.x.Content, body(t, goes), "the other link goes on")
}

func TestRevokeCutsABlockedWrite(t *testing.T) {
	h := open(t, media.Options{Transfers: 1}, -1, 16<<20)
	h.complete()
	l, other := h.publish(), h.publish()
	stalled := h.stalled(l.Path)
	require.Equal(t, http.StatusServiceUnavailable, h.request("HEAD", other.Path).StatusCode)
	l.Revoke()
	require.Eventually(t, func() bool { return h.request("HEAD", other.Path).StatusCode == http.StatusOK },
		30*time.Second, time.Millisecond, "the write goes on blocking")
	h.cut(stalled)
}

func TestStalledClientHurtsNobody(t *testing.T) {
	h := open(t, media.Options{}, -1, 16<<20)
	l := h.publish()
	h.stalled(l.Path)
	require.Len(t, body(t, h.request("GET", l.Path)), 16<<20)
	h.complete()
}

func TestTransfersAreBounded(t *testing.T) {
	h := open(t, media.Options{Transfers: 1, FirstByte: time.Millisecond}, 0, size)
	l := h.publish()
	first := h.request("GET", l.Path)
	resp := h.request("GET", l.Path)
	require.Equal(t, http.StatusServiceUnavailable, resp.StatusCode)
	require.Equal(t, "1", resp.Header.Get("Retry-After"))
	h.limit(-1)
	require.Len(t, body(t, first), size)
	h.srv.Close()
	require.Equal(t, http.StatusGone, h.request("GET", l.Path).StatusCode)
	require.Equal(t, http.StatusNotFound, h.request("GET", h.publish().Path).StatusCode)
}

// stalled asks for a path, takes the first bytes and then no more.
func (h *theatre) stalled(path string) net.Conn {
	c, err := new(net.Dialer).DialContext(h.Context(), "tcp", h.http.Listener.Addr().String())
	require.NoError(h, err)
	h.Cleanup(func() { c.Close() })
	_, err = io.WriteString(c, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n")
	require.NoError(h, err)
	_, err = io.ReadFull(c, make([]byte, 1<<10))
	require.NoError(h, err)
	return c
}

// cut reads what was on the way and expects the connection's end before the file's.
func (h *theatre) cut(c net.Conn) {
	require.NoError(h, c.SetReadDeadline(time.Now().Add(30*time.Second)))
	n, err := io.Copy(io.Discard, c)
	require.False(h, errors.Is(err, context.DeadlineExceeded), "%v", err)
	require.Less(h, n, int64(16<<20)-1<<10)
}
