package putio_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	wire "enginespec/codec/putio"
	"enginespec/conformance/memnet"
	"enginespec/corpus"
	"enginespec/reference/putio"
	"enginespec/reference/putio/bundle"
)

// world is a bundle in a bubble of virtual time, on a network in memory, with the
// fixtures' metainfo and files of the test's own served over HTTP.
type world struct {
	*bundle.Bundle
	*putio.Client
	t    *testing.T
	net  *memnet.Network
	http *http.Client
	poll time.Duration

	mu    sync.Mutex
	files map[string][]byte // what is served at site, by path
}

const site = "http://127.0.0.1:8000"

// syncBuffer is a log that is read while it is written.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// inWorld runs f in a bubble. A goroutine that is left over makes the test fail.
func inWorld(t *testing.T, o bundle.Options, f func(w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.start(o)
		defer func() { require.NoError(t, w.Bundle.Close()) }()
		f(w)
	})
}

func newWorld(t *testing.T) *world {
	n := new(memnet.Network)
	rt := &http.Transport{DialContext: n.DialContext, DisableKeepAlives: true}
	w := &world{t: t, net: n, http: &http.Client{Transport: rt}, files: map[string][]byte{}, poll: 100 * time.Millisecond}
	l, err := n.Listen("127.0.0.1:8000")
	require.NoError(t, err)
	srv := &http.Server{Handler: http.HandlerFunc(w.serve)}
	go srv.Serve(l)
	t.Cleanup(func() { srv.Close() })
	return w
}

// start starts the bundle, and a client of the first account.
func (w *world) start(o bundle.Options) {
	o.Addr = "127.0.0.1:9000"
	o.Listen = w.listen
	o.Server.Transport = w.http.Transport
	var err error
	w.Bundle, err = bundle.Start(w.t.Context(), o)
	require.NoError(w.t, err)
	w.Client = w.client(bundle.Key, bundle.Secret)
}

func (w *world) listen(_, addr string) (net.Listener, error) { return w.net.Listen(addr) }

func (w *world) client(key, secret string) *putio.Client {
	c, err := putio.NewClient(putio.ClientOptions{Base: w.Base, Key: key, Secret: secret, HTTP: w.http})
	require.NoError(w.t, err)
	return c
}

// serve serves /fixture/NAME.torrent, and the test's files; /slow/ ones take a minute, /slowish/ ones three seconds, and
// /unsized/ ones do not say how long they are.
func (w *world) serve(rw http.ResponseWriter, r *http.Request) {
	if name, ok := strings.CutPrefix(r.URL.Path, "/fixture/"); ok {
		if f, err := corpus.FixtureNamed(strings.TrimSuffix(name, ".torrent")); err == nil {
			rw.Write(f.Metainfo())
			return
		}
	}
	w.mu.Lock()
	b, ok := w.files[r.URL.Path]
	w.mu.Unlock()
	if !ok {
		http.NotFound(rw, r)
		return
	}
	pace := 6 * time.Second
	switch {
	case strings.HasPrefix(r.URL.Path, "/slowish/"), strings.HasPrefix(r.URL.Path, "/unsized/"):
		pace = 300 * time.Millisecond
	case !strings.HasPrefix(r.URL.Path, "/slow/"):
		http.ServeContent(rw, r, r.URL.Path, time.Time{}, bytes.NewReader(b))
		return
	}
	if !strings.HasPrefix(r.URL.Path, "/unsized/") {
		rw.Header().Set("Content-Length", fmt.Sprint(len(b)))
	}
	for i := range 10 {
		rw.Write(b[i*len(b)/10 : (i+1)*len(b)/10])
		rw.(http.Flusher).Flush()
		select {
		case <-time.After(pace):
		case <-r.Context().Done():
			return
		}
	}
}

// put serves a file and returns its URL.
func (w *world) put(path string, b []byte) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.files[path] = b
	return site + path
}

func torrentURL(name string) string { return site + "/fixture/" + name + ".torrent" }

// answer is an HTTP answer with its body.
type answer struct {
	*http.Response
	body string
}

// raw sends bytes on a connection of its own and returns the answer.
func (w *world) raw(request string) answer {
	w.t.Helper()
	c, err := w.net.DialContext(w.t.Context(), "tcp", w.Addr)
	require.NoError(w.t, err)
	defer c.Close()
	_, err = io.WriteString(c, request)
	require.NoError(w.t, err)
	return readAnswer(w.t, c)
}

// call posts a request object to a method.
func (w *world) call(method, json string) answer {
	w.t.Helper()
	class, name, _ := strings.Cut(method, ".")
	return w.post("/v1/"+class+"?method="+name, "request="+url.QueryEscape(json))
}

func (w *world) post(target, form string) answer {
	w.t.Helper()
	return w.raw(fmt.Sprintf("POST %s HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
		target, len(form), form))
}

// as is a request object with good credentials.
func as(params string) string {
	return `{"api_key":"` + bundle.Key + `","api_secret":"` + bundle.Secret + `","params":` + params + `}`
}

func (w *world) get(u string, header ...string) answer {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, u, nil)
	require.NoError(w.t, err)
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := w.http.Do(req)
	require.NoError(w.t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(w.t, err)
	return answer{resp, string(b)}
}

func (w *world) ctx() context.Context { return w.t.Context() }

// settle waits until no transfer is in the list but those in Error, and returns each
// with the statuses that were seen, in order.
func (w *world) settle() map[wire.ID][]wire.Status {
	w.t.Helper()
	seen := map[wire.ID][]wire.Status{}
	for range 20000 {
		list, err := w.TransfersList(w.ctx())
		require.NoError(w.t, err)
		going := 0
		for _, t := range list {
			s := seen[t.ID]
			if len(s) == 0 || s[len(s)-1] != t.Status {
				seen[t.ID] = append(s, t.Status)
			}
			if t.Status != wire.Error {
				going++
			}
		}
		if going == 0 {
			return seen
		}
		time.Sleep(w.poll) // virtual: how a client polls
	}
	w.t.Fatal("the transfers do not come to an end")
	return nil
}

// named finds the items of a folder by their name.
func (w *world) named(folder wire.ID) map[string]wire.Item {
	w.t.Helper()
	items, err := w.FilesAll(w.ctx(), folder)
	require.NoError(w.t, err)
	m := map[string]wire.Item{}
	for _, it := range items {
		m[it.Name] = it
	}
	return m
}

// content reads a whole item.
func (w *world) content(it wire.Item) string {
	w.t.Helper()
	r, err := w.Stream(w.ctx(), &it, 0, -1)
	require.NoError(w.t, err)
	defer r.Close()
	b, err := io.ReadAll(r)
	require.NoError(w.t, err)
	return string(b)
}
