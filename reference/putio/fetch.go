package putio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	wire "enginespec/codec/putio"
	"enginespec/reference/engine"
)

// link is what a link tells without being fetched.
type link struct {
	name    string
	host    string
	torrent bool // by its extension or scheme
	magnet  bool
	premium bool
	wrong   string // why it cannot be fetched
}

const linkLimit = 4096 // bytes

// classify looks at a link. It fetches nothing.
func (s *Server) classify(text string) link {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || len(text) > linkLimit {
		return link{name: "link", wrong: "The link is not a URL, or too long."}
	}
	l := link{host: u.Hostname(), name: fitName(path.Base(u.Path))}
	if l.name == "_" || u.Path == "" || u.Path == "/" {
		l.name = fitName(orElse(l.host, "link"))
	}
	l.torrent = ext(u.Path) == "torrent"
	switch u.Scheme {
	case "magnet":
		l.magnet, l.torrent = true, true
		if l.name = fitName(u.Query().Get("dn")); l.name == "_" {
			l.name = "magnet"
		}
		if _, err := parseMagnet(text, nil); err != nil {
			l.wrong = err.Error()
		}
		return l
	case "http", "https":
	default:
		l.wrong = "The source is not supported: expected http, https or magnet."
		return l
	}
	if s.o.Transport == nil && !s.o.AllowNetwork && !isLoopback(l.host) {
		l.wrong = "The source cannot be reached: only this machine may be asked."
	}
	l.premium = slices.ContainsFunc(s.o.PremiumHosts, func(h string) bool {
		return l.host == h || strings.HasSuffix(l.host, "."+h)
	})
	return l
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

// transport reaches loopback addresses only, without DNS and proxies, unless the
// network is allowed.
func (o *Options) transport() http.RoundTripper {
	if o.Transport != nil {
		return o.Transport
	}
	d := &net.Dialer{Timeout: 10 * time.Second}
	return &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			if !o.AllowNetwork {
				host, port, err := net.SplitHostPort(addr)
				if err != nil || !isLoopback(host) {
					return nil, errors.New("not a loopback address, and the network is not allowed")
				}
				addr = net.JoinHostPort(strings.Replace(host, "localhost", "127.0.0.1", 1), port)
			}
			return d.DialContext(ctx, network, addr)
		},
	}
}

// get asks for a link. The body must be closed; it ends with ctx, and when nothing
// comes for Options.Idle.
func (s *Server) get(ctx context.Context, rawURL string) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	b := &watched{cancel: cancel, every: s.o.Idle, ctx: ctx}
	b.timer = time.AfterFunc(b.every, func() { cancel(errors.New("nothing came for too long")) })
	resp, err := s.do(ctx, rawURL)
	if err != nil {
		b.Close()
		return nil, err
	}
	b.ReadCloser, resp.Body = resp.Body, b
	return resp, nil
}

func (s *Server) do(ctx context.Context, rawURL string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSpace(rawURL), nil)
	if err != nil {
		return nil, errors.New("the link cannot be parsed") // the error would repeat it, password and all
	}
	resp, err := s.client.Do(req)
	if err != nil {
		var ue *url.Error
		if errors.As(err, &ue) {
			err = ue.Err
		}
		if context.Cause(ctx) != nil {
			err = context.Cause(ctx)
		}
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, fmt.Errorf("the source answered %d, expected 200", resp.StatusCode)
	}
	return resp, nil
}

// watched is a body that may not stand still.
type watched struct {
	io.ReadCloser
	ctx    context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer
	every  time.Duration
}

func (b *watched) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.timer.Reset(b.every)
	if err != nil && err != io.EOF && context.Cause(b.ctx) != nil {
		err = context.Cause(b.ctx)
	}
	return n, err
}

func (b *watched) Close() error {
	b.timer.Stop()
	b.cancel(nil)
	if b.ReadCloser == nil {
		return nil
	}
	return b.ReadCloser.Close()
}

// readTorrent reads the body of an answer that is a .torrent file.
func readTorrent(resp *http.Response) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(resp.Body, engine.MaxMetainfo+1))
	if err == nil && len(b) > engine.MaxMetainfo {
		err = errTooMuch
	}
	return b, err
}

// isTorrent reports whether an answer says that it is a .torrent file.
func isTorrent(resp *http.Response) bool {
	media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	return media == "application/x-bittorrent"
}

// fileName is what an answer calls its content.
func fileName(resp *http.Response, otherwise string) string {
	_, params, err := mime.ParseMediaType(resp.Header.Get("Content-Disposition"))
	if name := params["filename"]; err == nil && name != "" {
		return fitName(path.Base(strings.ReplaceAll(name, `\`, "/")))
	}
	return otherwise
}

// prepare is the stage In queue: it finds out what the link is.
func (r *run) prepare(t *transfer) error {
	if err := r.pause(r.s.o.Stage); err != nil {
		return err
	}
	l := r.s.classify(t.Link)
	switch {
	case l.wrong != "":
		return errors.New(l.wrong)
	case l.magnet:
		return r.prepareMagnet(t.Link)
	}
	resp, err := r.s.get(r.ctx, t.Link)
	if err != nil {
		return err
	}
	if l.torrent || isTorrent(resp) {
		defer resp.Body.Close()
		b, err := readTorrent(resp)
		if err != nil {
			return err
		}
		return r.prepareTorrent(b)
	}
	r.body = resp.Body
	return r.preparePlain(resp, max(resp.ContentLength, 0))
}

func (r *run) preparePlain(resp *http.Response, size int64) error {
	if err := r.affordable(size); err != nil {
		return err
	}
	file := wire.ID(r.s.last.Add(1))
	return r.move(wire.Downloading, func(t *transfer) {
		t.Size, t.Content = size, file
		t.Name = fileName(resp, t.Name)
		t.Archives = isArchive(t.Name)
	})
}

// affordable refuses a payload that is too large, or does not fit beside those that
// are on their way.
func (r *run) affordable(size int64) error {
	if size > r.s.o.MaxFile {
		return errTooMuch
	}
	st := r.a.view()
	disk, bandwidth := r.a.diskAvailable(st), r.a.bandwidthAvailable(st)
	premium := false
	for _, t := range st.Transfers {
		switch {
		case t.ID == r.id:
			premium = t.Premium
		case t.Status.Active():
			disk -= t.Size
			if t.Premium {
				bandwidth -= t.Size
			}
		}
	}
	if size > disk {
		return errNoSpace
	}
	if premium && size > bandwidth {
		return errors.New("the bandwidth quota does not allow it")
	}
	return nil
}

var errNoSpace = errors.New("the disk quota does not allow it")

// fetchPlain is the stage Downloading of a plain link. What an earlier run left of it
// is not trusted: it begins anew.
func (r *run) fetchPlain(t *transfer) error {
	if r.body == nil {
		resp, err := r.s.get(r.ctx, t.Link)
		if err != nil {
			return err
		}
		r.body = resp.Body
	}
	limit := min(r.s.o.MaxFile, r.a.diskAvailable(r.a.view()))
	var done int64
	r.show(wire.Downloading, 0)
	n, err := r.s.content.write(r.ctx, t.Content, r.body, limit, func(k int64) {
		if done += k; t.Size > 0 {
			r.show(wire.Downloading, int(float64(done)/float64(t.Size)*100))
		}
	})
	if err != nil {
		return err
	}
	return r.move(wire.InCompleteQueue, func(t *transfer) { t.Size = n })
}
