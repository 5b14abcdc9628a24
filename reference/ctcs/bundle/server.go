package bundle

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"

	"enginespec/reference/ctcs"
	"enginespec/reference/engine"
)

// ServerOptions describe a control server. The zero value listens on a free port of
// loopback.
type ServerOptions struct {
	// Addr is where it listens; empty: 127.0.0.1:0. Users expect ctcs.DefaultAddr.
	Addr string
	// Listen opens the listener; nil: net.Listen. It is for networks in memory.
	Listen func(network, addr string) (net.Listener, error)
	// WrapListener, if set, comes between the listener and the server; see Lie.
	WrapListener func(net.Listener) net.Listener
	// Scale is how many times faster than real time it lives; zero: 1.
	Scale int
	// Server are the options of the server; Clock is filled in.
	Server ctcs.Options
}

// Server is a running control server. Close it.
type Server struct {
	Addr   string // where engines dial
	Clock  engine.Clock
	Server *ctcs.Server

	cancel context.CancelFunc
	served chan error
}

// Serve starts a control server. It runs until Close; ctx bounds the start only.
func Serve(ctx context.Context, o ServerOptions) (*Server, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if o.Listen == nil {
		o.Listen = net.Listen
	}
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	b := &Server{Clock: engine.NewClock(max(o.Scale, 1)), served: make(chan error, 1)}
	so := o.Server
	so.Clock = b.Clock
	var err error
	if b.Server, err = ctcs.New(so); err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	l, err := o.Listen("tcp", o.Addr)
	if err != nil {
		b.Server.Close()
		return nil, fmt.Errorf("bundle: %w", err)
	}
	b.Addr = l.Addr().String()
	if o.WrapListener != nil {
		l = o.WrapListener(l)
	}
	run, cancel := context.WithCancel(context.Background())
	b.cancel = cancel
	go func() { b.served <- b.Server.Serve(run, l) }()
	return b, nil
}

// Operate carries out an operator's orders, see ctcs.Operate.
func (b *Server) Operate(ctx context.Context, r io.Reader, w io.Writer) error {
	return ctcs.Operate(ctx, b.Server, r, w)
}

// Close ends all connections and waits. It returns why the listener failed before, if
// it did.
func (b *Server) Close() error {
	b.cancel()
	b.Server.Close()
	if err := <-b.served; err != nil && !errors.Is(err, ctcs.ErrServerClosed) {
		return err
	}
	return nil
}
