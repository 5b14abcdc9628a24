package conformance

import (
	"context"
	"fmt"
	"net"
	"net/netip"
)

// Env is what the suite itself needs of the machine: where it listens and how it
// dials. The zero value uses TCP on loopback.
type Env struct {
	// Listen opens a listener for the suite's own servers. Nil: net.Listen.
	Listen func(network, address string) (net.Listener, error)
	// Dial reaches addresses that a target announces. Nil: loopback only.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Seed makes a fixture's content available to a target that downloads for real,
	// and returns the announce URLs to put into its metainfo. Nil: nobody seeds.
	Seed func(ctx context.Context, fixture string) (announce []string, err error)

	fixtures *fixtureServer
}

func (e *Env) fill() {
	if e.Listen == nil {
		e.Listen = net.Listen
	}
	if e.Dial == nil {
		e.Dial = LoopbackDial
	}
}

// LoopbackDial dials literal loopback addresses and "localhost", and refuses all
// others without asking a name server.
func LoopbackDial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("refused to dial %s: not a loopback address (allow it with --allow-network)", address)
	}
	var d net.Dialer
	return d.DialContext(ctx, network, net.JoinHostPort(host, port))
}
