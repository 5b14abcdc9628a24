package ts

import (
	"context"
	"crypto/sha1"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"strings"
	"sync/atomic"
	"time"

	"enginespec/reference/engine"
)

// remote is a media file on an HTTP server, the source of START URL. It is passed
// through, not kept: all of it counts as there.
type remote struct {
	url    string
	client *http.Client
	size   int64
	read   atomic.Int64 // bytes that came in
	last   int64        // of those, at the last look
	at     time.Time
}

// remoteTimeout is how long, in real time, the server of a url may take to answer.
const remoteTimeout = 30 * time.Second

var errNoMedia = errors.New("the url does not lead to a file of known length")

// openURL looks whether there is a file at a url.
func (s *Server) openURL(ctx context.Context, raw string) (*opened, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%w: the url is not of http or https", engine.ErrFetch)
	}
	rt := s.o.Fetcher.Transport
	if rt == nil {
		rt = Transport(s.o.Fetcher.AllowNetwork)
	}
	r := &remote{url: raw, client: &http.Client{Transport: rt}}
	ctx, cancel := context.WithTimeout(ctx, remoteTimeout)
	defer cancel()
	body, size, err := r.get(ctx, 0)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", engine.ErrFetch, err)
	}
	body.Close()
	r.size = size
	o := &opened{opener: r, id: engine.ID(sha1.Sum([]byte(raw))), name: path.Base(u.Path)}
	o.content, err = r.Open(context.Background(), o.id, 0)
	return o, err
}

// get asks for the file from a byte on. It returns how many follow.
func (r *remote) get(ctx context.Context, from int64) (body io.ReadCloser, size int64, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.url, nil)
	if err != nil {
		return nil, 0, err
	}
	if from > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", from))
	}
	resp, err := r.client.Do(req)
	if err != nil {
		var ue *url.Error
		if errors.As(err, &ue) {
			err = ue.Err // it would repeat the url, password and all
		}
		return nil, 0, err
	}
	want := http.StatusOK
	if from > 0 {
		want = http.StatusPartialContent
	}
	switch {
	case resp.StatusCode != want:
		err = fmt.Errorf("the server answered %d, expected %d", resp.StatusCode, want)
	case resp.ContentLength < 0:
		err = errNoMedia
	}
	if err != nil {
		resp.Body.Close()
		return nil, 0, err
	}
	return resp.Body, resp.ContentLength, nil
}

// Open implements media.Opener.
func (r *remote) Open(ctx context.Context, _ engine.ID, _ int) (engine.Content, error) {
	return &remoteContent{r: r, ctx: ctx, size: r.size}, nil
}

// remote is the source of START URL.
func (p *playback) remote() *remote { return p.opener.(*remote) }

// view fills in what is known of the transfer.
func (r *remote) view(v *view) {
	v.state = engine.Downloading
	n, now := r.read.Load(), time.Now()
	if d := now.Sub(r.at); !r.at.IsZero() && d > 0 {
		v.rate = int64(float64(n-r.last) / d.Seconds())
	}
	r.last, r.at = n, now
	v.common.HTTPPeers, v.common.HTTPSpeedDown, v.common.HTTPDownloaded = 1, v.rate>>10, n
	v.common.TotalProgress = percent(n, r.size)
}

// remoteContent is a remote file open for reading.
type remoteContent struct {
	r    *remote
	ctx  context.Context
	body io.ReadCloser
	pos  int64
	size int64
}

func (c *remoteContent) Read(b []byte) (int, error) {
	if c.pos >= c.size {
		return 0, io.EOF
	}
	if c.body == nil {
		body, _, err := c.r.get(c.ctx, c.pos)
		if err != nil {
			return 0, err
		}
		c.body = body
	}
	n, err := c.body.Read(b[:min(int64(len(b)), c.size-c.pos)])
	c.pos += int64(n)
	c.r.read.Add(int64(n))
	if err == io.EOF && c.pos < c.size {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

func (c *remoteContent) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += c.pos
	case io.SeekEnd:
		offset += c.size
	}
	if offset < 0 {
		return c.pos, errors.New("seek: before the beginning")
	}
	if offset != c.pos {
		c.Close()
		c.pos = offset
	}
	return offset, nil
}

func (c *remoteContent) Close() error {
	if c.body == nil {
		return nil
	}
	err := c.body.Close()
	c.body = nil
	return err
}

func (c *remoteContent) SetContext(ctx context.Context) { c.ctx = ctx }
func (c *remoteContent) Size() int64                    { return c.size }
func (c *remoteContent) Window() (from, ready int64)    { return c.pos, max(c.pos, c.size) }

// Transport returns a transport that reaches loopback addresses only, without DNS and
// proxies, unless allowNetwork lifts the guard. Close its idle connections.
func Transport(allowNetwork bool) *http.Transport {
	d := &net.Dialer{Timeout: 10 * time.Second}
	return &http.Transport{
		DisableKeepAlives:     true,
		ResponseHeaderTimeout: 20 * time.Second,
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			if !allowNetwork {
				host, port, err := net.SplitHostPort(strings.Replace(addr, "localhost:", "127.0.0.1:", 1))
				if err != nil {
					return nil, err
				}
				if ip, err := netip.ParseAddr(host); err != nil || !ip.Unmap().IsLoopback() {
					return nil, errors.New("not a loopback address, and the network is not allowed")
				}
				addr = net.JoinHostPort(host, port)
			}
			return d.DialContext(ctx, network, addr)
		},
	}
}
