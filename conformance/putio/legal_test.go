package putio_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/reference/fault"
)

// What the sources leave open is open: servers that differ from the bundled one in a
// legal way pass, too.
func TestLegalReadingsPass(t *testing.T) {
	for name, edits := range map[string][]string{
		"more than usual": {
			`("stream_url":"[^"]*[^/"])"`, `$1/"`, `"id":"`, `"colour":"blue","id":"`, `"total":(\d+)`, `"total":"$1"`,
			`^\{"response":(.*),"error":false`, `{"error":false,"response":$1`,
		},
		"less than usual": {`("stream_url":"[^"]*[^/"])/"`, `$1"`, `"content_type":"[^"]*",`, ``, `"download_url":"[^"]*",`, ``},
	} {
		change := func(raw string) string {
			head, body, ok := strings.Cut(raw, "\r\n\r\n")
			if !ok || !strings.Contains(head, "json") {
				return raw
			}
			for pair := range slices.Chunk(edits, 2) {
				body = regexp.MustCompile(pair[0]).ReplaceAllString(body, pair[1])
			}
			return chunked(head, body)
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, nil)
				w.fault = &fault.Fault{Party: codec.Engine, Lie: fault.Change(fault.Like(`^HTTP/1.1 200 OK`), change)}
				defer w.close()
				passed := 0
				for _, r := range w.run(codec.Engine, w.target()).Results {
					if onlyOnTCP(r.Case) || r.Case.ID == "putio/http/content-length" {
						continue
					}
					if r.Verdict != conformance.Pass {
						t.Error(r.Explain(true))
					}
					passed++
				}
				assert.Greater(t, passed, 100)
			})
		})
	}
}

// chunked is an answer in chunks of a few bytes.
func chunked(head, body string) string {
	lines := strings.Split(head, "\r\n")
	var b strings.Builder
	for _, l := range lines {
		if !strings.HasPrefix(l, "Content-Length:") && !strings.HasPrefix(l, "Transfer-Encoding:") {
			b.WriteString(l + "\r\n")
		}
	}
	b.WriteString("Transfer-Encoding: chunked\r\n\r\n")
	for len(body) > 0 {
		n := min(len(body), 1000)
		b.WriteString(hex(n) + "\r\n" + body[:n] + "\r\n")
		body = body[n:]
	}
	b.WriteString("0\r\n\r\n")
	return b.String()
}

func hex(n int) string {
	const digits = "0123456789abcdef"
	if n < 16 {
		return digits[n : n+1]
	}
	return hex(n/16) + digits[n%16:n%16+1]
}
