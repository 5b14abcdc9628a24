package ts

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"enginespec/conformance"
)

// What the announced URL must serve. Each is for a Check step behind play.

// enough is how much of a body proves that media is served: a broadcast never ends.
const enough = 64 << 10

// get fetches a URL and reads at most limit bytes of the body, below zero for all.
func get(s *session, link, rng string, limit int64) (status int, header http.Header, body []byte, f *failure) {
	ctx, cancel := context.WithTimeout(s.Context(), s.Bound(start)+s.Patience())
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, link, nil)
	if err != nil {
		return 0, nil, nil, conformance.Fail(conformance.Malformed, "a url", "%q: %v", link, err)
	}
	if rng != "" {
		req.Header.Set("Range", rng)
	}
	resp, err := s.HTTP().Do(req)
	if err != nil {
		s.Note("GET %s: %v", link, err)
		return 0, nil, nil, conformance.Fail(conformance.Unreachable, "an answer to GET "+link, "%v", err)
	}
	defer resp.Body.Close()
	r := io.Reader(resp.Body)
	if limit >= 0 {
		r = io.LimitReader(r, limit)
	}
	body, err = io.ReadAll(r)
	s.Note("GET %s %s: %s, %d bytes", link, rng, resp.Status, len(body))
	if err != nil {
		return 0, nil, nil, conformance.Fail(conformance.WrongContent, "the whole body of "+link, "%v after %d bytes", err, len(body))
	}
	return resp.StatusCode, resp.Header, body, nil
}

// served wants media, or test bytes: a body that is not empty and no page of HTML.
func served(s *session) *failure {
	status, header, body, f := get(s, s.Vars["url"], "", enough)
	switch {
	case f != nil:
		return f
	case status != http.StatusOK && status != http.StatusPartialContent:
		return conformance.Fail(conformance.WrongContent, "200 or 206 from the announced url", "status %d", status)
	case len(body) == 0:
		return conformance.Fail(conformance.WrongContent, "media", "an empty body")
	case strings.HasPrefix(header.Get("Content-Type"), "text/html"):
		return conformance.Fail(conformance.WrongContent, "media", "%s", header.Get("Content-Type"))
	}
	return nil
}

// serves wants all the bytes of the fixture's first media file.
func serves(fixture string) func(*session) *failure {
	return func(s *session) *failure {
		_, _, body, f := get(s, s.Vars["url"], "", -1)
		if f != nil {
			return f
		}
		want, _ := io.ReadAll(conformance.Fixture(fixture).Content(firstMedia(fixture)))
		return same(body, want)
	}
}

func same(have, want []byte) *failure {
	if bytes.Equal(have, want) {
		return nil
	}
	at := 0
	for at < len(have) && at < len(want) && have[at] == want[at] {
		at++
	}
	return conformance.Fail(conformance.WrongContent, fmt.Sprintf("the fixture's %d bytes", len(want)), "%d bytes, the first %d of which are right", len(have), at)
}

// servesRanges wants parts of the file as 206.
func servesRanges(fixture string) func(*session) *failure {
	return func(s *session) *failure {
		content := conformance.Fixture(fixture).Content(firstMedia(fixture))
		size := content.Size()
		for _, r := range [][2]int64{{0, 99}, {size / 2, size/2 + 4999}, {size - 100, size - 1}} {
			status, header, body, f := get(s, s.Vars["url"], fmt.Sprintf("bytes=%d-%d", r[0], r[1]), -1)
			if f != nil {
				return f
			}
			if status == http.StatusOK {
				return nil // a server may ignore Range, and no clause asks for it
			}
			if want := fmt.Sprintf("bytes %d-%d/%d", r[0], r[1], size); status != http.StatusPartialContent || header.Get("Content-Range") != want {
				return conformance.Fail(conformance.WrongContent, "206 with Content-Range: "+want, "%d with %q", status, header.Get("Content-Range"))
			}
			want := make([]byte, r[1]-r[0]+1)
			content.ReadAt(want, r[0])
			if f := same(body, want); f != nil {
				return f
			}
		}
		return nil
	}
}

// gone wants a URL to serve nothing any more: an error, or no answer at all.
func gone(s *session, link string) *failure {
	deadline := time.Now().Add(s.Bound(2 * time.Second))
	for {
		status, _, body, f := get(s, link, "", enough)
		if f != nil || status >= 400 || len(body) == 0 {
			return nil
		}
		if time.Now().After(deadline) {
			return conformance.Fail(conformance.NotClosed, "nothing from the old url", "status %d, %d bytes", status, len(body))
		}
		if s.Wait(s.Real(100*time.Millisecond)) != nil {
			return nil
		}
	}
}

var contentPath = regexp.MustCompile(`^/content/[0-9a-fA-F]{40}/[^/]+$`)

// urlForm wants the host, port and path that clients look for.
func urlForm(s *session) *failure {
	u, err := url.Parse(s.Vars["url"])
	switch {
	case err != nil:
		return conformance.Fail(conformance.Malformed, "a url", "%q", s.Vars["url"])
	case u.Hostname() != "127.0.0.1":
		return conformance.Fail(conformance.WrongValue, "the host 127.0.0.1", "%s", u.Host)
	case s.Vars["http-port"] != "" && u.Port() != s.Vars["http-port"]:
		return conformance.Fail(conformance.WrongValue, "the port "+s.Vars["http-port"]+" that HELLOTS announced as http_port", "%s", u.Host)
	case !contentPath.MatchString(u.Path):
		return conformance.Fail(conformance.WrongValue, "the path /content/infohash/token", "%s", u.Path)
	case !strings.EqualFold(strings.Split(u.Path, "/")[2], s.Vars["hash:single"]):
		return conformance.Fail(conformance.WrongValue, "the infohash "+s.Vars["hash:single"]+" in the path", "%s", u.Path)
	}
	return nil
}

// hlsForm wants what clients take for HLS, or plain content: no clause says that an
// engine can do HLS.
func hlsForm(s *session) *failure {
	u, err := url.Parse(s.Vars["url"])
	if err != nil || !contentPath.MatchString(u.Path) && !strings.HasSuffix(u.Path, ".m3u8") {
		return conformance.Fail(conformance.WrongValue, "a path that ends in .m3u8, or /content/infohash/token", "%s", s.Vars["url"])
	}
	return nil
}

// watching reads the announced url in the background until the case is over, as a
// player does: engines run dry only when somebody drinks.
func watching() step {
	return check("fetch the url", func(s *session) *failure {
		ctx, cancel := context.WithCancel(s.Context())
		done := make(chan struct{})
		s.Defer(func() { cancel(); <-done })
		client, link := s.HTTP(), s.Vars["url"]
		go func() {
			defer close(done)
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, link, nil)
			if err != nil {
				return
			}
			resp, err := client.Do(req)
			if err != nil {
				return
			}
			defer resp.Body.Close()
			io.Copy(io.Discard, resp.Body)
		}()
		return nil
	})
}
