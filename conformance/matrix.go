package conformance

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"enginespec/codec"
	"enginespec/corpus"
)

// Proof is a suite and what shows that it can be believed.
type Proof struct {
	Suite *Suite
	Kills Kills
}

// Matrix returns MATRIX.md: for each protocol, each clause with its level, evidence,
// cases, test vectors and the faults that its cases find, and the totals. Problems are
// clauses that nothing proves: without a case or a reason for none, or without a fault
// that breaks them; and faults and vectors of clauses that there are not.
func Matrix(proofs ...Proof) (text []byte, problems []string, err error) {
	b := []byte("# What is tested, and what proves it\n\nMade by `go test ./conformance -run TestMatrix -update`; a test fails when it is stale. A vector is a message in\n" +
		"the corpus, for the codec. A fault is a lie of the bundled reference (`enginespec list --faults`): each is found by a case\nthat cites the clause.\n\n")
	b = append(b, "| protocol | clauses | MUST | SHOULD | MAY | OBSERVED | untestable | cases | engine | controller | vectors | faults | not found |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"...)
	var tables []byte
	for _, p := range proofs {
		vectors, err := corpus.Vectors(p.Suite.Name())
		if err != nil {
			return nil, nil, err
		}
		b = p.totals(b, len(vectors))
		tables = p.table(tables, byClause(vectors))
		problems = append(problems, p.problems(vectors)...)
	}
	return append(b, tables...), problems, nil
}

// byClause are the IDs of the vectors of each clause, sorted.
func byClause(vectors []corpus.Vector) map[string][]string {
	all := map[string][]string{}
	for _, v := range vectors {
		for _, c := range v.Clauses {
			all[c] = append(all[c], v.ID)
		}
	}
	for _, ids := range all {
		slices.Sort(ids)
	}
	return all
}

// totals appends one row of numbers.
func (p Proof) totals(b []byte, vectors int) []byte {
	levels, untestable, lost := map[Level]int{}, 0, 0
	for _, c := range p.Suite.Clauses {
		levels[c.Level]++
		if c.Untestable != "" {
			untestable++
		}
	}
	for _, k := range p.Kills {
		if len(k.By) == 0 {
			lost++
		}
	}
	return fmt.Appendf(b, "| [%s](#%s) | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d |\n", p.Suite.Name(), p.Suite.Name(),
		len(p.Suite.Clauses), levels[Must], levels[Should], levels[May], levels[Observed], untestable,
		len(p.Suite.Cases), countRole(p.Suite, codec.Engine), countRole(p.Suite, codec.Controller), vectors, len(p.Kills), lost)
}

// table appends the clauses of one protocol.
func (p Proof) table(b []byte, vectors map[string][]string) []byte {
	b = fmt.Appendf(b, "\n## %s\n\n%s\n\n| clause | level | binds | text | evidence | cases | vectors | faults |\n|---|---|---|---|---|---|---|---|\n", p.Suite.Name(), p.Suite.Title)
	prefix := p.Suite.Name() + "/"
	for _, c := range p.Suite.Clauses {
		var evidence, cases []string
		for _, e := range c.Evidence {
			evidence = append(evidence, e.Source.String()+": "+e.Ref)
		}
		for _, k := range p.Suite.CasesOf(c) {
			cases = append(cases, k.ID)
		}
		level := c.Level.String()
		if c.Versions != "" {
			level += " (" + c.Versions + ")"
		}
		tested := names(cases, prefix, len(cases))
		if c.Untestable != "" {
			tested = "untestable: " + cell(c.Untestable)
		}
		b = fmt.Appendf(b, "| %s | %s | %s | %s | %s | %s | %s | %s |\n", c.ID, level, c.Bound(), cell(c.Text), cell(strings.Join(evidence, "; ")),
			tested, names(vectors[c.ID], prefix, 4), names(p.Kills.Of(c.ID), prefix, 1<<10))
	}
	return b
}

// names lists IDs without their protocol, at most limit of them.
func names(ids []string, prefix string, limit int) string {
	var out []string
	for i, id := range ids {
		if i == limit {
			out = append(out, fmt.Sprintf("and %d more", len(ids)-limit))
			break
		}
		out = append(out, strings.TrimPrefix(id, prefix))
	}
	return strings.Join(out, ", ")
}

// cell makes text fit for a cell of a Markdown table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "\n", " ", "*", `\*`, "_", `\_`).Replace(text)
}

// problems are what keeps the proof from being one.
func (p Proof) problems(vectors []corpus.Vector) (list []string) {
	bad := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	for _, c := range p.Suite.Clauses {
		if c.Untestable == "" && len(p.Kills.Of(c.ID)) == 0 {
			bad("%s: no fault breaks it", c.ID)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(p.Kills)) {
		k := p.Kills[id]
		if p.Suite.Clause(k.Clause) == nil {
			bad("fault %s breaks %s, which is no clause", id, k.Clause)
		}
		if len(k.By) == 0 {
			bad("fault %s is found by no case", id)
		}
		for _, by := range k.By {
			if !slices.ContainsFunc(p.Suite.Cases, func(c *Case) bool { return c.ID == by }) {
				bad("fault %s is found by %s, which is no case", id, by)
			}
		}
	}
	for _, k := range p.Suite.Cases {
		if len(p.Kills.By(k.ID)) == 0 {
			bad("case %s finds no fault", k.ID)
		}
	}
	for _, v := range vectors {
		for _, c := range v.Clauses {
			if p.Suite.Clause(c) == nil {
				bad("vector %s cites %s, which is no clause", v.ID, c)
			}
		}
	}
	slices.Sort(list)
	return list
}
