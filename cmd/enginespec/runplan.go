package main

import (
	"context"
	"errors"
	"iter"
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
		o := p.runPart(ctx, one, out, false)
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
	var errs []error
	for o := range atOnce(p.parts, func(one part) outcome { return p.runPart(ctx, one, out, true) }) {
		if o.keep(run, out); o.err != nil {
			errs = append(errs, o.err)
			cancel()
		}
	}
	return errors.Join(errs...)
}

// atOnce does all of a list side by side, and yields what came of each in their order.
func atOnce[T any](list []T, do func(T) outcome) iter.Seq[outcome] {
	ran := make([]chan outcome, len(list))
	for i, one := range list {
		ran[i] = make(chan outcome, 1)
		go func() { ran[i] <- do(one) }()
	}
	return func(yield func(outcome) bool) {
		for _, one := range ran {
			if !yield(<-one) {
				return
			}
		}
	}
}

// inTurn does one after the other of a list, as far as somebody wants to know.
func inTurn[T any](list []T, do func(T) outcome) iter.Seq[outcome] {
	return func(yield func(outcome) bool) {
		for _, one := range list {
			if !yield(do(one)) {
				return
			}
		}
	}
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

// runPart runs a part against its targets, side by side or one after the other.
func (p *plan) runPart(ctx context.Context, one part, out *outputs, beside bool) (all outcome) {
	targets, stop, err := p.targets(ctx, one)
	if err != nil {
		return outcome{err: err}
	}
	defer func() { all.err = errors.Join(all.err, stop()) }()
	order := inTurn[*conformance.Target]
	if beside {
		order = atOnce
	}
	for o := range order(targets, func(t *conformance.Target) outcome { return p.runTarget(ctx, one, t, out) }) {
		if o.err == nil {
			o.err = p.keep(o.reports[0])
		}
		all.reports, all.err = append(all.reports, o.reports...), errors.Join(all.err, o.err)
		if !beside && (all.err != nil || all.over(ctx, p)) {
			break
		}
	}
	return all
}

// runTarget runs a part against one target.
func (p *plan) runTarget(ctx context.Context, one part, t *conformance.Target, out *outputs) outcome {
	cfg := p.config(one, t)
	cfg.Progress = out.step
	rep, err := conformance.Run(ctx, one.protocol.Suite, cfg)
	if err != nil {
		return outcome{err: err}
	}
	return outcome{reports: []*conformance.Report{rep}}
}
