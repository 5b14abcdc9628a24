package conformance

import (
	"bytes"
	"slices"

	"enginespec/codec"
)

// Exercised returns the clauses that had a chance to be broken, in the order of the
// suite: those of the monitors that saw a message which their clause is about.
func (w *Watcher) Exercised() (list []*Clause) {
	for _, c := range w.suite.Clauses {
		if slices.ContainsFunc(w.suite.Monitors, func(m Monitor) bool { return m.Clause == c && w.exercised(m) }) {
			list = append(list, c)
		}
	}
	return list
}

func (w *Watcher) exercised(m Monitor) bool {
	for _, role := range w.roles {
		if !m.Clause.Binds(role) {
			continue
		}
		for kind := range w.seen[role] {
			if len(m.Kinds) == 0 || slices.Contains(m.Kinds, kind) {
				return true
			}
		}
	}
	return slices.ContainsFunc(w.found, func(f Finding) bool { return f.Clause == m.Clause })
}

// kind is the kind of a packet, or of one that is refused the word that it was meant to
// have. What the protocol does not name is "", so that what is kept of it has a bound.
func (w *Watcher) kind(p *codec.Packet) string {
	word := ""
	switch {
	case p.Err == nil:
		word = p.Kind()
	case w.suite.Word != nil:
		word = w.suite.Word(p)
	default:
		first, _, _ := bytes.Cut(bytes.TrimRight(p.Raw, "\r\n"), []byte(" "))
		word = string(first)
	}
	if slices.Contains(w.suite.Protocol.Kinds(p.From), word) {
		return word
	}
	return ""
}

// Broken returns the clauses that findings blame, in the order of the suite, and
// whether any of them binds: fails a run.
func Broken(s *Suite, findings []Finding, strict bool) (list []*Clause, binding bool) {
	for _, c := range s.Clauses {
		if slices.ContainsFunc(findings, func(f Finding) bool { return f.Clause == c }) {
			list = append(list, c)
			binding = binding || c.Binding(strict)
		}
	}
	return list, binding
}
