package media_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"enginespec/reference/media"
)

func TestLive(t *testing.T) {
	h := open(t, media.Options{}, -1, size)
	feed, ended := make(chan string), make(chan struct{}, 1)
	l := h.srv.Publish(h.core, media.Stream{ID: h.x.ID, Name: "channel.ts", Live: func(ctx context.Context) (io.ReadCloser, error) {
		r, w := io.Pipe()
		context.AfterFunc(ctx, func() { w.CloseWithError(ctx.Err()); ended <- struct{}{} })
		go func() {
			for s := range feed {
				io.WriteString(w, s)
			}
		}()
		return r, nil
	}})
	resp := h.request("GET", l.Path, "Range", "bytes=5-")
	require.Equal(t, http.StatusOK, resp.StatusCode, "a live stream has no ranges")
	require.Equal(t, "video/mp2t", resp.Header.Get("Content-Type"))
	require.Equal(t, int64(-1), resp.ContentLength)
	for _, s := range []string{"one", "two"} {
		feed <- s
		b := make([]byte, 3)
		_, err := io.ReadFull(resp.Body, b)
		require.NoError(t, err)
		require.Equal(t, s, string(b), "it is flushed at once")
	}
	require.Equal(t, http.StatusNotFound, h.request("GET", l.Playlist).StatusCode)
	require.Equal(t, "none", h.request("HEAD", l.Path).Header.Get("Accept-Ranges"))
	l.Revoke()
	_, err := io.ReadAll(resp.Body)
	require.Error(t, err, "a cut is not an end")
	<-ended
	close(feed)
}

func TestLiveEnds(t *testing.T) {
	h := open(t, media.Options{}, -1, size)
	l := h.srv.Publish(h.core, media.Stream{ID: h.x.ID, Live: func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("the end")), nil
	}})
	require.Equal(t, "the end", string(body(t, h.request("GET", l.Path))))
	l = h.srv.Publish(h.core, media.Stream{ID: h.x.ID, Live: func(context.Context) (io.ReadCloser, error) {
		return nil, errors.New("no signal")
	}})
	require.Equal(t, http.StatusInternalServerError, h.request("GET", l.Path).StatusCode)
}

// TestPlaylist plays a playlist as a player does: every segment, one after another.
func TestPlaylist(t *testing.T) {
	h := open(t, media.Options{}, -1, size)
	l := h.srv.Publish(h.core, media.Stream{ID: h.x.ID, Name: "a.ts", Bitrate: 10_000})
	resp := h.request("GET", l.Playlist)
	require.Equal(t, "application/vnd.apple.mpegurl", resp.Header.Get("Content-Type"))
	lines := bufio.NewScanner(resp.Body)
	var played []byte
	var target, segments int
	var seconds float64
	first, last := "", ""
	for lines.Scan() {
		last = lines.Text()
		if first == "" {
			first = last
		}
		var n, at int
		var d float64
		switch {
		case scan(last, "#EXT-X-TARGETDURATION:%d", &target):
		case scan(last, "#EXTINF:%f,", &d):
			require.LessOrEqual(t, d, float64(target))
			seconds += d
		case scan(last, "#EXT-X-BYTERANGE:%d@%d", &n, &at):
			require.Zero(t, at%188)
			require.True(t, lines.Scan())
			part := h.request("GET", lines.Text(), "Range", fmt.Sprintf("bytes=%d-%d", at, at+n-1))
			require.Equal(t, http.StatusPartialContent, part.StatusCode)
			played = append(played, body(t, part)...)
			segments++
		}
	}
	require.Equal(t, "#EXTM3U", first)
	require.Equal(t, "#EXT-X-ENDLIST", last)
	require.Equal(t, 4, segments)
	require.InDelta(t, 20, seconds, 0.01)
	require.True(t, bytes.Equal(h.x.Content, played))
}

func scan(line, format string, to ...any) bool {
	n, err := fmt.Sscanf(line, format, to...)
	return err == nil && n == len(to)
}
