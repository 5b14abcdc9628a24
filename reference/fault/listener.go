package fault

import (
	"net"

	"enginespec/codec"
)

// Listener returns a listener whose connections have f on them: what a server
// accepts from it is already lied to, and lies. protocol and opts say how packets
// are read.
func Listener(l net.Listener, protocol codec.Protocol, f *Fault, shared *Shared, opts codec.Options) net.Listener {
	return &listener{l, protocol, f, shared, opts}
}

type listener struct {
	net.Listener
	protocol codec.Protocol
	fault    *Fault
	shared   *Shared
	opts     codec.Options
}

// Accept returns the server's end of a pipe to the wire.
func (l *listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return Conn(c, l.protocol, l.fault, l.shared, l.opts), nil
}

// Addr is where the listener listens, or where the lie says that it does.
func (l *listener) Addr() net.Addr {
	if l.fault.Addr != nil {
		return l.fault.Addr(l.Listener.Addr())
	}
	return l.Listener.Addr()
}

// Conn puts f on a connection to the party that f's liar speaks to, and returns
// the liar's end.
func Conn(c net.Conn, protocol codec.Protocol, f *Fault, shared *Shared, opts codec.Options) net.Conn {
	liar, wire := pipe()
	ends := [3]net.Conn{}
	ends[f.Party], ends[f.Party.Other()] = wire, c
	NewWire(protocol, ends[codec.Engine], ends[codec.Controller], f, shared, opts)
	return &addressed{liar, c}
}

// addressed is a pipe's end with the addresses of the real connection.
type addressed struct {
	*end
	real net.Conn
}

func (a *addressed) LocalAddr() net.Addr  { return a.real.LocalAddr() }
func (a *addressed) RemoteAddr() net.Addr { return a.real.RemoteAddr() }
