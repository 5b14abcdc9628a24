package main

import (
	"context"
	"errors"
	"slices"

	"enginespec/codec"
	"enginespec/conformance"
	"enginespec/conformance/report"
)

// part is one protocol and role of a plan.
type part struct {
	protocol *protocol
	role     codec.Party
	cases    []*conformance.Case
}

// runPlan runs the parts of a plan and reports them in their order. Against the bundled
// reference they run side by side, because each of them mostly waits; anybody else has
// one target, which is not to be confused by two runs at once.
func (a *app) runPlan(ctx context.Context, p *plan, run *report.Run, out *outputs) error {
	if p.bundled() && !p.failfast && p.parallel == 0 {
		return p.runBeside(ctx, run, out)
	}
	for _, one := range p.parts {
		o := p.runPart(ctx, one, out)
		if o.keep(run, out); o.err != nil || o.over(ctx, p) {
			return o.err
		}
	}
	return nil
}

// runBeside runs all parts at once.
func (p *plan) runBeside(ctx context.Context, run *report.Run, out *outputs) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ran := make([]chan outcome, len(p.parts))
	for i, one := range p.parts {
		ran[i] = make(chan outcome, 1)
		go func() { ran[i] <- p.runPart(ctx, one, out) }()
	}
	var errs []error
	for _, one := range ran {
		o := <-one
		if o.keep(run, out); o.err != nil {
			errs = append(errs, o.err)
			cancel()
		}
	}
	return errors.Join(errs...)
}

// outcome is what came of a part.
type outcome struct {
	reports []*conformance.Report
	err     error
}

// keep puts the reports into the run and shows them.
func (o outcome) keep(run *report.Run, out *outputs) {
	for _, rep := range o.reports {
		run.Reports = append(run.Reports, rep)
		out.report(rep)
	}
}

// over reports whether nothing is to run after this.
func (o outcome) over(ctx context.Context, p *plan) bool {
	return ctx.Err() != nil || p.failfast && slices.ContainsFunc(o.reports, func(r *conformance.Report) bool { return r.Exit() != conformance.ExitConforming })
}

// runPart runs a part against its targets, one after the other.
func (p *plan) runPart(ctx context.Context, one part, out *outputs) (o outcome) {
	targets, stop, err := p.targets(ctx, one)
	if err != nil {
		return outcome{err: err}
	}
	defer func() { o.err = errors.Join(o.err, stop()) }()
	for _, t := range targets {
		cfg := p.config(one, t)
		cfg.Progress = out.step
		rep, err := conformance.Run(ctx, one.protocol.Suite, cfg)
		if err != nil {
			return outcome{o.reports, err}
		}
		o.reports = append(o.reports, rep)
		if err := p.keep(rep); err != nil {
			return outcome{o.reports, err}
		}
		if o.over(ctx, p) {
			break
		}
	}
	return o
}
