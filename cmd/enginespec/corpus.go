package main

import (
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"enginespec/conformance"
	"enginespec/corpus"
	"enginespec/corpus/lint"
)

func (a *app) corpusCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "corpus",
		Short: "Check or export the test vectors",
		Args:  atMost(0),
		RunE:  func(cmd *cobra.Command, _ []string) error { return usagef("corpus needs lint or export") },
	}
	c.AddCommand(&cobra.Command{
		Use:   "lint [DIR]",
		Short: "Check the vectors against their schema and the codecs",
		Long: `lint checks the vectors of a folder that is laid out as corpus export writes it, or the
embedded ones: schema, unique IDs, every verdict by the codec, every rule necessary, every
message, rule and error with a vector of its own. Exit code 1 if anything is wrong.`,
		Args: atMost(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.lint(corpus.FS())
			}
			if _, err := os.Stat(args[0]); err != nil {
				return usageError{err}
			}
			return a.lint(os.DirFS(args[0]))
		},
	}, &cobra.Command{
		Use:   "export DIR",
		Short: "Write vectors, schemas, sessions and fixtures for programs in other languages",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("export needs one folder: new, empty, or a former export")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if err := corpus.Export(args[0]); err != nil {
				return usageError{err}
			}
			_, err := fmt.Fprintf(a.stdout, "exported to %s\n", args[0])
			return err
		},
	})
	return c
}

// lint checks a corpus, and that every clause that it cites is one.
func (a *app) lint(fsys fs.FS) error {
	protocols := lint.Embedded()
	for i := range protocols {
		if p, _ := named(a.protocols, protocols[i].Name()); p != nil {
			protocols[i].Known = func(id string) bool { return p.Suite.Clause(id) != nil }
		}
	}
	problems := lint.Run(fsys, protocols...)
	for _, p := range problems {
		fmt.Fprintln(a.stdout, p)
	}
	if n := len(problems); n > 0 {
		return exitError{conformance.ExitNot, fmt.Errorf("%s in the corpus", counted(n, "problem"))}
	}
	total := 0
	for _, p := range protocols {
		files, err := corpus.ReadVectors(fsys, p.Name())
		if err != nil {
			return exitError{conformance.ExitNot, err}
		}
		n := 0
		for _, f := range files {
			n += len(f.Vectors)
		}
		fmt.Fprintf(a.stdout, "%-6s %s\n", p.Name(), counted(n, "vector"))
		total += n
	}
	_, err := fmt.Fprintf(a.stdout, "ok     %s\n", counted(total, "vector"))
	return err
}
