package main

import (
	"fmt"
	"slices"
	"strings"

	"enginespec/codec"
)

type faultRow struct {
	ID        string      `json:"id"`
	Party     codec.Party `json:"party"`
	Clause    string      `json:"clause"`
	Diagnosis string      `json:"diagnosis"`
	Doc       string      `json:"doc"`
	Killed    []string    `json:"killed"` // by these cases
}

type faultRows []faultRow

func (rows faultRows) lines() (out [][]string) {
	for _, r := range rows {
		out = append(out, []string{r.ID, r.Party.String(), r.Clause, r.Diagnosis, "found by " + counted(len(r.Killed), "case"), r.Doc})
	}
	return out
}

func (rows faultRows) total() string {
	alive := 0
	for _, r := range rows {
		alive += b2i(len(r.Killed) == 0)
	}
	return fmt.Sprintf("%s, %d found by no case", counted(len(rows), "fault"), alive)
}

func (a *app) listFaults(selectors []string) (any, error) {
	wanted, err := a.clauses(selectors)
	if err != nil {
		return nil, err
	}
	rows := faultRows{}
	for _, p := range a.protocols {
		for _, f := range p.Faults {
			if c := p.Suite.Clause(f.Clause); c == nil || wanted[c] {
				rows = append(rows, faultRow{f.ID, f.Party, f.Clause, f.Diagnosis, f.Doc, append([]string{}, p.Kills()[f.ID].By...)})
			}
		}
	}
	return rows, nil
}

type featureRow struct {
	Protocol string          `json:"protocol"`
	Name     string          `json:"name"`
	Kind     string          `json:"kind"` // feature or profile
	Assumed  bool            `json:"assumed,omitempty"`
	Features map[string]bool `json:"features,omitempty"` // of a profile
	Text     string          `json:"text"`
}

type featureRows []featureRow

func (rows featureRows) lines() (out [][]string) {
	for _, r := range rows {
		note := map[bool]string{true: "assumed", false: "declared or probed"}[r.Assumed]
		if r.Kind == "profile" {
			var words []string
			for name, has := range r.Features {
				words = append(words, map[bool]string{true: "+", false: "-"}[has]+name)
			}
			slices.Sort(words)
			note = strings.Join(words, " ")
		}
		out = append(out, []string{r.Protocol, r.Kind, r.Name, r.Text, note})
	}
	return out
}

func (rows featureRows) total() string { return counted(len(rows), "line") }

func (a *app) listFeatures(selectors []string) (any, error) {
	rows := featureRows{}
	for _, s := range selectors {
		if _, err := named(a.protocols, s); err != nil {
			return nil, usagef("features are listed by protocol: %q is none", s)
		}
	}
	for _, p := range a.protocols {
		if len(selectors) > 0 && !slices.Contains(selectors, p.Name()) {
			continue
		}
		for _, f := range p.Suite.Features {
			rows = append(rows, featureRow{Protocol: p.Name(), Name: f.Name, Kind: "feature", Assumed: f.Assumed, Text: f.Text})
		}
		for _, pr := range p.Suite.Profiles {
			rows = append(rows, featureRow{Protocol: p.Name(), Name: pr.Name, Kind: "profile", Features: pr.Features, Text: pr.Text})
		}
	}
	return rows, nil
}
