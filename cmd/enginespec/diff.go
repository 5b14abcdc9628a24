package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"enginespec/conformance"
	"enginespec/conformance/report"
)

func (a *app) diffCommand() *cobra.Command {
	var asJSON bool
	var color string
	c := &cobra.Command{
		Use:   "diff [flags] OLD.json NEW.json",
		Short: "Say what has changed from one report to another",
		Long: `diff compares two files of enginespec test --report, case by case: what fails now and did
not (a regression), what fails in another way, what is fixed, new or gone. It says when the
suites themselves differ.

Exit codes: 0 no regression, 1 a regression, 2 usage, 3 the new run has no verdict.`,
		Example: `  enginespec test --report new.json ts
  enginespec diff old.json new.json
  enginespec diff --json old.json new.json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usagef("diff needs two JSON reports: the old one and the new one")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if err := oneOf("color", color, "auto", "always", "never"); err != nil {
				return err
			}
			return a.diff(args[0], args[1], asJSON, color)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.Flags().StringVar(&color, "color", "auto", "auto, always or never; NO_COLOR counts too")
	a.completeFlags(c)
	return c
}

func (a *app) diff(old, now string, asJSON bool, color string) error {
	was, err := readReport(old)
	if err != nil {
		return err
	}
	is, err := readReport(now)
	if err != nil {
		return err
	}
	c := report.Compare(was, is)
	if asJSON {
		enc := json.NewEncoder(a.stdout)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		err = enc.Encode(c)
	} else {
		when := func(name string, d *report.Document) string {
			return fmt.Sprintf("%s, %s, suite %.8s", name, d.Started.Format("2006-01-02 15:04"), d.Tool.Suite)
		}
		err = c.Text(a.stdout, a.colored(color), when(old, was), when(now, is))
	}
	if err == nil && c.Exit() != conformance.ExitConforming {
		err = exitError{code: c.Exit()}
	}
	return err
}
