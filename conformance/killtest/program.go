package killtest

import (
	"bytes"
	"context"
	"io"
	"sync"

	"enginespec/conformance"
)

// Launch starts a program that runs in the test's own process. It begins when its
// standard input, the orders, is complete, and its life is what live does: an error is
// exit status 1.
func Launch(live func(ctx context.Context, orders []byte) error) conformance.Process {
	ctx, cancel := context.WithCancel(context.Background())
	p := &program{begin: make(chan struct{}), done: make(chan struct{}), cancel: cancel}
	go func() {
		defer close(p.done)
		defer cancel()
		select {
		case <-p.begin:
		case <-ctx.Done():
			p.exit = conformance.Exit{Code: -1, Killed: true}
			return
		}
		err := live(ctx, p.orders.Bytes())
		switch {
		case ctx.Err() != nil:
			p.exit = conformance.Exit{Code: -1, Killed: true}
		case err != nil:
			p.exit = conformance.Exit{Code: 1, Output: err.Error()}
		}
	}()
	return p
}

type program struct {
	orders bytes.Buffer
	begin  chan struct{}
	once   sync.Once
	done   chan struct{}
	cancel context.CancelFunc
	exit   conformance.Exit
}

func (p *program) Stdin() io.Writer       { return stdin{p} }
func (p *program) Done() <-chan struct{}  { return p.done }
func (p *program) Exit() conformance.Exit { return p.exit }
func (p *program) Stop()                  { p.cancel(); <-p.done }

// stdin takes orders until it is closed.
type stdin struct{ p *program }

func (s stdin) Write(b []byte) (int, error) { return s.p.orders.Write(b) }
func (s stdin) Close() error                { s.p.once.Do(func() { close(s.p.begin) }); return nil }
