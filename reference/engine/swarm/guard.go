package swarm

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"sync/atomic"

	"github.com/anacrolix/torrent/iplist"
)

// Refusals counts what the guard kept from leaving the machine.
type Refusals struct {
	Dials    int64 // connections to an address that is not a loopback literal
	Peers    int64 // peer addresses dropped before any dial
	Trackers int64 // announce URLs not used
}

// guard keeps traffic on this machine.
type guard struct {
	open                   bool // the user allowed the network
	local                  netip.Addr
	dials, peers, trackers atomic.Int64
}

func (g *guard) refusals() Refusals {
	return Refusals{g.dials.Load(), g.peers.Load(), g.trackers.Load()}
}

// dialer dials from the engine's own address.
func (g *guard) dialer(network string) *net.Dialer {
	d := &net.Dialer{KeepAlive: -1}
	if g.local.IsLoopback() {
		ip := net.IP(g.local.AsSlice())
		if network == "udp" || network == "udp4" || network == "udp6" {
			d.LocalAddr = &net.UDPAddr{IP: ip}
		} else {
			d.LocalAddr = &net.TCPAddr{IP: ip}
		}
	}
	return d
}

// DialContext connects to loopback literals, or anywhere when the guard is open.
// A closed guard resolves no names.
func (g *guard) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	if host, port, err := net.SplitHostPort(addr); err == nil {
		addr = net.JoinHostPort(literal(host), port)
	}
	ap, err := netip.ParseAddrPort(addr)
	loopback := err == nil && ap.Addr().Unmap().IsLoopback()
	if !g.open && !loopback {
		g.dials.Add(1)
		return nil, fmt.Errorf("refused to connect to %s: only literal loopback addresses are allowed", addr)
	}
	d := g.dialer(network)
	if !loopback {
		d.LocalAddr = nil
	}
	return d.DialContext(ctx, network, addr)
}

// peer reports whether a peer's address may be dialled.
func (g *guard) peer(ap netip.AddrPort) bool {
	if ap.Port() != 0 && (g.open || ap.Addr().Unmap().IsLoopback()) {
		return true
	}
	g.peers.Add(1)
	return false
}

// tracker checks an announce URL.
func (g *guard) tracker(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "udp" {
		return nil, fmt.Errorf("not an http, https or udp URL")
	}
	ip, err := netip.ParseAddr(literal(u.Hostname()))
	if !g.open && (err != nil || !ip.Unmap().IsLoopback()) {
		g.trackers.Add(1)
		return nil, fmt.Errorf("refused %s: only literal loopback addresses are allowed", u.Host)
	}
	return u, nil
}

// literal names the one host that needs no DNS.
func literal(host string) string {
	if host == "localhost" {
		return "127.0.0.1"
	}
	return host
}

// Lookup makes the guard the library's block list: a second wall behind peer.
func (g *guard) Lookup(ip net.IP) (iplist.Range, bool) {
	if g.open || ip.IsLoopback() {
		return iplist.Range{}, false
	}
	return iplist.Range{First: ip, Last: ip, Description: "not loopback"}, true
}

// NumRanges is part of iplist.Ranger.
func (g *guard) NumRanges() int { return 1 }
