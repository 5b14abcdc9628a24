package media_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"enginespec/reference/engine"
	"enginespec/reference/engine/enginetest"
	"enginespec/reference/engine/sim"
	"enginespec/reference/media"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// theatre is an engine, a server over it, and what is on show.
type theatre struct {
	*testing.T
	x    enginetest.Torrent
	core *sim.Engine
	srv  *media.Server
	http *httptest.Server
}

func open(t *testing.T, o media.Options, down int64, sizes ...int) *theatre {
	h := &theatre{T: t, x: enginetest.NewTorrent("film.mp4", 16<<10, nil, sizes...)}
	core, err := sim.New(sim.Options{
		Clock:   engine.NewClock(1000),
		Content: func(_ engine.ID, f int) io.ReaderAt { return bytes.NewReader(h.x.File(f)) },
	})
	require.NoError(t, err)
	h.core = core
	h.limit(down)
	_, err = core.Add(t.Context(), engine.Source{Metainfo: h.x.Metainfo}, engine.AddOptions{})
	require.NoError(t, err)
	h.srv = media.New(o)
	h.http = httptest.NewUnstartedServer(nil)
	h.http.Config = media.HTTP(h.srv)
	h.http.Start()
	t.Cleanup(func() {
		h.srv.Close()
		h.http.Client().CloseIdleConnections()
		h.http.Close()
		require.NoError(t, core.Close())
	})
	return h
}

func (h *theatre) limit(down int64) {
	_, err := h.core.Configure(h.Context(), engine.Patch{Down: &down})
	require.NoError(h, err)
}

func (h *theatre) do(op engine.Op) {
	require.NoError(h, h.core.Do(h.Context(), h.x.ID, engine.Command{Op: op}))
}

// complete waits until all is downloaded.
func (h *theatre) complete() {
	c, err := h.core.Open(h.Context(), h.x.ID, 0)
	require.NoError(h, err)
	defer c.Close()
	_, err = io.Copy(io.Discard, c)
	require.NoError(h, err)
}

func (h *theatre) publish() *media.Link {
	return h.srv.Publish(h.core, media.Stream{ID: h.x.ID, Name: h.x.Meta.Files[0].Path})
}

// request asks for a path; header is in pairs.
func (h *theatre) request(method, path string, header ...string) *http.Response {
	h.Helper()
	ctx, cancel := context.WithTimeout(h.Context(), 30*time.Second)
	h.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, method, h.http.URL+path, nil)
	require.NoError(h, err)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := h.http.Client().Do(r)
	require.NoError(h, err)
	h.Cleanup(func() { resp.Body.Close() })
	return resp
}

func body(t *testing.T, r *http.Response) []byte {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	return b
}
