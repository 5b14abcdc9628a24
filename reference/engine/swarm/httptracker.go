package swarm

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"enginespec/codec/ipc/bencode"
)

// maxReply bounds what is read of a tracker's answer, and maxText of its words.
const (
	maxReply = 1 << 20
	maxText  = 1 << 10
)

// ask announces by the URL's scheme and scrapes for what the announce left open.
func (e *Engine) ask(ctx context.Context, u *url.URL, r announceRequest) (announceReply, error) {
	if u.Scheme == "udp" {
		return e.askUDP(ctx, u, r)
	}
	t := &http.Transport{DialContext: e.guard.DialContext, DisableKeepAlives: true}
	defer t.CloseIdleConnections()
	hc := &http.Client{Transport: t, CheckRedirect: func(_ *http.Request, via []*http.Request) error {
		if len(via) > 3 {
			return errors.New("more than 3 redirects")
		}
		return nil
	}}
	body, err := get(ctx, hc, announceURL(u, r))
	if err != nil {
		return announceReply{}, err
	}
	got, err := parseAnnounce(body)
	if err != nil || r.event == "stopped" {
		return got, err
	}
	if s := scrapeURL(u, r); s != "" {
		// A tracker without scrape is no failure.
		if body, err := get(ctx, hc, s); err == nil {
			parseScrape(body, r.id[:], &got)
		}
	}
	return got, nil
}

// announceURL appends BEP 3's parameters behind those that the URL brings along:
// private trackers keep a key there.
func announceURL(u *url.URL, r announceRequest) string {
	q := []string{
		"info_hash=" + escape(r.id[:]),
		"peer_id=" + escape([]byte(r.peerID)),
		"port=" + strconv.Itoa(r.port),
		"uploaded=" + strconv.FormatInt(r.up, 10),
		"downloaded=" + strconv.FormatInt(r.down, 10),
		"left=" + strconv.FormatInt(r.left, 10),
		"compact=1",
	}
	if r.event != "" {
		q = append(q, "event="+r.event)
	}
	v := *u
	if v.RawQuery != "" {
		q = append([]string{v.RawQuery}, q...)
	}
	v.RawQuery = strings.Join(q, "&")
	return v.String()
}

// scrapeURL follows the convention: the last part of the path begins with
// "announce", which "scrape" replaces. Other URLs have no scrape.
func scrapeURL(u *url.URL, r announceRequest) string {
	v := *u
	i := strings.LastIndexByte(v.Path, '/') + 1
	rest, ok := strings.CutPrefix(v.Path[i:], "announce")
	if !ok {
		return ""
	}
	v.Path = v.Path[:i] + "scrape" + rest
	q := "info_hash=" + escape(r.id[:])
	if v.RawQuery != "" {
		q = v.RawQuery + "&" + q
	}
	v.RawQuery = q
	return v.String()
}

// escape is url.QueryEscape with %20 for a space: a plus sign is not understood by all.
func escape(b []byte) string { return strings.ReplaceAll(url.QueryEscape(string(b)), "+", "%20") }

func get(ctx context.Context, hc *http.Client, url string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", "enginespec")
	resp, err := hc.Do(req)
	if err != nil {
		return nil, bare(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxReply+1))
	switch {
	case err != nil:
		return nil, err
	case resp.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("the tracker answered %d, expected 200", resp.StatusCode)
	case len(body) > maxReply:
		return nil, fmt.Errorf("the tracker's answer is longer than %d bytes", maxReply)
	}
	return body, nil
}

// bare drops the URL from an error: it may hold a key.
func bare(err error) error {
	var ue *url.Error
	if errors.As(err, &ue) {
		return ue.Err
	}
	return err
}

var errReply = errors.New("the tracker's answer is not a bencoded dictionary as in BEP 3")

func parseAnnounce(body []byte) (announceReply, error) {
	r := announceReply{seeders: -1, leechers: -1, completed: -1}
	var c bencode.Cursor
	c.Reset(body, 0, nil, &bencode.Grammar{AnyOrder: true}) // many do not sort
	failure := ""
	for c.EnterDict(); c.More(); {
		switch string(c.Key()) {
		case "failure reason":
			failure = text(c.Bytes())
		case "warning message":
			r.warning = text(c.Bytes())
		case "interval":
			r.interval = time.Duration(min(max(c.Int(), 0), int64(maxInterval/time.Second))) * time.Second
		case "complete":
			r.seeders = count(c.Int())
		case "incomplete":
			r.leechers = count(c.Int())
		case "downloaded":
			r.completed = count(c.Int())
		case "peers":
			if c.Peek() == bencode.List {
				r.peers = append(r.peers, peerDicts(&c)...)
			} else {
				r.peers = append(r.peers, compact(c.Bytes(), 4)...)
			}
		case "peers6":
			r.peers = append(r.peers, compact(c.Bytes(), 16)...)
		default:
			c.Skip()
		}
	}
	c.Leave()
	switch {
	case failure != "": // some say it and then break off
		return r, fmt.Errorf("the tracker refuses: %s", failure)
	case c.Err() != nil:
		return r, errReply
	}
	return r, nil
}

func peerDicts(c *bencode.Cursor) (peers []netip.AddrPort) {
	for c.EnterList(); c.More(); {
		var ip netip.Addr
		var port int64
		for c.EnterDict(); c.More(); {
			switch string(c.Key()) {
			case "ip":
				ip, _ = netip.ParseAddr(string(c.Bytes())) // names are not resolved
			case "port":
				port = c.Int()
			default:
				c.Skip()
			}
		}
		c.Leave()
		if ip.IsValid() && port > 0 && port < 1<<16 && len(peers) < maxKnown {
			peers = append(peers, netip.AddrPortFrom(ip.Unmap(), uint16(port)))
		}
	}
	c.Leave()
	return peers
}

// compact reads addresses of size bytes, each with a port of two.
func compact(b []byte, size int) (peers []netip.AddrPort) {
	for ; len(b) >= size+2 && len(peers) < maxKnown; b = b[size+2:] {
		ip, _ := netip.AddrFromSlice(b[:size])
		peers = append(peers, netip.AddrPortFrom(ip.Unmap(), binary.BigEndian.Uint16(b[size:])))
	}
	return peers
}

func parseScrape(body, id []byte, r *announceReply) {
	var c bencode.Cursor
	c.Reset(body, 0, nil, &bencode.Grammar{AnyOrder: true}) // many do not sort
	for c.EnterDict(); c.More(); {
		if string(c.Key()) != "files" {
			c.Skip()
			continue
		}
		for c.EnterDict(); c.More(); {
			if string(c.Key()) != string(id) {
				c.Skip()
				continue
			}
			for c.EnterDict(); c.More(); {
				switch string(c.Key()) {
				case "complete":
					r.seeders = count(c.Int())
				case "incomplete":
					r.leechers = count(c.Int())
				case "downloaded":
					r.completed = count(c.Int())
				default:
					c.Skip()
				}
			}
			c.Leave()
		}
		c.Leave()
	}
	c.Leave()
}

func count(n int64) int { return int(min(max(n, -1), 1<<31-1)) }

func text(b []byte) string { return strings.ToValidUTF8(string(b[:min(len(b), maxText)]), "?") }
