package conformance

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strings"
)

// ParseTarget reads the address of a target that listens: tcp://host:port,
// unix:/path or http://host:port.
func ParseTarget(s string) (*Target, error) {
	network, address := "", ""
	switch {
	case strings.HasPrefix(s, "tcp://"), strings.HasPrefix(s, "http://"):
		u, err := url.Parse(s)
		if err != nil {
			return nil, fmt.Errorf("target %q: %w", s, err)
		}
		network, address = "tcp", u.Host
		if u.Port() == "" {
			if u.Scheme == "tcp" {
				return nil, fmt.Errorf("target %q has no port: expected tcp://host:port", s)
			}
			address = net.JoinHostPort(u.Hostname(), "80")
		}
	case strings.HasPrefix(s, "unix:"):
		network, address = "unix", strings.TrimPrefix(strings.TrimPrefix(s, "unix:"), "//")
	default:
		return nil, fmt.Errorf("target %q: expected tcp://host:port, unix:/path or http://host:port", s)
	}
	return &Target{Name: s, Dial: func(ctx context.Context, _ []*Feature) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, address)
	}}, nil
}
