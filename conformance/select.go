package conformance

import (
	"fmt"
	"slices"
	"strings"

	"enginespec/codec"
)

// Selection is the part of some suites that selectors name.
type Selection struct {
	Suite *Suite
	Cases []*Case // in the suite's order
	All   bool    // nothing was left out
}

// Select returns what selectors name: a protocol ("ts"), a group ("ts/handshake"),
// a case, or a clause ("TS-021"). Without selectors it returns everything. role 0
// means both. A selector that names nothing is an error with a suggestion.
func Select(suites []*Suite, role codec.Party, selectors []string) ([]Selection, error) {
	for _, sel := range selectors {
		if !slices.ContainsFunc(suites, func(s *Suite) bool {
			return slices.ContainsFunc(s.Cases, func(k *Case) bool { return k.matches(sel) && (role == 0 || k.Role == role) })
		}) {
			return nil, noMatch(suites, role, sel)
		}
	}
	var out []Selection
	for _, s := range suites {
		one := Selection{Suite: s, All: true}
		for _, k := range s.Cases {
			if role != 0 && k.Role != role {
				continue
			}
			if len(selectors) == 0 || slices.ContainsFunc(selectors, k.matches) {
				one.Cases = append(one.Cases, k)
			} else {
				one.All = false
			}
		}
		if len(one.Cases) > 0 {
			out = append(out, one)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("nothing to run: no case for the %s", role)
	}
	return out, nil
}

func (k *Case) matches(sel string) bool {
	if k.ID == sel || strings.HasPrefix(k.ID, strings.TrimSuffix(sel, "/")+"/") {
		return true
	}
	return slices.ContainsFunc(k.Clauses, func(c *Clause) bool { return strings.EqualFold(c.ID, sel) })
}

func noMatch(suites []*Suite, role codec.Party, sel string) error {
	var names []string
	for _, s := range suites {
		names = append(names, s.Name())
		for _, c := range s.Clauses {
			if strings.EqualFold(c.ID, sel) {
				if c.Untestable != "" {
					return fmt.Errorf("%s has no case: %s", c.ID, c.Untestable)
				}
				return fmt.Errorf("%s has no case for the %s: it binds the %s", c.ID, role, c.Bound())
			}
			names = append(names, c.ID)
		}
		for _, k := range s.Cases {
			names = append(names, s.Name()+"/"+k.Group(), k.ID)
		}
	}
	slices.Sort(names)
	return fmt.Errorf("no case or clause matches %q%s", sel, DidYouMean(sel, slices.Compact(names)))
}

// DidYouMean returns "; did you mean ...?" for the names nearest to a mistyped
// one, or nothing if none is near.
func DidYouMean(name string, names []string) string {
	type near struct {
		name string
		d    int
	}
	var best []near
	limit := max(2, len(name)/3)
	for _, n := range names {
		if d := distance(strings.ToLower(name), strings.ToLower(n)); d <= limit {
			best = append(best, near{n, d})
		}
	}
	if len(best) == 0 {
		return ""
	}
	slices.SortStableFunc(best, func(a, b near) int { return a.d - b.d })
	var show []string
	for _, b := range best[:min(3, len(best))] {
		if b.d <= best[0].d+1 {
			show = append(show, b.name)
		}
	}
	return "; did you mean " + strings.Join(show, " or ") + "?"
}

// distance is the number of single-letter edits between a and b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		prev := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := prev
			if a[i] != b[j] {
				cost = 1 + min(prev, row[j], row[j+1])
			}
			prev, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
