package fault

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"enginespec/codec"
	"enginespec/codec/ts"
)

// tsAnnounce are lies in the announcement of a playback: TS-090 to TS-093, TS-095 to
// TS-097.
func tsAnnounce() []*Fault {
	start := func(id, clause, diagnosis, doc string, change func(string) string) *Fault {
		return engine(id, clause, diagnosis, doc, Change(announces, change))
	}
	return []*Fault{
		engine("keys-for-all", "TS-090", "wrong-shape", "announces by url= to clients below API level 4 too", shaped(func(url, _ string) string {
			return "START url=" + ts.Escape(url) + " infohash=" + nobody + " file_index=0\r\n"
		})),
		engine("plain-for-all", "TS-090", "wrong-shape", "announces by a plain url to clients of API level 4 too", shaped(func(url, _ string) string { return "START " + url + "\r\n" })),
		engine("play-for-all", "TS-090", "wrong-shape", "says PLAY whatever the API level", shaped(func(url, _ string) string { return "PLAY " + url + "\r\n" })),
		engine("levels-in-documents-only", "TS-090", "no-reply", "does not play for clients of API level 2 and 5",
			Between(Like("^HELLOBG .*version=[25]"), Kind("SHUTDOWN"), Ignore("START"))),
		on("v1", engine("v1-start", "TS-090", "wrong-shape", "an engine of the first protocol says START", Map("PLAY", replaced("PLAY ", "START ")))),
		on("v1", engine("play-glued", "TS-090", "noncanonical", "writes no space between PLAY and its url", Map("PLAY", replaced("PLAY ", "PLAY")))),
		start("url-last", "TS-091", "wrong-order", "url= is the last parameter of START", moved("url", false)),
		start("start-without-infohash", "TS-091", "missing-field", "START has no infohash=", without("infohash")),
		start("start-without-index", "TS-091", "missing-field", "START has no file_index=", without("file_index")),
		start("start-other-infohash", "TS-091", "wrong-value", "START has the infohash of other content", param("infohash", always("infohash="+nobody))),
		start("start-other-index", "TS-091", "wrong-value", "START counts the files from 1", param("file_index", func(v string) string { return "file_index=" + v + "1" })),
		start("raw-equals", "TS-092", "noncanonical", "writes a query with = into url=", param("url", func(v string) string { return "url=" + v + "?token=1" })),
		start("raw-space", "TS-092", "malformed", "writes a title with a space", func(raw string) string { return body(raw) + " title=My Film\r\n" }),
		start("plain-url", "TS-093", "noncanonical", "does not encode the url", param("url", func(v string) string { return "url=" + ts.Unescape(v) })),
		start("url-by-name", "TS-095", "wrong-value", "the url's host is a name", replaced("127.0.0.1", "engine.local")),
		start("url-of-any-host", "TS-095", "wrong-value", "the url's host is 0.0.0.0", replaced("127.0.0.1", "0.0.0.0")),
		start("url-other-port", "TS-095", "wrong-value", "the url's port is not http_port", func(raw string) string {
			return strings.NewReplacer("127.0.0.1%3A", "127.0.0.1%3A1", "127.0.0.1:", "127.0.0.1:1").Replace(raw)
		}),
		start("url-other-path", "TS-095", "wrong-value", "the url's path is /stream", strings.NewReplacer("/content/", "/stream/", "/hls/", "/stream/hls/", ".m3u8", "").Replace),
		start("url-of-other-content", "TS-095", "wrong-value", "the url's path has the infohash of other content", pathHash),
		engine("state-2-missing", "TS-096", "wrong-value", "does not say STATE 2", Lose(Like("^STATE 2\r"))),
		engine("state-2-early", "TS-096", "wrong-value", "says STATE 2 before the announcement, not behind it", earlyState2()),
		engine("state-2-late", "TS-096", "no-reply", "says STATE 2 ten seconds late", Tell(Like("^STATE [24]\r"), func(w *Wire, p *codec.Packet) [][]byte {
			w.Later(10*time.Second, func() { w.Pass(p) })
			return nil
		})),
		start("live-without-stream", "TS-097", "missing-field", "does not say stream=1 of a broadcast", without("stream")),
		start("stream-0", "TS-097", "wrong-value", "says stream=0 of a broadcast", param("stream", always("stream=0"))),
		start("stream-for-all", "TS-097", "unasked", "says stream=0 of what is no broadcast", func(raw string) string {
			if strings.Contains(raw, " stream=") {
				return raw
			}
			return body(raw) + " stream=0\r\n"
		}),
	}
}

// urlOf is the url that the engine announces, plain.
func urlOf(p *codec.Packet) string {
	switch m := p.Message.(type) {
	case *ts.Start:
		return m.Address()
	case *ts.Play:
		return string(m.URL)
	}
	return ""
}

var contentHash = regexp.MustCompile("/content/[0-9a-f]{40}/")

// pathHash writes another infohash into the url's path.
func pathHash(raw string) string { return contentHash.ReplaceAllString(raw, "/content/"+nobody+"/") }

// shaped writes the announcement in another shape, and loses the rest of it.
func shaped(write func(url, raw string) string) Lie {
	return Tell(announces, func(_ *Wire, p *codec.Packet) [][]byte { return [][]byte{[]byte(write(urlOf(p), string(p.Raw)))} })
}

// againLater repeats an announcement a second later.
func againLater() Lie {
	return Tell(announces, func(w *Wire, p *codec.Packet) [][]byte {
		w.Later(time.Second, func() { w.Pass(p) })
		return [][]byte{p.Raw}
	})
}

// earlyState2 swaps the announcement and its STATE 2.
func earlyState2() Lie {
	return func(w *Wire) Rewriter {
		var held *codec.Packet
		return func(p *codec.Packet) {
			if announces(p) {
				held = p
				return
			}
			w.Pass(p)
			if held != nil && string(p.Raw) == "STATE 2\r\n" {
				w.Pass(held)
				held = nil
			}
		}
	}
}

// sameURL announces every playback of a connection with the url of the first one.
func sameURL() Lie {
	return func(w *Wire) Rewriter {
		first := ""
		return func(p *codec.Packet) {
			if !announces(p) {
				w.Pass(p)
				return
			}
			url := urlOf(p)
			if first == "" {
				first = url
			}
			raw := strings.NewReplacer(url, first, ts.Escape(url), ts.Escape(first)).Replace(string(p.Raw))
			if raw == string(p.Raw) && url != first {
				raw = fmt.Sprintf("START url=%s infohash=%s file_index=0\r\n", ts.Escape(first), nobody)
			}
			w.Write(w.Liar, []byte(raw))
		}
	}
}
