package fault

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"enginespec/codec"
	"enginespec/codec/putio"
)

// A lie about what a server hears is told to every client, however it writes its calls.
func TestCallsAreEditedInAllForms(t *testing.T) {
	const (
		escaped = "%7B%22api_key%22%3A%22k%22%2C%22api_secret%22%3A%22s%22%2C%22params%22%3A%7B%22id%22%3A%2211%22%7D%7D"
		raw     = `{"api_key":"k","api_secret":"s","params":{"id":"11"}}`
		form    = " HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\n"
	)
	change := func(body string) string { return strings.Replace(body, `"11"`, `"12"`, 1) }
	for name, call := range map[string]string{
		"escaped body":          "POST /v1/files?method=info" + form + "\r\nrequest=" + escaped,
		"another field":         "POST /v1/files?method=info" + form + "\r\nclient=x&request=" + escaped + "&client=putio_js",
		"raw body":              "POST /v1/files?method=info" + form + "\r\nrequest=" + raw,
		"raw body, and a field": "POST /v1/files?method=info" + form + "\r\nrequest=" + raw + "&client=putio_js",
		"escaped target":        "GET /v1/files?method=info&request=" + escaped + form + "\r\n",
		"raw target":            "GET /v1/files?method=info&request=" + raw + form + "\r\n",
		"method behind":         "GET /v1/files?request=" + raw + "&method=info" + form + "\r\n",
		"callback":              "GET /v1/files?method=info&request=" + escaped + "&callback=f" + form + "\r\n",
		"post in the query":     "POST /v1/files?method=info&request=" + escaped + form + "Content-Length: 0\r\n\r\n",
		"through a proxy":       "POST http://api.put.io/v1/files?method=info" + form + "\r\nrequest=" + escaped,
	} {
		t.Run(name, func(t *testing.T) {
			if head, body, _ := strings.Cut(call, "\r\n\r\n"); body != "" {
				call = whole(head, body)
			}
			now := recall(call, change)
			var r putio.Request
			require.NoError(t, r.Decode([]byte(now), &codec.Options{Accept: putio.All()}), now)
			assert.Equal(t, &putio.FilesInfo{ID: 12}, r.Params)
			assert.Equal(t, call, recall(call, func(body string) string { return body }), "unchanged")
		})
	}
	for _, other := range []string{"GET / HTTP/1.1\r\nHost: h\r\n\r\n", "", "request=", "POST /v1/files HTTP/1.1\r\n\r\nrequest=%zz"} {
		assert.Equal(t, other, recall(other, change))
	}
}
