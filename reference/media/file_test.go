package media_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/reference/engine"
	"enginespec/reference/media"
)

const size = 200_000

func TestPath(t *testing.T) {
	h := open(t, media.Options{}, -1, size)
	a, b := h.publish(), h.publish()
	require.Regexp(t, regexp.MustCompile(`^/content/`+h.x.ID.String()+`/0\.\d{18}$`), a.Path)
	require.Equal(t, strings.Replace(a.Path, "/content/", "/hls/", 1)+".m3u8", a.Playlist)
	require.NotEqual(t, a.Path, b.Path)
	for _, path := range []string{"/", a.Path + "1", a.Path + "/", "/hls" + a.Path, strings.Replace(a.Path, "content", "hls", 1),
		"/content/" + h.x.ID.String() + "/", strings.ToUpper(a.Path)} {
		require.Equal(t, http.StatusNotFound, h.request("GET", path).StatusCode, path)
	}
	resp := h.request("POST", a.Path)
	require.Equal(t, http.StatusMethodNotAllowed, resp.StatusCode)
	require.Equal(t, "GET, HEAD", resp.Header.Get("Allow"))
}

// TestRanges compares every answer with that for a plain file, while it downloads
// and after.
func TestRanges(t *testing.T) {
	h := open(t, media.Options{}, -1, size)
	l := h.publish()
	etag := fmt.Sprintf(`"%s-0"`, h.x.ID)
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", etag)
		w.Header().Set("Content-Type", "video/mp4")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(h.x.Content))
	}))
	defer plain.Close()
	defer plain.Client().CloseIdleConnections()
	boundary := regexp.MustCompile(`[0-9a-f]{60}`)
	for _, round := range []string{"downloading", "complete"} {
		for _, header := range [][]string{
			nil,
			{"Range", "bytes=0-99"}, {"Range", "bytes=0-"}, {"Range", "bytes=199999-"}, {"Range", "bytes=100000-150000"},
			{"Range", "bytes=-1"}, {"Range", "bytes=-500000"}, {"Range", "bytes=150000-900000"},
			{"Range", "bytes=0-9,100-109,-10"}, {"Range", "bytes=190000-190009, 5-6"},
			{"Range", "bytes=200000-"}, {"Range", "bytes=5-4"}, {"Range", "bytes=x"}, {"Range", "bytes=-"}, {"Range", "lines=1-2"},
			{"Range", "bytes=99999999999999999999-"}, {"Range", "bytes=-0"}, {"Range", "bytes="},
			{"Range", "bytes=1-2", "If-Range", etag}, {"Range", "bytes=1-2", "If-Range", `"other"`},
			{"If-None-Match", etag}, {"If-None-Match", `"other"`}, {"If-Match", `"other"`},
		} {
			for _, method := range []string{"GET", "HEAD"} {
				t.Run(fmt.Sprint(round, method, header), func(t *testing.T) {
					got := h.request(method, l.Path, header...)
					r, err := http.NewRequest(method, plain.URL, nil)
					require.NoError(t, err)
					r.Header = got.Request.Header.Clone()
					want, err := plain.Client().Do(r)
					require.NoError(t, err)
					defer want.Body.Close()
					require.Equal(t, want.StatusCode, got.StatusCode)
					for _, k := range []string{"Content-Type", "Content-Length", "Content-Range", "ETag", "Accept-Ranges"} {
						require.Equal(t, boundary.ReplaceAllString(want.Header.Get(k), "-"), boundary.ReplaceAllString(got.Header.Get(k), "-"), k)
					}
					require.Equal(t, boundary.ReplaceAll(body(t, want), nil), boundary.ReplaceAll(body(t, got), nil))
				})
			}
		}
		h.complete()
	}
}

func TestManyReadersNoExtraDownload(t *testing.T) {
	h := open(t, media.Options{}, 0, size)
	l := h.publish()
	var all sync.WaitGroup
	for i := range 8 {
		resp := h.request("HEAD", l.Path)
		require.Equal(t, int64(size), resp.ContentLength)
		all.Go(func() {
			resp := h.request("GET", l.Path, "Range", fmt.Sprintf("bytes=%d-", i*1000))
			b, err := io.ReadAll(resp.Body)
			assert.NoError(t, err)
			assert.True(t, bytes.Equal(h.x.Content[i*1000:], b))
		})
	}
	h.limit(-1)
	all.Wait()
	h.complete()
	require.Equal(t, int64(size), h.core.Snapshot().Torrents[0].Down.Total)
}

func TestStopped(t *testing.T) {
	h := open(t, media.Options{}, 0, size)
	l := h.publish()
	status := make(chan int)
	go func() { status <- h.request("GET", l.Path).StatusCode }()
	h.do(engine.Stop)
	require.Equal(t, http.StatusServiceUnavailable, <-status, "stopped while the headers waited, or before")
	resp := h.request("GET", l.Path)
	require.Equal(t, http.StatusServiceUnavailable, resp.StatusCode)
	require.Empty(t, resp.Header.Get("ETag"))
	require.NotContains(t, string(body(t, resp)), "torrent")
	h.limit(-1)
	h.do(engine.Start)
	require.Equal(t, h.x.Content, body(t, h.request("GET", l.Path)))
	h.do(engine.Stop)
	require.Equal(t, h.x.Content, body(t, h.request("GET", l.Path)), "what is there can be played")
	h.do(engine.Remove)
	require.Equal(t, http.StatusNotFound, h.request("GET", l.Path).StatusCode)
}

func TestStoppedInTheBody(t *testing.T) {
	h := open(t, media.Options{FirstByte: time.Millisecond}, 0, size)
	resp := h.request("GET", h.publish().Path)
	require.Equal(t, http.StatusOK, resp.StatusCode, "headers do not wait for ever")
	h.do(engine.Stop)
	_, err := io.ReadAll(resp.Body)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
}

func TestNoSuchFile(t *testing.T) {
	h := open(t, media.Options{}, -1, size)
	l := h.srv.Publish(h.core, media.Stream{ID: h.x.ID, File: 7, Name: "x.mp4"})
	for _, path := range []string{l.Path, l.Playlist} {
		require.Equal(t, http.StatusNotFound, h.request("GET", path).StatusCode)
	}
}
