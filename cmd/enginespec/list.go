package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"enginespec/codec"
	"enginespec/conformance"
)

func (a *app) listCommand() *cobra.Command {
	var clauses, faults, features, asJSON bool
	c := &cobra.Command{
		Use:   "list [flags] [selector ...]",
		Short: "List cases, clauses, faults or features",
		Long: `list prints the cases that the selectors name, one a line: ID, level, clauses, role, and
how many faults of the bundled reference it finds. With --clauses, --faults or --features
it prints those of the protocols, groups, cases or clauses that the selectors name.`,
		Example: `  enginespec list ts/handshake
  enginespec list --clauses ts
  enginespec list --faults --json`,
		ValidArgsFunction: a.completeSelectors,
		RunE: func(_ *cobra.Command, args []string) error {
			var rows any
			var err error
			switch {
			case b2i(clauses)+b2i(faults)+b2i(features) > 1:
				return usagef("--clauses, --faults and --features exclude each other")
			case clauses:
				rows, err = a.listClauses(args)
			case faults:
				rows, err = a.listFaults(args)
			case features:
				rows, err = a.listFeatures(args)
			default:
				rows, err = a.listCases(args)
			}
			if err != nil {
				return err
			}
			if asJSON {
				enc := json.NewEncoder(a.stdout)
				enc.SetEscapeHTML(false)
				enc.SetIndent("", "  ")
				return enc.Encode(rows)
			}
			return a.table(rows.(table))
		},
	}
	c.Flags().BoolVar(&clauses, "clauses", false, "list clauses")
	c.Flags().BoolVar(&faults, "faults", false, "list faults, which serve --fault knows")
	c.Flags().BoolVar(&features, "features", false, "list features and profiles")
	c.Flags().BoolVar(&asJSON, "json", false, "print a JSON array")
	return c
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// table is what list prints: rows as text, and as JSON what they are by themselves.
type table interface {
	lines() [][]string
	total() string
}

func (a *app) table(t table) error {
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	for _, cells := range t.lines() {
		fmt.Fprintln(w, strings.Join(cells, "\t"))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(a.stdout, t.total())
	return err
}

type caseRow struct {
	ID      string            `json:"id"`
	Role    codec.Party       `json:"role"`
	Level   conformance.Level `json:"level"`
	Clauses []string          `json:"clauses"`
	Needs   []string          `json:"needs"`
	Faults  []string          `json:"faults"` // of the reference that it finds
}

type caseRows []caseRow

func (rows caseRows) lines() (out [][]string) {
	for _, r := range rows {
		out = append(out, []string{r.ID, r.Level.String(), strings.Join(r.Clauses, " "), r.Role.String(), "finds " + counted(len(r.Faults), "fault")})
	}
	return out
}

func (rows caseRows) total() string {
	seen := map[string]bool{}
	for _, r := range rows {
		for _, c := range r.Clauses {
			seen[c] = true
		}
	}
	return counted(len(rows), "case") + ", " + counted(len(seen), "clause")
}

func counted(n int, word string) string {
	if n != 1 {
		word += "s"
	}
	return fmt.Sprint(n, " ", word)
}

func (a *app) listCases(selectors []string) (any, error) {
	selected, err := conformance.Select(suites(a.protocols), 0, selectors)
	if err != nil {
		return nil, usageError{err}
	}
	rows := caseRows{}
	for _, sel := range selected {
		p := find(a.protocols, sel.Suite)
		for _, k := range sel.Cases {
			r := caseRow{ID: k.ID, Role: k.Role, Level: k.Level(), Clauses: []string{}, Needs: []string{}, Faults: append([]string{}, p.Kills().By(k.ID)...)}
			for _, c := range k.Clauses {
				r.Clauses = append(r.Clauses, c.ID)
			}
			for _, f := range k.Needs {
				r.Needs = append(r.Needs, f.Name)
			}
			rows = append(rows, r)
		}
	}
	return rows, nil
}

type clauseRow struct {
	ID         string                 `json:"id"`
	Level      conformance.Level      `json:"level"`
	Role       string                 `json:"role"`    // a party, or "both"
	Binding    bool                   `json:"binding"` // breaking it fails a run that is not strict
	Text       string                 `json:"text"`
	Evidence   []conformance.Evidence `json:"evidence"`
	Cases      []string               `json:"cases"`
	Untestable string                 `json:"untestable,omitempty"`
}

type clauseRows []clauseRow

func (rows clauseRows) lines() (out [][]string) {
	for _, r := range rows {
		cases := counted(len(r.Cases), "case")
		if r.Untestable != "" {
			cases = "untestable"
		}
		out = append(out, []string{r.ID, r.Level.String(), r.Role, r.Evidence[0].Source.String(), cases, r.Text})
	}
	return out
}

func (rows clauseRows) total() string {
	untestable := 0
	for _, r := range rows {
		untestable += b2i(r.Untestable != "")
	}
	return fmt.Sprintf("%s, %d untestable", counted(len(rows), "clause"), untestable)
}

func (a *app) listClauses(selectors []string) (any, error) {
	wanted, err := a.clauses(selectors)
	if err != nil {
		return nil, err
	}
	rows := clauseRows{}
	for _, p := range a.protocols {
		for _, c := range p.Suite.Clauses {
			if !wanted[c] {
				continue
			}
			r := clauseRow{c.ID, c.Level, c.Bound(), c.Binding(false), c.Text, c.Evidence, []string{}, c.Untestable}
			for _, k := range p.Suite.CasesOf(c) {
				r.Cases = append(r.Cases, k.ID)
			}
			rows = append(rows, r)
		}
	}
	return rows, nil
}

// clauses are those that selectors name, also those that have no case.
func (a *app) clauses(selectors []string) (map[*conformance.Clause]bool, error) {
	wanted := map[*conformance.Clause]bool{}
	for _, p := range a.protocols {
		for _, c := range p.Suite.Clauses {
			if len(selectors) == 0 || slices.ContainsFunc(selectors, func(s string) bool { return s == p.Name() || strings.EqualFold(s, c.ID) }) {
				wanted[c] = true
			}
		}
	}
	for _, s := range selectors {
		if p, _ := named(a.protocols, s); p != nil {
			continue
		}
		selected, err := conformance.Select(suites(a.protocols), 0, []string{s})
		if err != nil && !slices.ContainsFunc(a.protocols, func(p *protocol) bool { return p.Suite.Clause(strings.ToUpper(s)) != nil }) {
			return nil, usageError{err}
		}
		for _, sel := range selected {
			for _, k := range sel.Cases {
				for _, c := range k.Clauses {
					if !strings.EqualFold(s, c.ID) {
						wanted[c] = wanted[c] || k.ID == s || strings.HasPrefix(k.ID, strings.TrimSuffix(s, "/")+"/")
					}
				}
			}
		}
	}
	return wanted, nil
}
