package main

import (
	"strings"

	"github.com/spf13/cobra"
)

// completion is a function that completes a word, as cobra wants it.
type completion = func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective)

// from completes by a list of "name\tdescription".
func from(list func() []string) completion {
	return func(_ *cobra.Command, _ []string, word string) (found []string, _ cobra.ShellCompDirective) {
		for _, s := range list() {
			if strings.HasPrefix(strings.ToLower(s), strings.ToLower(word)) {
				found = append(found, s)
			}
		}
		return found, cobra.ShellCompDirectiveNoFileComp
	}
}

// completeSelectors completes protocols, groups, cases and clauses. Cases are offered
// once the word names their group, so that the list stays short.
func (a *app) completeSelectors(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	return from(func() (list []string) {
		for _, p := range a.protocols {
			list = append(list, p.Name()+"\t"+p.Suite.Title)
			groups := map[string]bool{}
			for _, k := range p.Suite.Cases {
				g := p.Name() + "/" + k.Group()
				if !groups[g] {
					groups[g] = true
					list = append(list, g)
				}
				if strings.HasPrefix(word, g+"/") {
					list = append(list, k.ID+"\t"+k.Clauses[0].Text)
				}
			}
			for _, c := range p.Suite.Clauses {
				list = append(list, c.ID+"\t"+c.Text)
			}
		}
		return list
	})(cmd, args, word)
}

// completeIDs completes what explain knows.
func (a *app) completeIDs(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	found, _ := a.completeSelectors(cmd, args, word)
	faults, directive := from(a.faultIDs)(cmd, args, word)
	return append(found, faults...), directive
}

func (a *app) faultIDs() (list []string) {
	for _, p := range a.protocols {
		for _, f := range p.Faults {
			list = append(list, f.ID+"\t"+f.Doc)
		}
	}
	return list
}

// completeFlags completes the values of the flags that c has.
func (a *app) completeFlags(c *cobra.Command) {
	for name, list := range a.choices(c) {
		if c.Flags().Lookup(name) != nil {
			if err := c.RegisterFlagCompletionFunc(name, from(list)); err != nil {
				panic(err) // the flag is there, and registered once
			}
		}
	}
}

// choices are the values that flags of c may have, by the flags' names, each as
// "value\tdescription".
func (a *app) choices(c *cobra.Command) map[string]func() []string {
	words := func(list ...string) func() []string { return func() []string { return list } }
	return map[string]func() []string{
		"proto": func() (list []string) {
			for _, p := range a.protocols {
				list = append(list, p.Name()+"\t"+p.Suite.Title)
			}
			return list
		},
		"profile": func() (list []string) {
			for _, p := range a.protocols {
				if c.Name() == "serve" {
					list = append(list, p.Profiles...)
					continue
				}
				for _, pr := range p.Suite.Profiles {
					list = append(list, pr.Name+"\t"+pr.Text)
				}
			}
			return list
		},
		"features": func() (list []string) {
			for _, p := range a.protocols {
				for _, f := range p.Suite.Features {
					list = append(list, "+"+f.Name+"\t"+f.Text, "-"+f.Name+"\t"+f.Text)
				}
			}
			return list
		},
		"param": func() (list []string) {
			for _, p := range a.protocols {
				for _, pa := range p.Params {
					list = append(list, pa.Name+"=\t"+pa.Text)
				}
			}
			return list
		},
		"fault":   a.faultIDs,
		"role":    words("engine", "controller"),
		"from":    words("engine", "controller"),
		"engine":  words("sim", "swarm"),
		"segment": words("all", "whole"),
		"color":   words("auto", "always", "never"),
	}
}
