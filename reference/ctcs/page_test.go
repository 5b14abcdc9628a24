package ctcs_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/reference/ctcs"
	"enginespec/reference/ctcs/bundle"
)

// get is a browser that writes a request by hand.
func (s *office) get(t *testing.T, request string) (*http.Response, string) {
	t.Helper()
	k := s.dial()
	k.raw(request)
	resp, err := http.ReadResponse(bufio.NewReader(k.conn), nil)
	require.NoError(t, err)
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	k.conn.Close()
	return resp, string(b)
}

func TestPage(t *testing.T) {
	withServer(t, bundle.ServerOptions{Server: ctcs.Options{DownLimit: 51200}}, func(t *testing.T, s *office) {
		k := s.dial()
		k.send("PROTOCOL 0003", `CTORRENT "><script> 1 1 <script>alert(1)</script>`, "CTSTATUS 0:0/0:0/0 1/2/1 0,0 0,0 51200,0 0", `CTINFO 1 <img src=x onerror="1">`)
		s.settled()
		resp, body := s.get(t, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
		require.Equal(t, 200, resp.StatusCode)
		require.Contains(t, resp.Header.Get("Content-Security-Policy"), "default-src 'none'")
		require.NotContains(t, body, "<script>")
		require.NotContains(t, body, "<img")
		require.Contains(t, body, "&lt;script&gt;alert(1)&lt;/script&gt;")
		require.Contains(t, body, "50.0 KiB/s")
		resp, body = s.get(t, "GET /state.json HTTP/1.0\n\n")
		require.Equal(t, 200, resp.StatusCode)
		var st ctcs.State
		require.NoError(t, json.Unmarshal([]byte(body), &st))
		require.Equal(t, "<script>alert(1)</script>", st.Torrents[0].Filename.String())
		resp, _ = s.get(t, "GET /other HTTP/1.1\r\nHost: x\r\n\r\n")
		require.Equal(t, 404, resp.StatusCode)
		resp, _ = s.get(t, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
		require.Equal(t, 405, resp.StatusCode)
		for _, bad := range []string{"GET \r\n", "GET / HTTP/9\r\n\r\n", "GET / HTTP/1.1\r\nHost: " + strings.Repeat("x", 100_000)} {
			resp, _ = s.get(t, bad)
			require.Equal(t, 400, resp.StatusCode)
		}
		require.Len(t, s.settled(), 1, "no browser is an engine")
		s.engine(3)
	})
}

// TestPagePassword: who has no password sees nothing.
func TestPagePassword(t *testing.T) {
	withServer(t, bundle.ServerOptions{Server: ctcs.Options{Password: "secret"}}, func(t *testing.T, s *office) {
		resp, _ := s.get(t, "GET /state.json HTTP/1.1\r\nHost: x\r\n\r\n")
		require.Equal(t, 401, resp.StatusCode)
		resp, _ = s.get(t, "GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Basic YTpzZWNyZXQ=\r\n\r\n")
		require.Equal(t, 200, resp.StatusCode)
	})
}
