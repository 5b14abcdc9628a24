package putio

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	wire "enginespec/codec/putio"
	"enginespec/conformance"
)

// size is of the file that the cases stream.
const size = 5000

// Cases of tokens, stream URLs and download URLs.
func streamCases() []*kase {
	file := withFile(".avi", size)
	fetched := func(id string, c *conformance.Clause, what string, f func(a *account), more ...*conformance.Feature) *kase {
		return whole(one("stream/"+id, c, file, what, f), append(more, FeatureLinks)...)
	}
	return []*kase{
		fetched("one-slash", PUTIO060, "the file", func(a *account) { a.plays(a.stream("/atk/", a.token()), nil) }),
		fetched("two-slashes", PUTIO060, "the file", func(a *account) { a.plays(a.stream("//atk/", a.token()), nil) }),
		fetched("wrong-token", PUTIO061, "401, 403 or 404", func(a *account) {
			good := a.token()
			for _, link := range []string{a.stream("/atk/", strings.Repeat("0", 40)), a.stream("/atk/", ""), a.stream("", ""), a.stream("/atk/", good+"0")} {
				a.hidden(link)
			}
		}),
		fetched("ranges", PUTIO062, "206 and the part", func(a *account) { a.ranges(a.stream("/atk/", a.token()), nil) }),
		one("stream/token-form", PUTIO063, nil, "40 lower-case hex digits", func(a *account) {
			token := a.token()
			a.want(a.broken() || regexp.MustCompile(`^[0-9a-f]{40}$`).MatchString(token), conformance.Malformed, "40 lower-case hex digits", "%q", token)
		}),
		{ID: "putio/stream/token-of-another", Role: engine, Clauses: clauses{PUTIO063}, Needs: needs{FeatureSecond}, Steps: []step{as("another token for another user", func(a *account) {
			b := &account{session: a.session, key: a.Vars["api-key-2"], secret: a.Vars["api-secret-2"]}
			one, two := a.token(), b.token()
			if a.f == nil {
				a.f = b.f
			}
			a.want(a.broken() || one != two, conformance.WrongValue, "two users to have two tokens", "the same")
		})}},
		fetched("fresh-token", PUTIO064, "a new token works at once", func(a *account) {
			before := a.token()
			after := a.token()
			a.plays(a.stream("/atk/", after), nil)
			a.plays(a.stream("/atk/", before), nil)
		}),
		fetched("download", PUTIO066, "the file, for who may have it", func(a *account) {
			link := a.info(a.Vars["file"]).text("download_url")
			if a.broken() || link == "" {
				return // it may be absent
			}
			auth := func(r *http.Request) {}
			if a.Has(FeatureBasic) {
				auth = func(r *http.Request) { r.SetBasicAuth(a.Vars["user-name"], a.Vars["password"]) }
			}
			a.plays(link, auth)
			a.ranges(link, auth)
		}, FeatureBasic),
	}
}

// token is a new user access token.
func (a *account) token() string { return a.single(wire.MethodUserAcctoken, nil).text("token") }

// stream is the stream URL of {file} with what stands between it and a token.
func (a *account) stream(between, token string) string {
	link := a.info(a.Vars["file"]).text("stream_url")
	if a.broken() {
		return ""
	}
	if link == "" {
		a.fail(conformance.MissingField, "a stream_url", "none")
		return ""
	}
	if strings.HasPrefix(link, "/") {
		link = "http://" + a.Remote().String() + link
	}
	return strings.TrimRight(link, "/") + between + token
}

// get fetches a URL of the target.
func (a *account) get(link string, ready func(*http.Request)) (status int, header http.Header, body []byte) {
	if a.broken() {
		return 0, nil, nil
	}
	ctx, cancel := context.WithTimeout(a.Context(), a.Bound(fetch)+a.Patience())
	defer cancel()
	u, err := url.Parse(link)
	if err != nil {
		a.fail(conformance.Malformed, "a URL", "%q", link)
		return 0, nil, nil
	}
	shown, _, _ := strings.Cut(u.Path, "/atk/") // what follows opens the user's files
	r := (&http.Request{Method: http.MethodGet, URL: u, Header: http.Header{}}).WithContext(ctx)
	if ready != nil {
		ready(r)
	}
	resp, err := a.HTTP().Do(r)
	if err != nil {
		if e, ok := errors.AsType[*url.Error](err); ok {
			err = e.Err // without the URL
		}
		a.fail(conformance.Unreachable, "an answer to GET "+shown, "%v", err)
		return 0, nil, nil
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	a.Note("GET %s %s: %s, %d bytes", shown, r.Header.Get("Range"), resp.Status, len(body))
	if err != nil {
		a.fail(conformance.WrongContent, "the whole body", "%v after %d bytes", err, len(body))
	}
	return resp.StatusCode, resp.Header, body
}

// plays wants a URL to serve the file.
func (a *account) plays(link string, ready func(*http.Request)) {
	status, _, body := a.get(link, ready)
	if a.broken() {
		return
	}
	a.want(status == http.StatusOK, conformance.WrongValue, "200", "status %d", status)
	a.want(bytes.Equal(body, filled(size)), conformance.WrongContent, "the bytes of the file", "%d other bytes", len(body))
}

// hidden wants a URL to serve nothing.
func (a *account) hidden(link string) {
	status, _, body := a.get(link, nil)
	if a.broken() {
		return
	}
	a.want(status == 401 || status == 403 || status == 404 || status == 400, conformance.Accepted, "401, 403 or 404", "status %d, %d bytes", status, len(body))
	a.want(!bytes.Contains(body, filled(size)[:100]), conformance.Accepted, "no content", "%d bytes of it", len(body))
}

// ranges wants parts of the file, and no part behind its end.
func (a *account) ranges(link string, ready func(*http.Request)) {
	for _, r := range [][2]int{{0, 99}, {2000, 2499}, {size - 100, size - 1}} {
		status, header, body := a.get(link, within(ready, fmt.Sprintf("bytes=%d-%d", r[0], r[1])))
		if a.broken() {
			return
		}
		want := fmt.Sprintf("bytes %d-%d/%d", r[0], r[1], size)
		a.want(status == http.StatusPartialContent, conformance.WrongValue, "206", "status %d", status)
		a.want(header.Get("Content-Range") == want, conformance.WrongValue, "Content-Range: "+want, "%q", header.Get("Content-Range"))
		a.want(bytes.Equal(body, filled(size)[r[0]:r[1]+1]), conformance.WrongContent, "that part of the file", "%d other bytes", len(body))
	}
	status, _, _ := a.get(link, within(ready, fmt.Sprintf("bytes=%d-", size*2)))
	a.want(a.broken() || status == http.StatusRequestedRangeNotSatisfiable, conformance.WrongValue, "416 behind the end", "status %d", status)
}

func within(ready func(*http.Request), span string) func(*http.Request) {
	return func(r *http.Request) {
		if ready != nil {
			ready(r)
		}
		r.Header.Set("Range", span)
	}
}

// shortly is how long a case looks at something that must not change.
const shortly = 2 * time.Second
