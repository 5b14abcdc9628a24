package putio_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	wire "enginespec/codec/putio"
	"enginespec/reference/putio"
	"enginespec/reference/putio/bundle"
)

// loginFailure is the document's, with the two nulls that some clients look at.
const loginFailure = `{"error_message":"Unable to login. Please check your info.","user_id":null,"response":{"results":[{"user_name":null,"user_id":null}]},"error":true,"user_name":null,"id":null}`

func TestSuccessEnvelope(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		a := w.call("user.info", as(`{}`))
		assert.Equal(t, 200, a.StatusCode)
		assert.Equal(t, "application/json; charset=utf-8", a.Header.Get("Content-Type"))
		assert.Equal(t, int64(len(a.body)), a.ContentLength)
		assert.JSONEq(t, `{"response":{"total":1,"results":[{"name":"demo","friends_count":1,"bw_avail_last_month":"0",
			"bw_quota":"161061273600","bw_quota_available":"161061273600","disk_quota":"206115891200",
			"disk_quota_available":"206115885645","shared_items":0,"shared_space":0}]},
			"error":false,"error_message":null,"user_name":"demo","user_id":7,"id":7}`, a.body)
	})
}

// All 24 methods are there, want the secret, and change nothing without it.
func TestEveryMethodWantsTheSecret(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		before := w.call("files.list", as(`{}`)).body
		for _, m := range wire.Methods() {
			for _, request := range []string{
				`{"api_key":"demo-key","api_secret":"sam-secret","params":{"id":11,"name":"x","parent_id":0,"links":["http://127.0.0.1:8000/x"],"query":"","title":"t","url":"http://127.0.0.1/"}}`,
				`{"api_key":"demo-keyx","api_secret":"demo-secret","params":{}}`,
			} {
				a := w.call(string(m), request)
				assert.Equal(t, 200, a.StatusCode, m)
				assert.Equal(t, loginFailure, a.body, m)
			}
			assert.Equal(t, 200, w.call(string(m), as(`{}`)).StatusCode, m)
		}
		list, err := w.TransfersList(w.ctx())
		require.NoError(t, err)
		assert.Empty(t, list)
		assert.Contains(t, before, "Films")
	})
}

func TestWhatIsNoRequestIsALoginFailure(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		for _, form := range []string{
			"", "request=", "request", "other=1", "request=%7B", "request=[]", "request=null", "request=1", "request=\"x\"",
			`request={"api_key":"demo-key"}`, `request={"api_secret":"demo-secret"}`, `request={"api_key":1,"api_secret":2}`,
			`request={"api_key":"demo-key","api_secret":"demo-secret","api_key":"demo-key"}`,
			"request=%", "request=%FF%FE", "request=" + strings.Repeat("[", 1000), "request=" + strings.Repeat(`{"a":`, 1000),
			`request={"api_key":"","api_secret":""}`, "request=" + as(`{"id":1,"id":1}`),
		} {
			a := w.post("/v1/user?method=info", form)
			assert.Equal(t, 200, a.StatusCode, form)
			assert.Equal(t, loginFailure, a.body, form)
		}
		a := w.raw("GET /v1/user?method=info HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
		assert.Equal(t, loginFailure, a.body)
	})
}

func TestStatusCodes(t *testing.T) {
	o := bundle.Options{Server: putio.Options{MaxRequest: 64 << 10}}
	inWorld(t, o, func(w *world) {
		for _, target := range []string{
			"/v1", "/v1/", "/v1/nothing?method=list", "/v1/files?method=nothing", "/v1/files", "/v1/files?method=", "/v1/files/", "/v2/files?method=list",
			"/v1/mounter?method=log", "/v1/files?method=upload", "/", "/x", "/v1/files/list/more?method=list",
		} {
			a := w.post(target, "request="+url.QueryEscape(as(`{}`)))
			if strings.Contains(target, "more") {
				assert.NotEqual(t, 500, a.StatusCode)
				continue
			}
			assert.Equal(t, 404, a.StatusCode, target)
		}
		assert.Equal(t, 405, w.raw("PUT /v1/files?method=list HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").StatusCode)
		assert.Equal(t, 413, w.post("/v1/files?method=list", "request="+strings.Repeat("x", 64<<10)).StatusCode)
		assert.Equal(t, 413, w.raw("GET /v1/files?method=list&request="+strings.Repeat("x", 70<<10)+" HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").StatusCode)
	})
}

// A call that stops in the middle is no call, and does not keep its connection.
func TestCutCalls(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		start := time.Now()
		a := w.raw("POST /v1/user?method=info HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nrequest=")
		assert.Equal(t, 408, a.StatusCode)
		assert.True(t, a.Close)
		assert.Equal(t, 30*time.Second, time.Since(start))
	})
}

func TestWrongArguments(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		for _, c := range [][2]string{
			{"files.info", `{}`}, {"files.info", `{"id":"x"}`}, {"files.info", `{"id":-1}`}, {"files.info", `{"id":999}`}, {"files.info", `[]`},
			{"files.list", `{"type":"nonsense"}`}, {"files.list", `{"type":10}`}, {"files.list", `{"parent_id":12}`},
			{"files.list", `{"limit":-1}`}, {"files.rename", `{"id":12}`}, {"files.rename", `{"id":12,"name":""}`}, {"files.rename", `{"id":12,"name":"a/b"}`},
			{"files.delete", `{"id":0}`}, {"files.move", `{"id":11,"parent_id":11}`}, {"files.move", `{"id":11,"parent_id":12}`},
			{"files.move", `{"id":12,"parent_id":999}`}, {"transfers.add", `{"links":[]}`}, {"transfers.add", `{"links":[[]]}`},
			{"transfers.cancel", `{"id":5}`}, {"messages.delete", `{"id":5}`}, {"subscriptions.info", `{"id":5}`}, {"subscriptions.edit", `{"id":5}`},
			{"subscriptions.pause", `{"id":5}`}, {"subscriptions.delete", `{"id":5}`}, {"subscriptions.create", `{"title":"x"}`},
			{"subscriptions.create", `{"title":"","url":"http://x/"}`}, {"subscriptions.create", `{"title":"x","url":"nothing"}`},
			{"subscriptions.create", `{"title":"x","url":"http://x/","parent_folder_id":12}`}, {"files.create_dir", `{"parent_id":12}`},
			{"files.delete", `{"id":78}`}, {"files.rename", `{"id":78,"name":"x"}`},
		} {
			a := w.call(c[0], as(c[1]))
			assert.Equal(t, 200, a.StatusCode, c)
			var e struct {
				Error   any    `json:"error"`
				Message string `json:"error_message"`
				UserID  int    `json:"user_id"`
				ID      int    `json:"id"`
			}
			require.NoError(t, json.Unmarshal([]byte(a.body), &e), c)
			assert.Equal(t, true, e.Error, c)
			assert.NotEmpty(t, e.Message, c)
			assert.Equal(t, []int{7, 7}, []int{e.UserID, e.ID}, c)
		}
		assert.Len(t, w.named(0), 2, "nothing was half applied")
	})
}

// The forms of one call that clients are known to send, all answered alike.
func TestFormsOfACall(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		req := as(`{"id":"12"}`)
		enc := url.QueryEscape(req)
		want := w.call("files.info", req).body
		assert.Contains(t, want, `"name":"café notes.txt"`)
		post := func(target, ctype, form string) string {
			return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: h\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n%s", target, ctype, len(form), form)
		}
		form := "Content-Type: application/x-www-form-urlencoded\r\n"
		for name, request := range map[string]string{
			"doc curl POST":      post("/v1/files?method=info", form, "request="+req),
			"doc curl GET":       "GET /v1/files?method=info&request=" + req + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
			"escaped GET":        "GET /v1/files?method=info&request=" + enc + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
			"absolute":           post("http://api.put.io/v1/files?method=info", form, "request="+enc),
			"charset":            post("/v1/files/?method=info", "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n", "request="+enc+"&client=putio_js"),
			"segment and method": post("/v1/files/info?method=info", form, "request="+enc),
			"segment":            post("/v1/files/info", form, "request="+enc),
			"in the query":       post("/v1/files?method=info&request="+enc, "", ""),
			"jQuery":             "GET /v1/files?method=info&_=1321&request=" + enc + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
			"bad callback":       "GET /v1/files?method=info&callback=a(b&request=" + enc + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
			"HTTP/1.0":           strings.Replace(post("/v1/files?method=info", form, "request="+enc), "HTTP/1.1", "HTTP/1.0", 1),
			"number":             post("/v1/files?method=info", form, "request="+url.QueryEscape(as(`{"id":12}`))),
			"chunked": "POST /v1/files?method=info HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n" + form + "\r\n" +
				fmt.Sprintf("%x\r\nrequest=%s\r\n0\r\n\r\n", len("request="+enc), enc),
		} {
			a := w.raw(request)
			assert.Equal(t, 200, a.StatusCode, name)
			assert.Equal(t, want, a.body, name)
		}
		a := w.raw("GET /v1/files?method=info&callback=jQuery.f_1$&request=" + enc + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
		assert.Equal(t, "jQuery.f_1$("+want+")", a.body)
		assert.Equal(t, "text/javascript; charset=utf-8", a.Header.Get("Content-Type"))
	})
}

func TestNames(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		name := `N & M + 100% "q" é 雪`
		it, err := w.FilesCreateDir(w.ctx(), 0, name)
		require.NoError(t, err)
		assert.Equal(t, name, it.Name)
		for request, want := range map[string]string{
			`{"name":"50%"}`:            "50%",  // PUTIO-007: only JSON as it stands
			"{\"name\":\"caf\xe9\"}":    "café", // PUTIO-008: Latin-1
			`{"name":"a%20b%zz & c+d"}`: "a%20b%zz & c+d",
		} {
			a := w.post("/v1/files?method=create_dir", "request="+as(request))
			var e wire.Envelope
			require.NoError(t, e.Decode([]byte(a.body), wire.MethodFilesCreateDir, nil), a.body)
			require.Equal(t, wire.Success, e.Outcome, "%s: %s", request, e.ErrorMessage)
			assert.Equal(t, want, (*e.Results.(*wire.Items))[0].Name)
		}
	})
}

// Nothing of what is secret is in the log, and nothing is in it twice.
func TestSecretsAreNotLogged(t *testing.T) {
	var log syncBuffer
	inWorld(t, bundle.Options{Log: logTo(&log)}, func(w *world) {
		token, err := w.UserAcctoken(w.ctx())
		require.NoError(t, err)
		w.call("user.info", `{"api_key":"demo-key","api_secret":"wrong-secret","params":{}}`)
		w.get(w.Base+"/stream-file/7/12/atk/"+token, "Authorization", "Basic ZGVtbzpkZW1vLXBhc3N3b3Jk")
		w.get(w.Base + "/stream-file/7/12/atk/0000000000000000000000000000000000000000")
		w.TransfersAdd(w.ctx(), "http://user:link-password@127.0.0.1:8000/none", "http://user:link-password@127.0.0.1:1/none")
		w.settle()
		text := log.String()
		require.Contains(t, text, "login failed")
		for _, secret := range []string{token, "demo-secret", "demo-key", "wrong-secret", "demo-password", "ZGVtbzpk", "link-password"} {
			assert.NotContains(t, text, secret)
		}
	})
}
