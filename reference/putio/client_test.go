package putio_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	wire "enginespec/codec/putio"
	"enginespec/corpus"
	"enginespec/reference/putio"
	"enginespec/reference/putio/bundle"
)

// against returns a client of a server that gives one answer to all, and what it got.
func against(t *testing.T, status int, ctype, body string) (*putio.Client, *[]http.Request) {
	var got []http.Request
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		got = append(got, *r)
		w.Header().Set("Content-Type", ctype)
		w.WriteHeader(status)
		io.WriteString(w, body)
	}))
	t.Cleanup(s.Close)
	c, err := putio.NewClient(putio.ClientOptions{Base: s.URL + "/v1/", Key: "K&+", Secret: "S%é"})
	require.NoError(t, err)
	return c, &got
}

func TestClientReadsOutcomes(t *testing.T) {
	user := `{"name":"a","friends_count":"1","bw_avail_last_month":0,"bw_quota":180546571528,"bw_quota_available":"9","disk_quota":"9223372036854775807","disk_quota_available":1,"shared_items":0,"shared_space":0,"new":[1]}`
	ok := `"response":{"results":[` + user + `],"more":{}}`
	for body, message := range map[string]string{
		`{` + ok + `,"error":false,"id":7,"user_name":"a"}`:                                                                      "",
		`{` + ok + `,"error":null,"error_message":null,"user_id":7}`:                                                             "",
		`{"extra":{"a":[1,{"b":2}]},"user_id":7,` + ok + `}`:                                                                     "",
		`{"error":true,"error_message":"Wörds \"of\" it.","user_id":7,"response":{"results":[]}}`:                                `Wörds "of" it.`,
		`{"error":"true","error_message":"no","user_id":7,"response":{"results":[]}}`:                                            "no",
		`{"error":"True","error_message":"no","user_id":7,"response":{"results":[]}}`:                                            "no",
		`{"error":1,"error_message":"no","user_id":7,"response":{"results":[]}}`:                                                 "no",
		`{"response":{"results":[]},"error":"1","error_message":"no","id":7,"user_name":"a"}`:                                    "no",
		`{"error":true,"error_message":"Login!","user_id":null,"response":{"results":[{"user_name":null,"user_id":null}]}}`:      "Login!",
		`{"error":true,"error_message":"Service unavailable temporarily.","user_name":null,"id":null,"response":{"results":[]}}`: "Service unavailable temporarily.",
	} {
		c, _ := against(t, 200, "text/html", body)
		u, err := c.UserInfo(t.Context())
		if message == "" {
			require.NoError(t, err, body)
			assert.EqualValues(t, 9223372036854775807, u.DiskQuota)
			assert.EqualValues(t, 180546571528, u.BWQuota)
			continue
		}
		var refused *putio.CallError
		require.ErrorAs(t, err, &refused, body)
		assert.Equal(t, message, refused.Message)
		assert.Equal(t, !strings.Contains(body, ":7"), errors.Is(err, putio.ErrLogin), body)
	}
}

func TestClientTellsFailuresApart(t *testing.T) {
	kinds := []error{putio.ErrUnknownMethod, putio.ErrServerFault, putio.ErrUnavailable, putio.ErrNotJSON, putio.ErrLogin}
	for _, c := range []struct {
		status int
		body   string
		want   error
	}{
		{404, "no", putio.ErrUnknownMethod}, {500, loginFailure, putio.ErrServerFault}, {503, "{}", putio.ErrUnavailable}, {302, "", putio.ErrUnavailable},
		{200, "<html>down</html>", putio.ErrNotJSON}, {200, "", putio.ErrNotJSON}, {200, "[]", putio.ErrNotJSON}, {200, `{"response":{"results":"x"},"error":false}`, putio.ErrNotJSON},
		{200, `{"response":{"results":[`, putio.ErrNotJSON}, {200, loginFailure, putio.ErrLogin},
	} {
		cl, _ := against(t, c.status, "application/json", c.body)
		_, err := cl.UserInfo(t.Context())
		for _, k := range kinds {
			assert.Equal(t, k == c.want, errors.Is(err, k), "%d %q: %v", c.status, c.body, err)
		}
		assert.NotContains(t, fmt.Sprint(err), "S%é")
	}
}

func TestClientSendsCredentialsInTheBodyOnly(t *testing.T) {
	c, got := against(t, 200, "application/json", loginFailure)
	for _, m := range wire.Methods() {
		c.Call(t.Context(), m.NewParams())
	}
	require.Len(t, *got, 24)
	for i, r := range *got {
		m := wire.Methods()[i]
		assert.Equal(t, "/v1/"+m.Class()+"?method="+m.Name(), r.RequestURI)
		assert.Contains(t, r.PostForm.Get("request"), `"api_key":"K&+","api_secret":"S%é"`)
		for _, v := range r.Header {
			assert.NotContains(t, fmt.Sprint(v), "K&+")
		}
	}
}

func TestClientObjectsInArrays(t *testing.T) {
	for _, body := range []string{
		`{"response":{"results":{"token":"0123456789abcdef0123456789abcdef01234567"}},"error":false,"user_id":7}`,
		`{"response":{"total":"1","results":[{"token":"0123456789abcdef0123456789abcdef01234567"}]},"error":false,"user_id":7}`,
	} {
		c, _ := against(t, 200, "text/json", body)
		token, err := c.UserAcctoken(t.Context())
		require.NoError(t, err)
		for _, u := range []string{"http://s01.put.io/stream-file/17/4701235/", "http://s01.put.io/stream-file/17/4701235"} {
			got, err := c.StreamURL(t.Context(), &wire.Item{ID: 1, StreamURL: u})
			require.NoError(t, err)
			assert.Equal(t, "http://s01.put.io/stream-file/17/4701235/atk/"+token, got)
		}
		_, err = c.StreamURL(t.Context(), &wire.Item{ID: 1, IsDir: true, StreamURL: "http://x/"})
		assert.ErrorIs(t, err, putio.ErrFolder)
	}
}

func TestPlay(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		var content bytes.Buffer
		var seen []wire.Status
		o := putio.PlayOptions{
			ClientOptions: putio.ClientOptions{Base: w.Base, Key: bundle.Key, Secret: bundle.Secret, HTTP: w.http},
			Links:         []string{torrentURL("multi")}, Content: &content,
			On: func(t wire.Transfer) { seen = append(seen, t.Status) },
		}
		require.NoError(t, putio.Play(w.ctx(), o))
		f, err := corpus.FixtureNamed("multi")
		require.NoError(t, err)
		assert.EqualValues(t, f.Size(), content.Len(), "all five files")
		legal(t, seen, wire.Traits{Torrent: true})
		assert.NotContains(t, w.named(0), "multi", "it was deleted")
		o.Links = []string{site + "/none"}
		assert.ErrorContains(t, putio.Play(w.ctx(), o), "404")
		o.Secret = "wrong"
		assert.ErrorIs(t, putio.Play(w.ctx(), o), putio.ErrLogin)
	})
}

func TestOrders(t *testing.T) {
	inWorld(t, bundle.Options{}, func(w *world) {
		o := putio.PlayOptions{ClientOptions: putio.ClientOptions{Base: w.Base, Key: bundle.Key, Secret: bundle.Secret, HTTP: w.http}}
		orders := func(lines string) (string, error) {
			var out bytes.Buffer
			err := putio.Orders(w.ctx(), strings.NewReader(lines), &out, o)
			return out.String(), err
		}
		w.put("/feed", feed())
		link := w.put("/x.txt", []byte("words"))
		out, err := orders("# all of them\n\ninfo\nfriends\ntoken\ndirmap\nlist\nlist 11\nitem 13\nsearch type:video\nmkdir 0 new one\nrename 12 n.txt\nmove 12 11\n" +
			"stream 12\nstreamurl 13\ndelete 12\ndelete 12\nadd " + link + " bad\ntransfers\nwait\nmessages\nanalyze " + link + "\nextract see http://a/b\n" +
			"subscribe T " + site + "/feed\nsubscriptions\nplay " + link + "\nquit\nnonsense")
		require.NoError(t, err)
		for _, want := range []string{
			`user "demo" disk 206115885645 of 206115891200`, `friend 8 shares 77 "sam"`, "token\n", `dir   11 "Films"`, `item 13 in 11 movie 4321 "clip.avi"`,
			`"new one"`, `item 12 in 11 text 1234 "n.txt"`, "stream 12 1234", "streamurl 13 http://127.0.0.1:9000/stream-file/7/13\n", `error There is no item 12.`,
			`"In queue" 0% "x.txt"`, `"Error" 0% "bad"`, `"x.txt (5B) downloaded"`, `"Urls":{"url":["http://127.0.0.1:8000/x.txt"]`, `url "http://a/b"`, `paused false "T"`,
		} {
			assert.Contains(t, out, want)
		}
		subs, err := w.SubscriptionsList(w.ctx())
		require.NoError(t, err)
		list, err := w.TransfersList(w.ctx())
		require.NoError(t, err)
		m, err := w.MessagesList(w.ctx(), 1)
		require.NoError(t, err)
		out, err = orders(fmt.Sprintf("editsub %[1]d U %[4]s/feed\npause %[1]d\nsub %[1]d\nunsubscribe %[1]d\ncancel %[2]d\nunmessage %[3]d", subs[0].ID, list[0].ID, m[0].ID, site))
		require.NoError(t, err)
		assert.Contains(t, out, `paused true "U"`)
		for line, want := range map[string]string{"nonsense": "no such order", "item x": "expected a number", "streamurl 11": "a folder has no stream"} {
			_, err = orders(line)
			assert.ErrorContains(t, err, want)
		}
	})
}

func TestNewClientWantsABase(t *testing.T) {
	for _, base := range []string{"", "127.0.0.1:1", "ftp://x", "http://"} {
		_, err := putio.NewClient(putio.ClientOptions{Base: base})
		assert.Error(t, err, base)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c, err := putio.NewClient(putio.ClientOptions{Base: "http://127.0.0.1:1", Key: "k", Secret: "secret"})
	require.NoError(t, err)
	_, err = c.UserInfo(ctx)
	assert.ErrorIs(t, err, context.Canceled)
	var ue *url.Error
	assert.ErrorAs(t, err, &ue)
}
