package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"enginespec/conformance"
)

// bundledScale is how many times faster than real time the bundled reference lives.
const bundledScale = 100

// targets starts what a part is to be run against. stop ends it.
func (p *plan) targets(ctx context.Context, one part) (targets []*conformance.Target, stop func() error, err error) {
	stop = p.seeder.Close
	switch {
	case p.bundled():
		scale := p.scale
		if scale == 0 {
			scale = bundledScale
		}
		b, err := one.protocol.Bundled(ctx, bundledOptions{Scale: scale, Seed: p.seed})
		if err != nil {
			return nil, nil, fmt.Errorf("starting the bundled reference: %w", err)
		}
		targets, stop = b.Targets(one.role), b.Close
	case p.target != "":
		t, err := conformance.ParseTarget(p.target)
		if err != nil {
			return nil, nil, err
		}
		t.Features = conformance.Features{}
		targets = []*conformance.Target{t}
	default:
		t, closing, err := p.launched(one)
		if err != nil {
			return nil, nil, err
		}
		targets, stop = []*conformance.Target{t}, func() error { return errors.Join(closing(), p.seeder.Close()) }
	}
	for _, t := range targets {
		maps.Copy(t.Features, p.features)
		if t.Params == nil {
			t.Params = map[string]string{}
		}
		maps.Copy(t.Params, p.settings)
		if t.Scale == 0 {
			t.Scale = p.scale
		}
	}
	return targets, stop, nil
}

// reachable checks --target and --exec, and starts nothing.
func (p *plan) reachable() (err error) {
	switch {
	case p.target != "":
		_, err = conformance.ParseTarget(p.target)
	case p.exec != "":
		for _, one := range p.parts {
			if _, _, err = p.launched(one); err != nil {
				break
			}
		}
	}
	return err
}

// launched is the target of --exec: started once if it is who listens, else for each
// dialogue.
func (p *plan) launched(one part) (*conformance.Target, func() error, error) {
	names := slices.AppendSeq(slices.Clone(one.protocol.Vars), maps.Keys(p.settings))
	if one.role != one.protocol.Listens {
		t, err := conformance.ExecDialer(p.exec, names...)
		if err != nil {
			return nil, nil, err
		}
		t.Features = conformance.Features{}
		if c, err := conformance.ParseCommand(p.exec, names...); err == nil && one.protocol.Command != nil {
			t.Features = one.protocol.Command(c.Uses)
		}
		return t, func() error { return nil }, nil
	}
	l, err := conformance.ExecListener(p.exec, 0, names...)
	if err != nil {
		return nil, nil, err
	}
	l.Features = conformance.Features{}
	return &l.Target, l.Close, nil
}
