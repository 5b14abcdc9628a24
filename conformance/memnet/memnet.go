// Package memnet is a network in memory: listeners, dialers and connections that
// behave like TCP on loopback, but keep the borders of each write and wait only
// on channels and timers, so that they are at home in a testing/synctest bubble.
package memnet

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// Network is one network. Its zero value is empty and ready. Addresses are text;
// a listener on port 0 gets a port of its own.
type Network struct {
	mu        sync.Mutex
	listeners map[string]*listener
	port      int
}

type addr string

func (addr) Network() string  { return "mem" }
func (a addr) String() string { return string(a) }

// Listen opens a listener on address, "host:port" or the path of a socket.
func (n *Network) Listen(address string) (net.Listener, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	host, port, err := net.SplitHostPort(address)
	if err != nil && !strings.HasPrefix(address, "/") {
		return nil, err
	}
	if port == "0" {
		n.port++
		address = net.JoinHostPort(host, strconv.Itoa(40000+n.port))
	}
	if n.listeners[address] != nil {
		return nil, &net.OpError{Op: "listen", Net: "mem", Addr: addr(address), Err: syscall.EADDRINUSE}
	}
	if n.listeners == nil {
		n.listeners = map[string]*listener{}
	}
	l := &listener{net: n, addr: addr(address), queue: make(chan *conn, 128), done: make(chan struct{})}
	n.listeners[address] = l
	return l, nil
}

// DialContext connects to address. Its signature is that of net.Dialer's; network
// is ignored.
func (n *Network) DialContext(ctx context.Context, _, address string) (net.Conn, error) {
	n.mu.Lock()
	l := n.listeners[address]
	n.port++
	local := addr(fmt.Sprintf("127.0.0.1:%d", 40000+n.port))
	n.mu.Unlock()
	if l == nil {
		return nil, &net.OpError{Op: "dial", Net: "mem", Addr: addr(address), Err: syscall.ECONNREFUSED}
	}
	ours, theirs := pair(local, l.addr)
	select {
	case l.queue <- theirs:
		return ours, nil
	case <-l.done:
		return nil, &net.OpError{Op: "dial", Net: "mem", Addr: addr(address), Err: syscall.ECONNREFUSED}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Pipe returns the two ends of a connection that no listener was needed for.
func Pipe() (net.Conn, net.Conn) {
	a, b := pair("127.0.0.1:1", "127.0.0.1:2")
	return a, b
}

type listener struct {
	net   *Network
	addr  addr
	queue chan *conn
	done  chan struct{}
	once  sync.Once
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.queue:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *listener) Close() error {
	l.once.Do(func() {
		l.net.mu.Lock()
		delete(l.net.listeners, string(l.addr))
		l.net.mu.Unlock()
		close(l.done)
		for {
			select { // connections that nobody will accept are reset
			case c := <-l.queue:
				c.Close()
			default:
				return
			}
		}
	})
	return nil
}

func (l *listener) Addr() net.Addr { return l.addr }
