package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"enginespec/conformance"
)

// version is the version of the command, from the build's own record.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version, and what identifies the suites",
		Long: `version prints the version of the command and a SHA-256 over all clauses, cases and what
they send: reports with the same one judge alike.`,
		Args: atMost(0),
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintf(a.stdout, "enginespec %s %s %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			fmt.Fprintf(a.stdout, "suite %s\n", conformance.Digest(suites(a.protocols)...))
			for _, p := range a.protocols {
				fmt.Fprintf(a.stdout, "  %-6s %s: %s, %s, %s\n", p.Name(), p.Suite.Title,
					counted(len(p.Suite.Clauses), "clause"), counted(len(p.Suite.Cases), "case"), counted(len(p.Faults), "fault"))
			}
			return nil
		},
	}
}
