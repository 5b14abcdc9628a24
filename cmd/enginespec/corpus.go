package main

import (
	"fmt"
	"io/fs"
	"os"
	"slices"

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
	var proto string
	check := &cobra.Command{
		Use:   "lint [DIR]",
		Short: "Check the vectors against their schema and the codecs",
		Long: `lint checks the vectors of a folder that is laid out as corpus export writes it, or the
embedded ones: schema, unique IDs, every verdict by the codec, every rule necessary, every
message, rule and error with a vector of its own. Every change of every byte is read, so it
takes some seconds. Exit code 1 if anything is wrong.`,
		Args: atMost(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.lint(corpus.FS(), proto)
			}
			if _, err := os.Stat(args[0]); err != nil {
				return usageError{err}
			}
			return a.lint(os.DirFS(args[0]), proto)
		},
	}
	check.Flags().StringVar(&proto, "proto", "", "check the vectors of one protocol only")
	c.AddCommand(check, &cobra.Command{
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

// lint checks a corpus, or one protocol's part of it, and that every clause that it
// cites is one.
func (a *app) lint(fsys fs.FS, only string) error {
	protocols := lint.Embedded()
	var names []string
	for i := range protocols {
		names = append(names, protocols[i].Name())
		if p, _ := named(a.protocols, protocols[i].Name()); p != nil {
			protocols[i].Known = func(id string) bool { return p.Suite.Clause(id) != nil }
		}
	}
	if only != "" {
		i := slices.Index(names, only)
		if i < 0 {
			return oneOf("proto", only, names...)
		}
		protocols, fsys = protocols[i:i+1], share{fsys, only}
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

// share is a corpus of which one protocol is seen.
type share struct {
	fs.FS
	protocol string
}

// ReadDir hides the folders of the other protocols.
func (s share) ReadDir(name string) ([]fs.DirEntry, error) {
	list, err := fs.ReadDir(s.FS, name)
	if name == "." {
		list = slices.DeleteFunc(slices.Clone(list), func(d fs.DirEntry) bool { return d.Name() != s.protocol && d.Name() != "schema" })
	}
	return list, err
}
