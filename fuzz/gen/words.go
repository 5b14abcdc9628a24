package gen

// Words returns the texts of the corpus's values and the kinds of its messages, sorted: a
// dictionary for fuzzers that know no grammar. It is the caller's.
func (g *Grammar) Words() []string {
	return append(append([]string{}, g.Kinds...), g.words...)
}
