package lint

import (
	"errors"
	"fmt"
	"slices"

	"enginespec/codec"
	"enginespec/corpus"
)

// cover checks that every message has a valid vector, and every rule a
// noncanonical one.
func (l *linter) cover(p Protocol, vectors []corpus.Vector) {
	folder := corpus.Pos{File: p.Name()}
	has := func(verdict corpus.Verdict, ok func(*corpus.Vector) bool) bool {
		return slices.ContainsFunc(vectors, func(v corpus.Vector) bool { return v.Verdict == verdict && ok(&v) })
	}
	for _, from := range []codec.Party{codec.Engine, codec.Controller} {
		for _, kind := range p.Kinds(from) {
			if !has(corpus.Valid, func(v *corpus.Vector) bool { return v.From == from && v.Kind == kind }) {
				l.add(folder, "", "no valid vector for %s of the %s", kind, from)
			}
		}
	}
	for _, r := range p.Rules() {
		covered := has(corpus.NonCanonical, func(v *corpus.Vector) bool {
			return slices.ContainsFunc(v.Rules, func(u corpus.Use) bool { return u.Rule == r.Name })
		})
		reason, excused := p.NoVector[r.Name]
		switch {
		case !covered && !excused:
			l.add(folder, "", "no noncanonical vector for the rule %s: %s", r.Name, r.Text)
		case covered && excused:
			l.add(folder, "", "the rule %s has a vector and an excuse for having none", r.Name)
		case excused && reason == "":
			l.add(folder, "", "the rule %s has no vector and no reason for it", r.Name)
		}
	}
	for name := range p.NoVector {
		if !slices.ContainsFunc(p.Rules(), func(r *codec.Rule) bool { return r.Name == name }) {
			l.add(folder, "", "an excuse for %s, which is no rule", name)
		}
	}
}

// reach finds the error codes that can be provoked by changing a vector in one
// place, and checks that each has an invalid vector. So a new check in a codec asks
// for its vector by itself.
func (l *linter) reach(p Protocol, vectors []corpus.Vector) {
	type code struct {
		from codec.Party
		code codec.Code
	}
	have, missing := map[code]bool{}, map[code]bool{}
	for i := range vectors {
		if e := vectors[i].Error; e != nil {
			have[code{vectors[i].From, e.Code}] = true
		}
	}
	for i := range vectors {
		v := vectors[i]
		for m := range mutants(v.Input, i) {
			v.Input = m
			_, err := v.Decode(p, 0)
			var ce *codec.Error
			if !errors.As(err, &ce) || ce.Code == codec.NonCanonical {
				continue
			}
			c := code{v.From, ce.Code}
			if !have[c] && !missing[c] {
				missing[c] = true
				l.add(v.Pos, v.ID, "no invalid vector for %s from the %s, which %s gives", c.code, c.from, short(m))
			}
		}
	}
}

// places is in how many places of an input mutants change it, at most.
const places = 24

// mutants yields b changed in one place: cut off, a byte less, or a byte replaced by
// one that means something in some grammar. Not each byte of a long input has its turn:
// what one vector passes over another one has, because each begins elsewhere.
func mutants(b []byte, turn int) func(yield func([]byte) bool) {
	step := (len(b) + places - 1) / places
	return func(yield func([]byte) bool) {
		for i := turn % max(step, 1); i < len(b); i += step {
			if !yield(b[:i:i]) || !yield(slices.Delete(slices.Clone(b), i, i+1)) {
				return
			}
			for _, c := range []byte("\x00\xff \n;|=%\"{0:9-") {
				m := slices.Clone(b)
				if m[i] = c; !yield(m) || !yield(slices.Insert(slices.Clone(b), i, c)) {
					return
				}
			}
		}
	}
}

func short(b []byte) string {
	if len(b) > 80 {
		return fmt.Sprintf("%q and %d bytes more", b[:80], len(b)-80)
	}
	return fmt.Sprintf("%q", b)
}
