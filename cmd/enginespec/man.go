package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func (a *app) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "man DIR",
		Short: "Write manual pages",
		Long: `man writes a manual page of each command into a folder, from what --help says. For shell
completion see enginespec completion --help.`,
		Example: "  enginespec man man1 && man -l man1/enginespec-test.1",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("man needs one folder")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o777); err != nil {
				return usageError{err}
			}
			root := cmd.Root()
			root.DisableAutoGenTag = true
			plain(root)
			if err := doc.GenManTree(root, &doc.GenManHeader{Section: "1", Source: "enginespec " + version(), Manual: "enginespec"}, args[0]); err != nil {
				return err
			}
			pages, err := filepath.Glob(filepath.Join(args[0], "enginespec*.1"))
			fmt.Fprintf(a.stdout, "%s in %s\n", counted(len(pages), "page"), args[0])
			return err
		},
	}
}

// plain makes what help sets by hand, which is indented, a block that is left as it is:
// the writer of manual pages reads Markdown.
func plain(c *cobra.Command) {
	lines := strings.Split(c.Long, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, "  ") {
			lines[i] = "  " + l
		}
	}
	c.Long = strings.Join(lines, "\n")
	for _, sub := range c.Commands() {
		plain(sub)
	}
}
