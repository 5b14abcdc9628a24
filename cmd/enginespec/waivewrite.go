package main

import (
	"fmt"
	"io"
	"time"

	"enginespec/conformance"
	"enginespec/conformance/report"
)

// entire refuses --waive-write for a run that leaves cases out: it would forget the
// waivers of what did not run, and call the rest of the suite clean.
func (p *plan) entire() error {
	if p.waiveWrite == "" {
		return nil
	}
	if p.failfast {
		return exclusive("--waive-write", true, "--failfast", true)
	}
	for _, one := range p.parts {
		all := 0
		for _, k := range one.protocol.Suite.Cases {
			all += b2i(k.Role == one.role)
		}
		if len(one.cases) < all {
			return usagef("--waive-write needs a whole run: %d of the %d cases for the %s of %s are selected",
				len(one.cases), all, one.role, one.protocol.Name())
		}
	}
	return nil
}

// waiveAll writes the waivers after which the run would have been green.
func (a *app) waiveAll(p *plan, run *report.Run) error {
	if p.waiveWrite == "" {
		return nil
	}
	if run.Exit() == conformance.ExitNoVerdict {
		fmt.Fprintf(a.stderr, "enginespec: no verdict: %s is left as it was\n", p.waiveWrite)
		return nil
	}
	text, fresh := conformance.Renew(p.known, run.Reports, time.Now())
	out, err := create(p.waiveWrite)
	if err != nil {
		return usageError{err}
	}
	out.content = func(w io.Writer, _ *report.Run) error {
		_, err := io.WriteString(w, text)
		return err
	}
	if err := out.write(run); err != nil {
		return err
	}
	fmt.Fprintf(a.stderr, "enginespec: %s has %s of %d days: give each its issue= and its reason, or better, none\n",
		p.waiveWrite, counted(fresh, "new waiver"), int(conformance.WaiverTime.Hours()/24))
	return nil
}
