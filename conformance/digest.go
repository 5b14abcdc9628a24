package conformance

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"
	"slices"
)

// Digest identifies what suites demand and how they ask: SHA-256, in hex, over all
// clauses and over the cases with their steps. Two reports with one digest judge alike.
func Digest(suites ...*Suite) string {
	h := sha256.New()
	for _, s := range suites {
		s.sum(h)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func (s *Suite) sum(h hash.Hash) {
	out := json.NewEncoder(h)
	put := func(v ...any) {
		if err := out.Encode(v); err != nil {
			panic(err) // strings and numbers only
		}
	}
	put(s.Name(), s.Lenient, s.Limits)
	for _, c := range s.Clauses {
		put(c.ID, c.Level.String(), c.Role.String(), c.Versions, c.Text, c.Untestable)
		for _, e := range c.Evidence {
			put(e.Source.String(), e.Ref)
		}
	}
	var watched []string
	for _, m := range s.Monitors {
		watched = append(watched, m.Clause.ID)
	}
	slices.Sort(watched) // their order means nothing
	put("monitors", watched)
	for _, k := range s.Cases {
		put(k.ID, k.Role.String(), k.Version, k.Whole, k.Alone, k.Limit)
		for _, c := range k.Clauses {
			put("cites", c.ID)
		}
		for _, f := range k.Needs {
			put("needs", f.Name)
		}
		for _, st := range k.Given {
			put("given", st.String())
		}
		for _, st := range k.Steps {
			put("step", st.String())
		}
	}
}
