package putio_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	wire "enginespec/codec/putio"
	"enginespec/corpus"
	"enginespec/reference/putio/bundle"
)

// What real clients were recorded to send is answered as they need it: a strict
// reader takes each answer, and the calls do what they did then.
func TestRecordedSession(t *testing.T) {
	sessions, err := corpus.Sessions("putio")
	require.NoError(t, err)
	for _, s := range sessions {
		t.Run(s.ID, func(t *testing.T) {
			inWorld(t, bundle.Options{}, func(w *world) {
				calls := map[wire.Method]int{}
				for conn := 1; conn <= s.Conns(); conn++ {
					sent := string(s.Stream(conn, codec.Controller))
					var req wire.Request
					require.NoError(t, req.Decode([]byte(sent), &codec.Options{Accept: wire.All()}))
					a := w.raw(sent)
					assert.Equal(t, 200, a.StatusCode)
					var e wire.Envelope
					require.NoError(t, e.Decode([]byte(a.body), req.Method(), nil), "%d: %s", conn, a.body)
					assert.Equal(t, wire.Success, e.Outcome, "%d: %s", conn, e.ErrorMessage)
					calls[req.Method()]++
					if l, ok := e.Results.(*wire.Items); ok && req.Method() == wire.MethodFilesList {
						for _, it := range *l {
							assert.Equal(t, it.IsDir, it.StreamURL == "")
							assert.NotEmpty(t, it.FileIconURL)
						}
					}
				}
				assert.Len(t, calls, 8)
				root := w.named(0)
				assert.Contains(t, root, "NewDir")
				assert.Empty(t, w.named(root["Films"].ID), "clip.avi was deleted")
				seen := w.settle() // neither host of the recording is there
				assert.Len(t, seen, 2)
			})
		})
	}
}

// The document's command lines, as curl sends them.
func TestDocumentedCurl(t *testing.T) {
	curl := func(head, body string) string {
		return head + " HTTP/1.1\r\nHost: api.put.io\r\nUser-Agent: curl/7.88.1\r\nAccept: application/json\r\nConnection: close\r\n" + body
	}
	request := `{"api_key":"demo-key","api_secret":"demo-secret","params":{"parent_id":0,"limit":50}}`
	inWorld(t, bundle.Options{}, func(w *world) {
		post := w.raw(curl("POST /v1/files?method=list", "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "+
			lengthOf("request="+request)+"\r\n\r\nrequest="+request))
		get := w.raw(curl("GET /v1/files?method=list&request="+request, "\r\n"))
		assert.Equal(t, post.body, get.body)
		assert.Equal(t, 2, strings.Count(post.body, `"is_dir"`))
	})
}
