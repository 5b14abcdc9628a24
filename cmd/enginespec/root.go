package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"enginespec/conformance"
)

// app is one call of the command: what it works on and where it writes.
type app struct {
	protocols []*protocol
	stdin     io.Reader
	stdout    io.Writer
	stderr    io.Writer
	env       func(string) string
}

// usageError is a mistake of the caller: exit code 2.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// exitError ends the command with a code; what there is to say has been said, unless
// it has an error.
type exitError struct {
	code int
	err  error
}

func (e exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit %d", e.code)
	}
	return e.err.Error()
}

// run is the command: it reads and writes nothing but what it is given, and files that
// args name. It returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{protocols: protocols(), stdin: stdin, stdout: stdout, stderr: stderr, env: os.Getenv}
	root := a.root()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return conformance.ExitConforming
	}
	var exit exitError
	var usage usageError
	switch {
	case errors.As(err, &exit):
		if exit.err != nil {
			fmt.Fprintf(stderr, "enginespec: %v\n", exit.err)
		}
		return exit.code
	case errors.As(err, &usage):
		fmt.Fprintf(stderr, "enginespec: %v\n", err)
		fmt.Fprintf(stderr, "Run '%s --help' for how to use it.\n", cmd.CommandPath())
		return conformance.ExitUsage
	}
	fmt.Fprintf(stderr, "enginespec: %v\n", err)
	return conformance.ExitNoVerdict
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "enginespec",
		Short: "Conformance tests for the control protocols of torrent engines",
		Long: `enginespec is to the control protocols of torrent engines what h2spec is to HTTP/2.
It tests engines and their clients over real sockets, and stands in for either.

Exit codes: 0 conforming or validly waived, 1 not conforming, 2 usage (also: it selects
nothing), 3 no verdict (the target cannot be reached, died, or the run was interrupted).`,
		Example: `  enginespec test                                     # the bundled reference, all of it
  enginespec test --target tcp://127.0.0.1:62062 ts   # your engine
  enginespec test --role controller --exec './player {addr} {torrent}' ts
  enginespec serve --proto ts --engine swarm --dir downloads
  enginespec explain TS-021`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			var names []string
			for _, c := range cmd.Commands() {
				names = append(names, c.Name())
			}
			return usagef("no command is called %q%s", args[0], conformance.DidYouMean(args[0], names))
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			cmd.SetOut(a.stderr)
			cmd.Help()
			return exitError{code: conformance.ExitUsage}
		},
	}
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(a.recordCommand(), a.proxyCommand(), a.replayCommand())
	root.AddCommand(a.testCommand(), a.listCommand(), a.explainCommand(), a.serveCommand(), a.fuzzCommand(), a.decodeCommand(), a.encodeCommand(),
		a.corpusCommand(), a.versionCommand())
	root.AddCommand(a.reportCommand(), a.diffCommand(), a.configCommand(), a.manCommand())
	return root
}

// flagError makes cobra's errors usage errors, and suggests a flag for an unknown one.
func flagError(cmd *cobra.Command, err error) error {
	name, unknown := strings.CutPrefix(err.Error(), "unknown flag: ")
	if !unknown {
		return usageError{err}
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	return usagef("no flag is called %s%s", name, conformance.DidYouMean(name, names))
}

// atMost refuses more than n arguments.
func atMost(n int) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) > n {
			return usagef("unexpected argument %q", args[n])
		}
		return nil
	}
}

// oneOf refuses a value of a flag that is not among names.
func oneOf(flag, value string, names ...string) error {
	for _, n := range names {
		if n == value {
			return nil
		}
	}
	return usagef("--%s %q: expected %s%s", flag, value, strings.Join(names, ", "), conformance.DidYouMean(value, names))
}

// input opens the file that args name, or standard input for none and for "-".
func (a *app) input(args []string) (io.ReadCloser, error) {
	if len(args) == 0 || args[0] == "-" {
		return io.NopCloser(a.stdin), nil
	}
	f, err := os.Open(args[0])
	if err != nil {
		return nil, usageError{err}
	}
	return f, nil
}
