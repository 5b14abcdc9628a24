package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"enginespec/conformance/report"
)

// configName is the file of settings that test reads if it is there.
const configName = "enginespec.yaml"

// A file of settings says what flags of test say, by the same names: one mechanism, so
// that every flag can be set and none means another thing there. Besides, what is a
// list or a map by nature may be written as one: features, params, reports, selectors.

// setting is one key of the file.
type setting struct {
	Key     string
	Flag    *pflag.Flag // that it sets; nil for select, protocols and reports
	Kind    string      // "string", "bool", "integer", "duration", "features", "params", "list" or "reports"
	Choices []string    // what it, or one of its items, may be; nil: anything
	Text    string
}

// notSettings are flags that make no sense in a file.
var notSettings = []string{"help", "config", "waive-write", "report", "junit", "html", "markdown", "param"}

// reportFlags are the keys below reports, and their flags.
var reportFlags = [][2]string{{"json", "report"}, {"junit", "junit"}, {"html", "html"}, {"markdown", "markdown"}}

// settings are all keys, by the flags of test.
func (a *app) settings(cmd *cobra.Command) []setting {
	words := func(name string) (list []string) {
		if choices := a.choices(cmd)[name]; choices != nil {
			for _, s := range choices() {
				word, _, _ := strings.Cut(s, "\t")
				list = append(list, word)
			}
		}
		slices.Sort(list)
		return slices.Compact(list)
	}
	list := []setting{
		{Key: "select", Kind: "list", Text: "selectors: protocols, groups, cases, clauses; those on the command line replace them"},
		{Key: "protocols", Kind: "list", Choices: words("proto"), Text: "the same, protocols only"},
		{Key: "params", Flag: cmd.Flags().Lookup("param"), Kind: "params", Choices: words("param"), Text: "settings of the suite by name"},
		{Key: "reports", Kind: "reports", Text: "files to write: json, junit, html, markdown"},
	}
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if slices.Contains(notSettings, f.Name) {
			return
		}
		s := setting{Key: f.Name, Flag: f, Kind: "string", Choices: words(f.Name), Text: strings.ReplaceAll(f.Usage, "\n", " ")}
		switch f.Value.Type() {
		case "bool", "duration":
			s.Kind = f.Value.Type()
		case "int", "uint64":
			s.Kind = "integer"
		}
		if f.Name == "features" {
			s.Kind = "features"
		}
		list = append(list, s)
	})
	slices.SortFunc(list, func(a, b setting) int { return strings.Compare(a.Key, b.Key) })
	return list
}

// overridden are flags that replace each other: one on the command line sets aside the
// other's setting.
var overridden = [][]string{{"target", "exec"}, {"json", "tap"}, {"quiet", "verbose"}}

// configure sets the flags of test that the file of settings sets and the command line
// does not, and returns the selectors. Without a name it is enginespec.yaml in the
// current folder, if that is there; "off" is none.
func (a *app) configure(cmd *cobra.Command, name string, args []string) ([]string, error) {
	if name == "off" {
		return args, nil
	}
	file := name
	if name == "" {
		file = configName
	}
	text, err := os.ReadFile(file)
	if name == "" && errors.Is(err, fs.ErrNotExist) {
		return args, nil
	}
	if err != nil {
		return nil, usageError{err}
	}
	c, err := a.parseConfig(cmd, file, text)
	if err != nil {
		return nil, err
	}
	given := map[string]bool{}
	cmd.Flags().Visit(func(f *pflag.Flag) { given[f.Name] = true })
	for _, group := range overridden {
		if slices.ContainsFunc(group, func(n string) bool { return given[n] }) {
			for _, n := range group {
				given[n] = true
			}
		}
	}
	for _, v := range c.values {
		if given[v.flag] {
			continue
		}
		if err := cmd.Flags().Set(v.flag, v.text); err != nil {
			return nil, c.at(v.token, "%s", reason(err, v.flag))
		}
	}
	if len(args) == 0 {
		args = c.selectors
	}
	return args, nil
}

// reason is what is wrong with a flag's value, without the words about the flag.
func reason(err error, flag string) string {
	_, text, found := strings.Cut(err.Error(), "flag: ")
	if !found {
		text = err.Error()
	}
	if strings.HasPrefix(text, "time:") {
		text = "expected a time such as 5s or 1m30s"
	}
	return flag + ": " + text
}

func (a *app) configCommand() *cobra.Command {
	var schema bool
	c := &cobra.Command{
		Use:   "config [flags] [FILE]",
		Short: "Check a project's settings, or print their schema",
		Long: `config reads a file of settings, enginespec.yaml unless another is named, says what is
wrong with it, and prints the command that it stands for. Every setting is a flag of
enginespec test, and flags on the command line override the file:

  proto: ts
  role: engine
  exec: ./engine --listen {addr} --data {dir}
  features: {live: true, ads: false}
  params: {product-key: n51LvQoTlJzNGaFxseRK-uvnvX-sD4Vm5Axwmc4UcoD-jruxmKsuJaH0eVgE}
  waivers: known.txt
  reports: {json: report.json, junit: junit.xml, html: report.html}`,
		Example: "  enginespec config\n  enginespec config ci/enginespec.yaml\n  enginespec config --schema > enginespec.schema.json",
		Args:    atMost(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt
		},
		RunE: func(_ *cobra.Command, args []string) error {
			test := a.testCommand()
			if schema {
				return a.printSchema(test)
			}
			name := configName
			if len(args) > 0 {
				name = args[0]
			}
			selectors, err := a.configure(test, name, nil)
			if err != nil {
				return err
			}
			words := []string{"enginespec", "test"}
			test.Flags().Visit(func(f *pflag.Flag) { words = append(words, flagWords(f)...) })
			fmt.Fprintln(a.stdout, report.Shell(append(words, selectors...)...))
			return nil
		},
	}
	c.Flags().BoolVar(&schema, "schema", false, "print the JSON Schema of the file, for editors")
	return c
}

// flagWords are a flag and its value as words of a command.
func flagWords(f *pflag.Flag) (words []string) {
	switch v := f.Value.(type) {
	case pflag.SliceValue:
		for _, one := range v.GetSlice() {
			words = append(words, "--"+f.Name, one)
		}
	default:
		switch {
		case v.Type() != "bool":
			return []string{"--" + f.Name, v.String()}
		case v.String() == "true":
			return []string{"--" + f.Name}
		}
	}
	return words
}
