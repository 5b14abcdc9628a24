package main

import (
	"bytes"
	"context"
	"io"
	"sync"
	"time"

	"enginespec/conformance"
)

// task is a program under test that runs in this process: the bundled client. It
// begins when its standard input is closed.
type task struct {
	begun  time.Time
	cancel context.CancelFunc
	begin  chan struct{}
	once   sync.Once
	done   chan struct{}

	mu     sync.Mutex
	orders []byte
	exit   conformance.Exit
}

// inProcess starts a program whose life is what play does with its orders, and what it
// writes is its output. An error of it is exit status 1.
func inProcess(play func(ctx context.Context, orders []byte, out io.Writer) error) *task {
	ctx, cancel := context.WithCancel(context.Background())
	t := &task{begun: time.Now(), cancel: cancel, begin: make(chan struct{}), done: make(chan struct{})}
	go func() {
		defer close(t.done)
		defer cancel()
		var err error
		var out bytes.Buffer
		select {
		case <-t.begin:
			err = play(ctx, t.orders, &out)
		case <-ctx.Done():
		}
		t.mu.Lock()
		defer t.mu.Unlock()
		t.exit.Ran, t.exit.Output = time.Since(t.begun), out.String()
		switch {
		case ctx.Err() != nil:
			t.exit.Code, t.exit.Killed = -1, true
		case err != nil:
			t.exit.Code = 1
			t.exit.Output += err.Error() + "\n"
		}
	}()
	return t
}

// Stdin takes orders until it is closed.
func (t *task) Stdin() io.Writer { return taskInput{t} }

// start begins; more than once is no more.
func (t *task) start() { t.once.Do(func() { close(t.begin) }) }

// Done is closed when play has returned.
func (t *task) Done() <-chan struct{} { return t.done }

// Exit is how play ended.
func (t *task) Exit() conformance.Exit {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.exit
}

// Stop cancels play and waits for it.
func (t *task) Stop() { t.cancel(); <-t.done }

type taskInput struct{ t *task }

func (in taskInput) Write(b []byte) (int, error) {
	in.t.orders = append(in.t.orders, b...)
	return len(b), nil
}

func (in taskInput) Close() error {
	in.t.start()
	return nil
}
