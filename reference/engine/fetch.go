package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"
)

// MaxMetainfo is the largest .torrent file that is fetched or parsed, in bytes.
const MaxMetainfo = 16 << 20

// Fetcher gets .torrent files over HTTP. The zero value reaches loopback addresses
// only, resolves no name but localhost and follows no proxy.
type Fetcher struct {
	// AllowNetwork lifts the guard: any host, by DNS.
	AllowNetwork bool
	// Timeout bounds one fetch in real time; zero means 30 s.
	Timeout time.Duration
	// Transport replaces the guarded one. It is for tests without sockets.
	Transport http.RoundTripper
}

// Fetch returns the body at an http or https URL, at most MaxMetainfo bytes. Every
// error is ErrFetch, and the end of ctx too.
func (f *Fetcher) Fetch(ctx context.Context, rawURL string) ([]byte, error) {
	b, err := f.fetch(ctx, rawURL)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFetch, err)
	}
	return b, nil
}

func (f *Fetcher) fetch(ctx context.Context, rawURL string) ([]byte, error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, errors.New("the URL cannot be parsed") // url.Error would repeat it, password and all
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("scheme %q: expected http or https", u.Scheme)
	}
	timeout := f.Timeout
	if timeout == 0 {
		timeout = 30 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, rawURL, nil)
	if err != nil {
		return nil, err
	}
	rt := f.Transport
	if rt == nil {
		t := f.transport()
		defer t.CloseIdleConnections()
		rt = t
	}
	resp, err := (&http.Client{Transport: rt, CheckRedirect: redirect}).Do(req)
	if err != nil {
		var ue *url.Error
		if errors.As(err, &ue) {
			err = ue.Err
		}
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the server answered %d, expected 200", resp.StatusCode)
	}
	if resp.ContentLength > MaxMetainfo {
		return nil, fmt.Errorf("%d bytes, limit %d", resp.ContentLength, MaxMetainfo)
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, MaxMetainfo+1))
	if err == nil && len(b) > MaxMetainfo {
		err = fmt.Errorf("more than %d bytes", MaxMetainfo)
	}
	return b, err
}

func redirect(req *http.Request, via []*http.Request) error {
	if len(via) >= 5 {
		return errors.New("more than 5 redirects")
	}
	return nil
}

func (f *Fetcher) transport() *http.Transport {
	t := &http.Transport{
		DisableKeepAlives:     true,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: 20 * time.Second,
	}
	d := &net.Dialer{Timeout: 10 * time.Second}
	t.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		if !f.AllowNetwork {
			var err error
			if addr, err = loopback(addr); err != nil {
				return nil, err
			}
		}
		return d.DialContext(ctx, network, addr)
	}
	return t
}

// loopback returns addr with localhost made a literal, and refuses all hosts that
// are not loopback without asking DNS.
func loopback(addr string) (string, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", err
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	if ip, err := netip.ParseAddr(host); err != nil || !ip.Unmap().IsLoopback() {
		return "", errors.New("not a loopback address, and the network is not allowed")
	}
	return net.JoinHostPort(host, port), nil
}
