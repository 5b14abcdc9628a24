package main

import (
	"context"
	"errors"
	"io"
	"sync"
)

// variants are the variants of a bundled server by what tells them apart, each started
// when it is first needed.
type variants[K comparable, B io.Closer] struct {
	start   func(ctx context.Context, which K) (B, error)
	mu      sync.Mutex
	started map[K]B
}

// get returns a variant that runs.
func (v *variants[K, B]) get(ctx context.Context, which K) (B, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if b, ok := v.started[which]; ok {
		return b, nil
	}
	b, err := v.start(ctx, which)
	if err == nil {
		if v.started == nil {
			v.started = map[K]B{}
		}
		v.started[which] = b
	}
	return b, err
}

// Close closes those that were started.
func (v *variants[K, B]) Close() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	var errs []error
	for _, b := range v.started {
		errs = append(errs, b.Close())
	}
	return errors.Join(errs...)
}
