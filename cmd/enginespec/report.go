package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"enginespec/conformance/report"
)

func (a *app) reportCommand() *cobra.Command {
	var html, markdown string
	c := &cobra.Command{
		Use:   "report [flags] FILE ...",
		Short: "Show JSON reports as a page, several of them side by side",
		Long: `report reads what test --report wrote and writes it as a page for people, one file that
needs no script and no network. Several reports of one protocol and role, of different
engines or of different days, are set side by side, clause by clause.`,
		Example: `  enginespec test --report a.json ts
  enginespec report --html a.html a.json
  enginespec report --html all.html mine.json theirs.json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("report needs a JSON report: the file of enginespec test --report")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if html == "" && markdown == "" {
				return usagef("report needs --html FILE or --markdown FILE, or both")
			}
			var docs []*report.Document
			for _, name := range args {
				d, err := readReport(name)
				if err != nil {
					return err
				}
				docs = append(docs, d)
			}
			return writeDocuments(docs, html, markdown)
		},
	}
	c.Flags().StringVar(&html, "html", "", "write the page to this file")
	c.Flags().StringVar(&markdown, "markdown", "", "write a summary in Markdown to this file")
	return c
}

// readReport reads a JSON report. Whatever is wrong with it is the caller's mistake.
func readReport(name string) (*report.Document, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, usageError{err}
	}
	defer f.Close()
	d, err := report.Read(f)
	if err != nil {
		return nil, usagef("%s: %w", name, err)
	}
	return d, nil
}

// writeDocuments writes documents to the files that have a name.
func writeDocuments(docs []*report.Document, html, markdown string) error {
	for _, one := range []struct {
		name  string
		write func(io.Writer, ...*report.Document) error
	}{{html, report.HTML}, {markdown, report.Markdown}} {
		if one.name == "" {
			continue
		}
		out, err := create(one.name)
		if err != nil {
			return usageError{err}
		}
		out.content = func(w io.Writer, _ *report.Run) error { return one.write(w, docs...) }
		if err := out.write(nil); err != nil {
			return fmt.Errorf("writing %s: %w", one.name, err)
		}
	}
	return nil
}
