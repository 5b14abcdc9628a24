package main

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"enginespec/conformance"
	"enginespec/corpus"
	"enginespec/reference/fault"
)

func (a *app) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain ID",
		Short: "Explain a clause, a case, a fault or a profile",
		Long: `explain prints everything about one thing: of a clause its text, level and evidence, the
cases that show it, the vectors of the corpus and the faults that break it; of a case what it
does, step by step; of a fault what the liar does and which cases notice; of a profile what a target
claims by it.`,
		Example:           "  enginespec explain TS-021\n  enginespec explain ts/handshake/hello-first\n  enginespec explain ts/hello-silent",
		ValidArgsFunction: a.completeIDs,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("explain needs one ID of a clause, a case, a fault or a profile")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.explain(args[0]) },
	}
}

func (a *app) explain(id string) error {
	var names []string
	for _, p := range a.protocols {
		for _, c := range p.Suite.Clauses {
			if strings.EqualFold(c.ID, id) {
				return a.explainClause(p, c)
			}
			names = append(names, c.ID)
		}
		for _, k := range p.Suite.Cases {
			if k.ID == id {
				return a.explainCase(p, k)
			}
			names = append(names, k.ID)
		}
		for _, f := range p.Faults {
			if f.ID == id {
				return a.explainFault(p, f)
			}
			names = append(names, f.ID)
		}
		for i := range p.Suite.Profiles {
			if pr := &p.Suite.Profiles[i]; pr.Name == id {
				return a.explainProfile(p, pr)
			}
			names = append(names, p.Suite.Profiles[i].Name)
		}
	}
	return usagef("no clause, case, fault or profile is called %q%s", id, conformance.DidYouMean(id, names))
}

// sheet prints lines with a name before them.
type sheet struct{ b strings.Builder }

func (s *sheet) line(name, text string) {
	fmt.Fprintf(&s.b, "  %-10s %s\n", name, strings.ReplaceAll(text, "\n", "\n             "))
}

// list prints items, the name before the first.
func (s *sheet) list(name string, items []string, none string) {
	if len(items) == 0 && none != "" {
		s.line(name, none)
	}
	for i, item := range items {
		if i > 0 {
			name = ""
		}
		s.line(name, item)
	}
}

func (a *app) print(s *sheet) error {
	_, err := fmt.Fprint(a.stdout, s.b.String())
	return err
}

func (a *app) explainClause(p *protocol, c *conformance.Clause) error {
	var s sheet
	fmt.Fprintf(&s.b, "%s  %s  %s\n", c.ID, c.Level, c.Bound())
	s.line("text", c.Text)
	if c.Versions != "" {
		s.line("versions", c.Versions)
	}
	var items []string
	for _, e := range c.Evidence {
		items = append(items, e.Source.String()+": "+e.Ref)
	}
	s.list("evidence", items, "")
	if c.Binding(false) {
		s.line("binding", "yes: breaking it fails a run")
	} else {
		s.line("binding", "in a strict run only: it warns otherwise")
	}
	items = nil
	for _, k := range p.Suite.CasesOf(c) {
		items = append(items, k.ID)
	}
	none := "none"
	if c.Untestable != "" {
		none = "untestable: " + c.Untestable
	}
	s.list("cases", items, none)
	for _, m := range p.Suite.Monitors {
		if m.Clause == c {
			s.line("monitor", "watches every session")
		}
	}
	items = nil
	vectors, err := vectorsOf(p)
	if err != nil {
		return exitError{conformance.ExitNoVerdict, err}
	}
	for _, v := range vectors {
		if slices.Contains(v.Clauses, c.ID) {
			items = append(items, fmt.Sprintf("%s (%s)", v.ID, v.Verdict))
		}
	}
	s.list("vectors", items, "none")
	items = nil
	for _, r := range p.Rules() {
		if r.Clause == c.ID {
			items = append(items, r.Name+" ("+r.Ref+"): "+r.Text)
		}
	}
	s.list("rules", items, "")
	items = nil
	for _, f := range p.faultsOf(c) {
		items = append(items, fmt.Sprintf("%s (%s): %s", f.ID, f.Diagnosis, f.Doc))
	}
	s.list("faults", items, "none")
	return a.print(&s)
}

func (a *app) explainCase(p *protocol, k *conformance.Case) error {
	var s sheet
	fmt.Fprintf(&s.b, "%s  %s  %s\n", k.ID, k.Level(), k.Role)
	if k.Doc != "" {
		s.line("shows", k.Doc)
	}
	var items, faults []string
	for _, c := range k.Clauses {
		items = append(items, fmt.Sprintf("%s %s: %s", c.ID, c.Level, c.Text))
	}
	finds := p.Kills().By(k.ID)
	for _, f := range p.Faults {
		if slices.Contains(finds, f.ID) {
			faults = append(faults, fmt.Sprintf("%s (%s): %s", f.ID, f.Diagnosis, f.Doc))
		}
	}
	s.list("clauses", items, "")
	items = nil
	for _, f := range k.Needs {
		items = append(items, f.Name+": "+f.Text)
	}
	s.list("needs", items, "")
	s.list("given", steps(k.Given), "")
	s.list("steps", steps(k.Steps), "")
	if k.Whole || p.Suite.Segments == nil {
		s.line("cut", "whole only")
	} else {
		s.line("cut", "whole, bytewise, before, after, coalesced")
	}
	s.list("finds", faults, "no fault of the bundled reference")
	s.line("run", "enginespec test "+k.ID)
	return a.print(&s)
}

func steps(list []conformance.Step) (items []string) {
	for i, st := range list {
		items = append(items, fmt.Sprintf("%d. %s", i+1, st))
	}
	return items
}

func (a *app) explainFault(p *protocol, f *fault.Fault) error {
	var s sheet
	fmt.Fprintf(&s.b, "%s  %s\n", f.ID, f.Party)
	s.line("does", f.Doc)
	if c := p.Suite.Clause(f.Clause); c != nil {
		s.line("breaks", fmt.Sprintf("%s %s: %s", c.ID, c.Level, c.Text))
	}
	s.list("found by", p.Kills()[f.ID].By, "no case")
	s.line("diagnosis", f.Diagnosis)
	if f.Party == p.Listens {
		s.line("serve", "enginespec serve --proto "+p.Name()+" --fault "+f.ID)
	}
	return a.print(&s)
}

func (a *app) explainProfile(p *protocol, pr *conformance.Profile) error {
	var s sheet
	fmt.Fprintf(&s.b, "%s  %s\n", pr.Name, p.Suite.Title)
	s.line("claims", pr.Text)
	if pr.Version != 0 {
		s.line("version", fmt.Sprintf("%d and lower: what is about a higher one is n/a", pr.Version))
	}
	var items []string
	for _, f := range p.Suite.Features {
		if has, said := pr.Features[f.Name]; said {
			items = append(items, map[bool]string{true: "+", false: "-"}[has]+f.Name+": "+f.Text)
		}
	}
	s.list("features", items, "")
	items = nil
	for _, name := range slices.Sorted(maps.Keys(pr.Params)) {
		items = append(items, name+"="+pr.Params[name])
	}
	s.list("settings", items, "")
	s.line("run", "enginespec test --profile "+pr.Name+" "+p.Name())
	return a.print(&s)
}

// vectorsOf are the vectors of a protocol. One may have only recorded sessions.
func vectorsOf(p *protocol) ([]corpus.Vector, error) {
	if files, err := fs.Glob(corpus.FS(), p.Name()+"/*.json"); len(files) == 0 {
		return nil, err
	}
	return corpus.Vectors(p.Name())
}
