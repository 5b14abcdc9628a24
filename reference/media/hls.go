package media

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// A playlist cuts the file into segments of about segmentTime, at whole packets of
// an MPEG transport stream, and into at most maxSegments.
const (
	segmentTime = 6 // seconds
	packet      = 188
	maxSegments = 5000
)

// servePlaylist answers with a media playlist (RFC 8216) whose segments are byte
// ranges of the same content. Times are those of the stream's bitrate. Live
// streams have none.
func (l *Link) servePlaylist(ctx context.Context, w *output, r *http.Request) {
	if l.stream.Live != nil {
		http.Error(w, "a live stream has no playlist", http.StatusNotFound)
		return
	}
	c, err := l.opener.Open(ctx, l.stream.ID, l.stream.File)
	if err != nil {
		refuse(w, err)
		return
	}
	size := c.Size()
	c.Close()
	w.Header().Set("Content-Type", "application/vnd.apple.mpegurl")
	w.Header().Set("Cache-Control", "no-store")
	http.ServeContent(w, r, "", time.Time{}, strings.NewReader(playlist(l.Path, size, l.stream.Bitrate)))
}

// playlist writes the playlist of a content of size bytes.
func playlist(path string, size, bitrate int64) string {
	segment := max(bitrate*segmentTime, size/maxSegments+1)
	segment += packet - 1
	segment -= segment % packet
	seconds := func(n int64) float64 { return float64(n) / float64(bitrate) }
	var b strings.Builder
	fmt.Fprintf(&b, "#EXTM3U\n#EXT-X-VERSION:4\n#EXT-X-TARGETDURATION:%d\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n",
		int64(seconds(segment)+1))
	for at := int64(0); at < size; at += segment {
		n := min(segment, size-at)
		fmt.Fprintf(&b, "#EXTINF:%.3f,\n#EXT-X-BYTERANGE:%d@%d\n%s\n", seconds(n), n, at, path)
	}
	b.WriteString("#EXT-X-ENDLIST\n")
	return b.String()
}
