package sim

import (
	"context"
	"io"

	"enginespec/reference/engine"
)

// Engine is the simulated core.
type Engine struct{}

var (
	_ engine.Engine  = (*Engine)(nil)
	_ engine.Faulter = (*Engine)(nil)
)

// New returns a running core. Close it.
func New(o Options) *Engine { return &Engine{} }

// Disk is the simulated disk.
type Disk struct{}

// Pattern returns the bytes of a torrent for which nobody gave content.
func Pattern(id engine.ID) io.ReaderAt { return nil }

// Add implements engine.Engine.
func (e *Engine) Add(ctx context.Context, s engine.Source, o engine.AddOptions) (engine.ID, error) {
	return engine.ID{}, engine.ErrClosed
}

// Do implements engine.Engine.
func (e *Engine) Do(ctx context.Context, id engine.ID, c engine.Command) error {
	return engine.ErrClosed
}

// Configure implements engine.Engine.
func (e *Engine) Configure(ctx context.Context, p engine.Patch) (engine.Settings, error) {
	return engine.Settings{}, engine.ErrClosed
}

// Snapshot implements engine.Engine.
func (e *Engine) Snapshot(ids ...engine.ID) engine.Snapshot { return engine.Snapshot{} }

// Watch implements engine.Engine.
func (e *Engine) Watch(ctx context.Context) <-chan engine.Event { return nil }

// Open implements engine.Engine.
func (e *Engine) Open(ctx context.Context, id engine.ID, file int) (engine.Content, error) {
	return nil, engine.ErrClosed
}

// Inject implements engine.Faulter.
func (e *Engine) Inject(f engine.Fault) error { return engine.ErrClosed }

// Close implements engine.Engine.
func (e *Engine) Close() error { return nil }
