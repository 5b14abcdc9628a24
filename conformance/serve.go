package conformance

import (
	"fmt"
	"net"
	"net/http"
)

// Serve makes a handler available to the target until the session ends, under a URL
// of its own whose last segment is name. The handler runs on goroutines of its own;
// one that waits must end with its request's context.
func (s *Session) Serve(name string, h http.Handler) string {
	f := s.Env.fixtures
	path := fmt.Sprintf("/served/%d/%s", s.Rand.Int64(), name)
	f.announced.Store(path, h)
	s.Defer(func() { f.announced.Delete(path) })
	return f.base + path
}

// Remote is the address at the other end of the current connection, nil without one.
func (s *Session) Remote() net.Addr {
	if x := s.conn(); x != nil {
		return x.c.RemoteAddr()
	}
	return nil
}

// Local is the address at our end of the current connection, nil without one. In a
// meeting it is where the program under test dialed.
func (s *Session) Local() net.Addr {
	if x := s.conn(); x != nil {
		return x.c.LocalAddr()
	}
	return nil
}
